"""Several open tickets on one phone: the words lie with the latest until the resident says which one is meant."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.envelopes import OutboundKind
from gateway.filing.adding import chosen, fill_gaps
from gateway.filing.case import Case
from gateway.filing.departments import notices
from gateway.filing.missing import Ask
from gateway.filing.opening import open_request
from gateway.filing.speaking import Speech, list_choices, name_ticket, say_text
from gateway.filing.turn import Turn, begin, close_asked, end
from gateway.recurring import recurring_of
from gateway.routing import route
from gateway.routing.values import RouteRequest
from gateway.store.events import add_event
from gateway.store.outbox import queue_drafts
from gateway.store.outcomes import find_words, record_ticket
from gateway.store.questions import Choice, close_question
from gateway.store.tickets import TicketRow, find_survivor, load_ticket
from gateway.threads import TEXT_THREAD, Relation
from parsers import parse
from parsers.values import Asked

MOST_CHOICES = 5
_PROVISIONAL = "It names none of the resident's open tickets; we asked which one is meant."


def ask_which(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Add the words to the latest ticket, and ask."""
    case = replace(case, thread=replace(case.thread, notes=(*case.thread.notes, _PROVISIONAL)))
    turn = begin(connection, gateway, case)
    lines = tuple(Choice(words=name_ticket(case, one), ticket_id=one.id) for one in _open_tickets(case))
    ask = Ask(kind=Asked.WHICH_TICKET, template="which_ticket", choices=lines, message_id=case.message_id)
    fields = {"choices": list_choices(lines)}
    end(turn, Speech(templates=(), ticket=turn.ticket, kind=OutboundKind.QUESTION, ask=ask, fields=fields))


def choose_ticket(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Move the words to the ticket that was chosen; the first one keeps its history."""
    choice, words = chosen(case), find_asked_words(connection, case)
    if choice is None or choice.ticket_id is None:
        end(fill_gaps(begin(connection, gateway, case)), None)
        return
    meant = find_survivor(connection, load_ticket(connection, choice.ticket_id))
    asked_about, case = case.thread.ticket, replace(case, thread=replace(case.thread, ticket=meant))
    turn = begin(connection, gateway, case)
    close_asked(turn, outcome="answered")
    if asked_about is not None and asked_about.id != meant.id:
        _move_words(turn, asked_about, words)
    told = replace(case, message=replace(case.message, text=words, reply_text=words))
    drafts = notices(connection, gateway, told, turn.ticket)
    speech = Speech(templates=("follow_up_added",), ticket=turn.ticket)
    queue_drafts(
        connection, (*say_text(connection, gateway, case, turn.contact, speech), *drafts.values()), now=case.now
    )


def open_pending(connection: Connection, gateway: Gateway, case: Case) -> None:
    """None of them: the words that we asked about are a report of their own."""
    words, question = find_asked_words(connection, case), case.thread.question
    if question is not None:
        close_question(connection, question.id, outcome="answered", now=case.now)
    message = replace(case.message, text=words, reply_text=words, follow_up=False)
    intent = parse(message, gateway.city(case.rulebook))
    recurring = recurring_of(replace(case.thread, ticket=None), intent.understanding.location)
    request = RouteRequest(
        message=message,
        understanding=intent.understanding,
        repeat=case.thread.reports + 1,
        repeats=recurring.count(connection, case.rulebook, now=case.now),
    )
    decision = route(request, case.rulebook)
    thread = replace(case.thread, relation=Relation.NEW, ticket=None, question=None)
    open_request(connection, gateway, replace(case, message=message, intent=intent, decision=decision, thread=thread))


def find_asked_words(connection: Connection, case: Case) -> str:
    """The words about which we asked which ticket they belong to."""
    question = case.thread.question
    return find_words(connection, question.message_id) if question and question.message_id is not None else ""


def _open_tickets(case: Case) -> list[TicketRow]:
    since = case.now - TEXT_THREAD
    known = [one for one in case.thread.tickets if not one.is_closed and one.updated_at >= since]
    return known[:MOST_CHOICES]


def _move_words(turn: Turn, asked_about: TicketRow, words: str) -> None:
    """They stand in both histories: nothing that anybody has read disappears."""
    question = turn.case.thread.question
    message_id = question.message_id if question else None
    data = {"notes": [f"It was first kept with {asked_about.number}."], "message_id": message_id}
    add_event(
        turn.connection,
        ticket_id=turn.ticket.id,
        kind="message",
        actor=turn.case.actor,
        now=turn.now,
        text=words,
        data=data,
    )
    add_event(
        turn.connection,
        ticket_id=asked_about.id,
        kind="note",
        actor="gateway",
        now=turn.now,
        text=f"The resident's last words belong to {turn.ticket.number} and were copied there.",
    )
    if message_id is not None:
        record_ticket(turn.connection, message_id, turn.ticket.id)
