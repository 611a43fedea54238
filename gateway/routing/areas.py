"""Districts on the map: GeoJSON polygons (RFC 7946) and a plain point-in-polygon test."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_MAX_POINTS = 20_000
_LONGITUDE, _LATITUDE = 180, 90

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
