"""A new ticket: the request, its decision and evidence, the acknowledgement and the department's notice."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.clock import wait_for_mail
from gateway.duplicates import key_of_place
from gateway.envelopes import Draft, OutboundKind
from gateway.filing.answers import say
from gateway.filing.case import Case
from gateway.filing.departments import notices
from gateway.filing.forwarded import welcome
from gateway.filing.joined import acknowledge_joined, heed_alike
from gateway.filing.marks import find_marks
from gateway.filing.missing import PLACE, find_next_ask
from gateway.filing.parts import Opened, cases_of
from gateway.filing.several import acknowledge_several
from gateway.filing.speaking import Speech, say_text, wait_for_more
from gateway.places import ask_for_place, point_of
from gateway.replies import reply_body
from gateway.routing.answering import answer_names, next_question
from gateway.store.contacts import ContactRow, add_participants, ensure_contact, remember_language
from gateway.store.events import add_event
from gateway.store.links import link_parts
from gateway.store.outbox import queue_drafts, shelve_draft
from gateway.store.outcomes import record_outcome
from gateway.store.ticket_changes import count_asked
from gateway.store.tickets import NewTicket, TicketRow, open_ticket, was_reported
from gateway.threads import Relation
from parsers.email.forwarding import without_server_tag
from parsers.values import Medium

SUBJECT_LENGTH = 80
REPETITION = 3600.0
"""The same words again within this many seconds are not answered: that is how machines talk (PROTOCOL 5.12)."""


def open_request(connection: Connection, gateway: Gateway, case: Case) -> None:
    """File a ticket for each problem of the message, answer the resident once and tell each department."""
    contact = reporter(connection, case)
    opened = tuple(_open(connection, gateway, one, contact) for one in cases_of(connection, case))
    link_parts(connection, (one.ticket.id for one in opened), now=case.now)
    first = opened[0]
    record_outcome(connection, case.message_id, case.outcome(ticket_id=first.ticket.id), now=case.now)
    answer = _acknowledgement(connection, gateway, case, contact, opened) if contact else ()
    for one in opened:
        drafts = answer if one is first else ()
        _tell(connection, gateway, one, contact, drafts, is_urgent=case.is_emergency)


def _open(connection: Connection, gateway: Gateway, case: Case, contact: ContactRow | None) -> Opened:
    marks = find_marks(case)
    ticket = open_ticket(connection, new_ticket(case, contact, marks=tuple(marks)))
    part = {"message_id": case.message_id, "part": case.part} if case.part else {}
    add_event(
        connection,
        ticket_id=ticket.id,
        kind="opened",
        actor=case.actor,
        now=case.now,
        text=case.message.new_text,
        message_id=None if case.part else case.message_id,
        data={"notes": [*case.thread.notes, *case.decision.notes, *marks.values()], **part, **case.noted_move},
    )
    joined = None if case.is_test else heed_alike(connection, case, ticket)
    if joined is None:
        ask_for_place(connection, gateway, ticket, case.now)
    return Opened(case=case, ticket=ticket, joined=joined)


def _tell(
    connection: Connection,
    gateway: Gateway,
    opened: Opened,
    contact: ContactRow | None,
    answer: tuple[Draft, ...],
    *,
    is_urgent: bool,
) -> None:
    """Queue the answer to the resident and the mail to the department, who both take part from now on."""
    case, ticket, told = opened.case, opened.ticket, dict[int, Draft]()
    if opened.joined is None and not case.is_test:
        told = notices(connection, gateway, case, ticket, extra=case.people_to_tell)
    if case.move is not None and not is_urgent:
        told = {who: replace(notice, wait=wait_for_more(gateway, case)) for who, notice in told.items()}
    _send(connection, case, ticket, (*answer, *told.values()))
    if not case.part:
        welcome(connection, gateway, case, ticket, (*answer, *told.values()))
    roles = dict.fromkeys(told, "department") | ({contact.id: "reporter"} if contact else {})
    add_participants(connection, ticket.id, roles)


def _send(connection: Connection, case: Case, ticket: TicketRow, drafts: tuple[Draft, ...]) -> None:
    """The same words from the same sender within an hour open a ticket and nothing more (PROTOCOL 5.12)."""
    if not _is_repetition(connection, case, ticket):
        queue_drafts(connection, drafts, now=case.now)
        return
    for draft in drafts:
        shelve_draft(connection, draft, reason="the same words came from this sender within an hour", now=case.now)


def _is_repetition(connection: Connection, case: Case, ticket: TicketRow) -> bool:
    """A new picture is something new, and nobody waits for news of a danger."""
    may_repeat = case.thread.reports > 0 and case.message.medium is Medium.EMAIL and not case.has_files
    return may_repeat and not case.is_emergency and was_reported(connection, ticket, since=case.now - REPETITION)


def reporter(connection: Connection, case: Case) -> ContactRow | None:
    """The sender as a contact, whose language is remembered; None when nobody can be written to."""
    if not case.message.sender:
        return None
    contact = case.thread.contact or ensure_contact(connection, case.sender, now=case.now)
    if contact.language != case.language and contact.language_chosen_at is None:
        remember_language(connection, contact.id, case.language)
    return contact


def new_ticket(case: Case, contact: ContactRow | None, *, marks: tuple[str, ...] = ()) -> NewTicket:
    """What the message, its understanding and the decision say, as one ticket."""
    decision, understanding = case.decision, case.intent.understanding
    location, pin = understanding.location, case.message.coordinates
    lat, lon = (pin.lat, pin.lon) if pin else point_of(location)
    due_at = case.rulebook.due_at(decision.due, case.now, decision.department)
    return NewTicket(
        message_id=case.message_id,
        reporter_id=contact.id if contact else None,
        channel=case.arrival.channel,
        our_address=case.our_address,
        department=decision.department,
        service=decision.service,
        service_name=decision.service_name,
        confidence=decision.confidence,
        priority=decision.priority,
        status="closed" if decision.close else "received",
        urgency=understanding.urgency.value,
        language=case.language,
        subject=ticket_subject(case),
        description=case.message.new_text,
        location=(location.text or f"{location.lat}, {location.lon}") if location else None,
        lat=lat,
        lon=lon,
        district=case.rulebook.city.districts.find(lat, lon) if lat is not None and lon is not None else "",
        occurred=(understanding.occurred.start or None) if understanding.occurred else None,
        rule=decision.rule,
        rulebook_version=decision.rulebook_version,
        decision=asdict(decision),
        understanding=_understood(case),
        tags=tuple(dict.fromkeys((*decision.tags, *marks))),
        assignee=decision.assign,
        due_at=due_at,
        due_soon_at=case.rulebook.remind_at(decision.service, decision.department, due_at, now=case.now),
        linked_to=_linked_to(case),
        part=case.part,
        place_key=key_of_place(location),
        source=case.message.stated.source if case.message.stated else "",
        created_at=case.now,
    )


def _linked_to(case: Case) -> int | None:
    """The ticket that it goes on from; a number that somebody only claims links nothing."""
    is_known = case.thread.ticket is not None and case.thread.relation is not Relation.CLAIMS
    return case.thread.ticket.id if is_known and case.thread.ticket else None


def _understood(case: Case) -> dict[str, Any]:
    """What was understood, with what came along."""
    files = [asdict(attachment) for attachment in case.message.attachments]
    return asdict(case.intent.understanding) | {"attachments": files}


def ticket_subject(case: Case) -> str:
    """One line for the queue: the mail's subject, or the first words of a text."""
    first_line = next((line.strip() for line in case.message.new_text.splitlines() if line.strip()), "")
    subject = " ".join((without_server_tag(case.message.subject) or first_line).split())
    if not subject and case.message.stated:
        subject = case.message.stated.service_name
    return subject[:SUBJECT_LENGTH] or ("Photo" if case.message.attachments else "No words")


def _acknowledgement(
    connection: Connection, gateway: Gateway, case: Case, contact: ContactRow, opened: tuple[Opened, ...]
) -> tuple[Draft, ...]:
    if len(opened) > 1:
        return acknowledge_several(connection, gateway, case, contact, opened)
    ticket, joined = opened[0].ticket, opened[0].joined
    if joined is not None:
        return acknowledge_joined(connection, gateway, case, contact, ticket, joined)
    if case.move is not None:
        return _said_by_text(connection, gateway, case, contact, ticket)
    names = answer_names(case.decision, case.intent.understanding)
    if not names:
        return ()
    to = case.sender_as_correspondent(contact)
    question = next_question(case.rulebook, case.decision, case.intent.understanding, case.language)
    if question or PLACE.template in names:
        count_asked(connection, ticket.id)
    body = reply_body(case.rulebook, names, to, ticket, closing=question)
    drafts = say(connection, gateway, case, contact, kind=OutboundKind.ACKNOWLEDGEMENT, ticket=ticket, body=body)
    if drafts and PLACE.template in names:
        wait_for_mail(connection, ticket.id, now=case.now)
    return drafts


def _said_by_text(
    connection: Connection, gateway: Gateway, case: Case, contact: ContactRow, ticket: TicketRow
) -> tuple[Draft, ...]:
    """As by mail, but the question is written down, and all of it waits for the sender's next text."""
    chosen = answer_names(case.decision, case.intent.understanding)
    names = tuple(name for name in chosen if name != PLACE.template)
    if not names:
        return ()
    speech = Speech(
        templates=names,
        ticket=ticket,
        kind=OutboundKind.ACKNOWLEDGEMENT,
        ask=find_next_ask(connection, case, ticket),
        is_urgent=case.is_emergency,
    )
    return say_text(connection, gateway, case, contact, speech)
