"""One turn of a dialogue by text: the words go into their ticket, the ticket is changed, its people are told."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes import Hand, hear_resident
from gateway.changes.alike import look_again
from gateway.envelopes import Draft
from gateway.filing.case import Case
from gateway.filing.departments import addresses_of, tell
from gateway.filing.marks import find_marks
from gateway.filing.opening import reporter
from gateway.filing.speaking import Speech, say_text, wait_for_more
from gateway.places import ask_for_place
from gateway.store import tickets
from gateway.store.contacts import ContactRow
from gateway.store.events import add_event
from gateway.store.outbox import queue_drafts
from gateway.store.outcomes import record_outcome
from gateway.store.questions import close_question
from gateway.store.tickets import TicketRow, load_for_change
from gateway.store.waiting import withdraw_notices

_UNSURE = "It may be about something else; the resident was told how to say so."


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Where a text acts: its ticket as it stands, and whose turn it is."""

    connection: Connection
    gateway: Gateway
    case: Case
    ticket: TicketRow
    contact: ContactRow

    @property
    def now(self) -> float:
        """When the message is filed, in UTC epoch seconds."""
        return self.case.now

    @property
    def by(self) -> Hand:
        """The resident."""
        return Hand(actor=self.case.actor, now=self.case.now)

    def again(self) -> Turn:
        """The same with the ticket as it is now."""
        return replace(self, ticket=tickets.load_ticket(self.connection, self.ticket.id))


def begin(connection: Connection, gateway: Gateway, case: Case) -> Turn:
    """Write the words into their ticket; from here on nothing can lose them."""
    contact, known = reporter(connection, case), case.thread.ticket
    if contact is None or known is None:
        raise LookupError("a text that belongs to a ticket has no ticket or no sender")
    ticket, marks = load_for_change(connection, known.id), find_marks(case)
    notes = [*case.thread.notes, *((_UNSURE,) if case.is_unsure else ()), *marks.values()]
    add_event(
        connection,
        ticket_id=ticket.id,
        kind="message",
        actor=case.actor,
        now=case.now,
        text=case.message.new_text,
        message_id=case.message_id,
        data={"reason": case.message.automation.reason, "notes": notes, **case.noted_move},
    )
    record_outcome(connection, case.message_id, case.outcome(ticket_id=ticket.id), now=case.now)
    tickets.touch(connection, ticket.id, now=case.now)
    ticket = tickets.add_tags(connection, ticket, (*marks, *case.follow_up_tags), now=case.now)
    return Turn(connection=connection, gateway=gateway, case=case, ticket=ticket, contact=contact)


def close_asked(turn: Turn, *, outcome: str) -> None:
    """What this contact was asked waits no more."""
    if turn.case.thread.question is not None:
        close_question(turn.connection, turn.case.thread.question.id, outcome=outcome, now=turn.now)


def end(turn: Turn, speech: Speech | None) -> None:
    """Tell the department the words, and the resident what became of them."""
    said = say_text(turn.connection, turn.gateway, turn.case, turn.contact, speech) if speech else ()
    told = tell_department(turn)
    queue_drafts(turn.connection, (*said, *told), now=turn.now)
    hear_resident(turn.connection, turn.gateway, turn.by, turn.ticket.id)
    before = turn.case.thread.ticket
    if before is None:
        return
    if before.location != turn.ticket.location:
        ask_for_place(turn.connection, turn.gateway, turn.ticket, turn.now)
    if (before.location, before.service) != (turn.ticket.location, turn.ticket.service):
        look_again(turn.connection, turn.case.rulebook, turn.ticket.id, now=turn.now)


def tell_department(turn: Turn) -> tuple[Draft, ...]:
    """The words as mail to the ticket's department; a report in pieces is one mail, once its sender has stopped."""
    case, ticket = turn.case, turn.ticket
    words, cause, wait = case.message.new_text, case.cause, 0.0
    if case.is_in_burst and not case.is_emergency:
        wait = wait_for_more(turn.gateway, case)
        if withdraw_notices(turn.connection, ticket.id, now=turn.now):
            words = ticket.description
            # The pictures that go along are those of the message that the cause names.
            cause = case.cause if case.has_files else f"message:{ticket.message_id}:{case.message_id}"
    addresses = (*addresses_of(case, ticket.department), *case.follow_up_people)
    told = tell(turn.connection, turn.gateway, case, ticket, addresses=addresses, words=words, cause=cause)
    return tuple(replace(draft, wait=wait) for contact_id, draft in told.items() if contact_id != turn.contact.id)
