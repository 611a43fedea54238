"""Ask the resident, once, whether their photo was taken where the problem is (PROTOCOL 10.3)."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes import find_suggestion
from gateway.envelopes import Draft, OutboundKind
from gateway.replies import Occasion, compose, reply_body, reply_subject, reporter_of
from gateway.replies.threads import resident_chain
from gateway.store.attachments import AttachmentRow, list_attachments
from gateway.store.contacts import ContactRow, load_contact
from gateway.store.outbox import queue_draft
from gateway.store.questions import was_acknowledged
from gateway.store.tickets import TicketRow, find_opened_by


def ask_place(connection: Connection, gateway: Gateway, message_id: int, *, now: float) -> None:
    """Queue the question where the message opened a ticket that misses its place, and its reporter may be asked.

    Its cause is the message, so a job that is done again asks nothing twice.
    """
    ticket = find_opened_by(connection, message_id)
    if ticket is None or ticket.reporter_id is None or not _misses_its_place(ticket):
        return
    photo = find_suggestion(ticket, list_attachments(connection, message_id))
    reporter, cause = load_contact(connection, ticket.reporter_id), f"message:{message_id}"
    if photo is None or reporter.opted_out_at is not None:
        return
    if was_acknowledged(connection, cause=cause, recipient=reporter.address):
        queue_draft(connection, _question(connection, gateway, ticket, reporter, photo), now=now)


def _misses_its_place(ticket: TicketRow) -> bool:
    """As when the acknowledgement asks for the place: never where there is danger, or where nothing is to be done."""
    is_missing = ticket.location is None and "location" in ticket.decision.get("missing", ())
    return is_missing and not ticket.is_closed and ticket.urgency != "emergency"


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
    return compose(rulebook, gateway.tokens, to, why, reply_body(rulebook, ("ask_photo_place",), to, asked))
