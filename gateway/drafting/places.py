"""The street of an address, as an exception names it."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"^\s*\d+\w?(?:\s*[-–]\s*\d+\w?)?\s+|\s+\d+\s?[a-z]?\s*$", re.IGNORECASE)
_CROSSING = re.compile(r"\s(?:&|and|at|/)\s|@|\+", re.IGNORECASE)


def street_of(address: str) -> str:
    """The street in front of the first comma, without the house number; empty for crossings and for no street."""
    first = address.partition(",")[0].strip()
    if not first or _CROSSING.search(first):
        return ""
    street = _NUMBER.sub("", first).strip()
    return street.casefold() if sum(character.isalpha() for character in street) >= 4 else ""
