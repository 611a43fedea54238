"""What mailboxes of staff hear of a ticket: one mail to each, in the thread that it has about this ticket."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.envelopes import Draft, OutboundKind
from gateway.replies import Correspondent, DepartmentNotice, Occasion, compose, department_body, department_subject
from gateway.replies.answered import list_answered
from gateway.replies.threads import department_thread
from gateway.routing import City, Rulebook
from gateway.store.contacts import ContactRow, NewContact, ensure_contact, find_contact, load_contact
from gateway.store.events import EventRow
from gateway.store.tickets import TicketRow
from parsers.values import Medium


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is told: `words` are the resident's own, or why the ticket comes; `cause` is that of the outbox."""

    ticket: TicketRow
    words: str
    cause: str
    our_address: str
    """The address of ours that it goes out from."""
    earlier: tuple[EventRow, ...] = ()
    begins: bool = False
    """Whether it is the first mail about the ticket."""


def notice_channel(gateway: Gateway, channel: str) -> str:
    """The channel for mail to departments: a played ticket must not mail real people."""
    return "simulator_email" if channel.startswith("simulator") and "simulator_email" in gateway.channels else "email"


def mail_address(city: City, our_address: str) -> str:
    """The address that mail to departments goes out from, where residents wrote to `our_address`."""
    return our_address if "@" in our_address or not city.addresses else city.addresses[0]


def notice_drafts(
    connection: Connection,
    gateway: Gateway,
    rulebook: Rulebook,
    notice: Notice,
    addresses: Iterable[str],
    *,
    now: float,
) -> dict[int, Draft]:
    """The ticket as mail to some addresses, each once, by the contact it is for."""
    folded = dict.fromkeys(address.lower() for address in addresses)
    if not folded:
        return {}
    body, told = _body(connection, gateway, rulebook, notice), dict[int, Draft]()
    for address in folded:
        contact = _contact(connection, address, now=now)
        told[contact.id] = _draft(connection, gateway, rulebook, notice, contact, body)
    return told


def _body(connection: Connection, gateway: Gateway, rulebook: Rulebook, notice: Notice) -> str:
    reporter_id = notice.ticket.reporter_id
    return department_body(
        DepartmentNotice(
            ticket=notice.ticket,
            city=rulebook.city,
            words=notice.words,
            reporter=load_contact(connection, reporter_id) if reporter_id is not None else None,
            public_url=gateway.settings.public_url,
            earlier=notice.earlier,
            answered=list_answered(rulebook, notice.ticket),
        )
    )


def _contact(connection: Connection, address: str, *, now: float) -> ContactRow:
    somebody = NewContact(medium=Medium.EMAIL, address=address)
    return find_contact(connection, Medium.EMAIL, address) or ensure_contact(connection, somebody, now=now)


def _draft(
    connection: Connection, gateway: Gateway, rulebook: Rulebook, notice: Notice, contact: ContactRow, body: str
) -> Draft:
    ticket = notice.ticket
    to = Correspondent(
        channel=notice_channel(gateway, ticket.channel),
        medium=Medium.EMAIL,
        address=contact.address,
        our_address=notice.our_address,
        language=rulebook.city.languages[0],
        contact_id=contact.id,
    )
    thread = None if notice.begins else department_thread(connection, ticket, contact.address)
    subject, references = thread or (department_subject(ticket), ())
    why = Occasion(
        cause=notice.cause, kind=OutboundKind.DEPARTMENT, subject=subject, ticket=ticket, references=references
    )
    return compose(rulebook, gateway.tokens, to, why, body)
