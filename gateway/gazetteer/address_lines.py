"""Read the address line of a past request: a number and a street, a range, a block, a crossing, a street, a name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gateway.gazetteer.tails import without_postcode, without_tail
from parsers.place_words import DIRECTIONS, LANDMARKS, SPANISH_LANDMARKS, SUFFIXES
from parsers.street_names import ordinal
from parsers.words import fold

_BLOCK = re.compile(r"^(\d{1,6})\s*(?:-\s*\d+\s+)?(?:block|blk)\.?\s+(?:of\s+)?(.+)$", re.IGNORECASE)
_CROSSING = re.compile(r"\s+(?:&|and|at|y|und)\s+|\s*[&/@]\s*", re.IGNORECASE)
_NUMBER_FIRST = re.compile(
    r"^#?(\d{1,6})[A-Za-z]?(?:\s*(?:-|–|to)\s*(\d{1,6})[A-Za-z]?)?(?:\s+1/2)?(?:\s*,\s*|\s+)(?!(?:st|nd|rd|th)\b)(.+)$",
    re.IGNORECASE,
)
_NUMBER_LAST = re.compile(r"^(.*[^\W\d_].*?)[\s,]+(\d{1,5})\s?[a-zA-Z]?(?:\s*[-–/]\s*\d{1,5}\s?[a-zA-Z]?)?$")
_ROAD = re.compile(
    r"(?:^|\s)(?:highway|hwy|route|rte|rt|road|rd|sr|cr|us|fm|interstate|i|ruta|carretera)$", re.IGNORECASE
)
_UNIT = re.compile(
    r"[\s,]+(?:#|apt\.?|apartment|unit|suite|ste\.?|lot|bldg\.?|floor|fl\.?|rm\.?|room)\s*#?\w+\s*$", re.IGNORECASE
)
_NAME = re.compile(r"[^\W\d_]")
_LONGEST = 60
_NO_NAME = re.compile(
    r"[+(){}\[\]:?!*=]|\d\.\d|\d\s*-\s*\d|\b(?:between|near|corner|behind|across|heading|unknown)\b", re.IGNORECASE
)
"""What a plus code, a remark or a description has, and a street's name has not."""
_LEAD = re.compile(r"^(?:intersection|corner|junction|int)\s+(?:of\s+)?", re.IGNORECASE)
_PARTED_DIRECTION = re.compile(r"^([NS])\.? ([EW])\.? ", re.IGNORECASE)
_USUAL = {"terr": "Ter", "av": "Ave", "aven": "Ave", "avn": "Ave", "bvd": "Blvd", "blv": "Blvd", "str": "St"}
"""The usual way of writing for suffixes that exports in capitals write otherwise."""
_BARE_ORDINAL = re.compile(r"\b(\d{1,3}) ([^\W\d_]+)\b")
_PARTED_ORDINAL = re.compile(r"\b(\d+) (st|nd|rd|th)\b(?= \w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressLine:
    """What one line says; without a number it is the street alone, and `landmark` is neither."""

    street: str = ""
    crossing: str = ""
    number: int | None = None
    last_number: int | None = None
    """Of a range of houses; the point is then somewhere between."""
    landmark: str = ""


def read_address_line(line: str, tails: frozenset[str]) -> AddressLine | None:
    """The address in `line`; None when it names nothing. `tails` are the ends that all addresses share."""
    line = _LEAD.sub("", _street_part(without_postcode(" ".join(line.split())), tails))
    if fold(line) in tails:
        return None
    block = _BLOCK.match(line)
    if block:
        return _numbered(block[2], block[1], str(int(block[1]) // 100 * 100 + 99))
    if len(halves := _CROSSING.split(line)) == 2 and all(map(_is_name, halves)) and not _NUMBER_FIRST.match(halves[0]):
        return AddressLine(street=tidy(without_tail(halves[0], tails)), crossing=tidy(halves[1]))
    if first := _NUMBER_FIRST.match(line):
        return _numbered(first[3], first[1], first[2])
    if (last := _NUMBER_LAST.match(line)) and not _ROAD.search(last[1]):
        return _numbered(last[1], last[2], None)
    return _named(line)


def _street_part(line: str, tails: frozenset[str]) -> str:
    """What stands before the city: up to the first comma behind a name."""
    parts = [part.strip() for part in line.split(",")]
    named = next((place for place, part in enumerate(parts) if _NAME.search(part)), 0)
    return _UNIT.sub("", without_tail(", ".join(parts[: named + 1]), tails))


def _numbered(street: str, number: str, last: str | None) -> AddressLine | None:
    street = tidy(street)
    if not _is_name(street):
        return None
    return AddressLine(street=street, number=int(number), last_number=int(last) if last else None)


def _named(line: str) -> AddressLine | None:
    if not _is_name(line):
        return None
    words = [fold(word) for word in line.split()]
    if words[-1] in LANDMARKS or words[0] in SPANISH_LANDMARKS:
        return AddressLine(landmark=tidy(line))
    return AddressLine(street=tidy(line))


def _is_name(words: str) -> bool:
    return _NAME.search(words) is not None and len(words) <= _LONGEST and not _NO_NAME.search(words)


def tidy(street: str) -> str:
    """One blank between words, and no capitals only: `NW 7th Ave`."""
    is_shouted = street.isupper()
    street = _PARTED_DIRECTION.sub(r"\1\2 ", " ".join(street.strip(" ,.;").split()))
    street = _BARE_ORDINAL.sub(_with_ending, _PARTED_ORDINAL.sub(r"\1\2", street))
    return " ".join(map(_cased, street.split())) if is_shouted else street


def _with_ending(match: re.Match[str]) -> str:
    """`NW 7 Ave` is NW 7th Ave; a road's number stands behind its kind."""
    is_ordinal = fold(match[2].strip(".")) in SUFFIXES
    return f"{ordinal(match[1])} {match[2]}" if is_ordinal else match[0]


def _cased(word: str) -> str:
    return word if fold(word) in DIRECTIONS else _USUAL.get(fold(word), word.capitalize())
