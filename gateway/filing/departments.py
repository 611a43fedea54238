"""What a department hears by mail: each new ticket, each word of the resident, each emergency, what is handed to it."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.notices import Notice, mail_address, notice_drafts
from gateway.envelopes import Draft
from gateway.filing.case import Case
from gateway.store.events import EventRow, list_events
from gateway.store.tickets import TicketRow


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
    notice = Notice(
        ticket=ticket,
        words=words,
        cause=cause or case.cause,
        our_address=our_mail_address(case),
        earlier=_earlier(connection, case, ticket),
        begins=_is_new(case, ticket),
    )
    return notice_drafts(connection, gateway, case.rulebook, notice, addresses, now=case.now)


def our_mail_address(case: Case) -> str:
    """The address that mail to departments goes out from."""
    return mail_address(case.rulebook.city, case.our_address)


def _is_new(case: Case, ticket: TicketRow) -> bool:
    return ticket.message_id == case.message_id


def _earlier(connection: Connection, case: Case, ticket: TicketRow) -> tuple[EventRow, ...]:
    if _is_new(case, ticket):
        return ()
    return tuple(event for event in list_events(connection, ticket.id) if event.message_id != case.message_id)
