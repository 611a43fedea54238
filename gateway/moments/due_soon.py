"""Reminds of what is due soon, once for a due time: whoever has the ticket by mail, and the rules for more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes import tell_mailboxes
from gateway.changes.moments import note_moment
from gateway.moments.telling import day_and_time
from gateway.routing import Rulebook
from gateway.store.events import add_event
from gateway.store.overdue import list_due_soon, take_due_soon
from gateway.store.tickets import load_ticket

AT_ONCE = 50
"""Tickets in a round, so that other work goes on between them."""


def note_due_soon(gateway: Gateway) -> int:
    """Remind of each ticket for which the time has come; their number. Raises `IntakeError` without a store."""
    with gateway.store.reading() as connection:
        found = list_due_soon(connection, now=gateway.clock(), limit=AT_ONCE)
    noted = sum(_note(gateway, ticket_id) for ticket_id in found)
    if noted:
        gateway.bell.ring("rules", 0)
        gateway.bell.ring("deliver", 0)
    return noted


def _note(gateway: Gateway, ticket_id: int) -> bool:
    now, rulebook = gateway.clock(), gateway.rulebooks.current()
    with gateway.store.writing() as connection:
        due_at = take_due_soon(connection, ticket_id, now=now)
        if due_at is None or due_at <= now:
            return False
        due = datetime.fromtimestamp(due_at, rulebook.city.zone)
        words, data = f"It is due on {day_and_time(due)}.", {"due": due.isoformat()}
        event_id = add_event(
            connection, ticket_id=ticket_id, kind="due_soon", actor="gateway", now=now, text=words, data=data
        )
        tell_mailboxes(
            connection,
            gateway,
            ticket_id=ticket_id,
            event_id=event_id,
            addresses=_whose(connection, rulebook, ticket_id),
            words=f"This is due soon. {words}",
            now=now,
        )
        note_moment(connection, gateway, "due_soon", event_id, now=now)
    return True


def _whose(connection: Connection, rulebook: Rulebook, ticket_id: int) -> tuple[str, ...]:
    """Whoever has it, else its department."""
    ticket = load_ticket(connection, ticket_id)
    department = rulebook.departments.get(ticket.department)
    return (ticket.assignee,) if ticket.assignee else department.notify if department else ()
