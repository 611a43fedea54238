"""How much alike two requests for one service are: near, lately, in the same words, with the same photo. Pure."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from rapidfuzz import fuzz

from gateway.routing.alike import Duplicates
from gateway.store.alike import Near
from gateway.store.tickets import TicketRow

DAY = 86_400.0
_BY_PLACE, _BY_AGE, _BY_WORDS = 0.55, 0.2, 0.25
_SAME_PHOTO = 0.2
_EARTH = 6_371_000.0
_READ = 500
"""Characters of a report that are compared."""


def likeness(ticket: TicketRow, other: Near, rules: Duplicates) -> float:
    """From 0 to 1; 0 for what lies too far apart or is too old."""
    place, age = _nearness(ticket, other, rules.within), abs(ticket.created_at - other.created_at) / (rules.days * DAY)
    if place <= 0 or age > 1:
        return 0.0
    words = fuzz.token_set_ratio(_words(ticket.description), _words(other.description)) / 100
    photo = _SAME_PHOTO if other.has_same_photo else 0.0
    return round(min(1.0, _BY_PLACE * place + _BY_AGE * (1 - age) + _BY_WORDS * words + photo), 2)


def _nearness(ticket: TicketRow, other: Near, within: float) -> float:
    """1 at the same place, falling to 0 at `within` meters; by words where a map does not know both."""
    if ticket.place_key and ticket.place_key == other.place_key:
        return 1.0
    meters = meters_between(ticket, other)
    return 0.0 if meters is None else 1.0 - meters / within


def meters_between(ticket: TicketRow, other: TicketRow | Near) -> float | None:
    """The distance as the crow flies; None where a map does not know both places."""
    if ticket.lat is None or ticket.lon is None or other.lat is None or other.lon is None:
        return None
    north, east = radians(other.lat - ticket.lat), radians(other.lon - ticket.lon)
    across = cos(radians(ticket.lat)) * cos(radians(other.lat)) * sin(east / 2) ** 2
    return 2 * _EARTH * asin(sqrt(min(1.0, sin(north / 2) ** 2 + across)))


def degrees_around(lat: float, meters: float) -> tuple[float, float]:
    """How many degrees of latitude and longitude `meters` are at this latitude."""
    degrees = meters / 111_195.0
    return degrees, degrees / max(0.01, cos(radians(lat)))


def _words(text: str) -> str:
    return " ".join(text.casefold().split())[:_READ]
