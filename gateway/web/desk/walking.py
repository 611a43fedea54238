"""In which order a crew goes from place to place: always on to the nearest one that is left."""

from __future__ import annotations

import math
from collections.abc import Sequence

Place = tuple[float, float]
"""Latitude and longitude in WGS84 degrees."""


def order_by_way(places: Sequence[Place]) -> list[int]:
    """The positions of `places` in the order of the way, which begins at the first; at most a few hundred of them."""
    left = list(range(len(places)))
    way: list[int] = []
    while left:
        near = min(left, key=lambda one: _distance(places[way[-1]], places[one])) if way else left[0]
        left.remove(near)
        way.append(near)
    return way


def _distance(one: Place, other: Place) -> float:
    """Good enough to compare within a city, in degrees of latitude."""
    wide = math.cos(math.radians(one[0]))
    return math.hypot(one[0] - other[0], (one[1] - other[1]) * wide)
