"""Shapes are GeoJSON as RFC 7946 has it, and what is not is refused with what to write."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.routing.areas import read_shape


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        "Downtown",
        {},
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Polygon"},
        polygon(),
        polygon("ring"),
        polygon([[1, 1], [2, 2], [1, 1]]),
        polygon([[1, 1], [2, 1], [2, 2], [1, 2]]),
        polygon([[1, 1], [2, 1], ["2", 2], [1, 1]]),
        polygon([[1, 1], [2, 1], [2, 91], [1, 1]]),
        polygon([[1, 1], [181, 1], [2, 2], [1, 1]]),
        polygon([[1, 1], *[[2, 2]] * 20_000, [1, 1]]),
    ],
)
def test_what_is_no_shape_is_refused(geometry: Any) -> None:
    """A shape that is read wrongly sends tickets across town."""
    with pytest.raises(ValueError, match=r"\."):
        read_shape(geometry)


@pytest.mark.parametrize("corner", [[180, 90], [-180, -90], [1.5, 2, 30]])
def test_corner_on_the_edge_of_the_world_is_read(corner: list[float]) -> None:
    """Bounds count, and a height is passed over."""
    assert read_shape(polygon([[1, 1], [2, 1], corner, [1, 1]])).polygons[0][0][2] == (corner[0], corner[1])
