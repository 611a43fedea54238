"""Past requests put aside in a temporary table, then taken over in one transaction: all of an export, or nothing.

The temporary table is this connection's own: filling it holds no lock that a running gateway would wait for, and a
process that is killed leaves nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import blake2b
from itertools import islice
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Double,
    Integer,
    MetaData,
    Table,
    Text,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    update,
)

from gateway.envelopes import PastRequest
from gateway.store.engine import Store
from gateway.store.knowledge import set_version
from gateway.store.learning_schema import history_import, history_request

_CHUNK = 2_000
"""Rows that are put aside at once."""
_FIELDS = ("digest", "text", "category", "department", "address", "lat", "lon", "requested_at", "closed_at")
_TEXTS = frozenset({"digest", "text", "category", "department", "address"})
_aside = Table(
    "history_aside",
    MetaData(),
    Column("line", Integer, nullable=False),
    Column("key", Text, nullable=False),
    *(Column(name, Text if name in _TEXTS else Double) for name in _FIELDS),
    prefixes=["TEMPORARY"],
)
_INSERT = insert(_aside)
_COLUMNS = tuple(column.name for column in _aside.columns)
_COPY = f"COPY {_aside.name} ({', '.join(_COLUMNS)}) FROM STDIN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an import comes from."""

    source: str
    """Ids are unique within it; importing from it again changes what it brought before."""
    name: str
    """The file or the address, for people."""
    mapping: Mapping[str, object]
    """Which column was taken for what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What an import did."""

    read: int
    """Lines of the export that are requests."""
    added: int = 0
    changed: int = 0
    repeated: int = 0
    """Lines with the id of a later line, which was taken instead."""

    @property
    def unchanged(self) -> int:
        """Requests that were there already, just so."""
        return self.read - self.added - self.changed - self.repeated


class Aside:
    """The temporary table on one connection: `fill` it, then `merge` it."""

    def __init__(self, store: Store, connection: Connection) -> None:
        self._store = store
        self._connection = connection
        self._read = 0

    def fill(self, requests: Iterable[PastRequest]) -> None:
        """Put requests aside, a few thousand at a time; nothing else sees them."""
        rows = map(_row, requests)
        while chunk := list(islice(rows, _CHUNK)):
            with self._connection.begin():
                self._put(chunk)
            self._read += len(chunk)

    def merge(self, origin: Origin, *, refused: int, now: float) -> Merged:
        """Take everything over in one transaction; knowledge of the history is new when something changed."""
        with self._connection.begin():
            repeated = _drop_repeated(self._connection)
            self._connection.execute(text("CREATE UNIQUE INDEX ix_history_aside ON history_aside (key)"))
            self._connection.execute(text("ANALYZE history_aside"))
        with self._store.turn(self._connection):
            self._be_patient()
            merged = Merged(read=self._read, repeated=repeated)
            return _take_over(self._connection, origin, merged, refused=refused, now=now)

    def _put(self, chunk: list[dict[str, Any]]) -> None:
        """PostgreSQL takes rows ten times as fast by COPY as one by one."""
        if self._store.is_sqlite:
            self._connection.execute(_INSERT, chunk)
            return
        driver: Any = self._connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
            for row in chunk:
                copy.write_row(tuple(row[name] for name in _COLUMNS))

    def _be_patient(self) -> None:
        """Two imports at once take turns, and a million rows take their time."""
        if not self._store.is_sqlite:
            self._connection.execute(text("SET LOCAL statement_timeout = 0"))
            self._connection.execute(text("SET LOCAL lock_timeout = '120s'"))
            self._connection.execute(text("SELECT pg_advisory_xact_lock(311, 1)"))


@contextmanager
def set_aside(store: Store) -> Iterator[Aside]:
    """A place for the requests of one import; whatever happens, nothing of it stays. Raises like `Store.writing`."""
    with store.connected() as connection:
        with connection.begin():
            connection.execute(text("DROP TABLE IF EXISTS history_aside"))
            _aside.create(connection)
        try:
            yield Aside(store, connection)
        finally:
            # The connection goes back to the pool with its temporary table; a new one starts without.
            connection.invalidate()


def _row(request: PastRequest) -> dict[str, Any]:
    row = {
        "text": request.text,
        "category": request.category,
        "department": request.department,
        "address": request.address,
        "lat": request.lat,
        "lon": request.lon,
        "requested_at": _seconds(request.requested_at),
        "closed_at": _seconds(request.closed_at),
    }
    content = "\x1f".join(map(str, row.values())).encode()
    return {"line": request.line, "key": request.key, "digest": blake2b(content, digest_size=12).hexdigest(), **row}


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def _drop_repeated(connection: Connection) -> int:
    """Of lines with the same key the last counts."""
    place = func.row_number().over(partition_by=_aside.c.key, order_by=_aside.c.line.desc()).label("place")
    ranked = select(_aside.c.line, place).subquery()
    earlier = select(ranked.c.line).where(ranked.c.place > 1)
    return connection.execute(delete(_aside).where(_aside.c.line.in_(earlier))).rowcount


def _take_over(connection: Connection, origin: Origin, merged: Merged, *, refused: int, now: float) -> Merged:
    values = {
        "source": origin.source,
        "name": origin.name,
        "mapping": dict(origin.mapping),
        "read": merged.read,
        "refused": refused,
        "created_at": now,
    }
    import_id = connection.execute(insert(history_import).values(values).returning(history_import.c.id)).scalar_one()
    known = (history_request.c.source == origin.source) & (history_request.c.key == _aside.c.key)
    changed = _change(connection, import_id, known)
    added = _add(connection, import_id, known, origin.source)
    counts = update(history_import).where(history_import.c.id == import_id).values(added=added, changed=changed)
    connection.execute(counts)
    if added or changed:
        set_version(connection, "history", str(import_id), now=now)
    return Merged(**{**asdict(merged), "added": added, "changed": changed})


def _change(connection: Connection, import_id: int, known: Any) -> int:
    values = {name: _aside.c[name] for name in _FIELDS}
    statement = update(history_request).where(known, history_request.c.digest != _aside.c.digest)
    return connection.execute(statement.values(import_id=import_id, masked_at=None, **values)).rowcount


def _add(connection: Connection, import_id: int, known: Any, source: str) -> int:
    new = (
        select(literal(import_id), literal(source), _aside.c.key, *(_aside.c[name] for name in _FIELDS))
        .where(~exists(select(1).where(known).correlate(_aside)))
        .order_by(_aside.c.line)
    )
    columns = ["import_id", "source", "key", *_FIELDS]
    statement = insert(history_request).from_select(columns, new).execution_options(preserve_rowcount=True)
    return connection.execute(statement).rowcount
