"""A word to the resident, in their channel and thread, and whether it can reach them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.fixed import ASK_FIXED, may_be_asked
from gateway.envelopes import Draft, OutboundKind
from gateway.replies import Correspondent, Occasion, compose, reply_body, reply_subject, reporter_of
from gateway.replies.threads import resident_chain
from gateway.routing import Rulebook
from gateway.routing.rulebook import Reason
from gateway.store.alike import list_joined
from gateway.store.contacts import ContactRow, load_contact
from gateway.store.outbox import queue_draft, shelve_draft
from gateway.store.ticket_schema import OPEN311_TEST
from gateway.store.tickets import TicketRow
from parsers.values import Medium


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Whom a change was told to; `problem` says in the words of staff why it cannot be delivered."""

    resident: str = ""
    medium: Medium | None = None
    problem: str = ""


NOBODY = Told(problem="the resident left no address")
TRIED = Told(problem="it was filed at the test endpoint")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What is said: the event it belongs to, as which kind, in which template (empty: as it stands)."""

    event_id: int
    kind: OutboundKind
    text: str
    template: str = ""
    asks_fixed: bool = False
    """Whether the reporter is asked whether it is fixed."""
    reason: Reason | None = None
    """Why, in the city's own words, which stand before the note."""

    fields: Mapping[str, str] = field(default_factory=dict)
    """What the template may name besides what is known of the ticket."""

    def note(self, language: str) -> str:
        """What staff wrote, after the reason in the language of whoever reads it."""
        if self.reason is None:
            return self.text
        return f"{self.reason.name(language).rstrip('.')}. {self.text}".strip()


def tell_resident(connection: Connection, gateway: Gateway, ticket: TicketRow, word: Word, *, now: float) -> Told:
    """Queue the word; where it must not go out it is kept with its reason."""
    if ticket.source == OPEN311_TEST:
        return TRIED
    if ticket.reporter_id is None:
        return NOBODY
    contact = load_contact(connection, ticket.reporter_id)
    if word.asks_fixed and not may_be_asked(connection, ticket, contact, now=now):
        word = replace(word, asks_fixed=False)
    draft = draft_word(connection, gateway, ticket, contact, word)
    medium = Medium(contact.medium)
    if contact.opted_out_at is not None and medium is Medium.SMS:
        shelve_draft(connection, draft, reason="the number has opted out", now=now)
    else:
        queue_draft(connection, draft, now=now)
    return Told(resident=contact.name or contact.address, medium=medium, problem=_problem(contact, medium, word.kind))


def tell_neighbors(connection: Connection, gateway: Gateway, ticket: TicketRow, word: Word, *, now: float) -> int:
    """Tell the news of a ticket to everybody whose own was joined to it, each once; how many they are."""
    told = {ticket.reporter_id, None}
    for joined in list_joined(connection, ticket.id):
        if joined.reporter_id not in told:
            told.add(joined.reporter_id)
            theirs = replace(word, asks_fixed=False)
            tell_resident(connection, gateway, as_theirs(ticket, joined), theirs, now=now)
    return len(told) - len({ticket.reporter_id, None})


def as_theirs(ticket: TicketRow, joined: TicketRow) -> TicketRow:
    """The ticket that goes on, for whoever reported another one: their channel, their language, their own subject."""
    return replace(
        ticket,
        reporter_id=joined.reporter_id,
        channel=joined.channel,
        our_address=joined.our_address,
        language=joined.language,
        subject=joined.subject,
    )


def _problem(contact: ContactRow, medium: Medium, kind: OutboundKind) -> str:
    """Why it will not go out, as `gateway.restraint` will decide when it is sent."""
    if contact.undeliverable_at is not None:
        return "nothing can be delivered to the resident's address"
    may_write_anyway = medium is Medium.EMAIL and kind is OutboundKind.STAFF_REPLY
    return "the resident has opted out" if contact.opted_out_at is not None and not may_write_anyway else ""


def draft_word(connection: Connection, gateway: Gateway, ticket: TicketRow, contact: ContactRow, word: Word) -> Draft:
    """The word as it would be queued for one reader; nothing is written."""
    rulebook = gateway.rulebooks.current()
    to = reporter_of(ticket, contact)
    body = _words(gateway, rulebook, ticket, to, word)
    why = Occasion(
        cause=f"event:{word.event_id}",
        kind=word.kind,
        subject=reply_subject(ticket),
        automatic=word.kind is not OutboundKind.STAFF_REPLY,
        ticket=ticket,
        references=resident_chain(connection, ticket, contact.address),
    )
    return compose(rulebook, gateway.tokens, to, why, body)


def _words(gateway: Gateway, rulebook: Rulebook, ticket: TicketRow, to: Correspondent, word: Word) -> str:
    """The template with its note, and the question after closing in it where it names one, else behind it."""
    if not word.template:
        return word.text
    names: tuple[str, ...] = (word.template,)
    fields = dict(word.fields)
    if word.asks_fixed and "question" in rulebook.reply_text(word.template, to.language, to.medium):
        fields["question"] = reply_body(rulebook, (ASK_FIXED,), to, ticket)
    elif word.asks_fixed:
        names = (*names, ASK_FIXED)
    return reply_body(rulebook, names, to, ticket, note=word.note(to.language), fields=fields, tokens=gateway.tokens)
