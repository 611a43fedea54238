"""Find crossings, stretches and blocks: `corner of 5th & Main`, `Oak between Elm and 3rd`, `1200 block of Main`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.pieces import Piece, Street, is_bare_name
from parsers.place_words import DIRECTIONS, PARTICLES, PREPOSITIONS, SUFFIXES, WEEKDAYS_AND_MONTHS
from parsers.places import Place
from parsers.values import LocationKind
from parsers.word_lists import word_set

_AND = frozenset(["and", "&", "/", "@", "y", "e", "+", "x", "n"])
_AT = frozenset(["at", "near", "by", "crosses", "cross", "off", "en", "con"])
_CORNER = frozenset(["corner", "corners", "intersection", "esquina", "interseccion", "crossing", "junction", "cruce"])
_BETWEEN = frozenset(["between", "entre", "btw", "btwn", "bet", "betw"])
_FROM = frozenset(["from", "desde", "de"])
_TO = frozenset(["to", "until", "hasta", "thru", "through", "a", "and", "&"])
_BLOCK = frozenset(["block", "blk", "cuadra", "bloque"])
_SIDES = word_set("""
    ne nw se sw north south east west n s e w northeast northwest southeast southwest
""")
_LONGEST = 3


def find_crossings(text: str, pieces: Sequence[Piece], streets: Sequence[Street]) -> list[Place]:
    """All crossings, stretches and blocks in the text."""
    starting = {street.begin: street for street in streets}
    ending = {street.finish: street for street in streets}
    places: list[Place] = []
    for place, piece in enumerate(pieces):
        found = None
        if places and place <= places[-1].last:
            continue
        if piece.low in _AND or piece.low in _AT:
            found = _pair_around(text, pieces, place, starting, ending)
        elif piece.low in _CORNER:
            found = _corner(text, pieces, place, starting)
        elif piece.low in _BETWEEN or piece.low in _FROM:
            found = _stretch(text, pieces, place, starting, ending)
        elif piece.low in _BLOCK:
            found = _block(text, pieces, place, starting)
        if found is not None:
            places.append(found)
    return places


def _pair_around(
    text: str, pieces: Sequence[Piece], joiner: int, starting: dict[int, Street], ending: dict[int, Street]
) -> Place | None:
    """Two streets on both sides of a joining word; names without suffix only where the words around announce them."""
    left, right = ending.get(joiner - 1), _street_from(pieces, joiner + 1, starting)
    if left is not None and right is not None:
        return None if left.number else _crossing(left, right, 0.88)
    if pieces[joiner].low in _AT and left is None:
        return None
    if left is not None and not left.number:
        bare = _bare(text, pieces, joiner + 1, is_loose=pieces[joiner].low in _AND)
        return _crossing(left, bare, 0.75) if bare else None
    if right is not None and not right.number:
        bare = _bare_before(text, pieces, joiner - 1)
        return _crossing(bare, right, 0.75) if bare else None
    return _bare_pair(text, pieces, joiner)


def _bare_pair(text: str, pieces: Sequence[Piece], joiner: int) -> Place | None:
    """`on Oak and Elm`, `5th & Main`: two capitalised or numbered names that a preposition announces."""
    left, right = _bare_before(text, pieces, joiner - 1), _bare(text, pieces, joiner + 1, is_loose=False)
    if left is None or right is None:
        return None
    at = left.first - 2 if left.first > 1 and pieces[left.first - 1].low in ("the", "la") else left.first - 1
    before = pieces[at].low if at >= 0 else ""
    is_numbered = any(pieces[place].is_ordinal for place in (left.first, left.last, right.first, right.last))
    is_announced = before in PREPOSITIONS or (before in ("", ".", ",", ":", "\n", "!") and pieces[joiner].low != "and")
    if not is_announced or (
        not is_numbered and before not in PREPOSITIONS and pieces[joiner].low not in ("&", "/", "@")
    ):
        return None
    return _crossing(left, right, 0.72 if is_numbered else 0.55)


def _corner(text: str, pieces: Sequence[Piece], word: int, starting: dict[int, Street]) -> Place | None:
    """`corner of X and Y`, `esquina de X y Y`, `X corner Y` without a second name is no crossing."""
    place = word + 1
    while place < len(pieces) and pieces[place].low in (
        "of",
        "de",
        "at",
        "la",
        "las",
        "los",
        "el",
        "the",
        "calles",
        "con",
        ":",
        "streets",
        "entre",
    ):
        place += 1
    left = _street_from(pieces, place, starting) or _bare(text, pieces, place, is_loose=True)
    if left is None:
        return None
    joiner = left.finish + 1
    if joiner >= len(pieces) or pieces[joiner].low not in _AND | _AT | {"con", "-", ","}:
        return None
    right = _street_from(pieces, joiner + 1, starting) or _bare(text, pieces, joiner + 1, is_loose=True)
    return _crossing(left, right, 0.88 if right.is_suffixed and left.is_suffixed else 0.78) if right else None


def _stretch(
    text: str, pieces: Sequence[Piece], word: int, starting: dict[int, Street], ending: dict[int, Street]
) -> Place | None:
    """`Oak St between Elm and 3rd`; `between Elm and 3rd` alone is a stretch of an unnamed street."""
    is_from = pieces[word].low in _FROM
    along = ending.get(word - 1)
    if is_from and along is None:
        return None
    left = _street_from(pieces, word + 1, starting) or _bare(text, pieces, word + 1, is_loose=along is not None)
    if left is None or left.finish + 2 >= len(pieces) or pieces[left.finish + 1].low not in (_TO if is_from else _AND):
        return None
    right = _street_from(pieces, left.finish + 2, starting) or _bare(
        text, pieces, left.finish + 2, is_loose=along is not None
    )
    if right is None or (along is None and not _is_street_like(pieces, left, right)):
        return None
    first = along.begin if along else word
    names = (*((along.name,) if along else ()), left.name, right.name)
    return Place(
        kind=LocationKind.SEGMENT, first=first, last=right.finish, confidence=0.82 if along else 0.6, streets=names
    )


def _is_street_like(pieces: Sequence[Piece], left: Street, right: Street) -> bool:
    """Whether `between A and B` speaks of streets: a suffix or a number on either side, or two capitalised names."""
    if left.is_suffixed or right.is_suffixed or pieces[left.last].is_ordinal or pieces[right.last].is_ordinal:
        return True
    return pieces[left.first].is_capital and pieces[right.first].is_capital


def _block(text: str, pieces: Sequence[Piece], word: int, starting: dict[int, Street]) -> Place | None:
    """`1200 block of Main`, `cuadra 1200 de la calle Main`."""
    number, place = _block_number(pieces, word)
    if number is None:
        return None
    while place < len(pieces) and pieces[place].low in ("of", "on", "de", "la", "el", "en", "del"):
        place += 1
    street = _street_from(pieces, place, starting) or _bare(text, pieces, place, is_loose=True)
    if street is None:
        return None
    first = min(word, number)
    return Place(
        kind=LocationKind.BLOCK,
        first=first,
        last=street.finish,
        confidence=0.85 if street.is_suffixed else 0.75,
        streets=(street.name,),
        number=pieces[number].text,
    )


def _block_number(pieces: Sequence[Piece], word: int) -> tuple[int | None, int]:
    """Where the number of the block stands, and where the name may begin."""
    for number, after in ((word - 1, word + 1), (word + 1, word + 2)):
        if 0 <= number < len(pieces) and re.fullmatch(r"\d{2,5}", pieces[number].text):
            return number, after
    return None, word + 1


def _street_from(pieces: Sequence[Piece], place: int, starting: dict[int, Street]) -> Street | None:
    """The street that begins here, an article or a side of the crossing left aside."""
    while place < len(pieces) and pieces[place].low in ("the", "la", "el"):
        place += 1
    return starting.get(place)


def _bare(text: str, pieces: Sequence[Piece], place: int, *, is_loose: bool) -> Street | None:
    """A name without a suffix at `place`: capitalised words, a numbered name, or one word when `is_loose`."""
    first = place
    while place < len(pieces) and pieces[place].low in DIRECTIONS:
        place += 1
    while (
        place + 1 < len(pieces)
        and pieces[place].is_capital
        and pieces[place].low in PARTICLES
        and pieces[place + 1].is_capital
    ):
        place += 1
    if not is_bare_name(pieces, place) or not (is_loose or pieces[place].is_capital or pieces[place].is_ordinal):
        return None
    last = place
    while last + 1 < len(pieces) and last - place < _LONGEST - 1 and _continues(text, pieces, last):
        last += 1
    return Street(name=text[pieces[first].start : pieces[last].end], first=first, last=last, is_suffixed=False)


def _continues(text: str, pieces: Sequence[Piece], last: int) -> bool:
    this, following = pieces[last], pieces[last + 1]
    if text[this.end : following.start] != " " or following.low in WEEKDAYS_AND_MONTHS:
        return False
    if following.low in SUFFIXES:
        return True
    return (
        this.is_capital
        and (following.is_capital or this.low in PARTICLES)
        and following.is_word
        and is_bare_name(pieces, last + 1)
    )


def _bare_before(text: str, pieces: Sequence[Piece], last: int) -> Street | None:
    """A name without a suffix that ends at `last`."""
    if not is_bare_name(pieces, last) or not (pieces[last].is_capital or pieces[last].is_ordinal):
        return None
    first = last
    while (
        first > 0 and last - first < _LONGEST - 1 and pieces[first - 1].is_capital and is_bare_name(pieces, first - 1)
    ):
        if text[pieces[first - 1].end : pieces[first].start] != " ":
            break
        first -= 1
    if first > 0 and pieces[first - 1].low in _SIDES and text[pieces[first - 1].end : pieces[first].start] == " ":
        first -= 1
    return Street(name=text[pieces[first].start : pieces[last].end], first=first, last=last, is_suffixed=False)


def _crossing(left: Street, right: Street, confidence: float) -> Place:
    return Place(
        kind=LocationKind.INTERSECTION,
        first=left.begin,
        last=right.finish,
        confidence=confidence,
        streets=(left.name, right.name),
    )
