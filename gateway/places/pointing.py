"""When a place in words is a point: where the city's own gazetteer knows it well enough that nobody is asked."""

from __future__ import annotations

from gateway.places.candidates import Candidate
from gateway.routing import Rulebook
from parsers.values import Location, LocationKind

SURE_ENOUGH = 0.5
"""From which confidence a place goes on the map; below it the words stay, and people look."""


def point_of(location: Location | None) -> tuple[float | None, float | None]:
    """Latitude and longitude of a place that was sent as degrees or is known; None, None otherwise."""
    if location is None or location.lat is None or location.lon is None:
        return None, None
    is_sure = location.kind is LocationKind.COORDINATES or location.confidence >= SURE_ENOUGH
    return (location.lat, location.lon) if is_sure else (None, None)


def known_candidates(said: Location, rulebook: Rulebook) -> tuple[Candidate, ...]:
    """The places of the gazetteer that the words may mean, with the areas they are in."""
    districts = rulebook.city.districts
    return tuple(
        Candidate(lat=found.lat, lon=found.lon, name=found.name, district=districts.find(found.lat, found.lon))
        for found in said.candidates
    )
