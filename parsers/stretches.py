"""Find stretches and blocks of a street: `Oak between Elm and 3rd`, `von A bis B`, `1200 block of Main`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from parsers.bare_names import bare, street_from
from parsers.pieces import Piece, Street
from parsers.places import Place
from parsers.values import LocationKind
from parsers.word_lists import word_set

_BETWEEN = word_set("between entre btw btwn bet betw zwischen giua")
_FROM = word_set("from desde de von depuis tu")
_TO = word_set("to until hasta thru through till a and & bis jusqu ate den jiska")
_AND = word_set("and & y e und et ak va to + n / a")
_ALONG = word_set("along on of auf in sur en na sou in an der the la sobre de calle street")
_ONLY_ALONG = word_set("along on auf in sur en na sou sobre of")
_BLOCK = word_set("block blk cuadra bloque blocks blks quadra")
STRETCH_WORDS = _BETWEEN | _FROM
BLOCK_WORDS = _BLOCK
_REACH = 8
"""Pieces that may stand between a street and the stretch of it: `on 2nd Street in the right lane from A to B`."""


def find_stretch(
    text: str, pieces: Sequence[Piece], word: int, starting: Mapping[int, Street], ending: Mapping[int, Street]
) -> Place | None:
    """`Oak St between Elm and 3rd`, `between Elm and 3rd along Oak`; without a street, `between Elm and 3rd`."""
    is_from = pieces[word].low in _FROM and pieces[word].low not in _BETWEEN
    along = ending.get(word - 1) or _along_before(pieces, word, ending)
    if is_from and along is None:
        return None
    ends = _both_ends(text, pieces, word, starting, is_from=is_from, is_loose=along is not None)
    if ends is None or (along is None and not _is_street_like(pieces, *ends)):
        return None
    left, right = ends
    if along is not None and along.finish != word - 1 and not (left.is_suffixed or _is_name(pieces, left)):
        return None
    behind = None if along else _along_behind(text, pieces, right.finish + 1, starting)
    return _segment(word, along, left, right, behind)


def _segment(word: int, along: Street | None, left: Street, right: Street, behind: Street | None) -> Place:
    street = along or behind
    names = ((street.name,) if street else ()) + (left.name, right.name)
    return Place(
        kind=LocationKind.SEGMENT,
        first=along.begin if along else word,
        last=max(right.finish, behind.finish if behind else 0),
        confidence=0.82 if street else 0.6,
        streets=names,
        unmarked=tuple(name.name for name in (street, left, right) if name and not name.is_suffixed),
    )


def _both_ends(
    text: str, pieces: Sequence[Piece], word: int, starting: Mapping[int, Street], *, is_from: bool, is_loose: bool
) -> tuple[Street, Street] | None:
    at = word + 1
    while at < len(pieces) and pieces[at].low in (
        "the",
        "der",
        "dem",
        "la",
        "las",
        "calles",
        "streets",
        "rues",
        "both",
    ):
        at += 1
    left = street_from(pieces, at, starting) or bare(text, pieces, at, is_loose=is_loose)
    if left is None or left.finish + 2 >= len(pieces) or pieces[left.finish + 1].low not in (_TO if is_from else _AND):
        return None
    behind = left.finish + 2
    if pieces[behind].low in ("der", "the", "la", "a"):
        behind += 1
    right = street_from(pieces, behind, starting) or bare(text, pieces, behind, is_loose=is_loose)
    return (left, right) if right is not None and not left.number and not right.number else None


def _along_before(pieces: Sequence[Piece], word: int, ending: Mapping[int, Street]) -> Street | None:
    """The street named a few words before in the same sentence; a comma may part them."""
    for place in range(word - 2, max(-1, word - 2 - _REACH), -1):
        if pieces[place + 1].text in (".", ";", "!", "?", "\n"):
            return None
        street = ending.get(place)
        if street is not None:
            return street if street.is_suffixed and not street.number else None
    return None


def _along_behind(text: str, pieces: Sequence[Piece], place: int, starting: Mapping[int, Street]) -> Street | None:
    """`… along Francisco`, `… in der Hauptstraße`: the street itself, said last."""
    if place >= len(pieces) or pieces[place].low not in _ONLY_ALONG:
        return None
    while place < len(pieces) and pieces[place].low in _ALONG and place not in starting:
        place += 1
    return street_from(pieces, place, starting) or bare(text, pieces, place, is_loose=False)


def _is_name(pieces: Sequence[Piece], street: Street) -> bool:
    return pieces[street.first].is_capital or pieces[street.last].is_ordinal


def _is_street_like(pieces: Sequence[Piece], left: Street, right: Street) -> bool:
    """Whether `between A and B` speaks of streets: a suffix or a number on either side, or two capitalised names."""
    if left.is_suffixed or right.is_suffixed or pieces[left.last].is_ordinal or pieces[right.last].is_ordinal:
        return True
    return pieces[left.first].is_capital and pieces[right.first].is_capital


def find_block(text: str, pieces: Sequence[Piece], word: int, starting: Mapping[int, Street]) -> Place | None:
    """`1200 block of Main`, `the 400 blk Oak`, `cuadra 1200 de la calle Main`."""
    number, place = _block_number(pieces, word)
    if number is None:
        return None
    while place < len(pieces) and pieces[place].low in ("of", "on", "de", "la", "el", "en", "del", "da", "-", ":"):
        place += 1
    street = street_from(pieces, place, starting) or bare(text, pieces, place, is_loose=True)
    if street is None:
        return None
    return Place(
        kind=LocationKind.BLOCK,
        first=min(word, number),
        last=street.finish,
        confidence=0.85 if street.is_suffixed else 0.75,
        streets=(street.name,),
        number=pieces[number].text,
        unmarked=() if street.is_suffixed else (street.name,),
    )


def _block_number(pieces: Sequence[Piece], word: int) -> tuple[int | None, int]:
    """Where the number of the block stands, and where the name may begin."""
    for number, after in ((word - 1, word + 1), (word + 1, word + 2)):
        if 0 <= number < len(pieces) and re.fullmatch(r"\d{2,5}", pieces[number].text):
            return number, after
    return None, word + 1
