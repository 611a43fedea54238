"""What is new since one looked last, for whoever plays residents and departments."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import Connection, func, select

from gateway.store.schema import outbox, ticket, work
from gateway.store.tickets import TICKET_COLUMNS, TicketRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Something that went out."""

    id: int
    kind: str
    channel: str
    recipient: str
    subject: str
    reply_to: str
    rfc_message_id: str
    ticket_id: int | None


_SENT = [outbox.c[field.name] for field in fields(Sent)]


def list_tickets_after(connection: Connection, ticket_id: int) -> list[TicketRow]:
    """The tickets that were opened later than the one with this id, oldest first."""
    rows = connection.execute(select(*TICKET_COLUMNS).where(ticket.c.id > ticket_id).order_by(ticket.c.id))
    return [TicketRow(**row._mapping) for row in rows]


def list_sent_after(connection: Connection, outbox_id: int) -> list[Sent]:
    """What was written to anybody later than the row with this id, oldest first."""
    rows = connection.execute(select(*_SENT).where(outbox.c.id > outbox_id).order_by(outbox.c.id))
    return [Sent(**row._mapping) for row in rows]


def find_notice(connection: Connection, ticket_id: int) -> Sent | None:
    """The newest mail to a department about a ticket that it can answer, or None."""
    mine = (outbox.c.ticket_id == ticket_id, outbox.c.kind == "department", outbox.c.reply_to != "")
    row = connection.execute(select(*_SENT).where(*mine).order_by(outbox.c.id.desc()).limit(1)).first()
    return Sent(**row._mapping) if row else None


def find_next_due(connection: Connection) -> float | None:
    """When the next work falls due, in UTC epoch seconds; None when nothing waits."""
    found: float | None = connection.execute(select(func.min(work.c.next_at)).where(work.c.state == "ready")).scalar()
    return found
