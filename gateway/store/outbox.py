"""The outbox: what goes out is written in the transaction that causes it, once per cause, kind and recipient."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from gateway.envelopes import Draft, Outbound, OutboundKind
from gateway.store.dialects import DIALECTS
from gateway.store.schema import outbox
from gateway.store.work import add_work

_INSERT = {
    name: dialect.insert(outbox).on_conflict_do_nothing().returning(outbox.c.id) for name, dialect in DIALECTS.items()
}
_BY_ID = select(outbox).where(outbox.c.id == bindparam("id"))
_URGENT_FIRST = {
    OutboundKind.ACKNOWLEDGEMENT: 3,
    OutboundKind.STAFF_REPLY: 1,
    OutboundKind.QUESTION: 2,
}


def queue_draft(connection: Connection, draft: Draft, *, now: float) -> int | None:
    """Put a draft into the outbox with the work to send it; None when this effect is there already."""
    outbound_id = _insert(connection, draft, state="queued", reason="", now=now)
    if outbound_id is not None:
        priority = _URGENT_FIRST.get(draft.kind, 5)
        add_work(connection, kind="deliver", ref=outbound_id, now=now, priority=priority)
    return outbound_id


def shelve_draft(connection: Connection, draft: Draft, *, reason: str, now: float) -> int | None:
    """Keep a draft that must not be sent, so that staff see what was not said and why."""
    return _insert(connection, draft, state="suppressed", reason=reason, now=now)


def _insert(connection: Connection, draft: Draft, *, state: str, reason: str, now: float) -> int | None:
    values = {
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
    return connection.execute(_INSERT[connection.dialect.name], values).scalar_one_or_none()


def load_outbound(connection: Connection, outbound_id: int) -> Outbound:
    """The row with this id; raises `NoResultFound`."""
    return read_outbound(connection.execute(_BY_ID, {"id": outbound_id}).one())


def list_for_ticket(connection: Connection, ticket_id: int) -> list[Outbound]:
    """Everything that went out about a ticket, oldest first."""
    rows = connection.execute(select(outbox).where(outbox.c.ticket_id == ticket_id).order_by(outbox.c.id))
    return [read_outbound(row) for row in rows]


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
