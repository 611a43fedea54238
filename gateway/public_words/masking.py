"""Masks words for good: what the reader of personal data finds, and what is known of the people of a ticket."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gateway.routing import Rulebook
from gateway.store.forgetting import Mask, Person
from parsers.personal import find_personal, mask
from parsers.values import Location, LocationKind, PersonalKind

_SHORTEST_NAME = 3
_WORD = re.compile(r"[^\W\d_]+")
_NOWHERE = Location(kind=LocationKind.LANDMARK, text="", start=-1, end=-1, confidence=0.0)
"""Homes are looked for only beside a place; nothing here has to be found by anybody any more."""


def make_mask(rulebook: Rulebook, people: Iterable[Person] = (), names: Iterable[str] = ()) -> Mask:
    """A function that masks words; `people`, and those of these `names`, wherever one of their names stands."""
    city = rulebook.city
    own = frozenset(address.lower() for address in (*city.own_addresses, *city.numbers))
    known = _known((*(person.address for person in people), *_parts((*(person.name for person in people), *names))))

    def masked(words: str) -> str:
        if not words:
            return words
        found = find_personal(words, timezone=city.timezone, own=own, places=(_NOWHERE,))
        return known.sub(_instead, mask(words, found)) if known else mask(words, found)

    return masked


def find_told_names(*texts: str) -> tuple[str, ...]:
    """The names that somebody gives in these words, so that they are masked where others use a part of them too."""
    return tuple(found.text for text in texts for found in find_personal(text) if found.kind is PersonalKind.NAME)


def _known(words: Iterable[str]) -> re.Pattern[str] | None:
    """Whatever people are called and reached by, the longest first."""
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    if not longest_first:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def _parts(names: Iterable[str]) -> Iterable[str]:
    """Whole names, and each word of them that is no initial."""
    whole = [name.strip() for name in names if len(name.strip()) >= _SHORTEST_NAME]
    parts = [part for name in whole for part in _WORD.findall(name) if len(part) >= _SHORTEST_NAME]
    return (*whole, *parts)


def _instead(found: re.Match[str]) -> str:
    words = found.group()
    return "[email]" if "@" in words else "[phone]" if words[-1].isdigit() else "[name]"
