"""When two requests may be the same problem: how near, how recent, how sure; what the section `duplicates` says."""

from __future__ import annotations

import re
from dataclasses import dataclass

DEFAULT_WITHIN = "150 m"
_DISTANCE = re.compile(
    r"(?P<number>\d{1,5}(?:\.\d{1,2})?) ?(?P<unit>m|meters|metres|km|ft|feet|mi|miles?)", re.IGNORECASE
)
_METERS = {"m": 1.0, "meters": 1.0, "metres": 1.0, "km": 1000.0, "ft": 0.3048, "feet": 0.3048}
_MILE = 1609.344
FARTHEST = 5_000.0
"""Meters: what is farther away is another problem."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """From which likeness (0 to 1) on staff are asked, and two requests are joined unasked; None: never."""

    suggest: float
    join: float | None
    within: float
    """In meters."""
    days: int


def read_distance(text: str) -> float:
    """Meters of `150 m`, `500 ft` or `0.2 mi`; raises ValueError saying what to write."""
    read = _DISTANCE.fullmatch(text.strip())
    meters = float(read["number"]) * _METERS.get(read["unit"].lower(), _MILE) if read else 0.0
    if not 0 < meters <= FARTHEST:
        raise ValueError(f"`{text}` is no distance up to {FARTHEST:.0f} m. Write it like `{DEFAULT_WITHIN}`.")
    return meters
