"""Where the names of streets stand on a map: along their street, upright, and never on top of each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.atlas import Point

_LETTER = 6.4
"""Units of the paper that a letter is wide, at the size of the style sheet."""
_HIGH = 15.0
_STRAIGHT = 0.93
"""The distance between its ends over the length of a run that counts as straight."""
_MOST = 24
_MOST_PARTS = 40


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a street, its middle on the paper and how it is turned, in degrees."""

    words: str
    spot: Point
    turn: float


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a street that is seen, on paper."""

    street: str
    corners: tuple[Point, ...]


def place_names(runs: Iterable[Run], *, width: int, height: int, taken: Iterable[Point]) -> list[Name]:
    """One name for each street that has room for it on the paper, nearest to its middle first, off what is `taken`."""
    used = list(taken)
    placed: dict[str, Name] = {}
    middle = (width / 2, height / 2)
    for run in sorted(_pieces(runs), key=lambda run: (math.dist(_half(run.corners), middle), run.street)):
        if run.street in placed or len(placed) >= _MOST:
            continue
        spots = spots_of(name) if (name := _along(run)) else []
        is_on_paper = all(_HIGH / 2 < x < width - _HIGH / 2 and _HIGH / 2 < y < height - _HIGH / 2 for x, y in spots)
        if name and is_on_paper and _is_free(spots, used):
            placed[run.street] = name
            used.extend(spots)
    return list(placed.values())


def _pieces(runs: Iterable[Run]) -> Iterator[Run]:
    """Each run, and parts of its straight pieces: where its middle is taken there may be room beside it."""
    for run in runs:
        yield run
        for (x1, y1), (x2, y2) in pairwise(run.corners):
            count = min(_MOST_PARTS, int(math.hypot(x2 - x1, y2 - y1) // (len(run.street) * _LETTER + 1)))
            cuts = [(x1 + (x2 - x1) * at / count, y1 + (y2 - y1) * at / count) for at in range(count + 1) if count]
            yield from (Run(run.street, ends) for ends in pairwise(cuts))


def _half(corners: Sequence[Point]) -> Point:
    return (corners[0][0] + corners[-1][0]) / 2, (corners[0][1] + corners[-1][1]) / 2


def _along(run: Run) -> Name | None:
    (x1, y1), (x2, y2) = sorted((run.corners[0], run.corners[-1]))
    chord = math.dist((x1, y1), (x2, y2))
    length = sum(math.dist(one, other) for one, other in pairwise(run.corners))
    if chord < len(run.street) * _LETTER or chord < length * _STRAIGHT:
        return None
    return Name(run.street, _half(run.corners), math.degrees(math.atan2(y2 - y1, x2 - x1)))


def spots_of(name: Name) -> list[Point]:
    """Points along the words, a letter's height apart."""
    half = len(name.words) * _LETTER / 2
    right, down = math.cos(math.radians(name.turn)), math.sin(math.radians(name.turn))
    steps = range(-int(half // _HIGH) - 1, int(half // _HIGH) + 2)
    away = [max(-half, min(half, step * _HIGH)) for step in steps]
    return [(name.spot[0] + right * one, name.spot[1] + down * one) for one in away]


def is_off(name: Name, points: Sequence[Point]) -> bool:
    """Whether a name keeps clear of all pins with their tips at `points`."""
    return all(math.dist(spot, point) >= 2 * _HIGH for spot in spots_of(name) for point in points)


def _is_free(spots: Sequence[Point], used: Sequence[Point]) -> bool:
    return all(math.dist(spot, other) >= _HIGH for spot in spots for other in used)
