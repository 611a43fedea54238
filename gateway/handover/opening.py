"""A ticket is handed over to its department's own system: once, when there is something to hand over."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.handover.composing import code_there, draft_handover
from gateway.routing.open311 import OwnSystem
from gateway.store.handovers import HandoverRow, change, list_handovers, load_handover, open_handover, set_outbox
from gateway.store.outbox import queue_draft
from gateway.store.questions import is_waiting
from gateway.store.ticket_schema import OPEN311_TEST
from gateway.store.tickets import TicketRow

FIRST_LOOK_SECONDS = 30.0
"""After which it is looked whether the other side took it."""
LOOK_FOR_PLACE_SECONDS = 60.0
PATIENCE_SECONDS = 86_400.0
"""For a place that the resident is asked for; then the other side is told without one."""
_PLACE = "location"


def find_system(gateway: Gateway, department: str) -> OwnSystem | None:
    """The department's own system by the rulebook in force."""
    found = gateway.rulebooks.current().departments.get(department)
    return found.deliver if found else None


def why_not_handed(gateway: Gateway, ticket: TicketRow) -> str:
    """Why a ticket cannot go to its department's own system, for staff; empty when it can."""
    own = find_system(gateway, ticket.department)
    if own is None:
        return "Its department has no system of its own."
    if ticket.source == OPEN311_TEST:
        return "It came by the test endpoint."
    if ticket.is_closed or ticket.merged_into is not None:
        return "The ticket is closed."
    if not code_there(own, ticket.service):
        return "The rulebook names no service of that system for it."
    return ""


def open_round(connection: Connection, gateway: Gateway, ticket: TicketRow, number: int, *, now: float) -> None:
    """Hand a ticket over for the `number`th time, at once or as soon as its place is known.

    Raises `IntegrityError` where somebody has just done so.
    """
    row = open_handover(connection, ticket_id=ticket.id, department=ticket.department, number=number, now=now)
    send_or_wait(connection, gateway, ticket, load_handover(connection, row), now=now)


def send_or_wait(connection: Connection, gateway: Gateway, ticket: TicketRow, row: HandoverRow, *, now: float) -> None:
    """Put it into the outbox, or come back to it while the resident is asked for the place."""
    own = find_system(gateway, row.department)
    code = code_there(own, ticket.service) if own else ""
    if not code or _waits_for_place(connection, gateway, ticket, row, now=now):
        change(connection, row.id, next_at=now + LOOK_FOR_PLACE_SECONDS)
        return
    send(connection, gateway, ticket, row, code, now=now)


def send(
    connection: Connection, gateway: Gateway, ticket: TicketRow, row: HandoverRow, code: str, *, now: float
) -> None:
    """Put it into the outbox, whatever is known of its place."""
    rounds = [one for one in list_handovers(connection, ticket.id) if one.department == row.department]
    outbox_id = queue_draft(connection, draft_handover(connection, gateway, ticket, code, rounds), now=now)
    if outbox_id is not None:
        set_outbox(connection, row.id, outbox_id)
    change(connection, row.id, next_at=now + FIRST_LOOK_SECONDS)


def _waits_for_place(
    connection: Connection, gateway: Gateway, ticket: TicketRow, row: HandoverRow, *, now: float
) -> bool:
    """Other systems refuse what is nowhere; of a danger they are told at once."""
    is_placed = ticket.location is not None or ticket.lat is not None
    if is_placed or ticket.priority == "emergency" or now - row.created_at >= PATIENCE_SECONDS:
        return False
    service = gateway.rulebooks.current().services.get(ticket.service or "")
    return bool(service and _PLACE in service.needs) or is_waiting(connection, ticket)
