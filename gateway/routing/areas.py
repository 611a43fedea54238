"""Districts on the map: GeoJSON polygons (RFC 7946) and a plain point-in-polygon test."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from gateway.routing.crossings import find_crossing

_MAX_POINTS = 20_000
_LONGITUDE, _LATITUDE = 180, 90

MARGIN_KILOMETRES = 5.0
"""Areas are districts, and what lies just outside of them may still be the city's."""
_KILOMETRES_PER_DEGREE = 111.2

Ring = tuple[tuple[float, float], ...]
"""Longitude and latitude of each corner; the last corner is the first."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Polygons, each with its outer ring first and its holes after it."""

    polygons: tuple[tuple[Ring, ...], ...]

    def contains(self, lat: float, lon: float) -> bool:
        """True when the point (WGS84 degrees) is inside; a point on the border may be either."""
        return any(
            _is_inside(rings[0], lat, lon) and not any(_is_inside(hole, lat, lon) for hole in rings[1:])
            for rings in self.polygons
        )


@dataclass(frozen=True, slots=True)
class Districts:
    """The areas of a rulebook that have a shape, in its order, each with the box around it."""

    areas: tuple[tuple[str, Shape, tuple[float, float, float, float]], ...] = ()

    def find(self, lat: float, lon: float) -> str:
        """The key of the first area that the point is in; empty when it is in none."""
        for key, shape, (west, south, east, north) in self.areas:
            if south <= lat <= north and west <= lon <= east and shape.contains(lat, lon):
                return key
        return ""


def make_districts(shapes: Mapping[str, Shape]) -> Districts:
    """Look areas up by their boxes first: most points are in none but one of them."""
    return Districts(tuple((key, shape, _bounds(shape)) for key, shape in shapes.items()))


def _bounds(shape: Shape) -> tuple[float, float, float, float]:
    """West, south, east and north."""
    corners = [corner for rings in shape.polygons for corner in rings[0]]
    lons, lats = [lon for lon, _ in corners], [lat for _, lat in corners]
    return min(lons), min(lats), max(lons), max(lats)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """The smallest box around the areas of a rulebook, in WGS84 degrees."""

    south: float
    north: float
    west: float
    east: float

    def is_near(self, lat: float, lon: float) -> bool:
        """Whether the point is inside or at most `MARGIN_KILOMETRES` outside."""
        high, wide = _margin(lat)
        return self.south - high <= lat <= self.north + high and self.west - wide <= lon <= self.east + wide

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """West, south, east and north with the margin, as map services write a box."""
        high, wide = _margin(max(abs(self.south), abs(self.north)))
        return self.west - wide, self.south - high, self.east + wide, self.north + high


def _margin(lat: float) -> tuple[float, float]:
    """`MARGIN_KILOMETRES` in degrees of latitude, and of longitude at `lat`."""
    high = MARGIN_KILOMETRES / _KILOMETRES_PER_DEGREE
    return high, high / max(0.01, math.cos(math.radians(lat)))


def box_around(shapes: Iterable[Shape]) -> Box | None:
    """The box around all corners; None when no area has a shape."""
    corners = [corner for shape in shapes for rings in shape.polygons for corner in rings[0]]
    if not corners:
        return None
    lons, lats = [lon for lon, _ in corners], [lat for _, lat in corners]
    return Box(south=min(lats), north=max(lats), west=min(lons), east=max(lons))


def _is_inside(ring: Ring, lat: float, lon: float) -> bool:
    """Count how often a line to the east crosses the ring: an odd number means inside."""
    inside = False
    for (lon1, lat1), (lon2, lat2) in pairwise(ring):
        if (lat1 > lat) != (lat2 > lat) and lon < lon1 + (lat - lat1) * (lon2 - lon1) / (lat2 - lat1):
            inside = not inside
    return inside


def read_shape(geometry: Any) -> Shape:
    """A GeoJSON geometry of type Polygon or MultiPolygon; raises ValueError with what is wrong."""
    match geometry:
        case {"type": "Polygon", "coordinates": list(rings)}:
            shape = Shape((_read_polygon(rings),))
        case {"type": "MultiPolygon", "coordinates": list(polygons)}:
            shape = Shape(tuple(_read_polygon(rings) for rings in polygons))
        case _:
            raise ValueError(
                "A shape is GeoJSON, such as `{type: Polygon, coordinates: [[[lon, lat], ...]]}`, or a MultiPolygon."
            )
    if sum(len(ring) for rings in shape.polygons for ring in rings) > _MAX_POINTS:
        raise ValueError(f"A shape has at most {_MAX_POINTS:,} corners. Simplify it.")
    return shape


class ShapeError(ValueError):
    """A shape that cannot be; `path` leads from the shape to what is wrong with it."""

    def __init__(self, message: str, path: tuple[int | str, ...]) -> None:
        super().__init__(message)
        self.path = path


def check_shape(geometry: Any) -> Shape:
    """The same as `read_shape`; raises `ShapeError` also for a polygon that crosses itself."""
    shape = read_shape(geometry)
    is_multiple = geometry["type"] == "MultiPolygon"
    for number, rings in enumerate(shape.polygons):
        for place, ring in enumerate(rings):
            if crossing := find_crossing(ring):
                corner = (number, place, crossing[1]) if is_multiple else (place, crossing[1])
                raise ShapeError(_crossed(ring, *crossing), ("coordinates", *corner))
    return shape


def _crossed(ring: Ring, one: int, other: int) -> str:
    sides = [f"the line from {list(ring[side])} to {list(ring[side + 1])}" for side in (other, one)]
    return (
        f"This polygon crosses itself: {sides[0]} crosses {sides[1]}. "
        "Write the corners in the order in which one walks around it."
    )


def _read_polygon(rings: Any) -> tuple[Ring, ...]:
    if not isinstance(rings, list) or not rings:
        raise ValueError("A polygon is a list of rings: `[[[lon, lat], [lon, lat], [lon, lat], [lon, lat]]]`.")
    return tuple(_read_ring(ring) for ring in rings)


def _read_ring(points: Any) -> Ring:
    ring = tuple(_read_point(point) for point in (points if isinstance(points, list) else [points]))
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise ValueError("A ring has at least four corners, and its last corner repeats the first.")
    return ring


def _read_point(point: Any) -> tuple[float, float]:
    match point:
        case [int() | float() as lon, int() | float() as lat, *_] if abs(lon) <= _LONGITUDE and abs(lat) <= _LATITUDE:
            return float(lon), float(lat)
        case _:
            raise ValueError(f"{point} is no corner. Write longitude first, then latitude: `[-72.93, 41.31]`.")
