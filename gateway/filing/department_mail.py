"""A department answers our notice: its words go to the resident, its commands act, and both are confirmed.

Who may is settled before (`conversation`): a token that we gave to a department, in the hands of its people. A machine
never acts and its words never reach a resident; a command that nobody understands does nothing and is explained.
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway import changes
from gateway.bootstrap import Gateway
from gateway.changes.hand import NOTE_LENGTH
from gateway.changes.notices import notice_channel
from gateway.envelopes import Draft, OutboundKind
from gateway.filing.attach import keep_beside
from gateway.filing.case import Case
from gateway.filing.departments import our_mail_address
from gateway.filing.opening import REPETITION
from gateway.filing.own_words import holds_our_notice, own_words
from gateway.filing.staff_acts import Desk, act, find_problems
from gateway.replies import Correspondent, Occasion, compose
from gateway.replies.staff_answers import done_body, help_body, kept_as_note_body, not_done_body
from gateway.replies.threads import department_thread
from gateway.store import tickets
from gateway.store.contacts import add_participants
from gateway.store.events import add_event, count_events, was_said
from gateway.store.outbox import queue_drafts
from gateway.store.outcomes import record_outcome
from gateway.store.tickets import TicketRow, load_for_change
from gateway.threads import may_change
from gateway.tokens import ReplyToken
from parsers.clean import clean_text
from parsers.intents import HelpRequest, Thanks
from parsers.staff_commands import Office, ShowHelp, StaffMail, read_staff_mail
from parsers.values import Medium, Origin

TEN_MINUTES = 600.0
DAY = 86_400.0
RELAYED = ((TEN_MINUTES, 3), (DAY, 12))
"""Seconds, and answers without a command that are passed on for one ticket in them: two machines that nobody detects
must not talk on (PROTOCOL 5.11)."""
_SENDS_ONLY = "Write your words above everything else and send the mail again."


def file_department_mail(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Write everything that a department's answer causes, once: the event of the message is unique."""
    if case.thread.ticket is None:
        raise LookupError("a department's answer has no ticket")
    ticket = load_for_change(connection, case.thread.ticket.id)
    words = own_words(case.message.new_text, ticket, case.message.sender_name)
    mail = read_staff_mail(words, _office(case))
    is_only_thanks = isinstance(case.intent, Thanks)
    if is_only_thanks or _is_of_machine(case, mail) or _is_repetition(connection, case, ticket, mail):
        keep_beside(connection, gateway, case)
        return
    _write(connection, case, ticket)
    desk = Desk(connection=connection, gateway=gateway, case=case, ticket=ticket)
    drafts = _file_words(desk, mail, words)
    queue_drafts(connection, drafts, now=case.now)


def _office(case: Case) -> Office:
    city, departments = case.rulebook.city, case.rulebook.departments
    return Office(
        departments={key: department.name for key, department in departments.items()},
        received_at=case.message.received_at,
        timezone=city.timezone,
    )


def _is_of_machine(case: Case, mail: StaffMail) -> bool:
    """An absence note is kept and never passed on (PROTOCOL 5.2, 5.9).

    Exchange can ask on a person's own mail for no automatic answer (PROTOCOL 5.4); a command shows that it was one.
    """
    automation = case.message.automation
    return not automation.reply and (automation.origin is not Origin.HUMAN or not mail.commands)


def _is_repetition(connection: Connection, case: Case, ticket: TicketRow, mail: StaffMail) -> bool:
    """The same words within an hour are how machines talk (PROTOCOL 5.12); commands are written by people."""
    if mail.commands or not case.message.new_text.strip():
        return False
    return was_said(connection, ticket.id, case.message.new_text, since=case.now - REPETITION)


def _write(connection: Connection, case: Case, ticket: TicketRow) -> None:
    add_event(
        connection,
        ticket_id=ticket.id,
        kind="department_mail",
        actor=case.message.sender,
        now=case.now,
        text=case.message.new_text,
        message_id=case.message_id,
        data={"notes": list(case.thread.notes)},
    )
    tickets.touch(connection, ticket.id, now=case.now)
    record_outcome(connection, case.message_id, case.outcome(ticket_id=ticket.id), now=case.now)


def _file_words(desk: Desk, mail: StaffMail, words: str) -> tuple[Draft, ...]:
    departments = _office(desk.case).departments
    if not may_change(desk.connection, desk.gateway, desk.ticket, desk.case.message.sender):
        return _keep_as_note(desk, words)
    if isinstance(desk.case.intent, HelpRequest) or any(isinstance(command, ShowHelp) for command in mail.commands):
        return _explain(desk, f"Nothing was done with City311 #{desk.ticket.number}.\n\n{help_body(departments)}")
    text_problem = _text_problem(desk, mail, words)
    if problems := (text_problem,) if text_problem else find_problems(desk, mail):
        return _explain(desk, not_done_body(desk.ticket, problems, departments))
    done = act(desk, mail)
    add_participants(desk.connection, desk.ticket.id, dict.fromkeys(done.notices, "department"))
    kind = OutboundKind.CONFIRMATION if mail.commands else OutboundKind.EXPLANATION
    return (*done.notices.values(), _answer(desk, kind, done_body((*done.sentences, *_about_files(desk.case)))))


def _keep_as_note(desk: Desk, words: str) -> tuple[Draft, ...]:
    """The ticket is with another department now: whoever had it before may tell that one what they know."""
    note = clean_text(words).strip()[:NOTE_LENGTH]
    if note:
        changes.keep_note(desk.connection, desk.by, ticket_id=desk.ticket.id, text=note)
    departments = _office(desk.case).departments
    name = departments.get(desk.ticket.department, desk.ticket.department)
    return _explain(desk, kept_as_note_body(desk.ticket, name))


def _text_problem(desk: Desk, mail: StaffMail, words: str) -> str:
    """Why the words cannot go to the resident; empty when they can."""
    if not words:
        return f"There are no words of yours in the mail. {_SENDS_ONLY}"
    if holds_our_notice(words, desk.ticket):
        return f"Your words cannot be told from our own mail, which you quote. {_SENDS_ONLY}"
    if mail.commands or not mail.words:
        return ""
    for span, most in RELAYED:
        since = desk.case.now - span
        if count_events(desk.connection, desk.ticket.id, kind="staff_reply", since=since) >= most:
            return f"{most} answers went to the resident within a short time. Write the next one at the desk or later."
    return ""


def _about_files(case: Case) -> tuple[str, ...]:
    files = [file for file in case.message.attachments if not file.decorative]
    return ("The files of your mail are kept with the ticket; they were not sent to the resident.",) if files else ()


def _explain(desk: Desk, body: str) -> tuple[Draft, ...]:
    return (_answer(desk, OutboundKind.EXPLANATION, body),)


def _answer(desk: Desk, kind: OutboundKind, body: str) -> Draft:
    """A mail to whoever wrote, in the same thread and with the same token."""
    case, ticket = desk.case, desk.ticket
    token = desk.gateway.tokens.find(case.arrival.recipients)
    to = Correspondent(
        channel=notice_channel(desk.gateway, ticket.channel),
        medium=Medium.EMAIL,
        address=case.message.sender,
        our_address=our_mail_address(case),
        language=case.rulebook.city.languages[0],
        contact_id=token.contact_id if isinstance(token, ReplyToken) else None,
    )
    subject, references = department_thread(desk.connection, ticket, case.message.sender)
    why = Occasion(cause=case.cause, kind=kind, subject=subject, ticket=ticket, references=references)
    return compose(case.rulebook, desk.gateway.tokens, to, why, body)
