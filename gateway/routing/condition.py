"""What a condition of any kind becomes when it is compiled, and what it is compiled against."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from gateway.routing.areas import Shape
from gateway.routing.calendar import DateSpan
from gateway.routing.facts import Facts
from gateway.routing.phrases import Phrase

Keys = frozenset[str] | None
"""A message without any of these cannot meet the condition; None when nothing can be said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A named area of the city: a shape on the map, and the names people call it by."""

    shape: Shape | None
    names: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What conditions are compiled against."""

    districts: Mapping[str, District] = field(default_factory=dict)
    holidays: tuple[DateSpan, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    """The group of each service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A compiled condition: `said` is how a person would read it, `parts` are what it is made of."""

    kind: str
    said: str
    test: Callable[[Facts], bool]
    keys: Keys = None
    parts: tuple[Condition, ...] = ()


def one_of(kind: str, said: Iterable[str], test: Callable[[Facts], bool], keys: Keys = None) -> Condition:
    """A condition without parts that is true for any of the things `said`."""
    return Condition(kind=kind, said=" or ".join(said), test=test, keys=keys)
