"""Turn what was read of a city into rows of the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gateway.store.places import PlaceRow
from parsers.atlas import Crossing, GazetteerData, House, Landmark, Stretch
from parsers.street_names import full_key
from parsers.words import fold


def rows_of(data: GazetteerData) -> Iterator[PlaceRow]:
    """Every street, stretch, address and landmark of `data`, each key once."""
    crossings: dict[str, list[Crossing]] = {}
    for crossing in data.crossings:
        crossings.setdefault(crossing.first, []).append(crossing)
    names = dict.fromkeys((*data.streets, *crossings))
    yield from _once(street_row(name, crossings.get(name, [])) for name in names)
    yield from _once(address_row(house) for house in data.houses)
    counts: Counter[str] = Counter()
    for stretch in data.stretches:
        counts[stretch.street] += 1
        yield stretch_row(stretch, counts[stretch.street])
    yield from _once(landmark_row(landmark) for landmark in data.landmarks)


def _once(rows: Iterator[PlaceRow]) -> Iterator[PlaceRow]:
    seen: set[str] = set()
    for row in rows:
        if row.key and row.key not in seen:
            seen.add(row.key)
            yield row


def street_row(name: str, crossings: list[Crossing]) -> PlaceRow:
    """A street with the crossings at which it is named first."""
    details = {"crossings": [[one.second, one.lat, one.lon] for one in crossings]} if crossings else {}
    return PlaceRow(kind="street", key=full_key(name), name=name, details=details)


def address_row(house: House, *, unit: str = "") -> PlaceRow:
    """A house; all units of one house are one."""
    return PlaceRow(
        kind="address",
        key=f"{full_key(house.street)}|{house.number}",
        name=house.street,
        number=str(house.number),
        lat=house.lat,
        lon=house.lon,
        details={"unit": unit} if unit else {},
    )


def stretch_row(stretch: Stretch, count: int) -> PlaceRow:
    """A stretch; it has no name of its own, so it is the so-manieth of its street."""
    details = {"line": [list(point) for point in stretch.line], "ranges": [list(side) for side in stretch.ranges]}
    return PlaceRow(
        kind="stretch",
        key=f"{full_key(stretch.street)}|{count}",
        name=stretch.street,
        lat=stretch.line[0][0],
        lon=stretch.line[0][1],
        details=details,
    )


def landmark_row(landmark: Landmark) -> PlaceRow:
    """A landmark; two of one name lie apart."""
    return PlaceRow(
        kind="landmark",
        key=f"{fold(landmark.name)}|{landmark.lat:.4f}|{landmark.lon:.4f}",
        name=landmark.name,
        lat=landmark.lat,
        lon=landmark.lon,
        details={"others": list(landmark.others), "kind": landmark.kind},
    )
