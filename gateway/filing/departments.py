"""What a department hears by mail: each new ticket, each word of the resident, each emergency."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.envelopes import OutboundKind
from gateway.filing.case import Case, notice_channel
from gateway.replies import Correspondent, Occasion, compose, department_body, department_subject
from gateway.store.contacts import add_participant, ensure_contact
from gateway.store.outbox import queue_draft
from gateway.store.tickets import TicketRow
from parsers.values import Medium


def notify_department(
    connection: Connection, gateway: Gateway, case: Case, ticket: TicketRow, *, extra: tuple[str, ...] = ()
) -> None:
    """Mail the ticket to the department's addresses and to those that a rule named; each address once."""
    department = case.rulebook.departments.get(ticket.department)
    for address in dict.fromkeys((*(department.notify if department else ()), *extra)):
        contact = ensure_contact(connection, medium=Medium.EMAIL, address=address.lower(), name="", now=case.now)
        add_participant(connection, ticket_id=ticket.id, contact_id=contact.id, role="department")
        to = Correspondent(
            channel=notice_channel(gateway, ticket.channel),
            medium=Medium.EMAIL,
            address=address,
            our_address=_our_mail_address(case),
            language=case.rulebook.city.languages[0],
            contact_id=contact.id,
        )
        why = Occasion(
            cause=case.cause, kind=OutboundKind.DEPARTMENT, subject=department_subject(ticket), ticket=ticket
        )
        body = department_body(
            ticket,
            words=case.message.new_text,
            reporter=case.message.sender,
            public_url=gateway.settings.public_url,
        )
        queue_draft(connection, compose(case.rulebook, gateway.tokens, to, why, body), now=case.now)


def _our_mail_address(case: Case) -> str:
    addresses = case.rulebook.city.addresses
    return case.our_address if "@" in case.our_address or not addresses else addresses[0]
