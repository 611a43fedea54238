"""Whether a place that was said is that of a ticket."""

from __future__ import annotations

from gateway.store.tickets import TicketRow
from parsers.values import Location, LocationKind

EXACT = frozenset({LocationKind.ADDRESS, LocationKind.INTERSECTION, LocationKind.BLOCK})


def is_same_place(place: Location, ticket: TicketRow) -> bool:
    """Whether a place is the ticket's own, or may be: a street in common, and no other number on it."""
    if ticket.location is not None and place.text.casefold() == ticket.location.casefold():
        return True
    known = ticket.understanding.get("location") or {}
    numbers = {place.number, known.get("number")} - {None}
    return is_on_its_street(place, ticket) and len(numbers) < 2


def is_on_its_street(place: Location | None, ticket: TicketRow) -> bool:
    """`It is 14, sorry` corrects a number: the words are attached, and a person reads them."""
    known = ticket.understanding.get("location") or {}
    streets = {street.casefold() for street in known.get("streets") or ()}
    return place is not None and bool(streets & {street.casefold() for street in place.streets})


def is_more_exact(place: Location | None, ticket: TicketRow) -> bool:
    """Whether a place says where on the ticket's street it is, of which only the name was known."""
    known = ticket.understanding.get("location") or {}
    is_street = known.get("kind") == LocationKind.STREET and known.get("text") == ticket.location
    return place is not None and is_street and place.kind in EXACT and is_same_place(place, ticket)
