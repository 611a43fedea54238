"""The rows of the city's places by the source they came from, and the gazetteer that was prepared from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from gateway.store.engine import Store
from gateway.store.knowledge import find_content, set_version
from gateway.store.learning_schema import place
from parsers.gazetteer import gazetteer_of
from parsers.prepared_atlas import unpack_atlas

GAZETTEER = "gazetteer"
"""The kind of knowledge that is prepared from the places."""
HISTORY = "history"
"""The source of what was read from past requests."""
CHUNK = 2_000
_STAGED = " (being imported)"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """One place: a street, a stretch of one, an address on one, or a landmark; `key` is unique in source and kind."""

    kind: str
    key: str
    name: str
    number: str = ""
    lat: float | None = None
    lon: float | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How many places of one kind a source has."""

    source: str
    kind: str
    count: int


def stage_places(connection: Connection, source: str, rows: Iterable[PlaceRow]) -> None:
    """Put rows beside those that count, where nobody reads them before `swap_in`."""
    left = iter(rows)
    while chunk := [{"source": source + _STAGED, **asdict(row)} for row in islice(left, CHUNK)]:
        connection.execute(insert(place), chunk)


def drop_staged(connection: Connection, source: str) -> None:
    """Forget rows of an import that did not come to its end."""
    connection.execute(delete(place).where(place.c.source == source + _STAGED))


def swap_in(connection: Connection, source: str) -> None:
    """Let the staged rows of `source` count, and nothing else of it."""
    connection.execute(delete(place).where(place.c.source == source))
    connection.execute(update(place).where(place.c.source == source + _STAGED).values(source=source))


def drop_source(connection: Connection, source: str) -> None:
    """Forget every place of `source`."""
    connection.execute(delete(place).where(place.c.source == source))


def iterate_places(connection: Connection, *, kinds: Sequence[str], staged: str = "") -> Iterator[tuple[str, PlaceRow]]:
    """Source and row of each place of these kinds, a chunk at a time; those staged for `staged` stand for its own."""
    columns = [place.c[name] for name in ("id", "source", "kind", "key", "name", "number", "lat", "lon", "details")]
    query = select(*columns).where(place.c.kind.in_(kinds)).order_by(place.c.id).limit(CHUNK)
    last = 0
    while rows := connection.execute(query.where(place.c.id > last)).all():
        for row in rows:
            source = _source_of(row.source, staged)
            if source:
                values = row._mapping
                yield source, PlaceRow(**{key: values[key] for key in values if key not in ("id", "source")})
        last = rows[-1].id


def _source_of(source: str, staged: str) -> str:
    """The source that a row counts for; empty when it does not count."""
    if staged and source == staged + _STAGED:
        return staged
    return "" if source.endswith(_STAGED) or (staged and source == staged) else source


def list_amounts(connection: Connection) -> tuple[Amount, ...]:
    """How many places of each kind each source has, in order."""
    query = select(place.c.source, place.c.kind, func.count()).group_by(place.c.source, place.c.kind)
    found = connection.execute(query.order_by(place.c.source, place.c.kind)).all()
    return tuple(Amount(source=row[0], kind=row[1], count=row[2]) for row in found if not row[0].endswith(_STAGED))


def find_centre(connection: Connection) -> tuple[float, float] | None:
    """The mean of all known points; None where there is none."""
    query = select(func.avg(place.c.lat), func.avg(place.c.lon)).where(
        place.c.lat.is_not(None), place.c.source.not_like(f"%{_STAGED}")
    )
    lat, lon = connection.execute(query).one()
    return None if lat is None or lon is None else (float(lat), float(lon))


def save_gazetteer(connection: Connection, prepared: bytes, version: str, *, now: float) -> None:
    """Let every process read the prepared places."""
    set_version(connection, GAZETTEER, version, now=now, content=prepared)


def load_gazetteer(store: Store) -> dict[str, Any]:
    """The city's gazetteer as it was prepared; raises `DamagedAtlasError`."""
    with store.reading() as connection:
        prepared = find_content(connection, GAZETTEER)
    return {"gazetteer": gazetteer_of(unpack_atlas(prepared))} if prepared is not None else {}
