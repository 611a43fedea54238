"""A clerk passes on a resident's mail: the resident becomes the reporter, and the clerk watches the ticket.

Only for people known to the city, and only when nothing speaks against their being the sender: a stranger's forward
must never make us write to a third person. Everybody else's forward stays their own report, and says who wrote what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.envelopes import Draft, OutboundKind
from gateway.filing.case import Case
from gateway.replies import NOT_TOLD, TOLD, Correspondent, Occasion, compose, passed_on_body, reply_subject
from gateway.routing import Rulebook
from gateway.store.contacts import NewContact, add_participants, ensure_contact
from gateway.store.events import add_event
from gateway.store.outbox import queue_drafts
from gateway.store.sender_rules import find_verdict
from gateway.store.staff import find_staff_by_email
from gateway.store.tickets import TicketRow
from gateway.threads import is_our_own
from gateway.tokens import BounceToken, ReplyToken
from parsers import City, parse
from parsers.email import split_reply
from parsers.intents import Empty, FollowUp, HelpRequest, Intent, OptIn, OptOut, ServiceRequest, StatusInquiry, Thanks
from parsers.values import Forwarded, InboundMessage, Medium, Understanding, Urgency

_MACHINE = re.compile(
    r"(?:mailer-?daemon|postmaster|(?:do[-_.]?)?not?[-_.]?reply|bounces?|notifications?)(?:[+=-].*)?@", re.IGNORECASE
)


def adopt(connection: Connection, gateway: Gateway, message: InboundMessage) -> InboundMessage:
    """The message as its author wrote it, when somebody known to the city passed it on; else as it is.

    Whatever was sent to a ticket's own address stays the sender's: there it is an answer.
    """
    original = message.forwarded
    if original is None or message.medium is not Medium.EMAIL or not _may_pass_on(connection, gateway, message):
        return message
    if isinstance(gateway.tokens.find(message.recipients), ReplyToken | BounceToken):
        return message
    author = _find_author(connection, gateway, original)
    if author.sender == message.sender or not _may_be_reporter(connection, gateway, author.sender):
        return message
    return replace(
        message,
        sender=author.sender,
        sender_name=author.sender_name,
        subject=author.subject,
        text=author.text,
        reply_text=split_reply(author.text).new_text,
        quoted_text=message.text,
        notices=message.text,
        forwarded=replace(author, note=_notes(original, author)),
        forwarder=message.sender,
        forwarder_name=message.sender_name,
    )


def remark(message: InboundMessage) -> tuple[str, ...]:
    """What staff should read on the ticket about who wrote and who passed on."""
    if message.forwarder:
        return (f"Passed on by {message.forwarder}; answers go to the author, {message.sender}.",)
    if message.forwarded is not None and not message.follow_up:
        return (f"A mail of {message.forwarded.sender} is passed on here. Its author was told nothing.",)
    return ()


def read(message: InboundMessage, city: City) -> Intent:
    """What the author means. The note above fills in what is missing, and may tell of a danger; nobody is opted out."""
    intent = parse(message, city)
    if not message.forwarder:
        return intent
    understanding = _fill_in(intent.understanding, message, city)
    match intent:
        case OptOut() | OptIn() | HelpRequest() | Thanks() | Empty() | StatusInquiry():
            kind = FollowUp if message.follow_up else ServiceRequest
            return kind(understanding=understanding)
        case _:
            return replace(intent, understanding=understanding)


def welcome(connection: Connection, gateway: Gateway, case: Case, ticket: TicketRow, drafts: tuple[Draft, ...]) -> None:
    """Let the forwarder watch the ticket: the note is kept, and one mail says what the number is and who was told.

    `drafts` go out about this message already; whoever gets one as a department needs no second mail.
    """
    original = case.message.forwarded
    if not case.message.forwarder or original is None:
        return
    if original.note:
        actor = case.message.forwarder
        add_event(connection, ticket_id=ticket.id, kind="note", actor=actor, now=case.now, text=original.note)
    watcher = NewContact(
        medium=Medium.EMAIL, address=case.message.forwarder, name=case.message.forwarder_name, language=_own(case)
    )
    contact = ensure_contact(connection, watcher, now=case.now)
    told = {draft.recipient for draft in drafts}
    if contact.address in told:
        return
    add_participants(connection, ticket.id, {contact.id: "watcher"})
    if case.message.automation.reply:
        became = TOLD if case.message.sender in told else NOT_TOLD
        body = passed_on_body(ticket, became.format(author=_author(case)))
        queue_drafts(connection, (_confirmation(gateway, case, ticket, contact.id, body),), now=case.now)


def _author(case: Case) -> str:
    name, address = case.message.sender_name, case.message.sender
    return f"{name} <{address}>" if name else address


def _confirmation(gateway: Gateway, case: Case, ticket: TicketRow, contact_id: int, body: str) -> Draft:
    to = Correspondent(
        channel=case.arrival.channel,
        medium=Medium.EMAIL,
        address=case.message.forwarder,
        our_address=case.our_address,
        language=_own(case),
        contact_id=contact_id,
    )
    why = Occasion(
        cause=case.cause,
        kind=OutboundKind.ANSWER,
        subject=reply_subject(ticket),
        ticket=ticket,
        references=(case.message.message_id,) if case.message.message_id else (),
    )
    return compose(case.rulebook, gateway.tokens, to, why, body)


def _own(case: Case) -> str:
    return case.rulebook.city.languages[0]


def _may_pass_on(connection: Connection, gateway: Gateway, message: InboundMessage) -> bool:
    """Whether the sender is known to the city and really is the sender."""
    if not message.authentication.may_act or is_our_own(gateway, message.sender):
        return False
    return is_known(connection, gateway.rulebooks.current(), message.sender)


def is_known(connection: Connection, rulebook: Rulebook, address: str) -> bool:
    """Whether an address is trusted by the city's list, of an account that is not disabled, or a department's."""
    if find_verdict(connection, address) == "trusted" or address in _mailboxes(rulebook):
        return True
    person = find_staff_by_email(connection, address)
    return person is not None and person.disabled_at is None


def _mailboxes(rulebook: Rulebook) -> frozenset[str]:
    return frozenset(address.lower() for department in rulebook.departments.values() for address in department.notify)


def _find_author(connection: Connection, gateway: Gateway, original: Forwarded) -> Forwarded:
    """Whoever wrote first: a clerk who passed on what another clerk passed on is not the reporter."""
    rulebook = gateway.rulebooks.current()
    *_, author = _chain(connection, rulebook, original)
    return author


def _chain(connection: Connection, rulebook: Rulebook, original: Forwarded) -> Iterator[Forwarded]:
    yield original
    while original.inner is not None and is_known(connection, rulebook, original.sender):
        original = original.inner
        yield original


def _may_be_reporter(connection: Connection, gateway: Gateway, address: str) -> bool:
    """Never ourselves, a department's mailbox, a machine, or somebody whom the city has blocked."""
    is_ours = is_our_own(gateway, address) or address in _mailboxes(gateway.rulebooks.current())
    return not is_ours and not _MACHINE.match(address) and find_verdict(connection, address) != "blocked"


def _notes(original: Forwarded, author: Forwarded) -> str:
    """What was written above the mail on its way, the last clerk's words first."""
    notes = [original.note]
    while original is not author and original.inner is not None:
        who, original = original.sender_name or original.sender, original.inner
        notes.append(f"{who}: {original.note}" if original.note else "")
    return "\n\n".join(filter(None, notes))


def _fill_in(said: Understanding, message: InboundMessage, city: City) -> Understanding:
    note = message.forwarded.note if message.forwarded else ""
    if not note:
        return said
    beside = parse(replace(message, text=note, reply_text=note, subject=""), city).understanding
    service, location = beside.service, beside.location  # Their places count in the note, not in the author's words.
    return replace(
        said,
        service=said.service or (replace(service, evidence=()) if service else None),
        location=said.location or (replace(location, start=0, end=0) if location else None),
        urgency=max(said.urgency, beside.urgency, key=list(Urgency).index),
    )
