"""Degrees and points as exports write them."""

from __future__ import annotations

import re

from gateway.history.dates import NOTHING

Point = tuple[float | None, float | None]
"""Latitude and longitude, both or neither."""

_NUMBER = r"[-+]?\d{1,3}(?:[.,]\d+)?"
_PAIR = re.compile(rf"\(?\s*({_NUMBER})\s*[,; ]\s*({_NUMBER})\s*\)?")
_WELL_KNOWN = re.compile(rf"(?:SRID=4326;)?\s*POINT\s*\(\s*({_NUMBER})\s+({_NUMBER})\s*\)", re.IGNORECASE)
_BEHIND_ADDRESS = re.compile(rf"\(\s*({_NUMBER})\s*,\s*({_NUMBER})\s*\)\s*$")


def read_point(lat: str, lon: str) -> Point:
    """Degrees from two fields; raises `ValueError` for what is not on the globe. 0, 0 stands for nothing."""
    if lat.strip().lower() in NOTHING and lon.strip().lower() in NOTHING:
        return None, None
    return _on_globe(_degrees(lat), _degrees(lon))


def read_pair(text: str) -> Point:
    """Degrees from one field: `(41.3, -72.9)`, `POINT (-72.9 41.3)`, or behind an address; `ValueError` otherwise."""
    if text.strip().lower() in NOTHING:
        return None, None
    if match := _WELL_KNOWN.fullmatch(text.strip()):
        return _on_globe(_degrees(match[2]), _degrees(match[1]))
    if match := _PAIR.fullmatch(text.strip()) or _BEHIND_ADDRESS.search(text):
        return _on_globe(_degrees(match[1]), _degrees(match[2]))
    raise ValueError(text)


def is_latitude(text: str) -> bool:
    """True for degrees from -90 to 90."""
    return _is_degrees(text, 90)


def is_longitude(text: str) -> bool:
    """True for degrees from -180 to 180."""
    return _is_degrees(text, 180)


def is_point(text: str) -> bool:
    """True for a field that holds latitude and longitude."""
    try:
        read_pair(text)
    except ValueError:
        return False
    return True


def is_bare_point(text: str) -> bool:
    """True for a point and nothing else."""
    return bool(_PAIR.fullmatch(text.strip()) or _WELL_KNOWN.fullmatch(text.strip()))


def without_point(address: str) -> str:
    """The address without the point behind it."""
    return _BEHIND_ADDRESS.sub("", address).strip()


def _is_degrees(text: str, most: int) -> bool:
    try:
        return abs(_degrees(text)) <= most
    except ValueError:
        return False


def _degrees(text: str) -> float:
    return float(text.strip().replace(",", "."))


def _on_globe(lat: float, lon: float) -> Point:
    if lat == lon == 0:
        return None, None
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        raise ValueError(f"{lat}, {lon}")
    return lat, lon
