"""Read what a geocoder answers: Nominatim's list (jsonv2), or the GeoJSON of Photon and Pelias; told by their shape."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_MOST = 20
_LONGEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One place that a geocoder thinks of, in WGS84 degrees; parts that it does not tell are empty."""

    lat: float
    lon: float
    number: str = ""
    street: str = ""
    name: str = ""
    """Of a park, a school or the like."""
    district: str = ""
    city: str = ""

    @property
    def words(self) -> str:
        """As a resident reads it."""
        return f"{self.number} {self.street}".strip() if self.street else self.name

    @property
    def words_with_district(self) -> str:
        """The same, told apart from one of the same name."""
        where = self.district or self.city
        return f"{self.words}, {where}" if where else self.words


def read_candidates(document: Any) -> tuple[Candidate, ...]:
    """The places in an answer, in its order; whatever cannot be read is left out. Total."""
    match document:
        case list(rows):
            found = [_of_nominatim(row) for row in rows[:_MOST] if isinstance(row, Mapping)]
        case {"type": "FeatureCollection", "features": list(rows)}:
            found = [_of_geojson(row) for row in rows[:_MOST] if isinstance(row, Mapping)]
        case _:
            found = []
    return tuple(candidate for candidate in found if candidate is not None and candidate.words)


def _of_nominatim(row: Mapping[str, Any]) -> Candidate | None:
    point = _point(row.get("lat"), row.get("lon"))
    parts = row.get("address")
    if point is None:
        return None
    address = parts if isinstance(parts, Mapping) else {}
    return Candidate(
        lat=point[0],
        lon=point[1],
        number=_text(address, "house_number"),
        street=_text(address, "road", "pedestrian", "footway", "path"),
        name=_text(row, "name"),
        district=_text(address, "neighbourhood", "suburb", "quarter", "city_district"),
        city=_text(address, "city", "town", "village", "municipality", "hamlet"),
    )


def _of_geojson(row: Mapping[str, Any]) -> Candidate | None:
    match row:
        case {"geometry": {"type": "Point", "coordinates": [lon, lat, *_]}, "properties": {} as said}:
            point = _point(lat, lon)
        case _:
            return None
    if point is None or not isinstance(said, Mapping):
        return None
    is_street = said.get("type") == "street" or said.get("layer") == "street"
    return Candidate(
        lat=point[0],
        lon=point[1],
        number=_text(said, "housenumber"),
        street=_text(said, "street") or (_text(said, "name") if is_street else ""),
        name=_text(said, "name"),
        district=_text(said, "district", "neighbourhood", "borough", "locality"),
        city=_text(said, "city", "locality", "localadmin", "town"),
    )


def _text(said: Mapping[str, Any], *names: str) -> str:
    """The first of these that is there, on one line."""
    values: Sequence[Any] = [said.get(name) for name in names]
    first = next((value for value in values if isinstance(value, str) and value.strip()), "")
    return " ".join(first.split())[:_LONGEST]


def _point(lat: Any, lon: Any) -> tuple[float, float] | None:
    try:
        point = float(lat), float(lon)
    except (TypeError, ValueError, OverflowError):
        return None
    on_earth = all(map(math.isfinite, point)) and abs(point[0]) <= 90 and abs(point[1]) <= 180
    return point if on_earth else None
