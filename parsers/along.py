"""Find the point of a house number on a street: known, between its neighbours, or along the stretch that has it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from math import cos, hypot, radians

from parsers.atlas import Atlas, Point

_METRES_PER_DEGREE = 111_200.0
_WIDEST_GAP = 500.0
"""Metres between two known neighbours from which the point between them is no point any more."""
_ENOUGH = 4
"""Known numbers of a street from which a number far outside of them is doubted."""
_BLOCK = 100


class Fit(Enum):
    """How well a house number fits a street."""

    KNOWN = "known"
    WITHIN = "within"
    UNTOLD = "untold"
    """Too little is known of the street's numbers."""
    BEYOND = "beyond"
    """The street's numbers do not reach so far."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A house number on a street: how well it fits, and its point where that can be told."""

    fit: Fit
    point: Point | None = None


def find_house(atlas: Atlas, street: str, number: int) -> Spot:
    """Where `number` of `street` (as the atlas writes it) is."""
    place = atlas.index.get(street)
    if place is None:
        return Spot(Fit.UNTOLD)
    spot = _among_houses(atlas, place, number)
    if spot.fit is Fit.KNOWN or spot.point is not None:
        return spot
    along = _on_stretches(atlas, place, number)
    return along or (spot if spot.fit is Fit.WITHIN else _outside(atlas, place, number))


def metres_between(one: Point, other: Point) -> float:
    """Good enough inside of a city."""
    wide = cos(radians(one[0]))
    return _METRES_PER_DEGREE * hypot(one[0] - other[0], (one[1] - other[1]) * wide)


def _among_houses(atlas: Atlas, street: int, number: int) -> Spot:
    houses = atlas.houses
    first, end = houses.bounds(street)
    at = bisect_left(houses.numbers, number, first, end)
    if at < end and houses.numbers[at] == number:
        return Spot(Fit.KNOWN, houses.point(at))
    if first < at < end:
        low, high = houses.numbers[at - 1], houses.numbers[at]
        return Spot(
            Fit.WITHIN, _between(houses.point(at - 1), houses.point(at), (number - low) / (high - low), _WIDEST_GAP)
        )
    return Spot(Fit.UNTOLD)


def _outside(atlas: Atlas, street: int, number: int) -> Spot:
    """Whether the street reaches so far; a number of the same hundred as a known one may well be there."""
    first, end = atlas.houses.bounds(street)
    known = list(atlas.houses.numbers[first:end])
    known += [
        reached for stretch in atlas.stretches.of(street) for side in atlas.stretches.sides(stretch) for reached in side
    ]
    if len(known) < _ENOUGH and not (known and atlas.has_network):
        return Spot(Fit.UNTOLD)
    margin = 0 if atlas.has_network else _BLOCK - 1
    is_close = min(known) - margin <= number <= max(known) + margin
    return Spot(Fit.UNTOLD if is_close else Fit.BEYOND)


def _between(one: Point, other: Point, share: float, widest: float) -> Point | None:
    if metres_between(one, other) > widest:
        return None
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def _on_stretches(atlas: Atlas, street: int, number: int) -> Spot | None:
    """On the stretch whose side has the number, that of its parity before the others."""
    having = [
        (stretch, side)
        for stretch in atlas.stretches.of(street)
        for side in atlas.stretches.sides(stretch)
        if min(side) <= number <= max(side)
    ]
    if not having:
        return None
    stretch, (first, last) = min(having, key=lambda found: ((found[1][0] - number) % 2, found[0]))
    share = (number - first) / (last - first) if last != first else 0.5
    return Spot(Fit.WITHIN, along_line(atlas.stretches.line(stretch), share))


def along_line(line: Sequence[Point], share: float) -> Point:
    """The point at `share` (0 to 1) of the length of `line`."""
    lengths = [metres_between(one, other) for one, other in pairwise(line)]
    left = share * sum(lengths)
    for (one, other), length in zip(pairwise(line), lengths, strict=True):
        if left <= length and length > 0:
            part = left / length
            return one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part
        left -= length
    return line[-1]
