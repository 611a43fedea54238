"""STOP and START: recorded at once, answered by nobody, because the carrier answers itself (PROTOCOL 12.10)."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.filing.case import Case
from gateway.store.contacts import ensure_contact, record_opt_in, record_opt_out
from gateway.store.events import add_event
from gateway.store.outcomes import record_outcome
from parsers.intents import OptOut


def record(connection: Connection, case: Case) -> None:
    """Keep the wish with its time and source; an open ticket stays open and shows it."""
    ticket = case.thread.ticket
    record_outcome(connection, case.message_id, case.outcome(ticket_id=ticket.id if ticket else None), now=case.now)
    if not case.message.sender:
        return
    contact = ensure_contact(connection, case.sender, now=case.now)
    if isinstance(case.intent, OptOut):
        record_opt_out(connection, contact.id, source=case.cause, now=case.now)
    else:
        record_opt_in(connection, contact.id, source=case.cause)
    if ticket is not None:
        kind = "opted_out" if isinstance(case.intent, OptOut) else "opted_in"
        add_event(
            connection,
            ticket_id=ticket.id,
            kind=kind,
            actor="resident",
            now=case.now,
            text=case.message.new_text,
            message_id=case.message_id,
        )
