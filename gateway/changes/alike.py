"""Look once more for tickets that may be the same when a ticket's place or service has become known."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.duplicates import Alike, ask_staff, find_alike, key_of_words
from gateway.routing import Rulebook
from gateway.store.alike import set_place_key
from gateway.store.tickets import load_ticket


def look_again(connection: Connection, rulebook: Rulebook, ticket_id: int, *, now: float) -> tuple[Alike, ...]:
    """Ask staff about older tickets like this one, the likest first; what they have answered stays answered."""
    ticket = load_ticket(connection, ticket_id)
    key = key_of_words(ticket.location, rulebook.parser_city.gazetteer)
    if key != ticket.place_key:
        set_place_key(connection, ticket_id, key)
        ticket = load_ticket(connection, ticket_id)
    alike = find_alike(connection, rulebook.duplicates, ticket)
    ask_staff(connection, ticket, alike, now=now)
    return alike
