"""The lines of a city's streets, laid out in squares so that a map of one corner need not look at the whole city."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from gateway.web.maps.frame import METERS_PER_DEGREE, Frame
from parsers.atlas import Atlas, Point
from parsers.gazetteer import Gazetteer

_SQUARE = 0.005
"""Degrees of the side of a square: about half a kilometer."""
_MOST_SQUARES = 400
"""Where a map has more, the whole city is looked at."""
_NEIGHBORS = 4
"""Houses that follow each other; their middle is in the street, not on one side of it."""
_WIDEST_GAP = 500.0
"""Meters between houses behind which nobody knows how the street goes on."""


@dataclass(frozen=True, slots=True)
class Way:
    """A part of a street as a line of latitudes and longitudes."""

    street: str
    line: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """All ways of a city, and which of them touch a square."""

    ways: tuple[Way, ...]
    squares: dict[tuple[int, int], tuple[int, ...]]

    def within(self, frame: Frame) -> Iterator[Way]:
        """The ways that may be seen, each once, in the order of the streets' names."""
        west, south, east, north = (math.floor(edge / _SQUARE) for edge in frame.edges)
        if (east - west + 1) * (north - south + 1) > _MOST_SQUARES:
            yield from self.ways
            return
        seen = {
            way
            for across in range(west, east + 1)
            for up in range(south, north + 1)
            for way in self.squares.get((across, up), ())
        }
        yield from (self.ways[way] for way in sorted(seen))


@lru_cache(maxsize=2)
def ground_of(gazetteer: Gazetteer) -> Ground:
    """The ground of a gazetteer, made once: a tenth of a second for a large city."""
    ways = tuple(_ways(gazetteer.atlas))
    squares: dict[tuple[int, int], list[int]] = {}
    for place, way in enumerate(ways):
        for square in _touched(way.line):
            squares.setdefault(square, []).append(place)
    return Ground(ways, {square: tuple(touching) for square, touching in squares.items()})


def _touched(line: Sequence[Point]) -> set[tuple[int, int]]:
    """The squares of the boxes around each piece of a line."""
    found: set[tuple[int, int]] = set()
    for (lat1, lon1), (lat2, lon2) in pairwise(line):
        across = range(math.floor(min(lon1, lon2) / _SQUARE), math.floor(max(lon1, lon2) / _SQUARE) + 1)
        up = range(math.floor(min(lat1, lat2) / _SQUARE), math.floor(max(lat1, lat2) / _SQUARE) + 1)
        found.update((x, y) for x in across for y in up)
    return found


def _ways(atlas: Atlas) -> Iterator[Way]:
    """The lines of the map that was imported; of a street without any, a line along its houses."""
    for place, street in enumerate(atlas.streets):
        stretches = atlas.stretches.of(place)
        if len(stretches):
            yield from (Way(street, tuple(atlas.stretches.line(stretch))) for stretch in stretches)
        else:
            yield from (Way(street, line) for line in _along_houses(atlas, place))


def _along_houses(atlas: Atlas, street: int) -> Iterator[tuple[Point, ...]]:
    begin, end = atlas.houses.bounds(street)
    groups = [range(at, min(at + _NEIGHBORS, end)) for at in range(begin, end, _NEIGHBORS)]
    run: list[Point] = []
    for spot in (_middle([atlas.houses.point(house) for house in group]) for group in groups):
        if run and _meters(run[-1], spot) > _WIDEST_GAP:
            if len(run) > 1:
                yield tuple(run)
            run = []
        run.append(spot)
    if len(run) > 1:
        yield tuple(run)


def _middle(points: Sequence[Point]) -> Point:
    return sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points)


def _meters(one: Point, other: Point) -> float:
    wide = (other[1] - one[1]) * math.cos(math.radians(one[0]))
    return math.hypot(other[0] - one[0], wide) * METERS_PER_DEGREE
