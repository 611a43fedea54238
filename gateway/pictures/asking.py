"""Ask the resident, once, whether their photo was taken where the problem is (PROTOCOL 10.3)."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes import find_suggestion
from gateway.changes.asking import why_not_asked, write_down
from gateway.envelopes import Draft, OutboundKind
from gateway.pictures.waiting_answer import take_back_answer
from gateway.replies import Occasion, compose, reply_body, reply_subject, reporter_of
from gateway.replies.threads import resident_chain
from gateway.store.attachments import AttachmentRow, list_attachments
from gateway.store.contacts import ContactRow, load_contact
from gateway.store.messages import load_message
from gateway.store.outbox import queue_draft
from gateway.store.questions import NewQuestion, list_kinds_asked, was_acknowledged
from gateway.store.tickets import TicketRow, find_opened_by, find_ticket
from parsers.values import Asked, Medium

_TEMPLATE = "ask_photo_place"


def ask_place(connection: Connection, gateway: Gateway, message_id: int, *, now: float) -> None:
    """Queue the question where a photo came for a ticket that misses its place, and its reporter may be asked.

    By mail with the photo that opened the ticket; by text also with a later one, as people answer "where is it?" so.
    Its cause is the message, so a job that is done again asks nothing twice.
    """
    ticket = find_opened_by(connection, message_id) or _told_by_text(connection, message_id)
    if ticket is None or ticket.reporter_id is None or not _misses_its_place(ticket):
        return
    photo = find_suggestion(ticket, list_attachments(connection, message_id))
    reporter, cause = load_contact(connection, ticket.reporter_id), f"message:{ticket.message_id}"
    if photo is None or reporter.opted_out_at is not None:
        return
    if not was_acknowledged(connection, cause=cause, recipient=reporter.address):
        return
    if reporter.medium == Medium.SMS:
        _ask_by_text(connection, gateway, ticket, reporter, photo, message_id=message_id, now=now)
    else:
        queue_draft(connection, _question(connection, gateway, ticket, reporter, photo), now=now)


def _told_by_text(connection: Connection, message_id: int) -> TicketRow | None:
    """The ticket that a later text belongs to, when its own reporter wrote it."""
    message = load_message(connection, message_id)
    ticket = find_ticket(connection, message.ticket_id) if message.ticket_id else None
    if ticket is None or ticket.reporter_id is None:
        return None
    reporter = load_contact(connection, ticket.reporter_id)
    return ticket if reporter.medium == Medium.SMS and reporter.address == message.sender else None


def _misses_its_place(ticket: TicketRow) -> bool:
    """As when the acknowledgement asks for the place: never where there is danger, or where nothing is to be done."""
    is_missing = ticket.location is None and "location" in ticket.decision.get("missing", ())
    return is_missing and not ticket.is_closed and ticket.urgency != "emergency"


def _ask_by_text(
    connection: Connection,
    gateway: Gateway,
    ticket: TicketRow,
    reporter: ContactRow,
    photo: AttachmentRow,
    *,
    message_id: int,
    now: float,
) -> None:
    """In one text with the acknowledgement if that still waits: "where is it?" need not be asked any more."""
    if why_not_asked(reporter) or Asked.PHOTO_PLACE in list_kinds_asked(connection, ticket.id):
        return
    opening = take_back_answer(connection, ticket, reporter, now=now)
    new = NewQuestion(contact_id=reporter.id, kind=Asked.PHOTO_PLACE, ticket_id=ticket.id, message_id=message_id)
    write_down(connection, new, now=now)
    rulebook, to = gateway.rulebooks.current(), reporter_of(ticket, reporter)
    names = (opening, _TEMPLATE) if opening else (_TEMPLATE,)
    asked = replace(ticket, lat=photo.lat, lon=photo.lon)
    body = reply_body(rulebook, names, to, asked, tokens=gateway.tokens)
    why = Occasion(
        cause=f"message:{message_id}:photo", kind=OutboundKind.QUESTION, subject=reply_subject(ticket), ticket=ticket
    )
    draft = compose(rulebook, gateway.tokens, to, why, body)
    queue_draft(connection, replace(draft, wait=gateway.settings.text_pause), now=now)


def _question(
    connection: Connection, gateway: Gateway, ticket: TicketRow, reporter: ContactRow, photo: AttachmentRow
) -> Draft:
    rulebook = gateway.rulebooks.current()
    to = reporter_of(ticket, reporter)
    why = Occasion(
        cause=f"message:{ticket.message_id}",
        kind=OutboundKind.QUESTION,
        subject=reply_subject(ticket),
        ticket=ticket,
        references=resident_chain(connection, ticket, reporter.address),
    )
    asked = replace(ticket, lat=photo.lat, lon=photo.lon)
    return compose(rulebook, gateway.tokens, to, why, reply_body(rulebook, (_TEMPLATE,), to, asked))
