"""The outbox: what goes out is written in the transaction that causes it, once per cause, kind and recipient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, literal_column, select

from gateway.envelopes import Draft, Outbound, OutboundKind
from gateway.store.dialects import DIALECTS
from gateway.store.schema import outbox
from gateway.store.work import FOR_SYSTEMS, FOR_WEBHOOKS, NewWork, add_works

# In RETURNING the outbox's own columns are rendered without its name, which a subquery needs.
_ITS_PRIORITY: ColumnElement[str | None] = literal_column(
    "(SELECT ticket.priority FROM ticket WHERE ticket.id = outbox.ticket_id)"
)
_INSERT = {
    name: dialect.insert(outbox)
    .on_conflict_do_nothing()
    .returning(outbox.c.id, outbox.c.cause, outbox.c.kind, outbox.c.recipient, _ITS_PRIORITY.label("priority"))
    for name, dialect in DIALECTS.items()
}
_BY_ID = select(outbox).where(outbox.c.id == bindparam("id"))
_EMERGENCY = 0
_URGENT_FIRST = {
    OutboundKind.STAFF_REPLY: 1,
    OutboundKind.ACKNOWLEDGEMENT: 3,
    OutboundKind.ANSWER: 3,
    OutboundKind.QUESTION: 3,
}
"""A question follows the answer that was written before it; where a number is busy it has a lane of its own (13.6)."""
_NEWS = 5
_FOR_COMPUTERS = {OutboundKind.HANDOVER: FOR_SYSTEMS, OutboundKind.WEBHOOK: FOR_WEBHOOKS}


def queue_draft(connection: Connection, draft: Draft, *, now: float) -> int | None:
    """Put a draft into the outbox with the work to send it; None when this effect is there already."""
    return next(iter(queue_drafts(connection, [draft], now=now)), None)


def queue_drafts(connection: Connection, drafts: Sequence[Draft], *, now: float) -> tuple[int, ...]:
    """Put drafts into the outbox with the work to send them; the ids of those that were not there already."""
    rows = _insert(connection, [_to_values(draft, state="queued", reason="", now=now) for draft in drafts])
    waits = {(draft.cause, draft.kind.value, draft.recipient): draft.wait for draft in drafts}
    works = [
        NewWork(
            kind="deliver",
            ref=row.id,
            lane=_lane(row),
            priority=_priority(row),
            next_at=now + waits[row.cause, row.kind, row.recipient],
        )
        for row in rows
    ]
    if works:
        add_works(connection, works, now=now)
    return tuple(item.ref for item in works)


def _lane(row: Row[Any]) -> str | None:
    """Each computer is called once at a time, so that one that hangs holds up one worker."""
    match OutboundKind(row.kind):
        case OutboundKind.WEBHOOK:
            return str(row.recipient)
        case OutboundKind.HANDOVER:
            return f"{row.kind}:{row.recipient}"
        case _:
            return None


def _priority(row: Row[Any]) -> int:
    """A danger goes before everything, also before people's words (PROTOCOL 13.6); other computers come last."""
    kind = OutboundKind(row.kind)
    if row.priority == "emergency" and kind is not OutboundKind.WEBHOOK:
        return _EMERGENCY
    return _FOR_COMPUTERS.get(kind) or _URGENT_FIRST.get(kind, _NEWS)


def shelve_draft(connection: Connection, draft: Draft, *, reason: str, now: float) -> None:
    """Keep a draft that must not be sent, so that staff see what was not said and why."""
    shelve_drafts(connection, [draft], reason=reason, now=now)


def shelve_drafts(connection: Connection, drafts: Sequence[Draft], *, reason: str, now: float) -> None:
    """The same for many."""
    _insert(connection, [_to_values(draft, state="suppressed", reason=reason, now=now) for draft in drafts])


def _insert(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[Row[Any]]:
    if not rows:
        return []
    return list(connection.execute(_INSERT[connection.dialect.name], rows))


def _to_values(draft: Draft, *, state: str, reason: str, now: float) -> dict[str, Any]:
    return {
        "cause": draft.cause,
        "kind": draft.kind.value,
        "channel": draft.channel,
        "recipient": draft.recipient,
        "sender": draft.sender,
        "sender_name": draft.sender_name,
        "subject": draft.subject,
        "body": draft.body,
        "language": draft.language,
        "automatic": draft.automatic,
        "ticket_id": draft.ticket_id,
        "rfc_message_id": draft.message_id,
        "references": list(draft.references),
        "reply_to": draft.reply_to,
        "state": state,
        "reason": reason,
        "created_at": now,
    }


def find_outbound(connection: Connection, outbound_id: int) -> Outbound | None:
    """The row with this id, or None."""
    row = connection.execute(_BY_ID, {"id": outbound_id}).first()
    return read_outbound(row) if row else None


def load_outbound(connection: Connection, outbound_id: int) -> Outbound:
    """The row with this id; raises `NoResultFound`."""
    return read_outbound(connection.execute(_BY_ID, {"id": outbound_id}).one())


def read_outbound(row: Row[Any]) -> Outbound:
    """A row with all columns of the outbox, and perhaps others."""
    draft = Draft(
        cause=row.cause,
        kind=OutboundKind(row.kind),
        channel=row.channel,
        recipient=row.recipient,
        sender=row.sender,
        sender_name=row.sender_name,
        subject=row.subject,
        body=row.body,
        language=row.language,
        automatic=row.automatic,
        ticket_id=row.ticket_id,
        message_id=row.rfc_message_id,
        references=tuple(row.references),
        reply_to=row.reply_to,
    )
    created_at = datetime.fromtimestamp(row.created_at, UTC)
    return Outbound(id=row.id, attempts=row.attempts, created_at=created_at, draft=draft)
