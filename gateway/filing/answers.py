"""Answers that open no ticket: how does mine stand, what can I do here, and the empty text."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.envelopes import Draft, OutboundKind
from gateway.filing.case import Case
from gateway.replies import Occasion, compose, reply_body, reply_subject
from gateway.store.contacts import ContactRow, ensure_contact, is_participant
from gateway.store.outbox import queue_drafts, shelve_draft
from gateway.store.outcomes import record_outcome
from gateway.store.tickets import TicketRow, find_by_number, find_latest_of
from gateway.threads import Relation
from parsers.intents import HelpRequest, StatusInquiry


def answer(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Answer a command or an empty text, once, in the sender's language."""
    record_outcome(connection, case.message_id, case.outcome(), now=case.now)
    if not case.message.sender:
        return
    contact = ensure_contact(connection, case.sender, now=case.now)
    ticket = _ticket_asked_about(connection, case, contact)
    to = case.sender_as_correspondent(contact)
    body = reply_body(case.rulebook, (_template(case, ticket),), to, ticket)
    drafts = say(connection, gateway, case, contact, kind=OutboundKind.ANSWER, ticket=ticket, body=body)
    queue_drafts(connection, drafts, now=case.now)


def say(
    connection: Connection,
    gateway: Gateway,
    case: Case,
    contact: ContactRow,
    *,
    kind: OutboundKind,
    ticket: TicketRow | None,
    body: str,
) -> tuple[Draft, ...]:
    """What to queue for the sender; what must not be sent is kept with its reason, so that staff can see it."""
    subject = reply_subject(ticket) if ticket else f"Re: {case.message.subject[:100]}".strip()
    why = Occasion(
        cause=case.cause,
        kind=kind,
        subject=subject,
        ticket=ticket,
        references=case.references,
    )
    draft = compose(case.rulebook, gateway.tokens, case.sender_as_correspondent(contact), why, body)
    if reason := case.why_no_answer(contact):
        shelve_draft(connection, draft, reason=reason, now=case.now)
        return ()
    return (draft,)


def _template(case: Case, ticket: TicketRow | None) -> str:
    match case.intent:
        case HelpRequest():
            return "help"
        case StatusInquiry():
            return "status_one" if ticket else "status_none"
        case _:
            return "empty_text"


def _ticket_asked_about(connection: Connection, case: Case, contact: ContactRow) -> TicketRow | None:
    """Only tickets that this sender takes part in: a number alone discloses nothing (PROTOCOL 7.3, 12.15)."""
    if not isinstance(case.intent, StatusInquiry):
        return None
    if not case.message.authentication.may_act:
        return _ticket_of_token(case)
    if case.intent.ticket_number is None:
        return case.thread.ticket or find_latest_of(connection, contact.id)
    ticket = find_by_number(connection, case.intent.ticket_number)
    takes_part = ticket is not None and is_participant(connection, ticket_id=ticket.id, contact_id=contact.id)
    return ticket if takes_part else None


def _ticket_of_token(case: Case) -> TicketRow | None:
    """Where nothing proves the sender, the ticket whose token came along, and no other."""
    ticket = case.thread.ticket if case.thread.relation is Relation.ANSWERS else None
    asked = case.intent.ticket_number if isinstance(case.intent, StatusInquiry) else None
    return ticket if ticket is not None and asked in {None, ticket.number} else None
