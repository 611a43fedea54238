"""What a file of places may hold, and what stands in the way of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gateway.errors import GatewayError
from parsers.atlas import Point


class PlacesError(GatewayError):
    """The file of places cannot be taken over; the message says what to do."""


class Kind(StrEnum):
    """What a file lists."""

    STREETS = "streets"
    ADDRESSES = "addresses"
    LANDMARKS = "landmarks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The geometry of one record: lines (of a point, one with one corner), in degrees WGS84."""

    lines: tuple[tuple[Point, ...], ...] = ()
    is_area: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One line of a CSV file, or one feature of a GeoJSON file, with its values as text."""

    at: str
    """Where it stands: `line 17`, `feature 16`."""
    values: Mapping[str, str]
    shape: Shape | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A record that is no place, and why; the sentence goes on after "Line 17"."""

    at: str
    why: str
