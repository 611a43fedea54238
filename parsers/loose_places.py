"""Find addresses and streets that no suffix marks: `1811 Grand`, or a name that the city's list knows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.gazetteer import Gazetteer
from parsers.pieces import Piece, Street, is_bare_name
from parsers.place_words import DIRECTIONS, LANDMARKS, NOT_A_NUMBER, PREPOSITIONS, UNITS, WEEKDAYS_AND_MONTHS
from parsers.places import Place
from parsers.values import LocationKind

_HOUSE = re.compile(r"[1-9]\d{1,4}[A-Za-z]?")
_LONGEST = 3
_ANNOUNCING = PREPOSITIONS | {"", ".", ",", "is", "es", "address", "\n"}


def find_bare_addresses(text: str, pieces: Sequence[Piece], streets: Sequence[Street]) -> list[Place]:
    """Numbers before one to three capitalised words, where the word before announces a place."""
    taken = {place for street in streets for place in range(street.begin, street.finish + 1)}
    places = []
    for place, piece in enumerate(pieces):
        if place not in taken and _HOUSE.fullmatch(piece.text) and _may_be_house(pieces, place):
            last = _last_of_name(text, pieces, place)
            if last > place and not taken.intersection(range(place, last + 1)):
                places.append(_address(text, pieces, place, last))
    return places


def _may_be_house(pieces: Sequence[Piece], place: int) -> bool:
    before = pieces[place - 1].low if place else ""
    if before not in _ANNOUNCING or before in NOT_A_NUMBER:
        return False
    is_year = re.fullmatch(r"(?:19|20)\d\d", pieces[place].text) is not None
    return not is_year or before in ("at", "en")


def _last_of_name(text: str, pieces: Sequence[Piece], number: int) -> int:
    last = number
    while last + 1 < len(pieces) and last - number < _LONGEST + 1:
        following = pieces[last + 1]
        is_joined = text[pieces[last].end : following.start] == " "
        is_name = (
            following.is_word and following.is_capital and is_bare_name(pieces, last + 1) and following.low not in UNITS
        )
        if not is_joined or not (is_name or (following.low in DIRECTIONS and following.is_capital)):
            break
        last += 1
    is_named = any(pieces[at].low not in DIRECTIONS | WEEKDAYS_AND_MONTHS for at in range(number + 1, last + 1))
    return last if is_named and pieces[last].low not in LANDMARKS else number


def _address(text: str, pieces: Sequence[Piece], number: int, last: int) -> Place:
    name = text[pieces[number + 1].start : pieces[last].end]
    return Place(
        kind=LocationKind.ADDRESS, first=number, last=last, confidence=0.55, streets=(name,), number=pieces[number].text
    )


def find_known_streets(
    text: str, pieces: Sequence[Piece], streets: Sequence[Street], gazetteer: Gazetteer
) -> list[Street]:
    """Names of the city's list that stand behind a preposition or a house number, without their suffix."""
    if not gazetteer.by_core:
        return []
    taken = {place for street in streets for place in range(street.begin, street.finish + 1)}
    found = []
    for place in range(len(pieces)):
        if place not in taken:
            street = _known_at(text, pieces, place, gazetteer)
            if street is not None and taken.isdisjoint(range(street.begin, street.finish + 1)):
                found.append(street)
                taken.update(range(street.begin, street.finish + 1))
    return found


def _known_at(text: str, pieces: Sequence[Piece], place: int, gazetteer: Gazetteer) -> Street | None:
    before = pieces[place - 1] if place else None
    is_numbered = before is not None and _HOUSE.fullmatch(before.text) is not None
    if (not is_numbered and (before is None or before.low not in PREPOSITIONS)) or not is_bare_name(pieces, place):
        return None
    for length in range(min(gazetteer.longest, len(pieces) - place), 0, -1):
        if gazetteer.is_core([piece.low for piece in pieces[place : place + length]]):
            name = text[pieces[place].start : pieces[place + length - 1].end]
            number = before.text if is_numbered and before is not None else None
            at = place - 1 if is_numbered else None
            return Street(
                name=name,
                first=place,
                last=place + length - 1,
                is_suffixed=False,
                number=number,
                number_first=at,
                number_last=at,
            )
    return None
