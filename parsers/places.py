"""One place as it was found in the pieces of a text, before the best of them is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.values import LocationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place with the pieces (first and last) that it takes."""

    kind: LocationKind
    first: int
    last: int
    confidence: float
    streets: tuple[str, ...] = ()
    number: str | None = None
    unmarked: tuple[str, ...] = ()
    """Those of `streets` that no suffix marks: a city's list that has them not speaks against them."""
