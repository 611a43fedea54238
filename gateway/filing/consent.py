"""STOP and START: recorded at once, answered by nobody, because the carrier answers itself (PROTOCOL 12.10)."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.filing.case import Case
from gateway.store.consents import Verdict, record_wish
from gateway.store.contacts import ensure_contact
from gateway.store.events import add_event
from gateway.store.outcomes import record_outcome
from parsers.intents import OptOut


def record(connection: Connection, case: Case) -> None:
    """Keep the wish with its time, source and words; an open ticket stays open and shows it."""
    ticket = case.thread.ticket
    record_outcome(connection, case.message_id, case.outcome(ticket_id=ticket.id if ticket else None), now=case.now)
    if not case.message.sender:
        return
    verdict: Verdict = "opted_out" if isinstance(case.intent, OptOut) else "opted_in"
    contact = ensure_contact(connection, case.sender, now=case.now)
    _heed(connection, case, contact.id, verdict)
    if ticket is not None:
        add_event(
            connection,
            ticket_id=ticket.id,
            kind=verdict,
            actor="resident",
            now=case.now,
            text=case.message.new_text,
            message_id=case.message_id,
        )


def _heed(connection: Connection, case: Case, contact_id: int, verdict: Verdict) -> None:
    record_wish(
        connection,
        contact_id,
        verdict=verdict,
        source=case.cause,
        actor=case.actor,
        words=case.message.new_text,
        now=case.now,
    )
