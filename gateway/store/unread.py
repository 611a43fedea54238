"""Messages as administrators look through them: those that nobody could read, and any one by its id."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, func, select, text

from gateway.store.schema import MESSAGE_UNREADABLE, message, message_raw, ticket

_TEXT = 20_000
"""Characters of a message that a page shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedRow:
    """A message that came in; times are UTC epoch seconds."""

    id: int
    channel: str
    sender: str
    received_at: float
    kind: str | None
    reason: str | None
    text: str | None
    held: str
    processed_at: float | None
    forgotten_at: float | None
    number: str | None
    """Of the ticket that it belongs to."""
    size: int
    """Octets of the original; 0 where it is not kept any more."""


_SIZE = func.coalesce(
    select(func.length(message_raw.c.raw)).where(message_raw.c.message_id == message.c.id).scalar_subquery(), 0
)
_CUT = func.substr(message.c.text, 1, _TEXT).label("text")
_DERIVED = {"text": _CUT, "number": ticket.c.number, "size": _SIZE.label("size")}
_COLUMNS = [_DERIVED[each.name] if each.name in _DERIVED else message.c[each.name] for each in fields(ReceivedRow)]


_ROWS = select(*_COLUMNS).select_from(message.join(ticket, ticket.c.id == message.c.ticket_id, isouter=True))


def count_unreadable(connection: Connection) -> int:
    """How many messages nobody could read."""
    query = select(func.count()).select_from(message).where(text(MESSAGE_UNREADABLE))
    return int(connection.execute(query).scalar_one())


def list_unreadable(connection: Connection, *, limit: int, before: float = math.inf) -> Sequence[ReceivedRow]:
    """The newest first; `before` is when the last one of the page before was received."""
    query = _ROWS.where(text(MESSAGE_UNREADABLE), message.c.received_at < before)
    return [_to_row(row) for row in connection.execute(query.order_by(message.c.received_at.desc()).limit(limit))]


def find_received(connection: Connection, message_id: int) -> ReceivedRow | None:
    """Any message, by its id."""
    row = connection.execute(_ROWS.where(message.c.id == message_id)).first()
    return _to_row(row) if row else None


def find_bytes(connection: Connection, message_id: int) -> bytes | None:
    """A message as it came; None where it is not kept any more."""
    raw = connection.scalar(select(message_raw.c.raw).where(message_raw.c.message_id == message_id))
    return None if raw is None else bytes(raw)


def _to_row(row: Any) -> ReceivedRow:
    return ReceivedRow(**row._mapping)
