"""The clock of a ticket: it stands still while the resident is asked, and what was left to do the work is left then."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from gateway.routing import Rulebook
from gateway.store.events import add_event
from gateway.store.questions import find_last_settled, is_blocked
from gateway.store.ticket_changes import start_clock, stop_clock
from gateway.store.tickets import TicketRow, load_for_change, load_ticket

PATIENCE_BY_MAIL = 3 * 86_400.0
"""Seconds that a clock stands still for an answer by mail; a text is answered within a day."""


def keep_clock(connection: Connection, rulebook: Rulebook, ticket_id: int, *, now: float) -> None:
    """Stop the clock of a ticket or let it go on, as its state and its questions want it; twice does no harm."""
    ticket = load_ticket(connection, ticket_id)
    if _is_waiting(connection, ticket):
        stop_clock(connection, ticket_id, now=now)
    elif ticket.paused_at is not None:
        _go_on(connection, rulebook, ticket, since=now, now=now)


def catch_up(connection: Connection, rulebook: Rulebook, ticket_id: int, *, now: float) -> bool:
    """Let a clock go on that nobody has set going, from when the last question was settled; whether it was so."""
    ticket = load_for_change(connection, ticket_id)
    if ticket.paused_at is None or _is_waiting(connection, ticket):
        return False
    given_up_at = ticket.paused_at + PATIENCE_BY_MAIL if _is_asked_by_mail(ticket) else now
    if now < given_up_at:
        return False
    settled_at = find_last_settled(connection, ticket_id, since=ticket.paused_at)
    _go_on(connection, rulebook, ticket, since=given_up_at if settled_at is None else settled_at, now=now)
    return True


def wait_for_mail(connection: Connection, ticket_id: int, *, now: float) -> None:
    """Stop the clock, because we have just asked by mail where it is.

    Any word of the resident, and any change of state or place, lets it go on; else three days are the end of it.
    """
    stop_clock(connection, ticket_id, now=now)


def _is_waiting(connection: Connection, ticket: TicketRow) -> bool:
    return not ticket.is_closed and (ticket.status == "waiting" or is_blocked(connection, ticket))


def _is_asked_by_mail(ticket: TicketRow) -> bool:
    """A question by mail has no row of its own: it lies in a mailbox, and whatever comes from there answers it."""
    is_unknown = ticket.location is None and ticket.lat is None
    return is_unknown and "@" in ticket.our_address and "location" in ticket.decision.get("missing", ())


def due_after(rulebook: Rulebook, ticket: TicketRow, *, paused_at: float, since: float) -> float | None:
    """The due time of a ticket whose clock stood still from `paused_at` until `since`, in UTC epoch seconds.

    It moves by the time in which its department would have worked. What was late already stays as late as it was.
    """
    if ticket.due_at is None or ticket.due_at <= paused_at:
        return ticket.due_at
    clock = rulebook.working_time(ticket.decision.get("due"), ticket.department)
    return clock.later(ticket.due_at, clock.between(paused_at, since))


def _go_on(connection: Connection, rulebook: Rulebook, ticket: TicketRow, *, since: float, now: float) -> None:
    due_at = due_after(rulebook, ticket, paused_at=ticket.paused_at or since, since=since)
    if due_at == ticket.due_at or due_at is None:
        start_clock(connection, ticket.id, due_at=ticket.due_at, due_soon_at=ticket.due_soon_at, now=now)
        return
    remind_at = rulebook.remind_at(ticket.service, ticket.department, due_at, now=now)
    was_told = ticket.due_soon_at is None
    start_clock(connection, ticket.id, due_at=due_at, due_soon_at=None if was_told else remind_at, now=now)
    due = datetime.fromtimestamp(due_at, rulebook.city.zone).isoformat()
    add_event(connection, ticket_id=ticket.id, kind="due_moved", actor="gateway", now=now, data={"due": due})
