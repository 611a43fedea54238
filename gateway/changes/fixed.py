"""The one question after closing, is it fixed?, and what its answer does: a no opens the ticket again."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.asking import why_not_asked, write_down
from gateway.changes.hand import Hand
from gateway.changes.moments import note_moment
from gateway.changes.people import tell_mailboxes
from gateway.routing import Priority, Rulebook
from gateway.store import tickets
from gateway.store.contacts import ContactRow
from gateway.store.events import add_event
from gateway.store.fixed import set_fixed
from gateway.store.questions import NewQuestion, find_open_question, settle_questions
from gateway.store.tickets import TicketRow, load_for_change
from parsers.values import Asked, Medium

ASK_FIXED = "ask_fixed"
"""The reply that asks."""
_NOT_FIXED = "The resident says that it is not fixed."


def is_asked_whether_fixed(rulebook: Rulebook, ticket: TicketRow) -> bool:
    """Whether a ticket that a person has just closed is one that its reporter is asked about.

    Never after a danger to life, and not where the city, or its reason for closing, does not want to ask.
    """
    reason = rulebook.reasons.get(ticket.close_reason)
    is_wanted = rulebook.city.ask_fixed and (reason is None or reason.ask_fixed)
    return is_wanted and ticket.is_closed and ticket.priority != Priority.EMERGENCY


def may_be_asked(connection: Connection, ticket: TicketRow, reader: ContactRow, *, now: float) -> bool:
    """Write the question down for whoever reads texts; False where it must not be put.

    By text one question waits at a time, and one about something that is not done yet is worth more.
    """
    if reader.id != ticket.reporter_id:
        return False
    if reader.medium != Medium.SMS:
        return True
    if why_not_asked(reader) or find_open_question(connection, reader.id) is not None:
        return False
    write_down(connection, NewQuestion(contact_id=reader.id, kind=Asked.FIXED, ticket_id=ticket.id), now=now)
    return True


def is_answered(ticket: TicketRow) -> bool:
    """Whether the resident has said of the last closing whether it is fixed."""
    return ticket.fixed_at is not None and ticket.closed_at is not None and ticket.fixed_at >= ticket.closed_at


def note_fixed(connection: Connection, by: Hand, ticket: TicketRow, *, is_fixed: bool) -> int:
    """Write down what the resident says, and wait for it no more; the event's id. It opens nothing."""
    settle_questions(connection, ticket.id, outcome="answered", now=by.now)
    set_fixed(connection, ticket.id, is_fixed=is_fixed, now=by.now)
    kind = "fixed" if is_fixed else "not_fixed"
    return add_event(connection, ticket_id=ticket.id, kind=kind, actor=by.actor, now=by.now)


def answer_fixed(connection: Connection, gateway: Gateway, by: Hand, *, ticket_id: int, is_fixed: bool) -> None:
    """What was answered on the page of a closed ticket; a no opens it again and the department is told.

    The same answer once more, or one to a ticket that is open, changes nothing.
    """
    ticket = load_for_change(connection, ticket_id)
    if not ticket.is_closed or (is_answered(ticket) and ticket.fixed == is_fixed):
        return
    note_fixed(connection, by, ticket, is_fixed=is_fixed)
    if is_fixed:
        return
    tickets.set_status(connection, ticket_id, status="open", now=by.now)
    event_id = add_event(connection, ticket_id=ticket_id, kind="reopened", actor=by.actor, now=by.now)
    note_moment(connection, gateway, "reopened", event_id, now=by.now)
    department = gateway.rulebooks.current().departments.get(ticket.department)
    tell_mailboxes(
        connection,
        gateway,
        ticket_id=ticket_id,
        event_id=event_id,
        addresses=department.notify if department else (),
        words=f"{_NOT_FIXED} The ticket is open again.",
        now=by.now,
    )
