"""What a clerk's words for a place may mean, by the city's own list of streets and landmarks; nobody else is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parsers.answered_place import find_answered_place
from parsers.city import City
from parsers.location import find_location
from parsers.values import Location, LocationKind

_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place that may be meant, with its point in WGS84 degrees; `mark` is its number on the map."""

    name: str
    lat: float
    lon: float
    mark: str

    @property
    def key(self) -> str:
        """What tells it from the others, whatever their order."""
        return f"{self.lat:.6f},{self.lon:.6f}"


def look_up(city: City, words: str) -> tuple[Spot, ...]:
    """The places that the words may mean, the likeliest first; empty where the list knows none."""
    found = _read(city, words[:_LONGEST])
    places = dict.fromkeys(_places(found)) if found else ()
    return tuple(Spot(name=name, lat=lat, lon=lon, mark=str(at)) for at, (name, lat, lon) in enumerate(places, start=1))


def _read(city: City, words: str) -> Location | None:
    """As an answer to "where?", which needs no "at" before it, else as any text."""
    found = find_answered_place(words, city.gazetteer) or find_location(words, city.gazetteer)
    return city.gazetteer.locate(found) if found and found.lat is None and not found.candidates else found


def _places(found: Location) -> Iterator[tuple[str, float, float]]:
    if found.lat is not None and found.lon is not None:
        yield _name(found), found.lat, found.lon
    yield from ((one.name, one.lat, one.lon) for one in found.candidates)


def _name(found: Location) -> str:
    """As the city's list writes it, number and street in the order of the words; else the words."""
    match found.kind:
        case LocationKind.ADDRESS if found.number and found.streets:
            is_first = found.text.lstrip().startswith(found.number)
            return f"{found.number} {found.streets[0]}" if is_first else f"{found.streets[0]} {found.number}"
        case LocationKind.INTERSECTION if len(found.streets) > 1:
            return " & ".join(found.streets[:2])
        case _:
            return found.text
