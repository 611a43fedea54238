"""Which places are worth looking up, and the work that waits for it: added with the ticket, done after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.store.tickets import TicketRow
from gateway.store.work import add_work, revive
from parsers.answered_place import find_answered_place
from parsers.gazetteer import core_name
from parsers.values import Location, LocationKind, PlaceCandidate

LONGEST_PLACE = 200


def ask_for_place(connection: Connection, gateway: Gateway, ticket: TicketRow, now: float) -> None:
    """Have the ticket's place looked up, where it is in words that a geocoder or the city's street list may know.

    Call it whenever a ticket got its place; it adds nothing when there is nothing to look up.
    """
    asks, knows = gateway.settings.geocoder_url, gateway.city().gazetteer
    if ticket.lat is not None or ticket.location is None or ticket.is_closed or not (asks or knows):
        return
    said = read_said(gateway, ticket)
    if said is None or not (said.candidates or corrected(said) or (asks and is_worth_looking_up(said))):
        return
    if not revive(connection, kind="locate", ref=ticket.id, now=now):
        add_work(connection, kind="locate", ref=ticket.id, now=now)


def read_said(gateway: Gateway, ticket: TicketRow) -> Location | None:
    """The ticket's place as it was understood, or as its words name it when they came later."""
    words, known = ticket.location or "", ticket.understanding.get("location") or {}
    if known.get("text") == words and _is_settled(known):
        return Location(
            kind=LocationKind(known["kind"]),
            text=words,
            start=0,
            end=0,
            confidence=1.0,
            number=known.get("number"),
            streets=tuple(known.get("streets") or ()),
            candidates=tuple(PlaceCandidate(**found) for found in known.get("candidates") or ()),
        )
    if len(words) > LONGEST_PLACE:
        return None
    if known.get("text") == words:
        return find_answered_place(words)
    return find_answered_place(words, gateway.city().gazetteer)


def _is_settled(known: Mapping[str, Any]) -> bool:
    """Not where only the street was believed of words with a number: a geocoder may know more streets than we do."""
    is_bare = known.get("kind") == LocationKind.STREET and any(map(str.isdecimal, known.get("text") or ""))
    return bool(known.get("kind")) and (not is_bare or bool(known.get("candidates")))


def is_worth_looking_up(said: Location) -> bool:
    """Whether a geocoder can find it: a house with its street, or something with a name of its own.

    The middle of a street is no place, and geocoders know no crossings.
    """
    match said.kind:
        case LocationKind.ADDRESS:
            return said.number is not None and bool(said.streets)
        case LocationKind.LANDMARK:
            words = said.text.split()
            return 1 < len(words) <= 5 and all(word[0].isupper() for word in words if len(word) > 3)
        case _:
            return False


def corrected(said: Location) -> str:
    """The place with its street as the city's list has it, where the resident wrote another name; else empty."""
    wrote = core_name(said.text)
    if said.kind is not LocationKind.ADDRESS or not said.streets or said.number is None:
        return ""
    known = said.streets[0]
    return f"{said.number} {known}" if core_name(known) not in wrote else ""
