"""Which ticket a message belongs to, before anybody asks what it says (PROTOCOL 3.5-3.8, 4.1, 15.8).

A token proves that we gave somebody this address; a Message-ID of ours proves that they have our mail; a number in
the subject proves nothing unless its sender takes part. A text belongs to what its number spoke of last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.channels.email import OWN_MAIL
from gateway.channels.page_words import find_page_ticket
from gateway.envelopes import Arrival
from gateway.routing.values import Decision
from gateway.store import contacts, sent_tickets, tickets
from gateway.store.contacts import ContactRow
from gateway.store.events import find_last_kind
from gateway.store.outcomes import EarlierCopy, find_earlier_copy
from gateway.store.questions import QuestionRow, find_open_question
from gateway.store.staff import find_staff_by_email
from gateway.store.tickets import TicketRow
from gateway.store.waiting import Burst, find_burst
from gateway.tokens import BounceToken, ReplyToken
from parsers.intents import Intent
from parsers.ticket_number import find_ticket_number
from parsers.values import Asked, InboundMessage, Medium, Origin, Urgency

HOUR = 3600.0
DAY = 24 * HOUR
STALE_AFTER = 30 * DAY
"""A reply to a ticket closed longer ago opens a new one (PROTOCOL 3.8)."""
TEXT_THREAD = 72 * HOUR
"""A text within this time of the last word belongs to the same ticket (PROTOCOL 15.8)."""
LONGEST_BURST = 120.0
"""Texts that come one right after the other are answered together, for so many seconds at most and some more."""
SAME_MESSAGE = 30 * DAY
"""A Message-ID seen again within this time is compared with the first (PROTOCOL 4.1)."""
_UNPROVEN = (
    "Nothing proves that the mail is from its sender, and it came without the ticket's token; it changed nothing."
)


DEPARTMENT = "department"
"""The role of a mailbox that was told of a ticket."""


class Relation(StrEnum):
    """How a message stands to a ticket."""

    NEW = "new"
    ANSWERS = "answers"
    OTHER_ADDRESS = "other_address"
    """A valid token from somebody else: kept, but it reveals and changes nothing."""
    DEPARTMENT = "department"
    """Somebody of a department answers our notice, with the token that we gave it (PROTOCOL 7.3)."""
    CLAIMS = "claims"
    """A stranger names a number: a new ticket that mentions it."""
    STALE = "stale"
    """The ticket was closed long ago: a new one, linked to it."""
    DUPLICATE = "duplicate"
    """A second copy of a message that is already filed."""
    BOUNCED = "bounced"
    """It came back to the address of one of our own mails."""
    OURS = "ours"
    """It claims to come from ourselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """What is known about the sender and the ticket before the text is understood."""

    relation: Relation
    ticket: TicketRow | None = None
    contact: ContactRow | None = None
    reports: int = 0
    """Tickets that this contact opened in the last 30 days."""
    is_asked: bool = False
    """Whether the last word on the ticket is one of the staff to the resident, who now answers it."""
    question: QuestionRow | None = None
    """What we asked this contact by text and what is still unanswered."""
    tickets: tuple[TicketRow, ...] = ()
    """What a phone has reported lately, closed ones too."""
    burst: Burst = field(default_factory=Burst)
    """What we would have said to this number in the last seconds, and have not said yet."""
    is_on_page: bool = False
    """Whether it was written on the page of the ticket, whose link we gave this contact."""
    notes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def asked(self) -> Asked:
        """What the contact was asked last: by ourselves, or else by somebody of a department."""
        if self.question is not None:
            return self.question.kind
        return Asked.STAFF if self.is_asked else Asked.NOTHING

    @property
    def is_follow_up(self) -> bool:
        """Whether quoted text is folded away: the message continues a ticket."""
        return self.relation in {Relation.ANSWERS, Relation.OTHER_ADDRESS, Relation.DEPARTMENT}


def find_thread(
    connection: Connection, gateway: Gateway, message_id: int, arrival: Arrival, message: InboundMessage
) -> Thread:
    """Look up the ticket that a message belongs to; `message_id` is its row."""
    known = find_contact_of(connection, message)
    now = gateway.clock()
    reports = tickets.count_reports_of(connection, known.id, since=now - SAME_MESSAGE) if known else 0
    start = Thread(relation=Relation.NEW, contact=known, reports=reports)
    if message.stated is not None:
        return replace(start, notes=message.stated.notes)
    start = replace(start, question=_question_to(connection, known))
    if is_our_own(gateway, message.sender) or _is_our_mail(connection, gateway, message):
        return replace(start, relation=Relation.OURS)
    earlier = _find_earlier(connection, message_id, arrival, message, now)
    if earlier and earlier.ticket_id is not None and earlier.text in {message.text, message.reply_text}:
        return replace(start, relation=Relation.DUPLICATE, ticket=tickets.load_ticket(connection, earlier.ticket_id))
    if earlier:
        note = "Another message with the same Message-ID but other words was received before."
        start = replace(start, notes=(note,), flags=("msgid_reused",))
    searches: tuple[Callable[[], Thread | None], ...] = (
        lambda: _by_page(connection, arrival, start),
        lambda: _by_token(connection, gateway, arrival, message, start),
        lambda: _by_references(connection, message, start),
        lambda: _by_subject(connection, message, start),
        lambda: _by_number(connection, gateway, message, start, now),
    )
    found = next((thread for search in searches if (thread := search())), start)
    return _unless_stale(found, now)


def _question_to(connection: Connection, known: ContactRow | None) -> QuestionRow | None:
    return find_open_question(connection, known.id) if known and known.medium == Medium.SMS else None


def find_contact_of(connection: Connection, message: InboundMessage) -> ContactRow | None:
    """The contact who sent a message, or None for a stranger and for nobody."""
    return contacts.find_contact(connection, message.medium, message.sender) if message.sender else None


def is_our_own(gateway: Gateway, address: str) -> bool:
    """Whether an address is one that we receive or send by: it can never be a requester (PROTOCOL 3.10)."""
    city = gateway.rulebooks.current().city
    ours = {known.lower() for known in (*city.own_addresses, *city.numbers)}
    return address.lower() in ours or gateway.tokens.read(address) is not None


def _is_our_mail(connection: Connection, gateway: Gateway, message: InboundMessage) -> bool:
    """Whether the message is a mail that we sent ourselves and that came back whole (PROTOCOL 5.6)."""
    if message.automation.reason == OWN_MAIL:
        return True
    domains = {address.rpartition("@")[2].lower() for address in gateway.rulebooks.current().city.addresses}
    own = (message.message_id or "").rstrip(">").rpartition("@")[2].lower()
    return own in domains and sent_tickets.was_sent(connection, message.message_id or "")


def _find_earlier(
    connection: Connection, message_id: int, arrival: Arrival, message: InboundMessage, now: float
) -> EarlierCopy | None:
    if message.medium is not Medium.EMAIL or not message.message_id:
        return None
    return find_earlier_copy(
        connection,
        rfc_message_id=message.message_id,
        sender=arrival.sender,
        message_id=message_id,
        since=now - SAME_MESSAGE,
    )


def _by_page(connection: Connection, arrival: Arrival, start: Thread) -> Thread | None:
    """Whoever has the link to a ticket's page speaks of that ticket, or of the one that goes on with it."""
    ticket_id = find_page_ticket(arrival)
    if ticket_id is None:
        return None
    ticket = tickets.find_survivor(connection, tickets.load_ticket(connection, ticket_id))
    question = start.question if start.question and start.question.ticket_id == ticket.id else None
    return replace(
        start, relation=Relation.ANSWERS, ticket=ticket, tickets=(ticket,), question=question, is_on_page=True
    )


def _by_token(
    connection: Connection, gateway: Gateway, arrival: Arrival, message: InboundMessage, start: Thread
) -> Thread | None:
    match gateway.tokens.find(arrival.recipients):
        case ReplyToken(ticket_id=ticket_id, contact_id=contact_id):
            ticket = tickets.find_ticket(connection, ticket_id)
            if ticket is None:
                return None
            owner = contacts.load_contact(connection, contact_id)
            if contacts.find_role(connection, ticket_id=ticket.id, contact_id=owner.id) == DEPARTMENT:
                return _of_department(connection, gateway, ticket, owner, message, start)
            same = owner.address == message.sender
            relation = Relation.ANSWERS if same else Relation.OTHER_ADDRESS
            return replace(start, relation=relation, ticket=ticket)
        case BounceToken(outbox_id=outbox_id):
            return _of_bounce(connection, outbox_id, message, start)
        case _:
            return None


def _of_department(
    connection: Connection,
    gateway: Gateway,
    ticket: TicketRow,
    owner: ContactRow,
    message: InboundMessage,
    start: Thread,
) -> Thread:
    """A department's token counts in the hands of its people, as long as nobody has proved that it is not them."""
    if message.sender != owner.address and not may_change(connection, gateway, ticket, message.sender):
        return replace(start, relation=Relation.OTHER_ADDRESS, ticket=ticket)
    if message.authentication.is_forged:
        note = f"The mail names {message.sender} as its sender, but fails DMARC; it changed nothing."
        return replace(start, relation=Relation.OTHER_ADDRESS, ticket=ticket, notes=(*start.notes, note))
    return replace(start, relation=Relation.DEPARTMENT, ticket=ticket)


def may_change(connection: Connection, gateway: Gateway, ticket: TicketRow, address: str) -> bool:
    """Whether whoever writes from an address may act on a ticket as it stands now.

    These are the mailboxes of its department, those that its rule named, the person it was given to, and the accounts
    that may change tickets of that department, unless they are disabled.
    """
    department = gateway.rulebooks.current().departments.get(ticket.department)
    mailboxes = (*(department.notify if department else ()), *ticket.decision.get("notify", ()))
    if address.lower() in {known.lower() for known in mailboxes}:
        return True
    person = find_staff_by_email(connection, address)
    if person is None:
        return address.lower() == (ticket.assignee or "").lower() != ""
    return person.disabled_at is None and (person.may_change(ticket.department) or ticket.assignee == person.email)


def _of_bounce(connection: Connection, outbox_id: int, message: InboundMessage, start: Thread) -> Thread | None:
    ticket = sent_tickets.find_of_outbound(connection, outbox_id)
    if message.automation.origin is Origin.BOUNCE or not message.sender:
        return replace(start, relation=Relation.BOUNCED, ticket=ticket)
    if ticket is None:
        return None
    same = start.contact is not None and _takes_part(connection, ticket, start.contact)
    return replace(start, relation=Relation.ANSWERS if same else Relation.OTHER_ADDRESS, ticket=ticket)


def _by_references(connection: Connection, message: InboundMessage, start: Thread) -> Thread | None:
    ticket = sent_tickets.find_by_sent_message_id(connection, message.references)
    if ticket is None:
        return None
    same = start.contact is not None and _takes_part(connection, ticket, start.contact)
    if same and not message.authentication.may_act:
        notes = (*start.notes, _UNPROVEN)
        return replace(start, relation=Relation.OTHER_ADDRESS, ticket=ticket, notes=notes)
    return replace(start, relation=Relation.ANSWERS if same else Relation.OTHER_ADDRESS, ticket=ticket)


def _by_subject(connection: Connection, message: InboundMessage, start: Thread) -> Thread | None:
    if message.medium is not Medium.EMAIL or "[city311" not in message.subject.lower():
        return None
    number = find_ticket_number(message.subject)
    ticket = tickets.find_by_number(connection, number) if number else None
    if ticket is None:
        return None
    if start.contact is not None and _takes_part(connection, ticket, start.contact):
        if message.authentication.may_act:
            return replace(start, relation=Relation.ANSWERS, ticket=ticket)
        note = f"The subject names {ticket.number}. {_UNPROVEN}"
        return replace(start, relation=Relation.CLAIMS, ticket=ticket, notes=(*start.notes, note))
    note = f"The subject names {ticket.number}, but its sender takes no part in that ticket."
    return replace(start, relation=Relation.CLAIMS, ticket=ticket, notes=(note,))


def _by_number(
    connection: Connection, gateway: Gateway, message: InboundMessage, start: Thread, now: float
) -> Thread | None:
    if message.medium is not Medium.SMS or start.contact is None:
        return None
    burst, recent = (
        _burst(connection, gateway, start.contact, now),
        tickets.list_recent_of(connection, start.contact.id),
    )
    known = {one.id: one for one in (_survivor(connection, one, now) for one in recent)}
    start = replace(start, burst=burst, tickets=tuple(known.values()))
    if start.question is not None and not _is_spoken_of(start.question, known):
        start = replace(start, question=None)
    if start.question is not None and start.question.ticket_id is not None:
        asked_about = known.get(start.question.ticket_id) or tickets.load_ticket(connection, start.question.ticket_id)
        asked_about = tickets.find_survivor(connection, asked_about)
        return replace(start, relation=Relation.ANSWERS, ticket=asked_about)
    ticket = _spoken_of_last(start.tickets, now)
    if ticket is None:
        return start
    if ticket.updated_at < now - TEXT_THREAD:
        return replace(start, ticket=ticket)
    is_asked = ticket.status == "waiting" or find_last_kind(connection, ticket.id) == "staff_reply"
    return replace(start, relation=Relation.ANSWERS, ticket=ticket, is_asked=is_asked)


def _is_spoken_of(question: QuestionRow, known: Mapping[int, TicketRow]) -> bool:
    """Whether a question of ours still counts: whether it is fixed, only until another ticket is spoken of."""
    latest = max(known.values(), key=lambda one: (one.updated_at, one.id), default=None)
    return question.kind is not Asked.FIXED or (latest is not None and latest.id == question.ticket_id)


def _burst(connection: Connection, gateway: Gateway, contact: ContactRow, now: float) -> Burst:
    if not gateway.settings.text_pause:
        return Burst()
    return find_burst(connection, contact.address, since=now - LONGEST_BURST)


def _survivor(connection: Connection, row: TicketRow, now: float) -> TicketRow:
    """The ticket that goes on with one that was spoken of lately."""
    return tickets.find_survivor(connection, row) if row.updated_at >= now - TEXT_THREAD else row


def _spoken_of_last(known: tuple[TicketRow, ...], now: float) -> TicketRow | None:
    """An open one rather than a closed one, where nobody spoke of either lately."""
    lately = [one for one in known if one.updated_at >= now - TEXT_THREAD]
    chosen = lately or [one for one in known if not one.is_closed] or known
    return max(chosen, key=lambda one: (one.updated_at, one.id), default=None)


def _takes_part(connection: Connection, ticket: TicketRow, contact: ContactRow) -> bool:
    return contacts.is_participant(connection, ticket_id=ticket.id, contact_id=contact.id)


def _unless_stale(thread: Thread, now: float) -> Thread:
    closed_at = thread.ticket.closed_at if thread.ticket else None
    if thread.relation is not Relation.ANSWERS or closed_at is None or now - closed_at < STALE_AFTER:
        return thread
    return replace(thread, relation=Relation.STALE)


def is_emergency_of_others(thread: Thread, message: InboundMessage, intent: Intent, decision: Decision) -> bool:
    """Whether a message on a known thread tells of a danger that another department must hear of at once."""
    is_danger = intent.understanding.urgency is Urgency.EMERGENCY and message.automation.reply
    if not is_danger or thread.ticket is None or thread.relation is Relation.DEPARTMENT:
        return False
    return thread.ticket.department != decision.department
