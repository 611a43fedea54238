"""The part of the city that a department's requests lie in, as a polygon around most of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

Point = tuple[float, float]
"""Longitude and latitude."""
_LEAST_POINTS = 8
_KEPT = 0.9
"""The share of the points, nearest to their middle, that the outline goes around."""
_DIGITS = 4
"""Decimals of a degree: about ten metres, so that no corner is anybody's house."""


def find_outline(points: Iterable[Point | None]) -> tuple[Point, ...] | None:
    """The convex outline of most points, closed, counter-clockwise; None for too few or when they lie in a line."""
    known = [point for point in points if point is not None]
    if len(known) < _LEAST_POINTS:
        return None
    lon, lat = median(x for x, _ in known), median(y for _, y in known)
    near = sorted(known, key=lambda point: (point[0] - lon) ** 2 + (point[1] - lat) ** 2)
    rounded = sorted({(round(x, _DIGITS), round(y, _DIGITS)) for x, y in near[: int(len(near) * _KEPT)]})
    lower, upper = _half(rounded), _half(rounded[::-1])
    corners = (*lower[:-1], *upper[:-1])
    return (*corners, corners[0]) if len(corners) >= 3 else None


def _half(points: Sequence[Point]) -> list[Point]:
    """One side of the convex hull (Andrew's monotone chain)."""
    chain: list[Point] = []
    for point in points:
        while len(chain) >= 2 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(first: Point, second: Point, third: Point) -> float:
    return (second[0] - first[0]) * (third[1] - first[1]) - (second[1] - first[1]) * (third[0] - first[0])


def is_inside(point: Point, corners: Sequence[Point]) -> bool:
    """Whether a point lies in a convex outline, its border included."""
    return all(_turn(first, second, point) >= 0 for first, second in pairwise(corners))
