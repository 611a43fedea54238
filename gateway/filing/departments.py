"""What a department hears by mail: each new ticket, each word of the resident, each emergency, what is handed to it."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.envelopes import Draft, OutboundKind
from gateway.filing.case import Case, notice_channel
from gateway.replies import Correspondent, DepartmentNotice, Occasion, compose, department_body, department_subject
from gateway.replies.threads import department_thread
from gateway.store.contacts import ContactRow, NewContact, ensure_contact, find_contact, load_contact
from gateway.store.events import EventRow, list_events
from gateway.store.tickets import TicketRow
from parsers.values import Medium


def notices(
    connection: Connection, gateway: Gateway, case: Case, ticket: TicketRow, *, extra: tuple[str, ...] = ()
) -> dict[int, Draft]:
    """The ticket as mail to the department's addresses and to `extra`, each once, by the contact it is for."""
    addresses = (*addresses_of(case, ticket.department), *extra)
    return tell(connection, gateway, case, ticket, addresses=addresses, words=case.message.new_text)


def addresses_of(case: Case, department: str) -> tuple[str, ...]:
    """Where a department is told; nowhere when the rulebook knows it no more."""
    found = case.rulebook.departments.get(department)
    return found.notify if found else ()


def tell(
    connection: Connection,
    gateway: Gateway,
    case: Case,
    ticket: TicketRow,
    *,
    addresses: tuple[str, ...],
    words: str,
    cause: str = "",
) -> dict[int, Draft]:
    """The ticket with `words` as mail to some addresses, each once, by the contact it is for.

    `cause` is the message that is being filed unless another one is named.
    """
    if not addresses:
        return {}
    notice = DepartmentNotice(
        ticket=ticket,
        city=case.rulebook.city,
        words=words,
        reporter=load_contact(connection, ticket.reporter_id) if ticket.reporter_id is not None else None,
        public_url=gateway.settings.public_url,
        earlier=_earlier(connection, case, ticket),
    )
    body, told = department_body(notice), dict[int, Draft]()
    for address in dict.fromkeys(address.lower() for address in addresses):
        contact = _contact(connection, case, address)
        told[contact.id] = _notice(connection, gateway, case, ticket, contact, cause=cause or case.cause, body=body)
    return told


def our_mail_address(case: Case) -> str:
    """The address that mail to departments goes out from."""
    addresses = case.rulebook.city.addresses
    return case.our_address if "@" in case.our_address or not addresses else addresses[0]


def _contact(connection: Connection, case: Case, address: str) -> ContactRow:
    somebody = NewContact(medium=Medium.EMAIL, address=address)
    return find_contact(connection, Medium.EMAIL, address) or ensure_contact(connection, somebody, now=case.now)


def _is_new(case: Case, ticket: TicketRow) -> bool:
    return ticket.message_id == case.message_id


def _earlier(connection: Connection, case: Case, ticket: TicketRow) -> tuple[EventRow, ...]:
    if _is_new(case, ticket):
        return ()
    return tuple(event for event in list_events(connection, ticket.id) if event.message_id != case.message_id)


def _notice(
    connection: Connection,
    gateway: Gateway,
    case: Case,
    ticket: TicketRow,
    contact: ContactRow,
    *,
    cause: str,
    body: str,
) -> Draft:
    to = Correspondent(
        channel=notice_channel(gateway, ticket.channel),
        medium=Medium.EMAIL,
        address=contact.address,
        our_address=our_mail_address(case),
        language=case.rulebook.city.languages[0],
        contact_id=contact.id,
    )
    thread = department_thread(connection, ticket, contact.address) if not _is_new(case, ticket) else None
    subject, references = thread or (department_subject(ticket), ())
    why = Occasion(cause=cause, kind=OutboundKind.DEPARTMENT, subject=subject, ticket=ticket, references=references)
    return compose(case.rulebook, gateway.tokens, to, why, body)
