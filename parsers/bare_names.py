"""Find names of streets that no suffix marks, where the words around them say that streets are meant: `Oak & 5th`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parsers.pieces import Piece, Street, is_bare_name, name_of
from parsers.place_words import DIRECTIONS, PARTICLES, SUFFIXES, WEEKDAYS_AND_MONTHS
from parsers.word_lists import word_set

_LONGEST = 3
_ARTICLES = word_set("the la el las los le les der die das den dem o os as a l")
_SIDES = word_set("""
    ne nw se sw north south east west n s e w northeast northwest southeast southwest
""")


def street_from(pieces: Sequence[Piece], place: int, starting: Mapping[int, Street]) -> Street | None:
    """The street that begins at `place`, articles left aside."""
    while place < len(pieces) and place not in starting and pieces[place].low in _ARTICLES:
        place += 1
    return starting.get(place)


def bare(text: str, pieces: Sequence[Piece], place: int, *, is_loose: bool) -> Street | None:
    """A name without a suffix at `place`: capitalised words, a numbered name, or one word when `is_loose`."""
    first = place
    # A name has one or two directions; a long run of them is none, and looking through each from each of them is slow.
    while place < min(len(pieces), first + _LONGEST) and pieces[place].low in DIRECTIONS:
        if _is_letter(pieces, place):
            break
        place += 1
    while (
        place + 1 < len(pieces)
        and pieces[place].is_capital
        and pieces[place].low in PARTICLES
        and pieces[place + 1].is_capital
    ):
        place += 1
    if not _may_name(pieces, place) or not (is_loose or pieces[place].is_capital or pieces[place].is_ordinal):
        return None
    last = place
    while last + 1 < len(pieces) and last - place < _LONGEST - 1 and _continues(text, pieces, last):
        last += 1
    return Street(name=name_of(text, pieces, first, last), first=first, last=last, is_suffixed=False)


def bare_before(text: str, pieces: Sequence[Piece], last: int) -> Street | None:
    """A name without a suffix that ends at `last`."""
    if not _may_name(pieces, last) or not (pieces[last].is_capital or pieces[last].is_ordinal):
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
    return Street(name=name_of(text, pieces, first, last), first=first, last=last, is_suffixed=False)


def _may_name(pieces: Sequence[Piece], place: int) -> bool:
    return is_bare_name(pieces, place) or _is_letter(pieces, place)


def _is_letter(pieces: Sequence[Piece], place: int) -> bool:
    """Whether the piece is a lettered street, `4th & B`: one capital, and no name goes on behind it."""
    if not 0 <= place < len(pieces) or len(pieces[place].text) != 1 or not pieces[place].is_capital:
        return False
    if pieces[place].low in ("a", "i") and not (place + 1 < len(pieces) and pieces[place + 1].low in SUFFIXES):
        return False
    following = pieces[place + 1] if place + 1 < len(pieces) else None
    return following is None or not following.is_word or following.low in _BEHIND_A_LETTER or not following.is_capital


_BEHIND_A_LETTER = SUFFIXES | word_set("and at in on near is has by")


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
