"""Delivery reports about our own mail: which mail, and what is held against its address (PROTOCOL 6.2, 6.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, select, update

from gateway.envelopes import OutboundKind
from gateway.store.dialects import DIALECTS
from gateway.store.schema import bounce, contact, outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMail:
    """A mail of ours that somebody reports about."""

    outbox_id: int
    channel: str
    kind: OutboundKind
    recipient: str
    ticket_id: int | None
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBounce:
    """What one report says about one address; `weight` is what it counts for."""

    message_id: int
    contact_id: int
    outbox_id: int
    weight: float
    status: str


_COLUMNS: tuple[ColumnElement[Any], ...] = (
    outbox.c.id,
    outbox.c.channel,
    outbox.c.kind,
    outbox.c.recipient,
    outbox.c.ticket_id,
    outbox.c.body,
)
_BY_ID = select(*_COLUMNS).where(outbox.c.id == bindparam("outbound"))
_WENT_OUT = outbox.c.state.in_(("sending", "sent", "simulated"))
_INSERT = {name: dialect.insert(bounce).on_conflict_do_nothing() for name, dialect in DIALECTS.items()}
# One mail can come back twice, late and again for good: it counts once.
_WORST = (
    select(func.max(bounce.c.weight).label("weight"))
    .where(bounce.c.contact_id == bindparam("contact"), bounce.c.created_at > bindparam("since"))
    .group_by(bounce.c.outbox_id)
    .subquery()
)
_SCORE = select(func.coalesce(func.sum(_WORST.c.weight), 0.0))


def find_sent(connection: Connection, outbox_id: int) -> SentMail | None:
    """The mail with this id, or None."""
    row = connection.execute(_BY_ID, {"outbound": outbox_id}).first()
    return _read(row) if row else None


def list_sent_as(connection: Connection, message_ids: Sequence[str], *, since: float) -> tuple[SentMail, ...]:
    """Our mails with one of these Message-IDs that went out since then."""
    if not message_ids:
        return ()
    query = select(*_COLUMNS).where(
        outbox.c.rfc_message_id.in_(message_ids),
        _WENT_OUT,
        func.coalesce(outbox.c.sent_at, outbox.c.sending_at) > since,
    )
    return tuple(_read(row) for row in connection.execute(query.order_by(outbox.c.id)))


def record_bounce(connection: Connection, new: NewBounce, *, now: float) -> None:
    """Keep what a report says; the same report read again changes nothing."""
    values = {
        "message_id": new.message_id,
        "contact_id": new.contact_id,
        "outbox_id": new.outbox_id,
        "weight": new.weight,
        "status": new.status,
        "created_at": now,
    }
    connection.execute(_INSERT[connection.dialect.name], values)


def score_of(connection: Connection, contact_id: int, *, since: float) -> float:
    """What the reports about an address since then add up to, each mail counted once."""
    return float(connection.execute(_SCORE, {"contact": contact_id, "since": since}).scalar_one())


def note_return(connection: Connection, outbox_id: int, *, reason: str) -> None:
    """Write beside a mail that it came back, where staff look for what became of it."""
    connection.execute(update(outbox).where(outbox.c.id == outbox_id).values(reason=reason))


def mark_undeliverable(connection: Connection, contact_id: int, *, reason: str, now: float) -> None:
    """From now on nothing is sent to this contact, except notices to a department."""
    mine = contact.c.id == contact_id, contact.c.undeliverable_at.is_(None)
    connection.execute(update(contact).where(*mine).values(undeliverable_at=now, undeliverable_reason=reason))


def mark_deliverable(connection: Connection, contact_id: int) -> None:
    """Somebody wrote from this address, so it works: what was held against it is forgotten."""
    mended = {"undeliverable_at": None, "undeliverable_reason": ""}
    connection.execute(update(contact).where(contact.c.id == contact_id).values(mended))
    connection.execute(update(bounce).where(bounce.c.contact_id == contact_id).values(weight=0.0))


def _read(row: Row[Any]) -> SentMail:
    return SentMail(
        outbox_id=row.id,
        channel=row.channel,
        kind=OutboundKind(row.kind),
        recipient=row.recipient,
        ticket_id=row.ticket_id,
        body=row.body,
    )
