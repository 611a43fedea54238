"""Find where streets meet: at the points that their lines share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from parsers.atlas import Crossing, Point, Stretch

_PLACES = 5
"""Decimals of a degree that two ends have to share: one metre."""


def find_crossings(stretches: Iterable[Stretch]) -> Iterator[Crossing]:
    """Every pair of streets that have a point in common; where they meet twice, the first time."""
    at: dict[tuple[float, float], dict[str, Point]] = {}
    for stretch in stretches:
        for lat, lon in stretch.line:
            at.setdefault((round(lat, _PLACES), round(lon, _PLACES)), {})[stretch.street] = (lat, lon)
    seen: set[tuple[str, str]] = set()
    for streets in at.values():
        for first, second in combinations(sorted(streets), 2) if len(streets) > 1 else ():
            if (first, second) not in seen:
                seen.add((first, second))
                lat, lon = streets[first]
                yield Crossing(first=first, second=second, lat=lat, lon=lon)
