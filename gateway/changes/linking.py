"""Two tickets that have to do with each other and stay two, such as a fallen tree and the broken street light."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.changes.hand import Hand, refuse
from gateway.changes.merging import find_into
from gateway.store.events import NewEvent, add_events
from gateway.store.links import are_linked, link
from gateway.store.tickets import TicketRow, load_for_change


def link_problem(connection: Connection, ticket: TicketRow, number: str) -> str:
    """Why a ticket cannot be linked with the one that has this number; empty when it can."""
    other = find_into(connection, number)
    if other is None:
        return f"There is no ticket {number.strip() or '(no number)'}. Write the number of the other ticket."
    if other.id == ticket.id:
        return "A ticket cannot be linked with itself. Write the number of the other one."
    return f"They are linked already: {other.number}." if are_linked(connection, ticket.id, other.id) else ""


def link_with(connection: Connection, by: Hand, *, ticket_id: int, number: str) -> None:
    """Let both tickets name each other. Raises `ChangeError`."""
    ticket = load_for_change(connection, ticket_id)
    refuse(link_problem(connection, ticket, number))
    other = find_into(connection, number)
    if other is None:
        raise LookupError("a ticket that was just found is gone")
    link(connection, ticket.id, other.id, now=by.now)
    add_events(connection, (_linked(by, ticket, other), _linked(by, other, ticket)), now=by.now)


def _linked(by: Hand, ticket: TicketRow, other: TicketRow) -> NewEvent:
    data = {"other": other.number}
    return NewEvent(ticket_id=ticket.id, kind="linked", actor=by.actor, text=f"With {other.number}.", data=data)
