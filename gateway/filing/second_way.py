"""Words whose mail came back go out as a text, where the resident may be reached so (PROTOCOL 6.3)."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.envelopes import OutboundKind
from gateway.filing.case import Case
from gateway.replies import Correspondent, Occasion, compose, reply_body
from gateway.store.bounces import SentMail
from gateway.store.contacts import ContactRow, find_contact, load_contact
from gateway.store.outbox import queue_draft
from gateway.store.text_ways import find_way_to
from gateway.store.tickets import TicketRow, load_ticket
from parsers.values import Medium

_WORTH_A_TEXT = frozenset({OutboundKind.STAFF_REPLY, OutboundKind.NOTICE})


def say_by_text(connection: Connection, gateway: Gateway, case: Case, sent: SentMail) -> str:
    """Queue what a mail to the reporter said as a text; the number, or nothing where there is no way or no consent.

    The number must stand in the reporter's own words on this ticket, and whoever has it must have texted us before.
    """
    if sent.ticket_id is None or sent.kind not in _WORTH_A_TEXT or not case.rulebook.city.numbers:
        return ""
    ticket = load_ticket(connection, sent.ticket_id)
    contact = _find_phone(connection, ticket, sent)
    if contact is None:
        return ""
    to = Correspondent(
        channel=_way_to(connection, contact.address, sent),
        medium=Medium.SMS,
        address=contact.address,
        our_address=case.rulebook.city.numbers[0],
        language=ticket.language,
        contact_id=contact.id,
    )
    is_own_words = sent.kind is OutboundKind.STAFF_REPLY
    body = reply_body(case.rulebook, ("staff_reply",), to, ticket, note=sent.body) if is_own_words else sent.body
    why = Occasion(cause=case.cause, kind=sent.kind, subject="", automatic=not is_own_words, ticket=ticket)
    queue_draft(connection, compose(case.rulebook, gateway.tokens, to, why, body), now=case.now)
    return contact.address


def _way_to(connection: Connection, number: str, sent: SentMail) -> str:
    """The provider that they texted us by; a played ticket must not text real people."""
    if sent.channel.startswith("simulator"):
        return "simulator_sms"
    return find_way_to(connection, number) or "twilio"


def _find_phone(connection: Connection, ticket: TicketRow, sent: SentMail) -> ContactRow | None:
    if ticket.reporter_id is None or load_contact(connection, ticket.reporter_id).address != sent.recipient:
        return None
    number = (ticket.understanding.get("contact") or {}).get("phone")
    contact = find_contact(connection, Medium.SMS, number) if number else None
    may_be_texted = contact is not None and contact.opted_out_at is None and contact.undeliverable_at is None
    return contact if may_be_texted else None
