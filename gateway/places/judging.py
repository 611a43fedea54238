"""Hold a geocoder's answer against what was said: the same place, another one to ask about, several, or none (15.6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gateway.places.candidates import Candidate
from gateway.places.region import Region
from parsers.gazetteer import core_name
from parsers.place_words import DIRECTIONS, SUFFIX_FORMS, SUFFIXES
from parsers.values import Location, LocationKind
from parsers.words import fold

MOST_CHOICES = 4
"""More lines are no choice but a list, and no text of two segments."""
_WORD = re.compile(r"[^\W_]+")
_NEAR_DEGREES = 0.002
"""About two hundred metres: two entries of one building, not two places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One place; `is_as_said` when its street and number, or its name, are those that were said."""

    candidate: Candidate
    is_as_said: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    """Several places that the words may mean."""

    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Only places outside of the city."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfound:
    """Nothing that is as exact as what was said."""


Verdict = Found | OneOf | Elsewhere | Unfound


def judge(said: Location, candidates: Sequence[Candidate], region: Region) -> Verdict:
    """What the candidates mean for the place that was said. Pure."""
    inside = [candidate for candidate in candidates if region.holds(candidate)]
    if not inside:
        return Elsewhere() if candidates else Unfound()
    exact = _apart(candidate for candidate in inside if _is_exact_enough(said, candidate))
    if not exact:
        return Unfound()
    same = [candidate for candidate in exact if _is_as_said(said, candidate)]
    if len(same) == 1:
        return Found(candidate=same[0], is_as_said=True)
    rivals = same or exact
    if len(rivals) == 1:
        return Found(candidate=rivals[0], is_as_said=False)
    return OneOf(candidates=tuple(rivals[:MOST_CHOICES]))


def _is_exact_enough(said: Location, candidate: Candidate) -> bool:
    """A house that was named by its number is not where its street has its middle."""
    return bool(candidate.number and candidate.street) if said.number else bool(candidate.name or candidate.number)


def _is_as_said(said: Location, candidate: Candidate) -> bool:
    if said.kind is LocationKind.LANDMARK:
        return _words(candidate.name) == _words(said.text)
    is_number = said.number is not None and said.number.lower() == candidate.number.lower()
    return is_number and any(is_same_street(street, candidate.street) for street in said.streets)


def is_same_street(said: str, known: str) -> bool:
    """Whether two names mean one street: `oak` may be any Oak, but `Oak St` is not Oak Avenue, nor `N Oak` S Oak."""
    if core_name(said) != core_name(known):
        return False
    here, there = _forms(said), _forms(known)
    return all(not (here & kind) or not (there & kind) or here & there & kind for kind in _KINDS)


_KINDS = (
    frozenset(SUFFIX_FORMS.get(word, word) for word in SUFFIXES),
    frozenset(SUFFIX_FORMS.get(word, word) for word in DIRECTIONS),
)


def _forms(name: str) -> frozenset[str]:
    return frozenset(SUFFIX_FORMS.get(word, word) for word in map(fold, _WORD.findall(name)))


def _words(name: str) -> list[str]:
    return [word for word in map(fold, _WORD.findall(name)) if word not in ("the", "la", "el", "los", "las")]


def _apart(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates without those that are the same place once more."""
    kept: list[Candidate] = []
    for candidate in candidates:
        if not any(_is_near(candidate, other) and candidate.words == other.words for other in kept):
            kept.append(candidate)
    return kept


def _is_near(one: Candidate, other: Candidate) -> bool:
    return abs(one.lat - other.lat) < _NEAR_DEGREES and abs(one.lon - other.lon) < 2 * _NEAR_DEGREES
