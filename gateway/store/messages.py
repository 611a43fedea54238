"""Inbound messages: stored once with their raw bytes and the work row that gets them processed (PROTOCOL 4.1-4.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from gateway.envelopes import Arrival, Stored
from gateway.store.outcomes import read_verdict
from gateway.store.schema import message, message_raw
from gateway.store.work import NewWork, add_works
from parsers.values import Authentication

Key = tuple[str, str]
_MOST_KEYS = 500
"""In one statement; databases bound the number of its parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArrival:
    """A message as it came over the wire, on its way to being processed."""

    id: int
    arrival: Arrival
    released_by: str = ""
    """Who had a held message filed; what held it then holds it no more."""
    verdict: Authentication = field(default_factory=Authentication)
    """What was found out about the sender when it was processed before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """A stored message without its raw bytes; everything after `received_at` is None until it was processed."""

    id: int
    channel: str
    key: str
    sender: str
    recipients: tuple[str, ...]
    details: Mapping[str, str]
    flags: tuple[str, ...]
    received_at: datetime
    rfc_message_id: str | None
    kind: str | None
    reason: str | None
    text: str | None
    quoted_text: str | None
    ticket_id: int | None
    processed_at: datetime | None


_ARRIVALS = (
    select(
        *(message.c[name] for name in ("id", "channel", "key", "sender", "recipients", "details", "flags")),
        message.c.received_at,
        message.c.released_by,
        message.c.authentication,
        message_raw.c.raw,
    )
    .join(message_raw, message_raw.c.message_id == message.c.id)
    .where(message.c.id.in_(bindparam("ids", expanding=True)))
)


def insert_arrivals(connection: Connection, arrivals: Sequence[Arrival], *, now: float) -> list[Stored]:
    """Store each arrival once, with its bytes and its work row, and say for each where it lies and if it is new.

    An arrival whose channel and key are stored already, or stand twice in `arrivals`, gets the first one's id.
    """
    arrivals = [_storable(arrival) for arrival in arrivals]
    first: dict[Key, Arrival] = {}
    for arrival in arrivals:
        first.setdefault(_key(arrival), arrival)
    inserted = _insert_messages(connection, list(first.values()))
    _insert_bytes_and_work(connection, [(inserted[key], first[key]) for key in first if key in inserted], now)
    known = inserted | _find_ids(connection, [key for key in first if key not in inserted])
    return [
        Stored(id=known[_key(arrival)], is_new=_key(arrival) in inserted and first[_key(arrival)] is arrival)
        for arrival in arrivals
    ]


def load_message(connection: Connection, message_id: int) -> MessageRow:
    """The message with this id; raises `LookupError`."""
    row = connection.execute(select(message).where(message.c.id == message_id)).one_or_none()
    if row is None:
        raise LookupError(f"there is no message {message_id}")
    return _to_row(row)


def load_arrival(connection: Connection, message_id: int) -> Arrival:
    """The message as it came over the wire; raises `LookupError`."""
    return load_arrivals(connection, [message_id])[0].arrival


def load_arrivals(connection: Connection, message_ids: Sequence[int]) -> list[StoredArrival]:
    """The messages with these ids in this order; raises `LookupError` when there is not every one."""
    rows = {row.id: row for row in connection.execute(_ARRIVALS, {"ids": list(message_ids)})}
    if missing := [id_ for id_ in message_ids if id_ not in rows]:
        raise LookupError(f"there is no message {missing[0]}")
    return [
        StoredArrival(
            id=id_,
            arrival=_to_arrival(rows[id_]),
            released_by=rows[id_].released_by,
            verdict=read_verdict(rows[id_].authentication),
        )
        for id_ in message_ids
    ]


def _to_arrival(row: Row[*tuple[Any, ...]]) -> Arrival:
    return Arrival(
        channel=row.channel,
        key=row.key,
        raw=bytes(row.raw),
        sender=row.sender,
        recipients=tuple(row.recipients),
        received_at=_moment(row.received_at),
        details=row.details,
        flags=tuple(row.flags),
    )


def is_stored(connection: Connection, channel: str, key: str) -> bool:
    """Whether the message with this key has come before."""
    return bool(_find_ids(connection, [(channel, key)]))


def find_stored(connection: Connection, channels: Sequence[str], key: str) -> MessageRow | None:
    """The message that came under this key by one of these channels, or None."""
    query = select(message).where(message.c.channel.in_(channels), message.c.key == key).order_by(message.c.id)
    row = connection.execute(query.limit(1)).first()
    return _to_row(row) if row else None


def list_stored(connection: Connection, channel: str, keys: Sequence[str]) -> frozenset[str]:
    """Those of the keys under which a message has come before."""
    parts = (keys[start : start + _MOST_KEYS] for start in range(0, len(keys), _MOST_KEYS))
    return frozenset(key for part in parts for _, key in _find_ids(connection, [(channel, key) for key in part]))


def _insert_messages(connection: Connection, arrivals: Sequence[Arrival]) -> dict[Key, int]:
    statement = _insert_into(connection)(message).on_conflict_do_nothing(index_elements=["channel", "key"])
    returning = statement.returning(message.c.id, message.c.channel, message.c.key)
    rows = connection.execute(returning, [_to_values(arrival) for arrival in arrivals])
    return {(row.channel, row.key): row.id for row in rows}


def _insert_bytes_and_work(connection: Connection, new: Sequence[tuple[int, Arrival]], now: float) -> None:
    if not new:
        return
    connection.execute(insert(message_raw), [{"message_id": id_, "raw": arrival.raw} for id_, arrival in new])
    add_works(
        connection, [NewWork(kind="process", ref=id_, lane=arrival.sender or None) for id_, arrival in new], now=now
    )


def _find_ids(connection: Connection, keys: Sequence[Key]) -> dict[Key, int]:
    if not keys:
        return {}
    pair = tuple_(message.c.channel, message.c.key)
    rows = connection.execute(select(message.c.id, message.c.channel, message.c.key).where(pair.in_(keys)))
    return {(row.channel, row.key): row.id for row in rows}


def _insert_into(connection: Connection) -> Any:
    return sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert


def _key(arrival: Arrival) -> Key:
    return arrival.channel, arrival.key


def _to_values(arrival: Arrival) -> dict[str, Any]:
    return {
        "channel": arrival.channel,
        "key": arrival.key,
        "sender": arrival.sender,
        "recipients": list(arrival.recipients),
        "details": dict(arrival.details),
        "flags": list(arrival.flags),
        "received_at": arrival.received_at.timestamp(),
    }


def _storable(arrival: Arrival) -> Arrival:
    """The same arrival without what a database refuses in text: NUL and half surrogates (PROTOCOL 2.11)."""
    return Arrival(
        channel=_plain(arrival.channel),
        key=_plain(arrival.key),
        raw=arrival.raw,
        sender=_plain(arrival.sender),
        recipients=tuple(map(_plain, arrival.recipients)),
        received_at=arrival.received_at,
        details={_plain(name): _plain(value) for name, value in arrival.details.items()},
        flags=tuple(map(_plain, arrival.flags)),
    )


def _plain(text: str) -> str:
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _to_row(row: Row[Any]) -> MessageRow:
    return MessageRow(
        id=row.id,
        channel=row.channel,
        key=row.key,
        sender=row.sender,
        recipients=tuple(row.recipients),
        details=row.details,
        flags=tuple(row.flags),
        received_at=_moment(row.received_at),
        rfc_message_id=row.rfc_message_id,
        kind=row.kind,
        reason=row.reason,
        text=row.text,
        quoted_text=row.quoted_text,
        ticket_id=row.ticket_id,
        processed_at=None if row.processed_at is None else _moment(row.processed_at),
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
