"""Find addresses, streets and landmarks that only the city's list or a number marks: `1811 Grand`, `on Fillmore`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from parsers.gazetteer import Gazetteer
from parsers.house_numbers import HouseNumber, house_before, house_behind
from parsers.pieces import Piece, Street, is_bare_name, name_of
from parsers.place_words import DIRECTIONS, LANDMARKS, NOT_A_NUMBER, PREPOSITIONS, UNITS, WEEKDAYS_AND_MONTHS
from parsers.places import Place
from parsers.values import LocationKind
from parsers.word_lists import word_set

_HOUSE = re.compile(r"[1-9]\d{1,4}(?:-\d{1,5})?[A-Za-z]?")
_LONGEST = 3
_ANNOUNCING = PREPOSITIONS | {"", ".", ",", "is", "es", "address", "\n", "(", "ifo"}
_NO_NAME = word_set("""
    nb sb eb wb northbound southbound eastbound westbound freeway fwy mph speed ca ny fl tx ct usa call please thanks
    hi hello email phone apartment apartments properties app photos photo resident caller request id
""")
"""What begins with a capital behind a number and is no street."""


def find_bare_addresses(text: str, pieces: Sequence[Piece], streets: Sequence[Street]) -> list[Place]:
    """Numbers before one to three capitalised words, where the word before announces a place."""
    taken = _taken(streets)
    places = []
    for place, piece in enumerate(pieces):
        if place not in taken and piece.text[0].isdigit() and _HOUSE.fullmatch(piece.text):
            house = house_before(pieces, place + 1)
            last = _last_of_name(text, pieces, place) if house and _may_be_house(pieces, house) else place
            if house and last > place and taken.isdisjoint(range(house.first, last + 1)):
                places.append(_address(text, pieces, house, last))
    return places


def _taken(streets: Iterable[Street]) -> set[int]:
    return {place for street in streets for place in range(street.begin, street.finish + 1)}


def _may_be_house(pieces: Sequence[Piece], house: HouseNumber) -> bool:
    before = pieces[house.first - 1].low if house.first else ""
    if before not in _ANNOUNCING or before in NOT_A_NUMBER:
        return False
    is_doubtful = re.fullmatch(r"(?:19|20)\d\d|\d{5}", pieces[house.last].text) is not None
    return not is_doubtful or before in ("at", "en")


def _last_of_name(text: str, pieces: Sequence[Piece], number: int) -> int:
    last = number
    while last + 1 < len(pieces) and last - number < _LONGEST + 1:
        following = pieces[last + 1]
        is_joined = text[pieces[last].end : following.start] == " "
        is_name = (
            following.is_word
            and following.is_capital
            and is_bare_name(pieces, last + 1)
            and following.low not in UNITS
            and following.low not in _NO_NAME
        )
        if not is_joined or not (is_name or (following.low in DIRECTIONS and following.is_capital)):
            break
        last += 1
    is_named = any(pieces[at].low not in DIRECTIONS | WEEKDAYS_AND_MONTHS for at in range(number + 1, last + 1))
    return last if is_named and pieces[last].low not in LANDMARKS else number


def _address(text: str, pieces: Sequence[Piece], house: HouseNumber, last: int) -> Place:
    name = name_of(text, pieces, house.last + 1, last)
    return Place(
        kind=LocationKind.ADDRESS,
        first=house.first,
        last=last,
        confidence=0.55,
        streets=(name,),
        number=house.number,
        unmarked=(name,),
    )


def find_known_streets(
    text: str, pieces: Sequence[Piece], streets: Sequence[Street], gazetteer: Gazetteer
) -> list[Street]:
    """Names of the city's list that stand behind a preposition or a house number, without their suffix."""
    if not gazetteer.by_core:
        return []
    taken = _taken(streets)
    found = []
    for place in range(len(pieces)):
        if place not in taken and _may_begin(pieces, place):
            street = _known_at(text, pieces, place, gazetteer)
            if street is not None and taken.isdisjoint(range(street.begin, street.finish + 1)):
                found.append(street)
                taken.update(range(street.begin, street.finish + 1))
    return found


_BEFORE = PREPOSITIONS | word_set("in im an am auf der vor von bei beim zur sur dans rue na no nan of ifo off")


def _may_begin(pieces: Sequence[Piece], place: int) -> bool:
    before = pieces[place - 1] if place else None
    is_told = before is not None and (before.low in _BEFORE or _HOUSE.fullmatch(before.text) is not None)
    is_name = pieces[place].is_capital and place + 1 < len(pieces) and pieces[place + 1].text[0].isdigit()
    return (is_told or is_name) and is_bare_name(pieces, place)


def _known_at(text: str, pieces: Sequence[Piece], place: int, gazetteer: Gazetteer) -> Street | None:
    house = house_before(pieces, place)
    if house is not None and not _HOUSE.fullmatch(pieces[house.last].text):
        house = None
    for length in range(min(gazetteer.longest, len(pieces) - place), 0, -1):
        if gazetteer.is_core([piece.low for piece in pieces[place : place + length]]):
            return _known(text, pieces, place, place + length - 1, house)
    return None


_GOES_ON = word_set("""
    hill hills view park heights grove ridge creek meadow meadows valley glen spring springs lake lakes point bay oaks
    pines woods garden gardens manor village estates beach
""")
"""What a name goes on with: `12 Oak Hill` is on no Oak Street."""


def _goes_on(text: str, pieces: Sequence[Piece], last: int) -> bool:
    following = pieces[last + 1] if last + 1 < len(pieces) else None
    return following is not None and following.low in _GOES_ON and text[pieces[last].end : following.start] == " "


def _known(text: str, pieces: Sequence[Piece], first: int, last: int, house: HouseNumber | None) -> Street | None:
    behind = house_behind(pieces, last) if house is None else None
    before = pieces[first - 1].low if first else ""
    if behind is not None and (behind != last + 1 or not _is_alone(pieces, behind)):
        behind = None
    if _goes_on(text, pieces, last):
        return None
    if house is None and behind is None and before not in PREPOSITIONS and before not in ("in", "im", "am", "der"):
        return None
    return Street(
        name=name_of(text, pieces, first, last),
        first=first,
        last=last,
        is_suffixed=False,
        number=house.number if house else pieces[behind].text if behind is not None else None,
        number_first=house.first if house else behind,
        number_last=house.last if house else behind,
    )


def _is_alone(pieces: Sequence[Piece], number: int) -> bool:
    """Whether nothing behind the number is counted by it: `Seeblick 12, Musterstadt`, but not `Oak 5 cars`."""
    return (
        number + 1 >= len(pieces) or not pieces[number + 1].is_word or pieces[number + 1].low in ("in", "ist", "liegt")
    )


def find_known_landmark(pieces: Sequence[Piece], gazetteer: Gazetteer) -> Place | None:
    """The first landmark of the city's list whose whole name stands in the text."""
    longest = gazetteer.landmarks.longest
    if not longest:
        return None
    for first in range(len(pieces)):
        if not (pieces[first].is_word and (pieces[first].is_capital or (first and pieces[first - 1].low in _BEFORE))):
            continue
        for last in range(min(first + longest + 2, len(pieces)) - 1, first - 1, -1):
            words = [piece.low for piece in pieces[first : last + 1] if piece.low not in _ARTICLES]
            if (
                pieces[last].is_word
                and (len(words) > 1 or len(pieces[first].text) > 5)
                and gazetteer.is_landmark(words)
            ):
                return Place(kind=LocationKind.LANDMARK, first=first, last=last, confidence=0.6)
    return None


_ARTICLES = word_set("the la el los las le les der die das de del of")
