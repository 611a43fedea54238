"""What a word of the resident does to a ticket that waits for it or sleeps: somebody has to look again."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.clock import keep_clock
from gateway.changes.hand import Hand
from gateway.store import tickets
from gateway.store.events import add_event
from gateway.store.ticket_changes import set_snoozed
from gateway.store.tickets import load_ticket


def hear_resident(connection: Connection, gateway: Gateway, by: Hand, ticket_id: int) -> None:
    """Open a ticket that waited for its resident, end its snoozing, and let its clock go on; else change nothing."""
    ticket = load_ticket(connection, ticket_id)
    if ticket.status == "waiting":
        tickets.set_status(connection, ticket_id, status="open", now=by.now)
        data = {"from": "waiting", "to": "open"}
        add_event(connection, ticket_id=ticket_id, kind="status", actor=by.actor, now=by.now, data=data)
    if ticket.snoozed_until is not None:
        end_snooze(connection, by, ticket_id)
    keep_clock(connection, gateway.rulebooks.current(), ticket_id, now=by.now)


def end_snooze(connection: Connection, by: Hand, ticket_id: int) -> int:
    """Put a ticket back into its queue; the event's id."""
    set_snoozed(connection, ticket_id, until=None, now=by.now)
    return add_event(connection, ticket_id=ticket_id, kind="snooze_ended", actor=by.actor, now=by.now)
