"""Find addresses, streets and landmarks that only the city's list or a number marks: `1811 Grand`, `on Fillmore`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from parsers.gazetteer import Gazetteer
from parsers.house_numbers import HouseNumber, house_before, house_behind
from parsers.pieces import Piece, Street, is_bare_name, name_of
from parsers.place_words import DIRECTIONS, GENERIC, LANDMARKS, NOT_A_NUMBER, PREPOSITIONS, UNITS, WEEKDAYS_AND_MONTHS
from parsers.places import Place
from parsers.street_names import key_of
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
        if piece.text[0].isdigit() and place not in taken and _HOUSE.fullmatch(piece.text):
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
    firsts = _first_words(gazetteer)
    found = []
    for place in _told(pieces):
        if place not in taken and _is_first(pieces[place].low, firsts) and is_bare_name(pieces, place):
            street = _known_at(text, pieces, place, gazetteer)
            if street is not None and taken.isdisjoint(range(street.begin, street.finish + 1)):
                found.append(street)
                taken.update(range(street.begin, street.finish + 1))
    return found


@lru_cache(maxsize=2)
def _first_words(gazetteer: Gazetteer) -> frozenset[str]:
    """What the names of the list begin with: nearly every word of a text is none of these."""
    return frozenset(core.split(" ", 1)[0] for core in gazetteer.by_core)


def _is_first(low: str, firsts: frozenset[str]) -> bool:
    return low in firsts or key_of((low,)) in firsts


_BEFORE = PREPOSITIONS | word_set("in im an am auf der vor von bei beim zur sur dans rue na no nan of ifo off")


def _told(pieces: Sequence[Piece]) -> Iterator[int]:
    """Where a preposition or a number says that a name may begin, or a number behind a capital."""
    is_told = False
    for place, piece in enumerate(pieces):
        is_number = piece.text[0].isdigit()
        if is_number and place and not is_told and pieces[place - 1].is_capital:
            yield place - 1
        if is_told:
            yield place
        is_told = is_number or piece.low in _BEFORE


def _known_at(text: str, pieces: Sequence[Piece], place: int, gazetteer: Gazetteer) -> Street | None:
    house = house_before(pieces, place)
    if house is not None and not _HOUSE.fullmatch(pieces[house.last].text) and not _is_announced(pieces, house):
        house = None
    for length in range(min(gazetteer.longest, len(pieces) - place), 0, -1):
        if gazetteer.is_core([piece.low for piece in pieces[place : place + length]]):
            return _known(text, pieces, place, place + length - 1, house)
    return None


def _is_announced(pieces: Sequence[Piece], house: HouseNumber) -> bool:
    """Whether one digit may be a house: `in front of 7 Villa`, but not `the 2 Villas`."""
    is_before = house.first > 0 and pieces[house.first - 1].low in _BEFORE - {"and", "&", "to", "from", "between"}
    return is_before and pieces[house.last + 1].is_capital


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
    if _goes_on(text, pieces, last) or (house is None and behind is None and _is_everyday(pieces, first, last)):
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


def _is_everyday(pieces: Sequence[Piece], first: int, last: int) -> bool:
    """Whether a word in small letters is rather a word than a street: `to park`, `by the bay`."""
    piece = pieces[first]
    if first != last or piece.is_capital or not piece.is_word:
        return False
    return (
        piece.low in LANDMARKS | GENERIC or len(piece.low) < 4 or pieces[first - 1].low in ("to", "and", "by", "from")
    )


def _is_alone(pieces: Sequence[Piece], number: int) -> bool:
    """Whether nothing behind the number is counted by it: `Seeblick 12, Musterstadt`, but not `Oak 5 cars`."""
    return (
        number + 1 >= len(pieces) or not pieces[number + 1].is_word or pieces[number + 1].low in ("in", "ist", "liegt")
    )


def find_known_landmark(pieces: Sequence[Piece], gazetteer: Gazetteer) -> Place | None:
    """The first landmark of the city's list whose whole name stands in the text."""
    by_word = gazetteer.landmarks.by_word
    if not by_word:
        return None
    places = [place for place, piece in enumerate(pieces) if piece.low not in _ARTICLES]
    lows = [pieces[place].low for place in places]
    if by_word.keys().isdisjoint(lows):
        return None
    for at, low in enumerate(lows):
        for name in sorted(by_word.get(low, ()), key=len, reverse=True):
            words = name.split()
            first = at - words.index(low)
            if first >= 0 and lows[first : first + len(words)] == words and _is_said(pieces, places[first], words):
                last = places[first + len(words) - 1]
                return Place(kind=LocationKind.LANDMARK, first=places[first], last=last, confidence=0.6)
    return None


def _is_said(pieces: Sequence[Piece], first: int, words: Sequence[str]) -> bool:
    """Whether the words are meant as a name: with a capital, or behind a preposition; a short one alone never is."""
    is_name = pieces[first].is_capital or (first > 0 and pieces[first - 1].low in _BEFORE)
    return is_name and (len(words) > 1 or len(words[0]) > 5)


_ARTICLES = word_set("the la el los las le les der die das de del of")
