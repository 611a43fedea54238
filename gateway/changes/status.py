"""The state of a ticket: moved by a person, told to the resident once with the city's own reason, its clock kept."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.clock import keep_clock
from gateway.changes.fixed import is_asked_whether_fixed
from gateway.changes.hand import Hand, checked_words, refuse
from gateway.changes.moments import note_moment
from gateway.changes.telling import Told, Word, tell_neighbors, tell_resident
from gateway.envelopes import OutboundKind
from gateway.routing import Rulebook
from gateway.store import tickets
from gateway.store.events import add_event, list_events
from gateway.store.questions import settle_questions
from gateway.store.ticket_changes import count_asked, note_first_answer, set_close_reason
from gateway.store.tickets import STATUSES, TicketRow, load_for_change, load_ticket

NOT_TOLD = Told()
"""Nobody was told, because the rulebook does not want it."""


def status_problem(ticket: TicketRow, status: str, words: str) -> str:
    """Why a ticket cannot be moved to `status`; empty when it can. Closing needs a word to the resident."""
    if status not in STATUSES:
        return f"There is no status {status!r}. Choose one of {', '.join(STATUSES)}."
    if status == "closed" and not words:
        return "Write a note to the resident that says what was done, then close."
    if ticket.merged_into is not None and status != "closed":
        return "The ticket goes on as another one. Take it out of that one first, or change the other."
    if ticket.status == status and not words:
        return "Nothing has changed: the ticket has this status already and the note is empty."
    return ""


def reason_problem(rulebook: Rulebook, status: str, reason: str) -> str:
    """Why a state cannot be given this reason of the city; empty when it can, or none is given."""
    known = {key: one for key, one in rulebook.reasons.items() if one.status == status}
    if not reason or reason in known:
        return ""
    if not known:
        return f"The rulebook has no reasons for {status.replace('_', ' ')}. Leave the reason out."
    return f"There is no reason {reason!r} for {status.replace('_', ' ')}. Choose one of {', '.join(known)}."


def set_status(
    connection: Connection, gateway: Gateway, by: Hand, *, ticket_id: int, status: str, note: str, reason: str = ""
) -> tuple[int, Told]:
    """Move a ticket and tell the resident; the event's id and what became of the word. Raises `ChangeError`.

    `reason` is the key of one of the rulebook's reasons for this state; the resident reads it before the note.
    """
    words, rulebook = checked_words(note), gateway.rulebooks.current()
    before = load_for_change(connection, ticket_id)
    refuse(status_problem(before, status, words))
    refuse(reason_problem(rulebook, status, reason))
    is_told = bool(words) or is_news(connection, rulebook, before, status)
    _write(connection, by, before, status=status, reason=reason)
    data = {"from": before.status, "to": status, "told": is_told} | ({"reason": reason} if reason else {})
    event_id = add_event(
        connection, ticket_id=ticket_id, kind="status", actor=by.actor, now=by.now, text=words, data=data
    )
    keep_clock(connection, rulebook, ticket_id, now=by.now)
    if before.is_closed != (status == "closed"):
        note_moment(connection, gateway, "reopened" if before.is_closed else "closed", event_id, now=by.now)
    if not is_told:
        return event_id, NOT_TOLD
    ticket = load_ticket(connection, ticket_id)
    word = Word(
        event_id=event_id,
        kind=OutboundKind.NOTICE,
        text=words,
        template="closed" if ticket.is_closed else "status_changed",
        asks_fixed=not before.is_closed and is_asked_whether_fixed(rulebook, ticket),
        reason=rulebook.reasons.get(reason),
    )
    tell_neighbors(connection, gateway, ticket, word, now=by.now)
    return event_id, tell_resident(connection, gateway, ticket, word, now=by.now)


def is_news(connection: Connection, rulebook: Rulebook, ticket: TicketRow, status: str) -> bool:
    """Whether a resident hears of a state without a word of staff: once, until the ticket is closed or opened again.

    Of waiting they hear with the question only.
    """
    if status not in rulebook.city.tell - {"waiting"} or status == ticket.status:
        return False
    for event in reversed(list_events(connection, ticket.id)):
        if event.kind == "reopened" or event.data.get("to") == "closed":
            return True
        if event.kind == "status" and event.data.get("to") == status and event.data.get("told"):
            return False
    return True


def _write(connection: Connection, by: Hand, before: TicketRow, *, status: str, reason: str) -> None:
    tickets.set_status(connection, before.id, status=status, now=by.now)
    if status == "closed":
        set_close_reason(connection, before.id, reason=reason)
    if before.is_closed != (status == "closed"):
        settle_questions(connection, before.id, outcome="settled", now=by.now)
    if status == "waiting" and before.status != "waiting":
        count_asked(connection, before.id)
    if by.is_person:
        note_first_answer(connection, before.id, now=by.now)
