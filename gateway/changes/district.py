"""Which of the city's areas a ticket is in, noted whenever its point has changed."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.routing import Rulebook
from gateway.store.tickets import load_ticket, set_district


def note_district(connection: Connection, rulebook: Rulebook, ticket_id: int) -> str:
    """Look the ticket's point up among the areas of the rulebook; its key, empty where it is in none."""
    ticket = load_ticket(connection, ticket_id)
    is_placed = ticket.lat is not None and ticket.lon is not None
    district = rulebook.city.districts.find(ticket.lat or 0.0, ticket.lon or 0.0) if is_placed else ""
    if district != ticket.district:
        set_district(connection, ticket_id, district)
    return district
