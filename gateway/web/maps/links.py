"""Ways out of a map: into the map program of a telephone, and to a public map. Nothing is asked before a click."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MapLinks:
    """Two addresses of one point."""

    program: str
    """A `geo:` address (RFC 5870), which telephones open in their map program."""
    public: str
    """OpenStreetMap's page of the point."""


def map_links(lat: float, lon: float) -> MapLinks:
    """The links of a point in WGS84 degrees."""
    point = f"{lat:.6f},{lon:.6f}"
    public = f"https://www.openstreetmap.org/?mlat={lat:.6f}&mlon={lon:.6f}#map=18/{lat:.6f}/{lon:.6f}"
    return MapLinks(f"geo:{point}?q={point}", public)
