"""Which ticket a mail of ours was about."""

from __future__ import annotations

from sqlalchemy import Connection, select

from gateway.store.schema import outbox, ticket
from gateway.store.tickets import TICKET_COLUMNS, TicketRow, find_ticket


def find_by_sent_message_id(connection: Connection, rfc_message_ids: tuple[str, ...]) -> TicketRow | None:
    """The ticket that one of these Message-IDs of ours belongs to, the first in the given order."""
    if not rfc_message_ids:
        return None
    query = select(outbox.c.rfc_message_id, outbox.c.ticket_id).where(outbox.c.rfc_message_id.in_(rfc_message_ids))
    owners = {row.rfc_message_id: row.ticket_id for row in connection.execute(query) if row.ticket_id}
    return next((find_ticket(connection, owners[wanted]) for wanted in rfc_message_ids if wanted in owners), None)


def find_kind(connection: Connection, rfc_message_id: str) -> str | None:
    """What kind of message a mail of ours with this Message-ID was; None for one that is not ours."""
    query = select(outbox.c.kind).where(outbox.c.rfc_message_id == rfc_message_id).limit(1)
    return connection.execute(query).scalar_one_or_none()


def was_sent(connection: Connection, rfc_message_id: str) -> bool:
    """Whether a mail of ours has this Message-ID."""
    query = select(outbox.c.id).where(outbox.c.rfc_message_id == rfc_message_id).limit(1)
    return connection.execute(query).first() is not None


def find_of_outbound(connection: Connection, outbox_id: int) -> TicketRow | None:
    """The ticket that a row of the outbox speaks of, or None."""
    query = select(*TICKET_COLUMNS).join(outbox, outbox.c.ticket_id == ticket.c.id).where(outbox.c.id == outbox_id)
    row = connection.execute(query).first()
    return TicketRow(**row._mapping) if row else None
