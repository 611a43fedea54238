"""Read where a place is, from GeoJSON, well-known text or two columns; only degrees WGS84 are places on a map."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from gateway.gazetteer.values import PlacesError, Shape
from parsers.atlas import Point

_WELL_KNOWN = re.compile(
    r"(?:SRID=\d+;)?\s*(POINT|LINESTRING|MULTILINESTRING|POLYGON|MULTIPOLYGON)\s*(?:Z|M|ZM)?\s*(\(.*\))",
    re.IGNORECASE | re.DOTALL,
)
_PAIR = re.compile(r"\(?\s*([-+]?\d+(?:\.\d+)?)\s*[,; ]\s*([-+]?\d+(?:\.\d+)?)\s*\)?")
_MOST_CORNERS = 20_000


def read_geojson(geometry: Any) -> Shape | None:
    """The shape of a GeoJSON geometry; None for none. `ValueError` for what is no shape, `PlacesError` if projected."""
    match geometry:
        case None:
            return None
        case {"type": "Point", "coordinates": point}:
            return _shape([[point]])
        case {"type": "LineString" | "MultiPoint", "coordinates": line}:
            return _shape([line])
        case {"type": "MultiLineString", "coordinates": lines}:
            return _shape(lines)
        case {"type": "Polygon", "coordinates": [ring, *_]}:
            return _shape([ring], is_area=True)
        case {"type": "MultiPolygon", "coordinates": polygons}:
            return _shape([polygon[0] for polygon in polygons], is_area=True)
        case _:
            raise ValueError("has a geometry that is no point, line or polygon")


def read_text(text: str) -> Shape | None:
    """The shape of well-known text, or of `(lat, lon)` as some exports write a point."""
    text = text.strip()
    if not text:
        return None
    if known := _WELL_KNOWN.fullmatch(text):
        groups = re.findall(r"\(([^()]+)\)", known[2])
        lines = [[corner.split() for corner in group.split(",")] for group in groups]
        return _shape(lines, is_area="POLYGON" in known[1].upper())
    if pair := _PAIR.fullmatch(text):
        return Shape(lines=((checked_point(float(pair[1]), float(pair[2])),),))
    raise ValueError(f"has the geometry {text[:30]!r}, which is no well-known text")


def checked_point(lat: float, lon: float) -> Point:
    """The point; raises `ValueError` for none at all and `PlacesError` for what shows that the whole file is wrong."""
    if not (math.isfinite(lat) and math.isfinite(lon)) or lat == lon == 0:
        raise ValueError("has no place on the map")
    if abs(lat) > 180 or abs(lon) > 180:
        raise PlacesError(
            f"has the coordinates {lon:.1f}, {lat:.1f}, which are no degrees but a projection, such as State Plane "
            "feet. Export the file anew in WGS84 (EPSG:4326), in degrees; map programs offer it when they save."
        )
    if abs(lat) > 90:
        raise PlacesError(
            f"has latitude {lat:g} and longitude {lon:g}: they are swapped. In GeoJSON and well-known text the "
            "longitude stands first; for columns say `--column lat=COLUMN --column lon=COLUMN`."
        )
    return lat, lon


def middle_of(shape: Shape) -> Point:
    """The point itself, the middle corner of a line, or the middle of the largest polygon's area."""
    line = max(shape.lines, key=len)
    return _centroid(line) if shape.is_area and len(line) > 3 else line[len(line) // 2]


def _centroid(ring: Sequence[Point]) -> Point:
    """Of the area, computed around its first corner; of its corners where it has no area."""
    lat0, lon0 = ring[0]
    doubled = lat_sum = lon_sum = 0.0
    for (lat1, lon1), (lat2, lon2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = (lon1 - lon0) * (lat2 - lat0) - (lon2 - lon0) * (lat1 - lat0)
        doubled += cross
        lat_sum += (lat1 + lat2 - 2 * lat0) * cross
        lon_sum += (lon1 + lon2 - 2 * lon0) * cross
    if abs(doubled) < 1e-14:
        return sum(lat for lat, _ in ring) / len(ring), sum(lon for _, lon in ring) / len(ring)
    return lat0 + lat_sum / (3 * doubled), lon0 + lon_sum / (3 * doubled)


def _shape(lines: Iterable[Any], *, is_area: bool = False) -> Shape:
    read = tuple(tuple(_corners(line)) for line in lines)
    if not any(read) or sum(map(len, read)) > _MOST_CORNERS:
        raise ValueError("has a geometry without corners, or with too many")
    return Shape(lines=tuple(line for line in read if line), is_area=is_area)


def _corners(line: Any) -> Iterator[Point]:
    try:
        pairs = [(float(corner[1]), float(corner[0])) for corner in line]
    except (TypeError, ValueError, IndexError, OverflowError, KeyError):
        raise ValueError("has a geometry whose corners are no pairs of numbers") from None
    for lat, lon in pairs:
        yield checked_point(lat, lon)
