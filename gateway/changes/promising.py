"""Until when a ticket is promised, by a person or a rule: the reminder goes along."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.hand import Hand, checked_words
from gateway.store import ticket_changes
from gateway.store.events import add_event
from gateway.store.tickets import TicketRow, load_for_change


def due_problem(ticket: TicketRow, due: datetime | None, *, now: float) -> str:
    """Why a ticket cannot be promised until `due` (aware) at the desk; empty when it can."""
    if ticket.is_closed:
        return "The ticket is closed. Open it again to promise a time."
    if due is None:
        return "" if ticket.due_at is not None else "Nothing is promised for this ticket."
    return "" if due.timestamp() > now else "That time has passed. Choose one that lies ahead."


def set_due(
    connection: Connection, gateway: Gateway, by: Hand, *, ticket_id: int, due: datetime | None, reason: str = ""
) -> int:
    """Promise a ticket until `due` (aware), or nothing any more; the event's id. Raises `ChangeError`."""
    words, rulebook = checked_words(reason), gateway.rulebooks.current()
    before = load_for_change(connection, ticket_id)
    due_at = None if due is None else due.timestamp()
    remind_at = rulebook.remind_at(before.service, before.department, due_at, now=by.now)
    ticket_changes.set_due(connection, ticket_id, due_at=due_at, due_soon_at=remind_at, now=by.now)
    data = {"due": "" if due is None else due.astimezone(rulebook.city.zone).isoformat()}
    return add_event(connection, ticket_id=ticket_id, kind="due", actor=by.actor, now=by.now, text=words, data=data)
