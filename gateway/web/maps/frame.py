"""The part of the world that a map shows, and where a point of it lies on the paper."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.atlas import Point

METERS_PER_DEGREE = 111_195.0
_ROOM = 1.25
"""How much wider than its outermost points a map is."""
_MOST_LAT = 85.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A rectangle of paper around a middle, in WGS84 degrees; small enough that the earth is flat on it."""

    lat: float
    lon: float
    scale: float
    """Meters that one unit of the paper is."""
    width: int
    height: int

    def place(self, lat: float, lon: float) -> Point:
        """Where a point lies on the paper: to the right and down from the upper left corner."""
        right = (lon - self.lon) * METERS_PER_DEGREE * self._narrow / self.scale
        return self.width / 2 + right, self.height / 2 - (lat - self.lat) * METERS_PER_DEGREE / self.scale

    @property
    def _narrow(self) -> float:
        return math.cos(math.radians(self.lat))

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """West, south, east and north in degrees."""
        high = self.height / 2 * self.scale / METERS_PER_DEGREE
        wide = self.width / 2 * self.scale / METERS_PER_DEGREE / self._narrow
        return self.lon - wide, self.lat - high, self.lon + wide, self.lat + high

    def runs(self, line: Sequence[Point]) -> Iterator[list[Point]]:
        """The parts of a line of degrees that may be seen, on paper; corners that fall together are one."""
        west, south, east, north = self.edges
        run: list[Point] = []
        for before, after in pairwise(line):
            is_beside = max(before[1], after[1]) < west or min(before[1], after[1]) > east
            if is_beside or max(before[0], after[0]) < south or min(before[0], after[0]) > north:
                if len(run) > 1:
                    yield run
                run = []
                continue
            _extend(run, self.place(*before))
            _extend(run, self.place(*after))
        if len(run) > 1:
            yield run

    def has(self, lat: float, lon: float) -> bool:
        """Whether a point is on the paper."""
        west, south, east, north = self.edges
        return south <= lat <= north and west <= lon <= east


def _extend(run: list[Point], spot: Point) -> None:
    if not run or math.dist(run[-1], spot) >= 1.0:
        run.append(spot)


def frame_around(points: Sequence[Point], *, around: float, width: int, height: int) -> Frame:
    """A frame with all `points` (latitude, longitude) in it, at least `around` meters from the middle to each side."""
    lats = [max(-_MOST_LAT, min(_MOST_LAT, lat)) for lat, _ in points]
    lons = [lon for _, lon in points]
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    high = (max(lats) - min(lats)) * METERS_PER_DEGREE * _ROOM
    wide = (max(lons) - min(lons)) * METERS_PER_DEGREE * math.cos(math.radians(lat)) * _ROOM
    scale = max(2 * around / min(width, height), high / height, wide / width)
    return Frame(lat=lat, lon=lon, scale=scale, width=width, height=height)
