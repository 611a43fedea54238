"""Find named places that are no street: `Albert Park`, `Lincoln Elementary School`, `Parque Central`."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.pieces import Piece
from parsers.place_words import GENERIC, LANDMARKS, NOT_NAMES, PARTICLES, SPANISH_LANDMARKS, WEEKDAYS_AND_MONTHS
from parsers.places import Place
from parsers.values import LocationKind
from parsers.word_lists import word_set

_LONGEST = 4
_BEFORE = word_set("""
    at in near by inside outside behind from to around across en del the
""")


def find_landmark(text: str, pieces: Sequence[Piece]) -> Place | None:
    """The first named landmark in the text; None when only kinds of places are named (`the park`)."""
    for place, piece in enumerate(pieces):
        if piece.low in SPANISH_LANDMARKS and (last := _spanish_end(text, pieces, place)) > place:
            return _landmark(place, last, 0.5)
        if piece.low in LANDMARKS and (first := _english_start(text, pieces, place)) < place:
            last = place + 1 if place + 1 < len(pieces) and pieces[place + 1].low in LANDMARKS else place
            return _landmark(first, last, 0.5 if pieces[first].is_capital else 0.35)
    return None


def _landmark(first: int, last: int, confidence: float) -> Place:
    return Place(kind=LocationKind.LANDMARK, first=first, last=last, confidence=confidence)


def _english_start(text: str, pieces: Sequence[Piece], kind: int) -> int:
    """Where the name before the kind begins; `kind` itself when there is none."""
    first = kind
    while first > 0 and kind - first < _LONGEST and _is_name(pieces[first - 1]) and _adjoins(text, pieces, first):
        first -= 1
    while first < kind and (
        pieces[first].low in GENERIC or pieces[first].low in PARTICLES - {"st", "san", "santa", "saint"}
    ):
        first += 1
    if first < kind or kind < 2:
        return first
    return _lower_start(text, pieces, kind)


def _lower_start(text: str, pieces: Sequence[Piece], kind: int) -> int:
    """`at lincoln park`: one lower-case name behind a preposition."""
    name, before = pieces[kind - 1], pieces[kind - 2]
    is_plain = name.is_word and len(name.text) > 3 and name.low not in GENERIC | NOT_NAMES | LANDMARKS
    is_announced = before.low in _BEFORE - {"the"} and pieces[kind].low in (
        "park",
        "school",
        "elementary",
        "library",
        "playground",
    )
    return kind - 1 if is_plain and is_announced and _adjoins(text, pieces, kind) else kind


def _is_name(piece: Piece) -> bool:
    is_part = (
        piece.is_word and (piece.is_capital or piece.low in ("of", "and")) and piece.low not in WEEKDAYS_AND_MONTHS
    )
    return is_part and piece.low not in ("at", "in", "on", "near", "the", "by", "and")


def _adjoins(text: str, pieces: Sequence[Piece], place: int) -> bool:
    return text[pieces[place - 1].end : pieces[place].start] in (" ", ". ")


def _spanish_end(text: str, pieces: Sequence[Piece], kind: int) -> int:
    """Where the name behind the kind ends: `Parque de la Amistad`."""
    last = kind
    while last + 1 < len(pieces) and last - kind < _LONGEST and _adjoins(text, pieces, last + 1):
        following = pieces[last + 1]
        if not (following.is_word and (following.is_capital or following.low in PARTICLES)):
            break
        last += 1
    while last > kind and (pieces[last].low in PARTICLES or pieces[last].low in GENERIC):
        last -= 1
    return last
