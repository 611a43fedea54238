"""Hold where the city's houses, stretches, crossings and landmarks are, in arrays: 100,000 houses take a megabyte."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from parsers.street_names import full_key
from parsers.words import fold

_SCALE = 1_000_000
"""Parts of a degree that are kept: the tenth of a metre."""

Point = tuple[float, float]
"""Latitude and longitude, WGS84 degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One house number of a street, with its point."""

    street: str
    number: int
    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a street between two crossings; a range is the first and last number of its left or right side."""

    street: str
    line: tuple[Point, ...]
    ranges: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """Where two streets meet."""

    first: str
    second: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """A place with a name of its own; `others` are further names of it."""

    name: str
    lat: float
    lon: float
    others: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GazetteerData:
    """All that is known of the city's places, in no order; streets are named as the city writes them."""

    streets: tuple[str, ...] = ()
    houses: tuple[House, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    crossings: tuple[Crossing, ...] = ()
    landmarks: tuple[Landmark, ...] = ()
    is_complete: bool = False
    """Whether an official list of all addresses is in it: a number that it has not, the city has not."""
    has_network: bool = False
    """Whether the lines of all streets are in it: crossings that it has not, the city hardly has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Houses:
    """The numbers of each street in order: those of street `i` are `starts[i]` to `starts[i + 1]`."""

    starts: array[int] = field(default_factory=lambda: array("i", [0]))
    numbers: array[int] = field(default_factory=lambda: array("i"))
    lats: array[int] = field(default_factory=lambda: array("i"))
    lons: array[int] = field(default_factory=lambda: array("i"))

    def bounds(self, street: int) -> tuple[int, int]:
        """Where the numbers of `street` begin and end in the arrays."""
        return (self.starts[street], self.starts[street + 1]) if street + 1 < len(self.starts) else (0, 0)

    def point(self, place: int) -> Point:
        """The point of the number at `place`."""
        return self.lats[place] / _SCALE, self.lons[place] / _SCALE


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretches:
    """The stretches of each street, with their ranges (four numbers, -1 where unknown) and their lines."""

    starts: array[int] = field(default_factory=lambda: array("i", [0]))
    ranges: array[int] = field(default_factory=lambda: array("i"))
    lines: array[int] = field(default_factory=lambda: array("i", [0]))
    """Where the line of each stretch begins in `lats` and `lons`."""
    lats: array[int] = field(default_factory=lambda: array("i"))
    lons: array[int] = field(default_factory=lambda: array("i"))

    def of(self, street: int) -> range:
        """The stretches of `street`."""
        return range(self.starts[street], self.starts[street + 1]) if street + 1 < len(self.starts) else range(0)

    def sides(self, stretch: int) -> Iterator[tuple[int, int]]:
        """The ranges of its sides that are known, as the line runs."""
        for place in (4 * stretch, 4 * stretch + 2):
            if self.ranges[place] >= 0:
                yield self.ranges[place], self.ranges[place + 1]

    def line(self, stretch: int) -> list[Point]:
        """Its corners."""
        places = range(self.lines[stretch], self.lines[stretch + 1])
        return [(self.lats[place] / _SCALE, self.lons[place] / _SCALE) for place in places]


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """Where things are; streets are counted as `streets` names them."""

    streets: Sequence[str] = ()
    index: Mapping[str, int] = field(default_factory=dict)
    """The count of a street by its name as the city writes it."""
    houses: Houses = field(default_factory=Houses)
    stretches: Stretches = field(default_factory=Stretches)
    crossings: Mapping[tuple[int, int], Point] = field(default_factory=dict)
    """By the counts of the two streets, the smaller first."""
    landmarks: Sequence[Landmark] = ()
    is_complete: bool = False
    has_network: bool = False

    def crossing(self, first: str, second: str) -> Point | None:
        """Where two streets of the list meet, as far as it is known."""
        one, other = self.index.get(first, -1), self.index.get(second, -1)
        return self.crossings.get((min(one, other), max(one, other)))


NO_ATLAS = Atlas()


def make_atlas(data: GazetteerData) -> Atlas:
    """The atlas of `data`; streets without letters or digits, and whatever lies on them, are left out."""
    streets = sorted({name.strip() for name in _named(data) if full_key(name)}, key=fold)
    index = {name: place for place, name in enumerate(streets)}
    return Atlas(
        streets=tuple(streets),
        index=index,
        houses=_make_houses(data.houses, index),
        stretches=_make_stretches(data.stretches, index),
        crossings=dict(_make_crossings(data.crossings, index)),
        landmarks=tuple(sorted(data.landmarks, key=lambda known: (fold(known.name), known.lat, known.lon))),
        is_complete=data.is_complete,
        has_network=data.has_network,
    )


def _named(data: GazetteerData) -> Iterator[str]:
    yield from data.streets
    yield from (house.street for house in data.houses)
    yield from (stretch.street for stretch in data.stretches)
    for crossing in data.crossings:
        yield from (crossing.first, crossing.second)


def micro(degrees: float) -> int:
    """Degrees as the whole number that the arrays hold."""
    return round(degrees * _SCALE)


def degrees(kept: int) -> float:
    """The degrees of a number in the arrays."""
    return kept / _SCALE


def _make_houses(houses: Iterable[House], index: Mapping[str, int]) -> Houses:
    rows = sorted(
        (index[house.street.strip()], house.number, micro(house.lat), micro(house.lon))
        for house in houses
        if house.street.strip() in index
    )
    return Houses(
        starts=_starts([row[0] for row in rows], len(index)),
        numbers=array("i", [row[1] for row in rows]),
        lats=array("i", [row[2] for row in rows]),
        lons=array("i", [row[3] for row in rows]),
    )


def _starts(streets: Sequence[int], count: int) -> array[int]:
    """Where each of `count` streets begins among the sorted `streets`, and the end of all."""
    sizes = [0] * (count + 1)
    for street in streets:
        sizes[street + 1] += 1
    for place in range(count):
        sizes[place + 1] += sizes[place]
    return array("i", sizes)


def _make_stretches(stretches: Iterable[Stretch], index: Mapping[str, int]) -> Stretches:
    kept = [stretch for stretch in stretches if stretch.street.strip() in index and len(stretch.line) > 1]
    kept.sort(key=lambda stretch: (index[stretch.street.strip()], stretch.ranges, stretch.line))
    lines = [0]
    for stretch in kept:
        lines.append(lines[-1] + len(stretch.line))
    return Stretches(
        starts=_starts([index[stretch.street.strip()] for stretch in kept], len(index)),
        ranges=array("i", [number for stretch in kept for number in _four(stretch.ranges)]),
        lines=array("i", lines),
        lats=array("i", [micro(lat) for stretch in kept for lat, _ in stretch.line]),
        lons=array("i", [micro(lon) for stretch in kept for _, lon in stretch.line]),
    )


def _four(ranges: Sequence[tuple[int, int]]) -> list[int]:
    return [number for side in (*ranges, (-1, -1), (-1, -1))[:2] for number in side]


def _make_crossings(crossings: Iterable[Crossing], index: Mapping[str, int]) -> Iterator[tuple[tuple[int, int], Point]]:
    for crossing in crossings:
        one, other = index.get(crossing.first.strip()), index.get(crossing.second.strip())
        if one is not None and other is not None and one != other:
            yield (min(one, other), max(one, other)), (crossing.lat, crossing.lon)
