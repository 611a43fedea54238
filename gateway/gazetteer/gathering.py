"""Gather the places of all sources into one list: what a city publishes stands before what its history tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from gateway.gazetteer.network import find_crossings
from gateway.store.places import HISTORY, PlaceRow, iterate_places
from parsers.along import metres_between
from parsers.atlas import Crossing, GazetteerData, House, Landmark, Stretch
from parsers.street_names import full_key
from parsers.words import fold

_SAME_PLACE = 300.0
"""Metres within which two landmarks of one name are one."""


@dataclass(slots=True)
class _Gathered:
    """What is known so far; the first source that tells a thing is believed."""

    streets: dict[str, str] = field(default_factory=dict)
    houses: dict[tuple[str, int], House] = field(default_factory=dict)
    stretches: list[Stretch] = field(default_factory=list)
    crossings: dict[tuple[str, str], Crossing] = field(default_factory=dict)
    landmarks: dict[str, list[Landmark]] = field(default_factory=dict)
    is_complete: bool = False
    has_network: bool = False

    def named(self, street: str) -> str:
        """The street as the first source wrote it."""
        return self.streets.setdefault(full_key(street), street)

    def cross(self, crossing: Crossing) -> None:
        first, second = sorted((self.named(crossing.first), self.named(crossing.second)))
        known = replace(crossing, first=first, second=second)
        self.crossings.setdefault((first, second), known)

    def mark(self, landmark: Landmark) -> None:
        known = self.landmarks.setdefault(fold(landmark.name), [])
        if all(metres_between((one.lat, one.lon), (landmark.lat, landmark.lon)) > _SAME_PLACE for one in known):
            known.append(landmark)


def gather(connection: Connection, *, staged: str = "") -> GazetteerData:
    """All places of the store; rows staged for the source `staged` stand for those that it has now."""
    gathered = _Gathered()
    for is_history in (False, True):
        for kinds in (("stretch", "street"), ("address", "landmark")):
            rows = iterate_places(connection, kinds=kinds, staged=staged)
            _add(gathered, (row for source, row in rows if (source == HISTORY) is is_history), is_history=is_history)
    for crossing in find_crossings(gathered.stretches if gathered.has_network else ()):
        gathered.cross(crossing)
    return GazetteerData(
        streets=tuple(gathered.streets.values()),
        houses=tuple(gathered.houses.values()),
        stretches=tuple(gathered.stretches),
        crossings=tuple(gathered.crossings.values()),
        landmarks=tuple(landmark for known in gathered.landmarks.values() for landmark in known),
        is_complete=gathered.is_complete,
        has_network=gathered.has_network,
    )


def _add(gathered: _Gathered, rows: Iterable[PlaceRow], *, is_history: bool) -> None:
    for row in rows:
        match row.kind:
            case "street":
                gathered.named(row.name)
                for crossing in _crossings(row):
                    gathered.cross(crossing)
            case "address" if row.lat is not None and row.lon is not None:
                gathered.is_complete |= not is_history
                house = House(street=gathered.named(row.name), number=int(row.number), lat=row.lat, lon=row.lon)
                gathered.houses.setdefault((house.street, house.number), house)
            case "stretch" if not (is_history and gathered.has_network):
                gathered.has_network |= not is_history
                gathered.stretches.append(_stretch(gathered.named(row.name), row))
            case "landmark" if row.lat is not None and row.lon is not None:
                gathered.mark(_landmark(row, row.lat, row.lon))
            case _:
                pass


def _crossings(row: PlaceRow) -> Iterator[Crossing]:
    for second, lat, lon in row.details.get("crossings", ()):
        yield Crossing(first=row.name, second=second, lat=lat, lon=lon)


def _stretch(street: str, row: PlaceRow) -> Stretch:
    return Stretch(
        street=street,
        line=tuple((lat, lon) for lat, lon in row.details["line"]),
        ranges=tuple((first, last) for first, last in row.details.get("ranges", ())),
    )


def _landmark(row: PlaceRow, lat: float, lon: float) -> Landmark:
    others = tuple(row.details.get("others", ()))
    return Landmark(name=row.name, lat=lat, lon=lon, others=others, kind=row.details.get("kind", ""))
