"""The words, numbers and signs of a text that streets are read from, and the street that was read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from parsers.place_words import DIRECTIONS, NOT_NAMES, WEEKDAYS_AND_MONTHS
from parsers.word_lists import word_set
from parsers.words import fold

MAX_READ = 5_000
HAN = r"\u2e80-\u9fff\uf900-\ufaff"
"""Signs of which each run is a piece, for no blank parts them."""
_LETTERS = rf"[^\W\d_{HAN}]+"
_NO_PLACE = (
    r"\(?\b\d{3}\)?[-. ]{1,2}\d{3}[-. ]\d{4}\b|\b\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}\b(?!-)|"
    r"\b\d{1,2}[:h]\d{2}(?: ?[ap]m)?\b|[$€£]\s?\d[\d.,]*|\b9/11\b|\b24/7\b|\b7/11\b"
)
"""Telephone numbers, days, times of day and sums: pieces that are no house number."""
_ORDINAL_END = "(?:[sS][tT]|[nN][dD]|[rR][dD]|[tT][hH])"
_NUMBER = rf"\d{{1,4}}{_ORDINAL_END}\b|\d{{1,3}} (?:th|nd|rd)\b|\d+(?:-\d+)?(?: 1/2)?[A-Za-z]?(?![^\W_{HAN}])"
_TOKEN = re.compile(
    rf"(?![ld]['’]){_LETTERS}(?:['’-]{_LETTERS})*|(?=[\d($€£])(?:{_NO_PLACE}|{_NUMBER})|[^\s\w]|[ld]['’](?={_LETTERS})|"
    rf"{_LETTERS}(?:['’-]{_LETTERS})*|[{HAN}]+|_"
)
_ORDINAL = re.compile(r"\d{1,3} ?(?:st|nd|rd|th)", re.IGNORECASE)
_SPELLED = word_set("""
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
""")


class Piece(NamedTuple):
    """A word, number or sign of a text; `low` is folded. Thousands are made, so it is no dataclass."""

    text: str
    low: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is made of letters."""
        return self.text[0].isalpha()

    @property
    def is_capital(self) -> bool:
        """Whether it is written as names are, `Oak` or `OAK`."""
        return self.text[0].isupper()

    @property
    def is_ordinal(self) -> bool:
        """Whether it is a numbered name, `5th`."""
        return _ORDINAL.fullmatch(self.text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """A street as named in the text, with the pieces (first and last) that its name and its number take."""

    name: str
    first: int
    last: int
    is_suffixed: bool
    number: str | None = None
    number_first: int | None = None
    number_last: int | None = None

    @property
    def begin(self) -> int:
        """The first piece of number and name."""
        return min(self.first, self.number_first if self.number_first is not None else self.first)

    @property
    def finish(self) -> int:
        """The last piece of number and name."""
        return max(self.last, self.number_last if self.number_last is not None else self.last)


_folded = lru_cache(maxsize=20_000)(fold)
"""Most words of a text are those of every text."""


_piece = tuple.__new__
"""Makes a `Piece` twice as fast as calling it does."""


def split_pieces(text: str) -> list[Piece]:
    """Cut the first part of `text` into words, numbers and signs; the points of abbreviations are left out."""
    pieces = [
        _piece(Piece, (word := match[0], _folded(word), *match.span())) for match in _TOKEN.finditer(text, 0, MAX_READ)
    ]
    if "." not in text:
        return pieces
    points = {place for place, piece in enumerate(pieces) if piece.text == "." and _is_abbreviating(pieces, place)}
    return [piece for place, piece in enumerate(pieces) if place not in points] if points else pieces


_ABBREVIATIONS = word_set("n s e w ne nw se sw st mt ft pt dr av ave blvd rd ln pl ct jr sr no")


def _is_abbreviating(pieces: Sequence[Piece], place: int) -> bool:
    """Whether the piece is the point of `N.` or `St.` and no end of a sentence."""
    if place == 0 or place + 1 == len(pieces):
        return False
    before = pieces[place - 1]
    return before.low in _ABBREVIATIONS and before.end == pieces[place].start and pieces[place + 1].text != "."


def is_joined(text: str, left: Piece, right: Piece) -> bool:
    """Whether only white space on one line stands between two pieces."""
    return right.start - left.end <= 3 and text[left.end : right.start].strip(" \t.") == ""


def make_street(text: str, pieces: Sequence[Piece], first: int, last: int, *, is_suffixed: bool) -> Street:
    """The street whose name the pieces `first` to `last` are."""
    return Street(name=name_of(text, pieces, first, last), first=first, last=last, is_suffixed=is_suffixed)


_PARTED = re.compile(r"(?<=\d) (?=(?:th|nd|rd)\b)")


def name_of(text: str, pieces: Sequence[Piece], first: int, last: int) -> str:
    """The words of a name as they were written, but for the blank in `5 th`."""
    return _PARTED.sub("", text[pieces[first].start : pieces[last].end])


_NO_BARE_NAME = NOT_NAMES | WEEKDAYS_AND_MONTHS | DIRECTIONS


def is_bare_name(pieces: Sequence[Piece], place: int) -> bool:
    """Whether the piece may name a street all by itself, where the words around it say that it does."""
    if not 0 <= place < len(pieces):
        return False
    piece = pieces[place]
    if piece.is_ordinal or piece.low in _SPELLED:
        return True
    return piece.is_word and len(piece.text) > 1 and piece.low not in _NO_BARE_NAME
