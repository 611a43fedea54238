"""Places that are read from the characters of a text and not from its pieces: Chinese, mile posts, codes, landmarks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from statistics import median

from parsers.atlas import Atlas, degrees
from parsers.chinese_places import find_chinese_place
from parsers.common_landmarks import find_common_landmark
from parsers.gazetteer import Gazetteer
from parsers.mile_posts import find_mile_post
from parsers.plus_codes import decode_near, find_plus_code
from parsers.values import Location, LocationKind

_LATIN_NAME = re.compile(r"[\dA-Za-z][\dA-Za-z.'’ ]*")
_CONFIDENCE = {
    LocationKind.ADDRESS: 0.7,
    LocationKind.INTERSECTION: 0.75,
    LocationKind.SEGMENT: 0.7,
    LocationKind.STREET: 0.5,
    LocationKind.LANDMARK: 0.45,
}
_POST, _POST_ALONE = 0.7, 0.4
_CODE, _CODE_ALONE = 0.85, 0.5
_TOLD = 0.35


def find_told_place(text: str, gazetteer: Gazetteer) -> Location | None:
    """A short plus code, a place in Chinese, or a post on a road: each is more exact than a street or a landmark."""
    return _coded(text, gazetteer) or _chinese(text, gazetteer) or _post(text)


def find_loosely_told(text: str, words: Iterable[str], gazetteer: Gazetteer) -> Location | None:
    """A place that is told by a thing which a city has once; only good where nothing else is named."""
    told = find_common_landmark(text, words)
    if told is None:
        return None
    words = text[told.start : told.end]
    return gazetteer.locate(
        Location(kind=LocationKind.LANDMARK, text=words, start=told.start, end=told.end, confidence=_TOLD)
    )


def _coded(text: str, gazetteer: Gazetteer) -> Location | None:
    """A short plus code: with a point where the city's middle is known, else the words alone."""
    code = find_plus_code(text)
    if code is None or code.is_full:
        return None
    centre = _centre(gazetteer.atlas)
    point = decode_near(code.code, *centre) if centre else None
    return Location(
        kind=LocationKind.COORDINATES if point else LocationKind.LANDMARK,
        text=text[code.start : code.end],
        start=code.start,
        end=code.end,
        confidence=_CODE if point else _CODE_ALONE,
        lat=point[0] if point else None,
        lon=point[1] if point else None,
    )


def _centre(atlas: Atlas) -> tuple[float, float] | None:
    """The middle of the city's known points; only asked for the rare text with a short code."""
    known = atlas.houses if atlas.houses.lats else atlas.stretches
    if known.lats:
        return degrees(int(median(known.lats))), degrees(int(median(known.lons)))
    points = [*atlas.crossings.values(), *((landmark.lat, landmark.lon) for landmark in atlas.landmarks)]
    return (median(lat for lat, _ in points), median(lon for _, lon in points)) if points else None


def _chinese(text: str, gazetteer: Gazetteer) -> Location | None:
    found = find_chinese_place(text)
    if found is None:
        return None
    location = Location(
        kind=found.kind,
        text=text[found.start : found.end],
        start=found.start,
        end=found.end,
        confidence=_CONFIDENCE[found.kind],
        number=found.number,
        streets=tuple(_official(street, gazetteer) for street in found.streets),
    )
    return gazetteer.locate(location)


def _official(street: str, gazetteer: Gazetteer) -> str:
    """`Oak街` as the city writes it, where its list has an Oak Street."""
    latin = _LATIN_NAME.match(street)
    return gazetteer.find(street) or (gazetteer.find(latin.group()) if latin else None) or street


def _post(text: str) -> Location | None:
    post = find_mile_post(text)
    if post is None:
        return None
    return Location(
        kind=LocationKind.LANDMARK,
        text=text[post.start : post.end],
        start=post.start,
        end=post.end,
        confidence=_POST if post.road else _POST_ALONE,
        streets=(post.road,) if post.road else (),
    )
