"""The place that came as a contact card, as phones share it: the ticket is put there without a question."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.alike import look_again
from gateway.changes.asking import why_not_asked
from gateway.changes.district import note_district
from gateway.changes.hand import Hand
from gateway.changes.shared_place import use_shared_place
from gateway.envelopes import OutboundKind
from gateway.pictures import kinds
from gateway.pictures.waiting_answer import take_back_answer
from gateway.replies import Occasion, compose, reply_body, reply_subject, reporter_of
from gateway.store.attachments import AttachmentRow, list_attachments
from gateway.store.contacts import ContactRow, load_contact
from gateway.store.messages import load_message
from gateway.store.outbox import queue_draft
from gateway.store.tickets import TicketRow, find_survivor, load_ticket


def take_shared_place(connection: Connection, gateway: Gateway, message_id: int, *, now: float) -> bool:
    """Whether the files of the message held the place of its ticket, which was not on the map; its reporter is told."""
    card = next((file for file in list_attachments(connection, message_id) if is_shared_place(file)), None)
    message = load_message(connection, message_id) if card else None
    if card is None or message is None or message.ticket_id is None:
        return False
    ticket = find_survivor(connection, load_ticket(connection, message.ticket_id))
    if ticket.lat is not None or ticket.is_closed or ticket.reporter_id is None:
        return False
    reporter = load_contact(connection, ticket.reporter_id)
    if reporter.address != message.sender:
        return False
    event_id = use_shared_place(connection, Hand(actor="resident", now=now), ticket, card)
    note_district(connection, gateway.rulebooks.current(), ticket.id)
    look_again(connection, gateway.rulebooks.current(), ticket.id, now=now)
    if not why_not_asked(reporter):
        _thank(connection, gateway, load_ticket(connection, ticket.id), reporter, event_id=event_id, now=now)
    return True


def is_shared_place(file: AttachmentRow) -> bool:
    """Whether the file is a contact card that says where something is."""
    return file.content_type == kinds.CONTACT_CARD and file.lat is not None


def _thank(
    connection: Connection, gateway: Gateway, ticket: TicketRow, reporter: ContactRow, *, event_id: int, now: float
) -> None:
    """One text: the place is noted; with the acknowledgement if that has not gone out, which asks for the place."""
    opening = take_back_answer(connection, ticket, reporter, now=now)
    rulebook, to = gateway.rulebooks.current(), reporter_of(ticket, reporter)
    kind = OutboundKind.ACKNOWLEDGEMENT if opening else OutboundKind.ANSWER
    why = Occasion(cause=f"event:{event_id}", kind=kind, subject=reply_subject(ticket), ticket=ticket)
    body = reply_body(rulebook, (opening or "place_noted",), to, ticket, tokens=gateway.tokens)
    draft = compose(rulebook, gateway.tokens, to, why, body)
    queue_draft(connection, replace(draft, wait=gateway.settings.text_pause), now=now)
