"""What a city says of its services: which shipped ones they are like, and what its history calls them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

_FURTHER = 0.5
"""What a second code adds to a service that is like several: they often hear the same words."""
_UNLISTED = 0.8
"""What a shipped service that the city does not have counts: it wins where it leads clearly, and a person looks."""
_LATER = 0.97
"""What a code counts for each further service that hears it, so that the first of the file answers a tie."""
DANGERS = frozenset({"gas_odor", "downed_wire"})
"""Heard in full by every city, whatever it lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CityServices:
    """The services of a rulebook. Empty for a city that says nothing: every shipped service is then its own."""

    listed: frozenset[str] = frozenset()
    like: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Shipped codes whose words a service speaks in besides its own."""
    takers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The services that are like a shipped code."""
    categories: Mapping[str, str] = field(default_factory=dict)
    """The service of each name in the history, in the form of `fold_name`."""

    def hear(self, scores: Mapping[str, float]) -> dict[str, float]:
        """The scores of the shipped codes and of the city's words as scores of the city's services."""
        if not self.listed:
            return dict(scores)
        heard: dict[str, list[float]] = {}
        for code, score in scores.items():
            for place, service in enumerate(self.heard_as(code)):
                heard.setdefault(service, []).append(score * self._standing(service) * _LATER**place)
        return {service: _together(parts) for service, parts in heard.items()}

    def heard_as(self, code: str) -> tuple[str, ...]:
        """The services that answer where `code` is heard: itself unless it was replaced, then those like it."""
        takers = self.takers.get(code, ())
        return (code, *takers) if code in self.listed or not takers else takers

    def codes_of(self, service: str) -> frozenset[str]:
        """The codes whose words are those of `service`, itself among them."""
        return frozenset((service, *self.like.get(service, ())))

    def find_category(self, name: str) -> str | None:
        """The service that the history calls `name`; capitals and blanks make no difference."""
        return self.categories.get(fold_name(name))

    def _standing(self, service: str) -> float:
        return 1.0 if service in self.listed or service in DANGERS else _UNLISTED


def index_takers(like: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """The services by the codes that they are like."""
    takers: dict[str, tuple[str, ...]] = {}
    for service, codes in like.items():
        for code in codes:
            if code != service:
                takers[code] = (*takers.get(code, ()), service)
    return takers


@lru_cache(maxsize=5_000)
def fold_name(name: str) -> str:
    """A name in the form in which names of the history are compared."""
    return " ".join(name.casefold().split())


def _together(scores: Iterable[float]) -> float:
    """What several codes say for one service: the loudest in full, the others in part."""
    best, *others = sorted(scores, reverse=True)
    return best + _FURTHER * sum(others)
