"""A small Elm City: past requests, a street file and an address file, all made up."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from gateway.envelopes import PastRequest

LAT, LON = 41.30, -72.92


def past(address: str, *, lat: float | None = None, lon: float | None = None, key: int = 0) -> PastRequest:
    """A past request of which only its place matters."""
    return PastRequest(key=str(key), line=0, text="a hole", address=address, lat=lat, lon=lon)


def history() -> list[PastRequest]:
    """Houses along Oak Street and Chapel Street, a crossing, a park, one misspelling, and nonsense."""
    found = [
        past(f"{number} Oak St Elm City, CT, 06510, USA", lat=LAT + number / 1e5, lon=LON)
        for number in range(10, 130, 4)
    ]
    found += [
        past(f"{number} CHAPEL STREET, Elm City, Connecticut 06511", lat=LAT, lon=LON + number / 1e5)
        for number in range(100, 300, 10)
    ]
    found += [past("Chapel St & Oak St Elm City, CT", lat=LAT, lon=LON)] * 2
    found += [past("12 Chapl Street, Elm City, CT 06510", lat=LAT, lon=LON + 0.001)]
    found += [past("Lighthouse Park Elm City, CT", lat=41.25, lon=-72.90)] * 3
    found += [past(words) for words in ("", "Elm City, CT", "41.30000 -72.92000", "corner of something (see photo)")]
    return found


def write_csv(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    """A CSV file of these lines."""
    path.write_bytes("\r\n".join((*lines, "")).encode(encoding))
    return path


def feature(geometry: Any, **values: Any) -> dict[str, Any]:
    """A GeoJSON feature."""
    return {"type": "Feature", "properties": values, "geometry": geometry}


def line(*corners: Sequence[float]) -> dict[str, Any]:
    """A GeoJSON line; longitude stands first in each corner."""
    return {"type": "LineString", "coordinates": [list(corner) for corner in corners]}


def write_geojson(path: Path, features: Iterable[Any], **more: Any) -> Path:
    """A GeoJSON file of these features, one a line."""
    head = "".join(f'"{name}": {json.dumps(value)}, ' for name, value in more.items())
    body = ",\n".join(json.dumps(one) for one in features)
    path.write_text(f'{{"type": "FeatureCollection", {head}"features": [\n{body}\n]}}', encoding="utf-8")
    return path


def street_features() -> list[dict[str, Any]]:
    """Oak Street from south to north in two stretches, and Elm Street across it."""
    numbers = {"L_F_ADD": 1, "L_T_ADD": 99, "R_F_ADD": 2, "R_T_ADD": 98}
    upper = {"L_F_ADD": 101, "L_T_ADD": 199, "R_F_ADD": 100, "R_T_ADD": 198}
    return [
        feature(line((-72.92, 41.30), (-72.92, 41.31)), FULLNAME="OAK ST", **numbers),
        feature(line((-72.92, 41.31), (-72.92, 41.32)), FULLNAME="OAK ST", **upper),
        feature(line((-72.93, 41.31), (-72.92, 41.31), (-72.91, 41.31)), FULLNAME="ELM ST", L_F_ADD=0, L_T_ADD=0),
    ]
