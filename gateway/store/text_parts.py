"""Parts of long texts, of providers that do not join them: kept one by one, found together (PROTOCOL 14, F14.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, Connection, Row, bindparam, select, update

from gateway.store.dialects import DIALECTS
from gateway.store.schema import message, text_part, work

PART = "part"
"""The kind of a message that was filed with another one, of which it is a part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPart:
    """A part as its provider numbers it: `number` from 1 to `total`, alike `reference`, sender and recipient."""

    message_id: int
    channel: str
    sender: str
    recipient: str
    reference: str
    number: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """A stored part; times are UTC epoch seconds."""

    message_id: int
    number: int
    total: int
    arrived_at: float
    joined_at: float | None
    """When it was filed, alone or with others; None while it waits."""
    kind: str | None
    """What its message was filed as: `PART` when it went with another one, None while it waits."""
    ticket_id: int | None


_INSERT = {name: dialect.insert(text_part).on_conflict_do_nothing() for name, dialect in DIALECTS.items()}
_WHOLE = (
    select(
        text_part.c.message_id,
        text_part.c.number,
        text_part.c.total,
        text_part.c.arrived_at,
        text_part.c.joined_at,
        message.c.kind,
        message.c.ticket_id,
    )
    .join(message, message.c.id == text_part.c.message_id)
    .where(
        text_part.c.channel == bindparam("channel"),
        text_part.c.sender == bindparam("sender"),
        text_part.c.recipient == bindparam("recipient"),
        text_part.c.reference == bindparam("reference"),
        text_part.c.arrived_at >= bindparam("since"),
    )
    .order_by(text_part.c.number, text_part.c.message_id)
)
_TICKET = select(message.c.ticket_id).where(message.c.id == bindparam("carrier")).scalar_subquery()
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_JOIN = update(text_part).where(text_part.c.message_id.in_(_IDS)).values(joined_at=bindparam("at"))
_SAY = (
    update(message)
    .where(message.c.id.in_(_IDS))
    .values(kind=PART, reason=bindparam("why"), ticket_id=_TICKET, processed_at=bindparam("at"))
)
_DONE = (
    update(work)
    .where(work.c.kind == "process", work.c.ref.in_(_IDS), work.c.state == "ready")
    .values(state="done", lease_until=None, lease_token=None)
)


def keep_part(connection: Connection, part: NewPart, *, since: float, now: float) -> list[PartRow]:
    """Note a part, once, and return all parts of its text that came since then, by number and then as they came.

    References begin anew after a while, so that what is older than `since` belongs to another text.
    """
    values = {
        "message_id": part.message_id,
        "channel": part.channel,
        "sender": part.sender,
        "recipient": part.recipient,
        "reference": part.reference,
        "number": part.number,
        "total": part.total,
        "arrived_at": now,
    }
    connection.execute(_INSERT[connection.dialect.name], values)
    same = {name: values[name] for name in ("channel", "sender", "recipient", "reference")}
    return [_to_row(row) for row in connection.execute(_WHOLE, {**same, "since": since})]


def mark_joined(connection: Connection, carrier: int, others: Sequence[int], *, now: float) -> None:
    """Say that the message `carrier` was filed with the words of `others`, which have nothing to do any more."""
    connection.execute(_JOIN, {"ids": [carrier, *others], "at": now})
    if not others:
        return
    connection.execute(_SAY, {"ids": others, "carrier": carrier, "why": f"part of message {carrier}", "at": now})
    connection.execute(_DONE, {"ids": others})


def _to_row(row: Row[*tuple[object, ...]]) -> PartRow:
    return PartRow(**row._mapping)
