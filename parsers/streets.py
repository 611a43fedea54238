"""Find named streets in a text: a name and its suffix, a prefix and its name, or a road with its number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.house_numbers import HOUSE, HouseNumber, house_before, house_behind, is_house
from parsers.pieces import Piece, Street, is_joined, make_street
from parsers.place_words import (
    DIRECTIONS,
    FIRM_SUFFIXES,
    LOOSE_SUFFIXES,
    NOT_NAMES,
    PARTICLES,
    PREPOSITIONS,
    ROADS,
    SUFFIXES,
    UNITS,
    WEEKDAYS_AND_MONTHS,
)
from parsers.prefixed_streets import STREET_PREFIXES, behind_prefix
from parsers.word_lists import word_set

_LONGEST_NAME = 4


def find_streets(text: str, pieces: Sequence[Piece]) -> list[Street]:
    """All streets that are named with a suffix, a prefix or a road number, in order, without overlaps."""
    kinds = [place for place, piece in enumerate(pieces) if piece.low in _KINDS]
    is_shouted = bool(kinds) and _is_shouted(pieces)
    streets: list[Street] = []
    taken = -1
    for place in kinds:
        if place <= taken:
            continue
        street = _street_at(text, pieces, place, is_shouted)
        if street is not None and street.begin > taken:
            streets.append(street)
            taken = street.finish
    return streets


_ROAD_STARTS = frozenset(road.split()[0] for road in ROADS)
_KINDS = SUFFIXES | _ROAD_STARTS | STREET_PREFIXES


def _street_at(text: str, pieces: Sequence[Piece], place: int, is_shouted: bool) -> Street | None:
    low = pieces[place].low
    if low in SUFFIXES and (street := _before_suffix(text, pieces, place, is_shouted)):
        return _numbered(street, pieces)
    if low in FIRM_SUFFIXES and place and _RUN_TOGETHER.fullmatch(pieces[place - 1].text):
        return _run_together(pieces, place)
    if low in _ROAD_STARTS and (street := _numbered_road(text, pieces, place)):
        return street
    if low in STREET_PREFIXES:
        return behind_prefix(text, pieces, place, is_shouted=is_shouted)
    return None


_RUN_TOGETHER = re.compile(r"[1-9]\d{1,4}[A-Z]")


def _run_together(pieces: Sequence[Piece], suffix: int) -> Street:
    """`540D Street`, as a telephone's dictation writes 540 D Street."""
    said = pieces[suffix - 1].text
    return Street(
        name=f"{said[-1]} {pieces[suffix].text}",
        first=suffix - 1,
        last=suffix,
        is_suffixed=True,
        number=said[:-1],
        number_first=suffix - 1,
        number_last=suffix - 1,
    )


def _is_shouted(pieces: Sequence[Piece]) -> bool:
    """Whether capitals tell nothing, because nearly all words have only them."""
    words = [text for piece in pieces[:60] if len(text := piece.text) > 1 and text[0].isalpha()]
    return bool(words) and sum(map(str.isupper, words)) > 0.7 * len(words)


def _before_suffix(text: str, pieces: Sequence[Piece], suffix: int, is_shouted: bool) -> Street | None:
    first = _name_start(text, pieces, suffix, is_shouted)
    if first is None:
        return None
    last = suffix
    if suffix + 1 < len(pieces) and pieces[suffix + 1].low in DIRECTIONS and pieces[suffix + 1].text.isupper():
        last = suffix + 1
    return make_street(text, pieces, first, last, is_suffixed=True)


def _name_start(text: str, pieces: Sequence[Piece], suffix: int, is_shouted: bool) -> int | None:
    """Where the name before the suffix begins; None when what stands there is no name."""
    place = suffix - 1
    if place < 0 or not is_joined(text, pieces[place], pieces[suffix]) or not _may_name(pieces[place]):
        return None
    if pieces[place].text in ("A", "I") and not _is_letter_street(pieces, place, suffix):
        return None
    bounded = _number_bound(text, pieces, suffix)
    if bounded is not None:
        return bounded
    is_named = (pieces[place].is_capital and not is_shouted) or pieces[place].is_ordinal
    if not is_named and (not _is_announced(pieces, place, suffix) or pieces[place].low in NOT_NAMES):
        return None
    if is_named:
        place = _capital_run(text, pieces, place)
    return _with_direction(text, pieces, place) if pieces[place].low not in _NEVER_ALONE else None


def _is_letter_street(pieces: Sequence[Piece], place: int, suffix: int) -> bool:
    """Whether `A Street` is one: with a number, or inside of a sentence with a capital suffix."""
    if place == 0 or not pieces[suffix].is_capital:
        return False
    return bool(HOUSE.fullmatch(pieces[place - 1].text)) or pieces[place - 1].low in PREPOSITIONS


_NEVER_ALONE = word_set("""
    the this my our your a an each every that and
""")

_NO_LAST_WORD = DIRECTIONS | _NEVER_ALONE


def _may_name(piece: Piece) -> bool:
    if piece.is_ordinal:
        return True
    if piece.text.endswith(("'", "’")) or piece.low in ("de", "du", "des"):
        return False
    if len(piece.text) == 1 and piece.is_capital:
        return True
    return piece.is_word and (piece.is_capital or piece.low not in NOT_NAMES) and piece.low not in _NO_LAST_WORD


def _number_bound(text: str, pieces: Sequence[Piece], suffix: int) -> int | None:
    """The first piece of a name that a house number bounds on its left: `12 martin luther king blvd`."""
    for place in range(suffix - 1, max(-1, suffix - 2 - _LONGEST_NAME), -1):
        piece = pieces[place]
        if not is_joined(text, piece, pieces[place + 1]):
            return None
        if HOUSE.fullmatch(piece.text) and not piece.is_ordinal:
            names = pieces[place + 1 : suffix]
            plain = [name for name in names if name.low not in DIRECTIONS]
            is_counted = (
                not plain or plain[0].low in UNITS or plain[0].low in WEEKDAYS_AND_MONTHS or not is_house(pieces, place)
            )
            return (
                None
                if is_counted or any(name.low in NOT_NAMES and not name.is_capital for name in plain)
                else place + 1
            )
        if not (piece.is_word or piece.is_ordinal):
            return None
    return None


def _is_announced(pieces: Sequence[Piece], place: int, suffix: int) -> bool:
    """Whether a lower-case name may be one: a firm suffix, or a preposition before it."""
    before = pieces[place - 1].low if place else ""
    if before in DIRECTIONS and place > 1:
        return True
    return pieces[suffix].low in FIRM_SUFFIXES or (before in PREPOSITIONS and pieces[suffix].low in LOOSE_SUFFIXES)


def _capital_run(text: str, pieces: Sequence[Piece], place: int) -> int:
    """The first of the capitalised words that end at `place`."""
    first = place
    while first > 0 and place - first < _LONGEST_NAME - 1:
        before = pieces[first - 1]
        if not is_joined(text, before, pieces[first]):
            break
        is_part = before.is_ordinal or (before.is_word and before.is_capital and before.low not in _RUN_BREAKERS)
        if not is_part and not (
            before.low in PARTICLES
            and first > 1
            and pieces[first - 2].is_capital
            and before.low not in ("the", "of", "st")
        ):
            break
        first -= 1
    return first


_RUN_BREAKERS = (
    NOT_NAMES
    | PREPOSITIONS
    | WEEKDAYS_AND_MONTHS
    | DIRECTIONS
    | frozenset(["located", "location", "address", "hello", "corner", "intersection", "vmail", "voicemail"])
) - word_set("""
    main may june april august park lake hill center center-st court-house bush school mission
""")


def _with_direction(text: str, pieces: Sequence[Piece], first: int) -> int:
    if first > 0 and pieces[first - 1].low in DIRECTIONS and is_joined(text, pieces[first - 1], pieces[first]):
        return first - 1
    return first


def _numbered(street: Street, pieces: Sequence[Piece]) -> Street:
    """`street` with the house number before it, or behind it in German, if one stands there."""
    house = house_before(pieces, street.first)
    if house is None and pieces[street.last].low == "str" and (behind := house_behind(pieces, street.last)) is not None:
        house = HouseNumber(number=pieces[behind].text, first=behind, last=behind)
    if house is None:
        return street
    return replace(street, number=house.number, number_first=house.first, number_last=house.last)


def _numbered_road(text: str, pieces: Sequence[Piece], place: int) -> Street | None:
    """`Highway 101`, `State Road 24`, `I-95`."""
    low = pieces[place].low
    following = pieces[place + 1].low if place + 1 < len(pieces) else ""
    taken = ROADS.get(f"{low} {following}") or ROADS.get(low, 0)
    at = place + taken
    if at < len(pieces) and pieces[at].text == "-":
        at += 1
    if not taken or at >= len(pieces) or not re.fullmatch(r"\d{1,4}[A-Z]?", pieces[at].text):
        return None
    is_short = len(low) <= 2 and not pieces[place].is_capital
    return None if is_short or at - place > 2 else make_street(text, pieces, place, at, is_suffixed=True)
