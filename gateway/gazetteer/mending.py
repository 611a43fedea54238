"""Put right what people wrote wrong: a street seen once that is a frequent one misspelt, or one without its suffix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gateway.gazetteer.seen import SeenStreet
from parsers.along import metres_between
from parsers.atlas import Point
from parsers.place_words import DIRECTIONS, SUFFIXES
from parsers.street_names import by_ends, core_name, find_misspelt, fits

_RARE = 2
_TIMES_MORE = 8
"""How much more often the right name is seen than a mistake."""
_NEAR = 500.0
"""Metres from a known point of the street that it is taken for."""
_SHARE = 0.15


def merge_streets(streets: dict[str, SeenStreet]) -> Mapping[str, str]:
    """Move what was seen under wrong names to the right ones; the right key by the wrong one."""
    renamed = {**_misspelt(streets), **_shortened(streets)}
    for wrong in list(renamed):
        right = renamed[wrong] = _last(renamed, wrong)
        if wrong in streets and right in streets and wrong != right:
            streets[right].take_over(streets.pop(wrong))
    return renamed


def _last(renamed: Mapping[str, str], key: str) -> str:
    for _ in range(3):
        key = renamed.get(key, key)
    return key


def _misspelt(streets: Mapping[str, SeenStreet]) -> dict[str, str]:
    frequent = by_ends(key for key, street in streets.items() if street.count > _RARE)
    found = {}
    for key, street in streets.items():
        right = find_misspelt(key, frequent) if street.count <= _RARE else None
        if right and _is_mistake(key, street, right, streets[right]):
            found[key] = right
    return found


def _is_mistake(key: str, street: SeenStreet, right: str, known: SeenStreet) -> bool:
    is_seldom = known.count >= _TIMES_MORE * street.count and fits(key, right)
    return is_seldom and core_name(key) != core_name(right) and _are_near(street.points, known.points)


def _shortened(streets: Mapping[str, SeenStreet]) -> dict[str, str]:
    """`W University` for W University Ave, where no other street has the name and the points agree."""
    by_core: dict[str, list[str]] = {}
    for key in streets:
        by_core.setdefault(core_name(key), []).append(key)
    found = {}
    for keys in by_core.values():
        for key in keys if len(keys) > 1 else ():
            whole = [other for other in keys if set(key.split()) < set(other.split())]
            right = _nearest(streets, key, whole)
            if right is not None and (_lacks_suffix(key) or _is_rare(streets, key, whole)):
                found[key] = right
    return found


def _lacks_suffix(key: str) -> bool:
    return not any(word in SUFFIXES and word not in DIRECTIONS for word in key.split())


def _is_rare(streets: Mapping[str, SeenStreet], key: str, whole: Iterable[str]) -> bool:
    return streets[key].count <= _SHARE * sum(streets[other].count for other in whole)


def _nearest(streets: Mapping[str, SeenStreet], key: str, whole: list[str]) -> str | None:
    """The one of `whole` on which the points lie; without points only where there is no choice."""
    near = [other for other in whole if _are_near(streets[key].points, streets[other].points)]
    return near[0] if len(near) == 1 else None


def _are_near(points: list[Point], others: list[Point]) -> bool:
    """Whether each of the points lies near one of the others; unknown is near."""
    if not points or not others:
        return True
    return all(min(metres_between(point, other) for other in others) <= _NEAR for point in points[:3])
