"""A polygon that crosses itself is found however it is drawn, and no city's real outline is taken for one."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.routing.areas import ShapeError, check_shape
from gateway.routing.crossings import Point, find_crossing
from tests.own_time import done_within

SQUARE = [(0, 0), (2, 0), (2, 2), (0, 2), (0, 0)]


@pytest.mark.parametrize(
    ("ring", "sides"),
    [
        ([(0, 0), (2, 2), (2, 0), (0, 2), (0, 0)], (0, 2)),
        ([(0, 0), (4, 0), (4, 1), (1, 1), (1, -1), (0, -1), (0, 0)], (0, 3)),
        ([(0, 0), (2, 2), (2, 0), (1, 1), (0, 2), (0, 0)], (0, 2)),
        ([(0, 0), (0, 0), (2, 2), (2, 0), (2, 0), (0, 2), (0, 0)], (1, 4)),
    ],
    ids=["bow tie", "spike through the border", "through a corner", "with doubled corners"],
)
def test_crossing_is_named_by_its_sides(ring: list[Point], sides: tuple[int, int]) -> None:
    """The clerk must find the two lines among the corners as they are written."""
    assert find_crossing(ring) == sides


@pytest.mark.parametrize(
    "ring",
    [
        SQUARE,
        [(0, 0), (4, 0), (4, 4), (2, 0), (0, 4), (0, 0)],
        [(0, 0), (2, 0), (1, 1), (2, 2), (0, 2), (1, 1), (0, 0)],
        [(0, 0), (3, 0), (1, 0), (1, 1), (0, 0)],
        [(1, 1), (1, 1), (1, 1), (1, 1)],
    ],
    ids=["square", "corner on the border", "two triangles that touch", "there and back", "a point"],
)
def test_what_only_touches_does_not_cross(ring: list[Point]) -> None:
    """Outlines are rounded when they are exported; a corner that lies on the border harms nobody."""
    assert find_crossing(ring) is None


def circle(corners: int, radius: float = 1.0) -> list[Point]:
    """A round outline."""
    points = [
        (radius * math.cos(2 * math.pi * n / corners), radius * math.sin(2 * math.pi * n / corners))
        for n in range(corners)
    ]
    return [*points, points[0]]


def comb(teeth: int) -> list[Point]:
    """Long thin teeth, whose boxes lie side by side."""
    points = [(0.0, -1.0), *((n / 2, 10.0 * (n % 2)) for n in range(2 * teeth)), (float(teeth), -1.0)]
    return [*points, points[0]]


@pytest.mark.parametrize("outline", [circle(19_000), comb(9_000)], ids=["circle", "comb"])
def test_time_does_not_grow_with_the_square_of_the_corners(outline: list[Point]) -> None:
    """A district has thousands of corners; comparing each with each would take minutes."""
    assert done_within(4.0, lambda: find_crossing(outline)) is None


def crosses_plainly(ring: list[Point]) -> bool:
    """The same asked of every pair of sides, for crossings between corners."""

    def turn(a: Point, b: Point, c: Point) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    sides = list(pairwise(ring))
    return any(
        turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0
        for number, (a, b) in enumerate(sides)
        for c, d in sides[number + 1 :]
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=3, max_size=12))
def test_no_crossing_between_corners_is_missed(points: list[Point]) -> None:
    """The boxes only save time."""
    ring = [*points, points[0]]
    if crosses_plainly(ring):
        assert find_crossing(ring) is not None


@pytest.mark.parametrize(
    ("kind", "path"),
    [("Polygon", ("coordinates", 1, 2)), ("MultiPolygon", ("coordinates", 1, 1, 2))],
)
def test_error_leads_to_the_corner(kind: str, path: tuple[int | str, ...]) -> None:
    """The second ring of the second polygon: the page marks that corner and not the whole city."""
    tie = [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]
    rings = [[list(point) for point in SQUARE], tie]
    coordinates = rings if kind == "Polygon" else [rings[:1], rings]
    with pytest.raises(ShapeError, match=r"crosses the line from \[0\.0, 0\.0\] to \[1\.0, 1\.0\]") as caught:
        check_shape({"type": kind, "coordinates": coordinates})
    assert caught.value.path == path
