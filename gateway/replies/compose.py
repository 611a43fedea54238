"""Drafts: what is said to whom, with the headers that put it into the right thread (PROTOCOL 11.2-11.5)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gateway.envelopes import Draft, OutboundKind
from gateway.replies.department import map_link
from gateway.replies.page_link import page_link, with_page_link
from gateway.replies.threads import bare_subject, without_tag
from gateway.replies.words import day_in_words, example_text, status_word
from gateway.routing import Rulebook, render_replies
from gateway.store.contacts import ContactRow
from gateway.store.tickets import TicketRow
from gateway.tokens import Tokens
from parsers.clean import clean_text
from parsers.values import Medium

REFERENCES_KEPT = 20
"""First and last this many Message-IDs of a long thread are named (PROTOCOL 11.2)."""
SUBJECT_KEPT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondent:
    """Somebody we write to: the channel, their address and ours, and the language they read."""

    channel: str
    medium: Medium
    address: str
    our_address: str
    language: str
    contact_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Why we write: what caused it, which ticket it is about, and the mails before it."""

    cause: str
    kind: OutboundKind
    subject: str
    automatic: bool = True
    ticket: TicketRow | None = None
    references: tuple[str, ...] = ()


def reporter_of(ticket: TicketRow, contact: ContactRow) -> Correspondent:
    """The reporter of a ticket, written to in the channel and language, and from the address, that the ticket has."""
    return Correspondent(
        channel=ticket.channel,
        medium=Medium(contact.medium),
        address=contact.address,
        our_address=ticket.our_address,
        language=ticket.language,
        contact_id=contact.id,
    )


def compose(rulebook: Rulebook, tokens: Tokens, to: Correspondent, why: Occasion, body: str) -> Draft:
    """One message, ready for the outbox."""
    domain = mail_domain(rulebook, to.our_address)
    reply_to = ""
    if to.medium is Medium.EMAIL and why.ticket is not None and to.contact_id is not None:
        reply_to = tokens.reply_address(why.ticket.id, to.contact_id, domain)
    return Draft(
        cause=why.cause,
        kind=why.kind,
        channel=to.channel,
        recipient=to.address,
        sender=to.our_address,
        sender_name=rulebook.city.name,
        subject=why.subject if to.medium is Medium.EMAIL else "",
        body=with_page_link(body, page_link(tokens, to, why.ticket), to, why.kind),
        language=to.language,
        automatic=why.automatic,
        ticket_id=why.ticket.id if why.ticket else None,
        message_id=new_message_id(domain),
        references=shorten_references(why.references),
        reply_to=reply_to,
    )


def reply_body(
    rulebook: Rulebook,
    names: tuple[str, ...],
    to: Correspondent,
    ticket: TicketRow | None,
    *,
    note: str = "",
    closing: str = "",
    fields: Mapping[str, str] | None = None,
    tokens: Tokens | None = None,
) -> str:
    """The named templates one after the other, in the language and for the medium of the reader, then `closing`.

    `fields` adds to what a template may name of the ticket, or replaces it. With `tokens` a text makes room for the
    link to the resident's page by leaving out what that page tells as well.
    """
    link = page_link(tokens, to, ticket) if tokens else ""
    known = ticket_fields(rulebook, ticket, to.language) | {"note": _as_sentence(note)} | dict(fields or {})
    return render_replies(
        rulebook, names, language=to.language, medium=to.medium, fields=known, closing=closing, link=link
    )


def _as_sentence(note: str) -> str:
    """A note as it stands inside a template: what a person left without its full stop gets one."""
    words = clean_text(note).strip()
    return f"{words}." if words and words[-1].isalnum() and words[-1] < "\u2e80" else words


def ticket_fields(rulebook: Rulebook, ticket: TicketRow | None, language: str) -> dict[str, str]:
    """The fields that a reply template may use; all of them, empty where nothing is known."""
    fields = dict.fromkeys(
        ("number", "service", "department", "status", "location", "map", "due", "link", "example", "count"), ""
    )
    fields |= {"city": rulebook.city.name, "example": example_text(language)}
    if ticket is None:
        return fields
    department = rulebook.departments.get(ticket.department)
    service = rulebook.services.get(ticket.service) if ticket.service else None
    return fields | {
        "number": ticket.number,
        "service": service.name(language) if service else "",
        "department": department.name if department else ticket.department,
        "status": status_word(ticket.status, language),
        "location": ticket.location or "",
        "map": map_link(ticket, rulebook.city),
        "due": _due_day(rulebook, ticket, language),
    }


def _due_day(rulebook: Rulebook, ticket: TicketRow, language: str) -> str:
    if ticket.due_at is None:
        return ""
    return day_in_words(datetime.fromtimestamp(ticket.due_at, rulebook.city.zone), language)


def reply_subject(ticket: TicketRow) -> str:
    """The subject of every mail about a ticket, the same for its whole life so that mailboxes keep one thread."""
    subject = clean_text(ticket.subject).replace("\n", " ")
    kept = without_tag(bare_subject(subject))[:SUBJECT_KEPT]
    return f"Re: [City311 #{ticket.number}] {kept}"


def mail_domain(rulebook: Rulebook, our_address: str) -> str:
    """The domain of the mail we send: that of our address, or of the city's first one for texts."""
    if "@" in our_address:
        return our_address.rpartition("@")[2]
    first = rulebook.city.addresses[0] if rulebook.city.addresses else "city.invalid"
    return first.rpartition("@")[2]


def new_message_id(domain: str) -> str:
    """An RFC 5322 Message-ID that is made once and kept on every retry."""
    return f"<{secrets.token_hex(12)}@{domain}>"


def shorten_references(chain: tuple[str, ...]) -> tuple[str, ...]:
    """A chain of Message-IDs without its middle, when it is very long."""
    unique = tuple(dict.fromkeys(chain))
    return unique if len(unique) <= 2 * REFERENCES_KEPT else unique[:REFERENCES_KEPT] + unique[-REFERENCES_KEPT:]
