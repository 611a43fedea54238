"""What a condition of any kind becomes when it is compiled, and what it is compiled against."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from gateway.routing.areas import Shape
from gateway.routing.calendar import DateSpan
from gateway.routing.facts import Facts
from gateway.routing.phrases import Phrase

_SAID_ALOUD = 4
"""Members of a list that an explanation names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a message must have before a condition can be met: one of `keys`; or what one, or each, of `parts` needs."""

    kind: Literal["one of", "any", "all"]
    keys: frozenset[str] = frozenset()
    parts: tuple[Need, ...] = ()


NEVER_MET = Need(kind="one of")
"""What nothing has."""


def need_one_of(keys: Iterable[str]) -> Need:
    """At least one of these keys."""
    return Need(kind="one of", keys=frozenset(keys))


def need_any(needs: Sequence[Need | None]) -> Need | None:
    """What one of them needs; nothing can be said when one of them says nothing."""
    known = tuple(need for need in needs if need is not None)
    return Need(kind="any", parts=known) if len(known) == len(needs) else None


def need_all(needs: Sequence[Need | None]) -> Need | None:
    """What all of them need."""
    known = tuple(need for need in needs if need is not None)
    return Need(kind="all", parts=known) if known else None


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
    takers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The city's services that are like a shipped one: what is asked of that one is asked of them."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """The address that each alias stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A compiled condition: `said` is how a person would read it, `parts` are what it is made of."""

    kind: str
    said: str
    test: Callable[[Facts], bool]
    need: Need | None = None
    """None when nothing can be said."""
    parts: tuple[Condition, ...] = ()
    find: Callable[[Facts], str] | None = None
    """Of a list of words: the one that was met."""


def one_of(kind: str, said: Iterable[str], test: Callable[[Facts], bool], need: Need | None = None) -> Condition:
    """A condition without parts that is true for any of the things `said`."""
    return Condition(kind=kind, said=listed(said), test=test, need=need)


def listed(said: Iterable[str]) -> str:
    """A list as it is said aloud; a long one is cut."""
    words = list(said)
    shown, rest = words[:_SAID_ALOUD], len(words) - _SAID_ALOUD
    return " or ".join([*shown, *([f"{rest} more"] if rest > 0 else [])])
