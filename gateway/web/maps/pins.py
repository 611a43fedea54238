"""What a map shows besides the ground: places with a pin each, and how much there is of something as dots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PinKind = Literal["here", "other", "maybe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One place in WGS84 degrees. `label` says what is there; `mark` is a letter or a short number on the pin."""

    lat: float
    lon: float
    label: str
    mark: str = ""
    kind: PinKind = "here"
    """What the page is about, something else near it, or a place that may be meant; each has a form of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """How much there is at a place in WGS84 degrees; its area on the map grows with `count`."""

    lat: float
    lon: float
    count: int
    label: str


Shown = Pin | Dot
