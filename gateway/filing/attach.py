"""More about a ticket that is there: the resident's next word, a machine's answer, a copy, a stranger with a token."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes import Hand, hear_resident, note_fixed, use_photo
from gateway.changes.alike import look_again
from gateway.changes.district import note_district
from gateway.changes.moments import note_moment
from gateway.envelopes import Draft, OutboundKind
from gateway.filing.answers import say
from gateway.filing.case import Case
from gateway.filing.departments import notices
from gateway.filing.forwarded import welcome
from gateway.filing.marks import find_marks
from gateway.filing.opening import REPETITION, reporter
from gateway.filing.photo_place import find_confirmed
from gateway.filing.speaking import EMERGENCY_REPLY
from gateway.places import point_of
from gateway.replies import reply_body
from gateway.store import tickets
from gateway.store.attachments import AttachmentRow
from gateway.store.contacts import ContactRow
from gateway.store.events import add_event, was_said
from gateway.store.outbox import queue_drafts
from gateway.store.outcomes import record_outcome
from gateway.store.sent_tickets import find_kind
from gateway.store.tickets import TicketRow, load_ticket
from gateway.threads import Relation
from parsers.answers import read_answer
from parsers.values import Asked, Medium


def attach(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Add a word to the ticket and tell the department; the reporter's fills what was missing and wakes it up."""
    ticket = _ticket_of(case)
    contact = reporter(connection, case)
    is_repeated = not case.has_files and was_said(
        connection, ticket.id, case.message.new_text, since=case.now - REPETITION
    )
    photo = find_confirmed(connection, case)
    _write(connection, case, ticket, kind="message")
    drafts: list[Draft] = []
    is_reporter = contact is not None and contact.id == ticket.reporter_id
    if is_reporter and ticket.is_closed and _heed_whether_fixed(connection, case, ticket):
        return
    if contact is not None and is_reporter:
        changes = _fill_in(connection, gateway, case, ticket, photo) if case.message.automation.reply else ()
        ticket = load_ticket(connection, ticket.id)
        template = _answer_template(case, changes, is_repeated=is_repeated)
        drafts += _answer(connection, gateway, case, contact, ticket, template) if template else ()
    told = {} if is_repeated and not case.is_emergency else _notices(connection, gateway, case, ticket)
    drafts += (notice for contact_id, notice in told.items() if contact is None or contact_id != contact.id)
    queue_drafts(connection, drafts, now=case.now)
    welcome(connection, gateway, case, ticket, tuple(drafts))


def _answers_a_question(connection: Connection, case: Case) -> bool:
    """Whether the mail answers one of ours that asked something else, such as where a photo was taken."""
    answered = next(iter(case.message.references), "")
    return bool(answered) and find_kind(connection, answered) == OutboundKind.QUESTION


def _heed_whether_fixed(connection: Connection, case: Case, ticket: TicketRow) -> bool:
    """Keep a plain yes or no to the question after closing; a yes is all, a no opens the ticket as any word does."""
    said = read_answer(case.message.new_text.strip(), Asked.FIXED)
    if said is None or said.agrees is None or case.has_files or _answers_a_question(connection, case):
        return False
    note_fixed(connection, Hand(actor=case.actor, now=case.now), ticket, is_fixed=said.agrees)
    return said.agrees


def _notices(connection: Connection, gateway: Gateway, case: Case, ticket: TicketRow) -> dict[int, Draft]:
    return notices(connection, gateway, case, ticket, extra=case.follow_up_people)


def _answer(
    connection: Connection, gateway: Gateway, case: Case, contact: ContactRow, ticket: TicketRow, template: str
) -> tuple[Draft, ...]:
    to = case.sender_as_correspondent(contact)
    body = reply_body(case.rulebook, (template,), to, ticket)
    return say(connection, gateway, case, contact, kind=OutboundKind.ANSWER, ticket=ticket, body=body)


def keep_beside(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Keep a message with its ticket and change nothing: thanks, an automatic reply, a bounce, a copy, a stranger."""
    ticket = case.thread.ticket
    if ticket is None:
        record_outcome(connection, case.message_id, case.outcome(), now=case.now)
        return
    _write(connection, case, ticket, kind=_quiet_kind(case))
    is_of_resident = case.thread.relation is not Relation.DEPARTMENT
    if is_of_resident and case.is_emergency and case.message.automation.reply:
        queue_drafts(connection, tuple(notices(connection, gateway, case, ticket).values()), now=case.now)


def _ticket_of(case: Case) -> TicketRow:
    if case.thread.ticket is None:
        raise LookupError("a message that answers a ticket has none")
    return case.thread.ticket


def _write(connection: Connection, case: Case, ticket: TicketRow, *, kind: str) -> None:
    marks = find_marks(case)
    tickets.add_tags(connection, ticket, (*marks, *case.follow_up_tags), now=case.now)
    add_event(
        connection,
        ticket_id=ticket.id,
        kind=kind,
        actor=case.actor if _is_of_reporter(case, ticket) else case.message.sender or "gateway",
        now=case.now,
        text=case.message.new_text,
        message_id=case.message_id,
        data={
            "reason": case.message.automation.reason,
            "notes": [*case.thread.notes, *marks.values()],
            **case.noted_move,
        },
    )
    record_outcome(connection, case.message_id, case.outcome(ticket_id=ticket.id), now=case.now)


def _is_of_reporter(case: Case, ticket: TicketRow) -> bool:
    contact = case.thread.contact
    return contact is not None and contact.id == ticket.reporter_id


def _quiet_kind(case: Case) -> str:
    match case.thread.relation:
        case Relation.OTHER_ADDRESS | Relation.DUPLICATE | Relation.BOUNCED as relation:
            return relation.value
        case _:
            return case.outcome().kind


def _fill_in(
    connection: Connection, gateway: Gateway, case: Case, ticket: TicketRow, photo: AttachmentRow | None
) -> tuple[str, ...]:
    changes = []
    place, pin = case.intent.understanding.location, case.message.coordinates
    if ticket.location is None and (place or pin):
        words = place.text if place else f"{pin.lat}, {pin.lon}" if pin else ""
        lat, lon = (pin.lat, pin.lon) if pin else point_of(place)
        tickets.set_location(connection, ticket.id, location=words, lat=lat, lon=lon, now=case.now)
        note_district(connection, case.rulebook, ticket.id)
        changes.append("location")
    elif photo is not None:
        by = Hand(actor=case.actor, now=case.now)
        use_photo(connection, by, ticket, photo, remark="; the resident confirmed that this is the place")
        note_district(connection, case.rulebook, ticket.id)
        changes.append("location")
    if "location" in changes:
        look_again(connection, case.rulebook, ticket.id, now=case.now)
    if case.is_emergency:
        tickets.raise_to_emergency(connection, ticket.id, now=case.now)
        changes.append("emergency")
    if ticket.is_closed:
        tickets.set_status(connection, ticket.id, status="open", now=case.now)
        event_id = add_event(connection, ticket_id=ticket.id, kind="reopened", actor="resident", now=case.now)
        note_moment(connection, gateway, "reopened", event_id, now=case.now)
        changes.append("reopened")
    tickets.touch(connection, ticket.id, now=case.now)
    hear_resident(connection, gateway, Hand(actor=case.actor, now=case.now), ticket.id)
    return tuple(changes)


def _answer_template(case: Case, changes: tuple[str, ...], *, is_repeated: bool) -> str:
    if case.is_emergency:
        return EMERGENCY_REPLY
    if is_repeated:
        return ""
    wants_word = case.message.medium is Medium.SMS or "reopened" in changes
    return "follow_up_added" if wants_word else ""
