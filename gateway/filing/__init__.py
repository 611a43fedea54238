"""Filing: one transaction in which a message becomes a ticket, an update, an answer or silence.

Mail by the table of DESIGN rule 6 and PROTOCOL 3.5-3.10: first how it stands to a ticket, then what it says. Texts by
the table of `gateway.conversation`.
"""

from __future__ import annotations

from typing import assert_never

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.filing import answers, attach, bounces, consent, department_mail, files, held, opening, operator, texts
from gateway.filing.case import Case
from gateway.filing.photo_place import find_confirmed
from gateway.store.outcomes import record_outcome
from gateway.threads import Relation
from parsers.intents import (
    Answer,
    Automatic,
    BounceNotice,
    Done,
    Empty,
    FollowUp,
    HelpRequest,
    LanguageChoice,
    NewReport,
    OptIn,
    OptOut,
    Persists,
    Question,
    ServiceRequest,
    StatusInquiry,
    Thanks,
    Unreadable,
)


def file(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Write everything that one message causes."""
    if not bounces.is_report(case) and (why := held.find_hold(case)):
        held.hold(connection, case, why)
        return
    case = held.with_notes(case)
    consent.heed_carrier(connection, case)
    _file(connection, gateway, case)
    files.ask_for_files(connection, case)


def _file(connection: Connection, gateway: Gateway, case: Case) -> None:
    if case.message.stated is not None:
        opening.open_request(connection, gateway, case)
        return
    if bounces.is_report(case):
        bounces.file_report(connection, gateway, case)
        return
    bounces.welcome_back(connection, case)
    if operator.is_for_operator(case):
        operator.forward(connection, gateway, case)
        return
    if case.move is not None and case.thread.relation is not Relation.OURS:
        texts.file_text(connection, gateway, case)
        return
    match case.thread.relation:
        case Relation.OURS:
            operator.hold_our_own(connection, case)
        case Relation.BOUNCED | Relation.DUPLICATE | Relation.OTHER_ADDRESS:
            attach.keep_beside(connection, gateway, case)
        case Relation.DEPARTMENT:
            department_mail.file_department_mail(connection, gateway, case)
        case Relation.ANSWERS:
            _file_answer(connection, gateway, case)
        case Relation.NEW | Relation.CLAIMS | Relation.STALE:
            _file_new(connection, gateway, case)
        case _ as never:
            assert_never(never)


def _file_new(connection: Connection, gateway: Gateway, case: Case) -> None:
    match case.intent:
        case _ if case.is_emergency and case.message.automation.reply:
            opening.open_request(connection, gateway, case)
        case ServiceRequest() | FollowUp() | Question() | Unreadable() | Answer() | Persists():
            opening.open_request(connection, gateway, case)
        case StatusInquiry() | HelpRequest() | Empty() | NewReport() | LanguageChoice():
            answers.answer(connection, gateway, case)
        case OptOut() | OptIn():
            consent.record(connection, gateway, case)
        case Thanks() | Done() | Automatic() | BounceNotice():
            record_outcome(connection, case.message_id, case.outcome(), now=case.now)
        case _ as never:
            assert_never(never)


def _file_answer(connection: Connection, gateway: Gateway, case: Case) -> None:
    match case.intent:
        case _ if case.is_emergency and case.message.automation.reply:
            attach.attach(connection, gateway, case)
        case _ if case.thread.is_on_page:
            attach.attach(connection, gateway, case)
        case ServiceRequest() | FollowUp() | Question() | Unreadable() | Answer() | Persists():
            attach.attach(connection, gateway, case)
        case StatusInquiry() | HelpRequest() | Empty() | NewReport() | LanguageChoice():
            answers.answer(connection, gateway, case)
        case OptOut() | OptIn():
            consent.record(connection, gateway, case)
        case Thanks() if find_confirmed(connection, case) is not None:
            attach.attach(connection, gateway, case)
        case Thanks() | Done() | Automatic() | BounceNotice():
            attach.keep_beside(connection, gateway, case)
        case _ as never:
            assert_never(never)
