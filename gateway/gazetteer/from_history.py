"""Build a gazetteer from the addresses of past requests, which every city has, mistakes and all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median

from gateway.envelopes import PastRequest
from gateway.gazetteer.address_lines import AddressLine, read_address_line
from gateway.gazetteer.mending import merge_streets
from gateway.gazetteer.seen import Seen, SeenStreet
from gateway.gazetteer.tails import find_tails, without_postcode
from parsers.along import metres_between
from parsers.atlas import Crossing, GazetteerData, House, Landmark, Point, Stretch
from parsers.place_words import PREFIXES, ROADS, SUFFIXES
from parsers.street_names import full_key
from parsers.words import fold

_MOST_POINTS = 9
"""Of one address that are kept; their median is as good as that of all."""
_LONGEST_LINE = 160
_WIDEST_LANDMARK = 400.0
"""Metres; a name without a number whose points lie further apart is a street."""
_OFTEN = 3


@dataclass(slots=True)
class _Found:
    """What all lines together say."""

    streets: dict[str, SeenStreet] = field(default_factory=dict)
    crossings: dict[tuple[str, str], list[Point]] = field(default_factory=dict)
    landmarks: dict[str, SeenStreet] = field(default_factory=dict)


def build_from_history(requests: Iterable[PastRequest]) -> GazetteerData:
    """Streets, known numbers with their points, crossings and landmarks of the addresses of `requests`."""
    return build_from_lines(collect_lines(requests))


def collect_lines(requests: Iterable[PastRequest]) -> Mapping[str, Seen]:
    """Each address line once, with how often it was seen and some of its points."""
    lines: dict[str, Seen] = {}
    for request in requests:
        line = request.address.strip()
        if line and len(line) <= _LONGEST_LINE:
            seen = lines.setdefault(line, Seen())
            seen.count += 1
            if request.lat is not None and request.lon is not None and len(seen.points) < _MOST_POINTS:
                seen.points.append((request.lat, request.lon))
    return lines


def build_from_lines(lines: Mapping[str, Seen]) -> GazetteerData:
    """The same from lines that were collected before."""
    tails = find_tails(without_postcode(line).partition(",")[0] for line in lines)
    found = _Found()
    for line, seen in lines.items():
        address = read_address_line(line, tails)
        if address is not None:
            _note(found, address, seen)
    renamed = merge_streets(found.streets)
    _move_landmarks(found)
    return _data(found, renamed)


def _note(found: _Found, address: AddressLine, seen: Seen) -> None:
    if address.landmark:
        found.landmarks.setdefault(fold(address.landmark), SeenStreet()).note(address.landmark, seen)
        return
    street = found.streets.setdefault(full_key(address.street), SeenStreet())
    street.note(address.street, seen)
    if address.number is not None:
        street.note_number(address.number, address.last_number, seen)
    if address.crossing:
        other = found.streets.setdefault(full_key(address.crossing), SeenStreet())
        other.note(address.crossing, seen)
        street.crossed, other.crossed = street.crossed + seen.count, other.crossed + seen.count
        keys = sorted((full_key(address.street), full_key(address.crossing)))
        found.crossings.setdefault((keys[0], keys[1]), []).extend(seen.points)


def _move_landmarks(found: _Found) -> None:
    """Names without number and suffix are of streets only where they were seen along a way; businesses are not."""
    for key in [key for key, street in found.streets.items() if not _is_street(key, street)]:
        street = found.streets.pop(key)
        if street.count >= _OFTEN and street.points and _spread(street.points) <= _WIDEST_LANDMARK:
            found.landmarks.setdefault(key, street)


def _is_street(key: str, street: SeenStreet) -> bool:
    words = key.split()
    is_marked = bool(words) and (words[-1] in SUFFIXES or words[0] in SUFFIXES | PREFIXES | ROADS.keys())
    if is_marked or street.numbers or street.ranges or street.crossed:
        return True
    return street.count >= _OFTEN and _spread(street.points) > _WIDEST_LANDMARK


def _spread(points: list[Point]) -> float:
    """Metres from corner to corner of the box around the points."""
    if not points:
        return 0.0
    lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
    return metres_between((min(lats), min(lons)), (max(lats), max(lons)))


def _data(found: _Found, renamed: Mapping[str, str]) -> GazetteerData:
    names = {key: street.name for key, street in found.streets.items()}
    return GazetteerData(
        streets=tuple(names.values()),
        houses=tuple(house for key, name in names.items() for house in _houses(name, found.streets[key])),
        stretches=tuple(part for key, name in names.items() for part in _stretches(name, found.streets[key])),
        crossings=tuple(_crossings(found.crossings, names, renamed)),
        landmarks=tuple(
            Landmark(name=seen.name, lat=point[0], lon=point[1])
            for seen in found.landmarks.values()
            if seen.points and _spread(seen.points) <= 4 * _WIDEST_LANDMARK
            for point in (middle(seen.points),)
        ),
    )


def _houses(name: str, street: SeenStreet) -> Iterator[House]:
    for number, points in street.numbers.items():
        if points:
            lat, lon = middle(points)
            yield House(street=name, number=number, lat=lat, lon=lon)


def _stretches(name: str, street: SeenStreet) -> Iterator[Stretch]:
    """A range of numbers with one point: wherever on it the house is, it is not far from there."""
    for numbers, points in street.ranges.items():
        if points:
            yield Stretch(street=name, line=(middle(points),) * 2, ranges=(numbers,))


def _crossings(
    crossings: Mapping[tuple[str, str], list[Point]], names: Mapping[str, str], renamed: Mapping[str, str]
) -> Iterator[Crossing]:
    points: dict[tuple[str, str], list[Point]] = {}
    for (one, other), seen in crossings.items():
        points.setdefault((renamed.get(one, one), renamed.get(other, other)), []).extend(seen)
    for (one, other), seen in points.items():
        if one in names and other in names and one != other and seen:
            lat, lon = middle(seen)
            yield Crossing(first=names[one], second=names[other], lat=lat, lon=lon)


def middle(points: Iterable[Point]) -> Point:
    """The median point, which one wrong pin does not move."""
    known = list(points)
    return round(median(lat for lat, _ in known), 6), round(median(lon for _, lon in known), 6)
