"""Say where a place in words lies, by the city's own list alone: its point, or the places to ask about, and how sure.

A wrong address said with confidence is worse than a question: a number that the street does not reach, a name that two
streets have, and a name that is only almost right lower the confidence or are asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, assert_never

from parsers.along import Fit, Spot, find_house
from parsers.atlas import Atlas, Point
from parsers.street_names import core_name, full_key, key_of
from parsers.values import Location, LocationKind, PlaceCandidate

if TYPE_CHECKING:
    from parsers.gazetteer import Gazetteer, Named

MOST_CANDIDATES = 5
_LEADING = re.compile(r"\d{1,6}")
_GAIN = {Fit.KNOWN: 0.5, Fit.WITHIN: 0.2}
"""The share of the doubt that a number takes away by being on the street."""
_BEYOND, _MISSPELT, _OTHER_KIND, _SEVERAL, _NO_CROSSING, _UNLISTED = 0.5, 0.9, 0.9, 0.7, 0.7, 0.85
_WEIGHT = {Fit.KNOWN: 3.0, Fit.WITHIN: 1.0}
_SURE = 0.9


def locate(location: Location, gazetteer: Gazetteer) -> Location:
    """`location` as `gazetteer` knows it; unchanged where it knows nothing of it."""
    match location.kind:
        case LocationKind.ADDRESS:
            return _house(location, gazetteer)
        case LocationKind.BLOCK:
            return _block(location, gazetteer)
        case LocationKind.INTERSECTION:
            return _crossing(location, gazetteer)
        case LocationKind.SEGMENT:
            return _segment(location, gazetteer)
        case LocationKind.LANDMARK:
            return _landmark(location, gazetteer)
        case LocationKind.STREET | LocationKind.COORDINATES:
            return location
        case _:
            assert_never(location.kind)


@dataclass(frozen=True, slots=True)
class _Try:
    """One street that may be meant, and where the number is on it."""

    street: str
    spot: Spot


def _house(location: Location, gazetteer: Gazetteer) -> Location:
    number = _LEADING.match(location.number or "")
    named = gazetteer.named(location.streets[0]) if location.streets else None
    if number is None or named is None or not named.streets or location.lat is not None:
        return location
    said = int(number.group())
    tries = [_Try(street, find_house(gazetteer.atlas, street, said)) for street in named.streets]
    one = _only(tries, gazetteer.atlas)
    if one is None:
        return _one_of(location, tries)
    if one.spot.fit is not Fit.BEYOND:
        return _at(location, one, named, _UNLISTED if _is_unlisted(one, gazetteer.atlas) else 1.0)
    others = [street for street in gazetteer.of_same_name(one.street) if street != one.street]
    elsewhere = [_Try(street, find_house(gazetteer.atlas, street, said)) for street in others]
    return _one_of(replace(location, confidence=_rounded(location.confidence * _BEYOND)), elsewhere)


def _only(tries: Sequence[_Try], atlas: Atlas) -> _Try | None:
    """The one street that can be meant: no other, or none whose numbers come near; an official list knows them all."""
    if len(tries) == 1:
        return tries[0]
    known = [one for one in tries if one.spot.fit is Fit.KNOWN]
    possible = known if atlas.is_complete and known else [one for one in tries if one.spot.fit is not Fit.BEYOND]
    return possible[0] if len(possible) == 1 else None


def _is_unlisted(one: _Try, atlas: Atlas) -> bool:
    """Whether an official list of all addresses has the street's houses and not this one."""
    return atlas.is_complete and one.spot.fit is Fit.WITHIN


def _at(location: Location, one: _Try, named: Named, share: float) -> Location:
    """On the street that is meant; where the name was misspelt and the number is no proof, the place is asked about."""
    confidence = location.confidence + (1 - location.confidence) * _GAIN.get(one.spot.fit, 0.0)
    is_misspelt = named.is_misspelt or not _is_written(one.street, location.text)
    confidence *= share * (_MISSPELT if is_misspelt else 1) * (_OTHER_KIND if named.is_of_other_kind else 1)
    located = replace(location, streets=(one.street, *location.streets[1:]), confidence=_rounded(confidence))
    if one.spot.point is None:
        return located
    if (is_misspelt or named.is_of_other_kind) and one.spot.fit is not Fit.KNOWN:
        return replace(located, candidates=_candidates(located, [one]))
    return _with_point(located, one.spot.point)


def _is_written(street: str, words: str) -> bool:
    """Whether the telling words of `street` stand in `words`; a reader may have put its right name in already."""
    return key_of(core_name(street).split()) in full_key(words)


def _one_of(location: Location, tries: Iterable[_Try]) -> Location:
    """Nothing is decided between streets that all fit: they are candidates."""
    possible = [one for one in tries if one.spot.point is not None]
    if not possible:
        return location
    unsure = replace(location, confidence=_rounded(location.confidence * _SEVERAL))
    return replace(unsure, candidates=_candidates(unsure, possible))


def _candidates(location: Location, tries: Sequence[_Try]) -> tuple[PlaceCandidate, ...]:
    weights = [_WEIGHT.get(one.spot.fit, 0.5) for one in tries]
    found = [
        PlaceCandidate(
            name=_written(location, one.street),
            lat=round(one.spot.point[0], 6),
            lon=round(one.spot.point[1], 6),
            confidence=_rounded(location.confidence * weight / sum(weights)),
        )
        for one, weight in zip(tries, weights, strict=True)
        if one.spot.point is not None
    ]
    return tuple(sorted(found, key=lambda candidate: (-candidate.confidence, candidate.name))[:MOST_CANDIDATES])


def _written(location: Location, street: str) -> str:
    """Number and street in the order that the sender wrote them."""
    number = location.number or ""
    is_behind = location.text.rstrip().endswith(number) and not location.text.lstrip().startswith(number)
    return f"{street} {number}" if is_behind else f"{number} {street}"


def _block(location: Location, gazetteer: Gazetteer) -> Location:
    """The middle of the hundred."""
    number = _LEADING.match(location.number or "")
    named = gazetteer.named(location.streets[0]).streets if location.streets else ()
    if number is None or not named:
        return location
    middle = int(number.group()) // 100 * 100 + 50
    tries = [_Try(street, find_house(gazetteer.atlas, street, middle)) for street in named]
    one = _only(tries, gazetteer.atlas)
    if one is None:
        return location
    located = replace(location, streets=(one.street,))
    if one.spot.fit is Fit.BEYOND:
        return replace(located, confidence=_rounded(location.confidence * _BEYOND))
    return _with_point(located, one.spot.point) if one.spot.point else located


def _crossing(location: Location, gazetteer: Gazetteer) -> Location:
    named = [gazetteer.named(street) for street in location.streets[:2]]
    if len(named) < 2:
        return location
    found = _meeting(gazetteer.atlas, named[0].streets, named[1].streets)
    if len(found) == 1:
        (streets, point), doubt = found[0], _MISSPELT if any(one.is_misspelt for one in named) else 1.0
        sure = (location.confidence + (1 - location.confidence) * _GAIN[Fit.KNOWN]) * doubt
        return _with_point(replace(location, streets=streets, confidence=_rounded(sure)), point)
    if found:
        return replace(location, candidates=_crossing_candidates(location, found))
    if not all(len(one.streets) == 1 for one in named):
        return location
    streets = named[0].streets[0], named[1].streets[0]
    doubt = _NO_CROSSING if gazetteer.atlas.has_network else 1.0
    return replace(location, streets=streets, confidence=_rounded(location.confidence * doubt))


_Meeting = tuple[tuple[str, str], Point]


def _meeting(atlas: Atlas, first: Sequence[str], second: Sequence[str]) -> list[_Meeting]:
    """Where any of the one meets any of the other."""
    points = (((one, other), atlas.crossing(one, other)) for one, other in product(first, second))
    return [(streets, point) for streets, point in points if point is not None]


def _crossing_candidates(location: Location, found: Sequence[_Meeting]) -> tuple[PlaceCandidate, ...]:
    share = _rounded(location.confidence / len(found))
    return tuple(
        PlaceCandidate(name=" & ".join(streets), lat=point[0], lon=point[1], confidence=share)
        for streets, point in found[:MOST_CANDIDATES]
    )


def _segment(location: Location, gazetteer: Gazetteer) -> Location:
    """Half way between its two crossings."""
    if len(location.streets) < 3:
        return location
    along, first, second = (gazetteer.named(street).streets for street in location.streets[:3])
    ends = [
        (one, other)
        for one, other in product(_meeting(gazetteer.atlas, along, first), _meeting(gazetteer.atlas, along, second))
        if one[0][0] == other[0][0]
    ]
    if len(ends) != 1:
        return location
    (streets, one), (others, other) = ends[0]
    middle = (one[0] + other[0]) / 2, (one[1] + other[1]) / 2
    return _with_point(replace(location, streets=(*streets, others[1])), middle)


def _landmark(location: Location, gazetteer: Gazetteer) -> Location:
    found = gazetteer.landmarks.named(location.text)
    if not found:
        return location
    if len(found) == 1:
        sure = replace(location, confidence=max(location.confidence, _SURE))
        return _with_point(sure, (found[0].lat, found[0].lon))
    share = _rounded(max(location.confidence, _SURE) / len(found))
    return replace(
        location,
        candidates=tuple(
            PlaceCandidate(name=landmark.name, lat=landmark.lat, lon=landmark.lon, confidence=share)
            for landmark in found[:MOST_CANDIDATES]
        ),
    )


def _with_point(location: Location, point: Point) -> Location:
    return replace(location, lat=round(point[0], 6), lon=round(point[1], 6))


def _rounded(confidence: float) -> float:
    return round(confidence, 2)
