"""What a department hears by mail: each new ticket, each word of the resident, each emergency."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.envelopes import Draft, OutboundKind
from gateway.filing.case import Case, notice_channel
from gateway.replies import Correspondent, Occasion, compose, department_body, department_subject
from gateway.store.contacts import ContactRow, NewContact, ensure_contact, find_contact
from gateway.store.tickets import TicketRow
from parsers.values import Medium


def notices(
    connection: Connection, gateway: Gateway, case: Case, ticket: TicketRow, *, extra: tuple[str, ...] = ()
) -> dict[int, Draft]:
    """The ticket as mail to the department's addresses and to `extra`, each once, by the contact it is for."""
    department = case.rulebook.departments.get(ticket.department)
    told: dict[int, Draft] = {}
    for address in dict.fromkeys((*(department.notify if department else ()), *extra)):
        somebody = NewContact(medium=Medium.EMAIL, address=address.lower())
        contact = find_contact(connection, Medium.EMAIL, somebody.address)
        contact = contact or ensure_contact(connection, somebody, now=case.now)
        told[contact.id] = _notice(gateway, case, ticket, contact)
    return told


def _notice(gateway: Gateway, case: Case, ticket: TicketRow, contact: ContactRow) -> Draft:
    to = Correspondent(
        channel=notice_channel(gateway, ticket.channel),
        medium=Medium.EMAIL,
        address=contact.address,
        our_address=_our_mail_address(case),
        language=case.rulebook.city.languages[0],
        contact_id=contact.id,
    )
    subject = department_subject(ticket)
    why = Occasion(cause=case.cause, kind=OutboundKind.DEPARTMENT, subject=subject, ticket=ticket)
    body = department_body(
        ticket, words=case.message.new_text, reporter=case.message.sender, public_url=gateway.settings.public_url
    )
    return compose(case.rulebook, gateway.tokens, to, why, body)


def _our_mail_address(case: Case) -> str:
    addresses = case.rulebook.city.addresses
    return case.our_address if "@" in case.our_address or not addresses else addresses[0]
