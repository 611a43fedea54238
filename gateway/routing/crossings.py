"""Finds where the outline of a polygon crosses itself, a slip after which inside and outside are anybody's guess."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Box = tuple[float, float, float, float]

_MOST_STEPS = 2_000_000
"""Pairs of stretches that are compared; an outline that is wound more than any city's is let pass."""


def find_crossing(ring: Sequence[Point]) -> tuple[int, int] | None:
    """The numbers, from 0, of the corners at which two sides begin that cross each other, the first one first.

    The last corner of `ring` is its first. Sides that only touch, and outlines that touch themselves, do not cross.
    """
    kept = [number for number, (point, following) in enumerate(pairwise([*ring, None])) if point != following]
    outline = [ring[number] for number in kept]
    if len(outline) < 4:
        return None
    for one, other in _near_pairs(_stretch(outline, 0, len(outline) - 1)):
        if _cross(outline, one, other):
            return kept[one], kept[other]
    return None


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Sides that follow each other, from number `first` to before `end`, with the box around them."""

    first: int
    end: int
    box: Box
    halves: tuple[_Stretch, ...] = ()


def _stretch(ring: Sequence[Point], first: int, end: int) -> _Stretch:
    if end - first == 1:
        return _Stretch(first, end, _box(ring[first], ring[end]))
    middle = (first + end) // 2
    one, other = _stretch(ring, first, middle), _stretch(ring, middle, end)
    west, south = min(one.box[0], other.box[0]), min(one.box[1], other.box[1])
    east, north = max(one.box[2], other.box[2]), max(one.box[3], other.box[3])
    return _Stretch(first, end, (west, south, east, north), (one, other))


def _near_pairs(whole: _Stretch) -> Iterator[tuple[int, int]]:
    """Pairs of sides whose boxes meet, the lower number first."""
    waiting = [(whole, whole)]
    for _ in range(_MOST_STEPS):
        if not waiting:
            return
        one, other = waiting.pop()
        if not _meet(one.box, other.box):
            continue
        if not one.halves and not other.halves:
            if one.first < other.first:
                yield one.first, other.first
        elif one is other:
            first, second = one.halves
            waiting += [(first, first), (first, second), (second, second)]
        elif other.halves and (not one.halves or other.end - other.first >= one.end - one.first):
            waiting += [(one, half) for half in other.halves]
        else:
            waiting += [(half, other) for half in one.halves]


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _cross(ring: Sequence[Point], one: int, other: int) -> bool:
    """Whether two sides cross, between their ends or in a corner of the outline that lies within a side."""
    a, b, c, d = ring[one], ring[one + 1], ring[other], ring[other + 1]
    if _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0:
        return True
    return _passes_through(ring, one, other) or _passes_through(ring, other, one)


def _passes_through(ring: Sequence[Point], through: int, side: int) -> bool:
    """Whether the outline changes from one side of the line `through` to the other in the end of `side`."""
    a, b, corner = ring[through], ring[through + 1], ring[side + 1]
    if corner in {a, b} or _turn(a, b, corner) != 0 or not _meet((*corner, *corner), _box(a, b)):
        return False
    onward = ring[side + 2] if side + 2 < len(ring) else ring[1]
    return _turn(a, b, ring[side]) * _turn(a, b, onward) < 0


def _box(a: Point, b: Point) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])


def _turn(a: Point, b: Point, c: Point) -> float:
    """Positive where the way from `a` over `b` to `c` turns left, 0 where it goes straight on."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
