"""Hold what was read against the city's own street list, and find its streets where no suffix marks them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from parsers.place_words import DIRECTIONS, PARTICLES, SUFFIX_FORMS, SUFFIXES
from parsers.values import Location
from parsers.words import fold

_WORD = re.compile(r"[^\W_]+")
_ALIKE = 88.0
"""Percent of likeness from which a name is taken for a misspelling of one in the list."""
_SHORTEST_FUZZY = 5
_SHORT = frozenset(SUFFIX_FORMS.values())


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """A city's streets by their names without suffix and direction (`oak` for `N Oak Street`)."""

    by_core: Mapping[str, tuple[str, ...]]
    longest: int

    def __bool__(self) -> bool:
        """Whether it knows a street."""
        return bool(self.by_core)

    def find(self, name: str) -> str | None:
        """The street of the list that `name` means, as the list writes it; None when it has none like it."""
        core = core_name(name)
        known = self.by_core.get(core)
        if known is None and len(core) >= _SHORTEST_FUZZY:
            near = process.extractOne(core, self.by_core.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
            known = self.by_core[near[0]] if near else None
        return _best(name, known) if known else None

    def is_core(self, words: Sequence[str]) -> bool:
        """Whether the folded `words` are exactly the core of a street's name."""
        return " ".join(words) in self.by_core

    def find_landmark(self, words: str) -> str | None:
        """The landmark that `words` name, as the city writes it; None when it knows none of that name."""
        return None

    def locate(self, location: Location) -> Location:
        """`location` with what is known of it: its point, its candidates, and how sure it is now."""
        return location


def make_gazetteer(streets: Iterable[str]) -> Gazetteer:
    """The gazetteer of `streets`; empty names and names without letters or digits are left out."""
    by_core: dict[str, tuple[str, ...]] = {}
    for street in streets:
        core = core_name(street)
        if core:
            by_core[core] = (*by_core.get(core, ()), street.strip())
    return Gazetteer(by_core, max((len(core.split()) for core in by_core), default=0))


NO_STREETS = Gazetteer({}, 0)


def core_name(name: str) -> str:
    """The telling words of a street's name: `NW Oak St.` and `Calle Oak` are both `oak`."""
    words = [SUFFIX_FORMS.get(word, word) for word in map(fold, _WORD.findall(name))]
    core = [word for word in words if word not in DIRECTIONS and word not in _SHORT and word not in SUFFIXES]
    return " ".join([word for word in core if word not in PARTICLES] or core or words)


def _best(name: str, known: tuple[str, ...]) -> str:
    """Of streets with the same core, the one that shares most of the other words."""
    said = _forms(name)
    return max(known, key=lambda street: (len(said & _forms(street)), -len(_forms(street))))


def _forms(name: str) -> set[str]:
    return {SUFFIX_FORMS.get(word, word) for word in map(fold, _WORD.findall(name))}
