"""The streets of the made-up city, as files that the gazetteer imports like those of a real one."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_ALONG = ("Maple Ave", "Birch St", "Cedar St", "Edgewood Ave", "Elm St", "Chapel St", "Grove St", "Oak St", "Pine St")
"""From south to north; houses are numbered from west to east."""
_ACROSS = ("Howe St", "Park St", "York St", "College St", "Temple St", "Church St", "Orange St", "State St")
"""From west to east; houses are numbered from south to north."""
_SOUTH, _NORTH, _WEST, _EAST = 41.2970, 41.3160, -72.9400, -72.9100
_HOUSES = 200
_STEP = 2


@dataclass(frozen=True, slots=True)
class Street:
    """A straight street; degrees are WGS84."""

    name: str
    begins: tuple[float, float]
    ends: tuple[float, float]

    def house(self, number: int) -> tuple[float, float]:
        """Latitude and longitude of a house."""
        share = number / _HOUSES
        lat, lon = self.begins[0], self.begins[1]
        return lat + (self.ends[0] - lat) * share, lon + (self.ends[1] - lon) * share


def streets() -> tuple[Street, ...]:
    """All of them."""
    return (*_streets_along(), *_streets_across())


def _streets_along() -> Iterator[Street]:
    for index, name in enumerate(_ALONG):
        lat = _SOUTH + (_NORTH - _SOUTH) * index / (len(_ALONG) - 1)
        yield Street(name, (lat, _WEST), (lat, _EAST))


def _streets_across() -> Iterator[Street]:
    for index, name in enumerate(_ACROSS):
        lon = _WEST + (_EAST - _WEST) * index / (len(_ACROSS) - 1)
        yield Street(name, (_SOUTH, lon), (_NORTH, lon))


def write_addresses(path: Path) -> None:
    """Every house as a line of CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("number", "street", "latitude", "longitude"))
        for street in streets():
            for number in range(_STEP, _HOUSES + 1, _STEP):
                lat, lon = street.house(number)
                writer.writerow((number, street.name, f"{lat:.6f}", f"{lon:.6f}"))


def write_streets(path: Path) -> None:
    """Every street as a line of GeoJSON."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [_feature(street) for street in streets()]}))


def _feature(street: Street) -> dict[str, object]:
    line = [[round(lon, 6), round(lat, 6)] for lat, lon in _corners(street)]
    geometry = {"type": "LineString", "coordinates": line}
    return {"type": "Feature", "properties": {"fullname": street.name}, "geometry": geometry}


def _corners(street: Street) -> list[tuple[float, float]]:
    """Its ends and where others cross it: streets meet where their lines share a point."""
    if street.name in _ALONG:
        return [(street.begins[0], other.begins[1]) for other in _streets_across()]
    return [(other.begins[0], street.begins[1]) for other in _streets_along()]


@dataclass(frozen=True, slots=True)
class Spot:
    """What stands for the places in a tale."""

    place: str
    corner: str
    street: str


def draw_spot(chance: random.Random, street: str = "") -> Spot:
    """A house, a corner and a street of one neighborhood; on `street` where one is named."""
    along, across = chance.choice(_ALONG), chance.choice(_ACROSS)
    chosen = street or chance.choice((along, across))
    number = chance.randrange(_STEP, _HOUSES + 1, _STEP)
    return Spot(place=f"{number} {chosen}", corner=f"{along} and {across}", street=chosen)
