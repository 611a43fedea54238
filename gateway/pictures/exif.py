"""What a camera wrote beside the pixels: the place and the moment, each only when it can be believed (PROTOCOL 10.3).

Pillow passes on what stands there: NaN for a fraction 0/0, latitudes beyond the pole, values without their hemisphere.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from PIL import Image

_GPS, _DETAILS = 0x8825, 0x8769
_LAT_REF, _LAT, _LON_REF, _LON = 1, 2, 3, 4
_TAKEN, _OFFSET = 36867, 36881
_MOMENT = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)")
_ZONE = re.compile(r"[+-]\d\d:\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """Where and when, as far as it is told; `taken` is ISO 8601, without an offset where the camera wrote none."""

    lat: float | None = None
    lon: float | None = None
    taken: str = ""


def read_shot(image: Image.Image) -> Shot:
    """Total: whatever the metadata is, what cannot be read is left out."""
    try:
        exif = image.getexif()
        lat, lon = _read_place(exif.get_ifd(_GPS))
        return Shot(lat=lat, lon=lon, taken=_read_moment(exif.get_ifd(_DETAILS)))
    except Exception:  # noqa: BLE001 - metadata is hostile, and the picture does not need it
        return Shot()


def _read_place(gps: dict[int, Any]) -> tuple[float | None, float | None]:
    lat = _read_degrees(gps.get(_LAT), gps.get(_LAT_REF), "NS", 90)
    lon = _read_degrees(gps.get(_LON), gps.get(_LON_REF), "EW", 180)
    if lat is None or lon is None or (lat, lon) == (0, 0):
        return None, None
    return round(lat, 6), round(lon, 6)


def _read_degrees(value: Any, hemisphere: Any, known: str, most: int) -> float | None:
    letter = str(hemisphere or "").strip("\x00 ").upper()
    if len(letter) != 1 or letter not in known or not isinstance(value, tuple) or len(value) != 3:
        return None
    degrees, minutes, seconds = (float(part) for part in value)
    found = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(found) or not 0 <= found <= most or not 0 <= minutes <= 60 or not 0 <= seconds <= 60:
        return None
    return -found if letter == known[1] else found


def _read_moment(details: dict[int, Any]) -> str:
    found = _MOMENT.fullmatch(str(details.get(_TAKEN, "")).strip("\x00 "))
    if not found:
        return ""
    year, month, day, clock = found.groups()
    zone = _ZONE.fullmatch(str(details.get(_OFFSET, "")).strip("\x00 "))
    return f"{year}-{month}-{day}T{clock}{zone[0] if zone else ''}"
