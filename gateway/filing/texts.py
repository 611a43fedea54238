"""Filing a text: each act of the dialogue's table is one function here, or in a module named for what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.moments import note_moment
from gateway.conversation import Act
from gateway.envelopes import OutboundKind
from gateway.filing import adding, answers, attach, choosing, consent, opening
from gateway.filing.case import Case
from gateway.filing.missing import Ask
from gateway.filing.speaking import Speech, say_text
from gateway.filing.turn import begin, close_asked, end
from gateway.store import tickets
from gateway.store.contacts import choose_language, ensure_contact
from gateway.store.events import add_event
from gateway.store.outbox import queue_drafts
from gateway.store.outcomes import record_outcome
from gateway.store.questions import QuestionRow, close_question, settle_questions
from gateway.store.waiting import Burst, withdraw
from gateway.threads import Relation
from parsers.intents import HelpRequest, LanguageChoice
from parsers.values import Asked

EXPECTED = Ask(kind=Asked.WHAT, template="new_report")
_Filing = Callable[[Connection, Gateway, Case], None]


def file_text(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Carry out the move of the dialogue."""
    if case.move is None:
        raise LookupError("a text has no move")
    ACTS[case.move.act](connection, gateway, case)


def raise_alarm(connection: Connection, gateway: Gateway, case: Case) -> None:
    """A danger has a ticket of its own, unless the one that is spoken of is with the same people."""
    if case.thread.relation is Relation.ANSWERS:
        adding.raise_alarm(connection, gateway, case)
        return
    if case.thread.question is not None:
        close_question(connection, case.thread.question.id, outcome="settled", now=case.now)
        _say_without_asking(connection, gateway, case, case.thread.question)
    opening.open_request(connection, gateway, case)


def _say_without_asking(connection: Connection, gateway: Gateway, case: Case, asked: QuestionRow) -> None:
    """Nobody who was told to call 911 is asked for a street: an unsent acknowledgement goes without its question."""
    mine = [one for one in case.thread.burst.waiting if one.ticket_id is not None and one.ticket_id == asked.ticket_id]
    if asked.ticket_id is None or case.thread.contact is None or not withdraw(connection, mine):
        return
    ticket = tickets.load_ticket(connection, asked.ticket_id)
    calm = replace(case, thread=replace(case.thread, burst=Burst(), question=None))
    speech = Speech(templates=(str(ticket.decision.get("reply") or ""),), ticket=ticket)
    queue_drafts(connection, say_text(connection, gateway, calm, case.thread.contact, speech), now=case.now)


def open_ticket(connection: Connection, gateway: Gateway, case: Case) -> None:
    """A report; if we waited for it, we wait no more."""
    question = case.thread.question
    if question is not None and question.ticket_id is None:
        close_question(connection, question.id, outcome="answered", now=case.now)
    opening.open_request(connection, gateway, case)


def keep_quietly(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Thanks, a tapback, a machine: kept where it belongs, and nothing else happens (PROTOCOL 15.9)."""
    if case.thread.relation is Relation.ANSWERS:
        attach.keep_beside(connection, gateway, case)
    else:
        record_outcome(connection, case.message_id, case.outcome(), now=case.now)


def explain(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Say how to report; where the carrier has explained already (OptOutType), nothing."""
    record_outcome(connection, case.message_id, case.outcome(), now=case.now)
    if case.message.opt_out_type or not case.message.sender:
        return
    contact = case.thread.contact or ensure_contact(connection, case.sender, now=case.now)
    template = "help" if isinstance(case.intent, HelpRequest) else "empty_text"
    drafts = say_text(connection, gateway, case, contact, Speech(templates=(template,)))
    queue_drafts(connection, drafts, now=case.now)


def record_consent(connection: Connection, gateway: Gateway, case: Case) -> None:
    """The ledger has the wish; an open ticket stays open."""
    consent.record(connection, gateway, case)


def set_language(connection: Connection, gateway: Gateway, case: Case) -> None:
    """From now on this person is answered in the language they named, whatever they write in (PROTOCOL 15.15)."""
    record_outcome(connection, case.message_id, case.outcome(), now=case.now)
    if not case.message.sender or not isinstance(case.intent, LanguageChoice):
        return
    contact = case.thread.contact or ensure_contact(connection, case.sender, now=case.now)
    if case.language == case.intent.language:
        choose_language(connection, contact.id, case.language, now=case.now)
        tickets.set_language(connection, contact.id, case.language)
    speech = Speech(templates=("language_set",), is_urgent=True)
    queue_drafts(connection, say_text(connection, gateway, case, contact, speech), now=case.now)


def expect_report(connection: Connection, gateway: Gateway, case: Case) -> None:
    """NEW, alone: what comes next is a report of its own."""
    record_outcome(connection, case.message_id, case.outcome(), now=case.now)
    if not case.message.sender:
        return
    contact = case.thread.contact or ensure_contact(connection, case.sender, now=case.now)
    case = replace(case, thread=replace(case.thread, ticket=None))
    drafts = say_text(connection, gateway, case, contact, Speech(templates=(), ask=EXPECTED))
    queue_drafts(connection, drafts, now=case.now)


def stop_asking(connection: Connection, gateway: Gateway, case: Case) -> None:
    """DONE while something is asked: no more questions, and the ticket goes on."""
    if case.thread.relation is not Relation.ANSWERS:
        if case.thread.question is not None:
            close_question(connection, case.thread.question.id, outcome="settled", now=case.now)
        record_outcome(connection, case.message_id, case.outcome(), now=case.now)
        return
    turn = begin(connection, gateway, case)
    close_asked(turn, outcome="settled")
    if "location" in turn.ticket.decision.get("missing", ()) and turn.ticket.location is None:
        tickets.add_tag(connection, turn.ticket, adding.NEEDS_LOCATION, now=case.now)
    turn = turn.again()
    end(turn, Speech(templates=("done_noted",), ticket=turn.ticket))


def close_on_word(connection: Connection, gateway: Gateway, case: Case) -> None:
    """DONE and nothing is asked: the reporter says that it is done. An emergency is never closed so."""
    turn = begin(connection, gateway, case)
    before = turn.ticket
    if before.priority == "emergency" or before.reporter_id != turn.contact.id:
        end(turn, Speech(templates=("done_noted",), ticket=before))
        return
    tickets.set_status(connection, before.id, status="closed", now=case.now)
    settle_questions(connection, before.id, outcome="settled", now=case.now)
    event_id = add_event(
        connection,
        ticket_id=before.id,
        kind="status",
        actor=case.actor,
        now=case.now,
        text="The resident says that it is done.",
        data={"from": before.status, "to": "closed"},
    )
    if not before.is_closed:
        note_moment(connection, gateway, "closed", event_id, now=case.now)
    turn = turn.again()
    end(turn, Speech(templates=("done_closed",), ticket=turn.ticket, kind=OutboundKind.ANSWER))


ACTS: Mapping[Act, _Filing] = {
    Act.RAISE_ALARM: raise_alarm,
    Act.RECORD_CONSENT: record_consent,
    Act.KEEP_QUIETLY: keep_quietly,
    Act.TELL_STATUS: answers.answer,
    Act.EXPLAIN: explain,
    Act.CHOOSE_LANGUAGE: set_language,
    Act.OPEN_TICKET: open_ticket,
    Act.OPEN_LINKED: open_ticket,
    Act.OPEN_PENDING: choosing.open_pending,
    Act.EXPECT_REPORT: expect_report,
    Act.ATTACH: adding.attach,
    Act.ANSWER_STAFF: adding.answer_staff,
    Act.ASK_WHICH: choosing.ask_which,
    Act.CHOOSE_TICKET: choosing.choose_ticket,
    Act.TAKE_PLACE: adding.take_place,
    Act.ASK_PLACE_AGAIN: adding.ask_place_again,
    Act.LEAVE_TO_PEOPLE: adding.leave_to_people,
    Act.KEEP_PLACE: adding.keep_place,
    Act.CHOOSE_PLACE: adding.choose_place,
    Act.ASK_PLACE_ANEW: adding.ask_place_anew,
    Act.TAKE_WHAT: adding.take_what,
    Act.TAKE_DETAIL: adding.take_detail,
    Act.REOPEN: adding.reopen,
    Act.NOTE_FIXED: adding.note_fixed,
    Act.NOTE_NOT_FIXED: adding.note_not_fixed,
    Act.CLOSE_ON_WORD: close_on_word,
    Act.STOP_ASKING: stop_asking,
}
