"""How long something took for half of the requests and for nine of ten, where some are still waiting for it.

Leaving out what is still open would flatter a city: of last week's requests only the quick ones are closed by now. So
an open request counts as "longer than it has been open so far". That is the estimate of Kaplan and Meier (1958,
"Nonparametric Estimation from Incomplete Observations"); where nothing is open it is the plain nearest-rank percentile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
HALF, NINE_OF_TEN = 0.5, 0.9
_PLACE_BITS = 28
"""Bits for a place among requests: a quarter of a billion of them, beside seconds for 68 years."""
_CLOSE = 1e-9
"""What is left of a product of fractions where it should be exactly the share asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How long requests waited for something, the shortest first, so that it is sorted once for all breakdowns."""

    who: Integers
    """Which requests, by their place among all."""
    times: Integers
    """Seconds until it happened, or until now where it has not."""
    happened: NDArray[np.bool_]


def sort_waits(who: Integers, times: Integers, happened: NDArray[np.bool_]) -> Waits:
    """Of equal times what happened comes before what did not: at that moment it was still waiting."""
    # Numbers are sorted several times as fast as places of numbers, so each carries the place that it came from.
    packed = np.sort((((times << 1) | ~happened) << _PLACE_BITS) | np.arange(len(times)))
    places, keys = packed & ((1 << _PLACE_BITS) - 1), packed >> _PLACE_BITS
    return Waits(who=who[places], times=keys >> 1, happened=(keys & 1) == 0)


def quantiles(
    waits: Waits, groups: Integers, number: int, shares: Sequence[float] = (HALF, NINE_OF_TEN)
) -> list[tuple[int | None, ...]]:
    """For each group from 0 below `number`: the seconds within which it happened to these shares of its requests.

    `groups` says of every request, waiting or not, which group it is of. None says that it has not happened to so many.
    """
    mine = groups[waits.who].astype(np.uint16)
    order = np.argsort(mine, kind="stable")
    times, happened = waits.times[order], waits.happened[order]
    ends = np.cumsum(np.bincount(mine, minlength=number))
    starts = np.concatenate(([0], ends[:-1]))
    open_ones = np.flatnonzero(~happened)
    bounds = np.searchsorted(open_ones, np.concatenate((starts, ends)))
    found: list[tuple[int | None, ...]] = []
    for group in range(number):
        span = slice(starts[group], ends[group])
        mine_open = open_ones[bounds[group] : bounds[number + group]] - starts[group]
        curve = _Curve(happened[span], mine_open)
        found.append(tuple(_time_at(curve, times[span], share) for share in shares))
    return found


class _Curve:
    """The share of a group that something has not happened to, after each of its requests in order.

    Between two open requests it falls evenly, so only these need a product: each takes its share over to those who
    wait longer than it has.
    """

    def __init__(self, happened: NDArray[np.bool_], open_ones: Integers) -> None:
        self._happened = happened
        self._size = len(happened)
        self._open = open_ones
        waiting = self._size - open_ones
        # Who is open and the last of all takes nothing over to anybody: the curve ends above the ground.
        steps = -np.log1p(-1.0 / np.maximum(waiting, 2))
        self._factors = np.exp(np.concatenate(([0.0], np.cumsum(steps))))

    def left(self, place: int) -> float:
        """The share after the request at `place`."""
        passed = int(np.searchsorted(self._open, place, side="right"))
        return (self._size - place - 1) / self._size * float(self._factors[passed])

    def first(self, share: float) -> int | None:
        """The first request after which no more than this share is left."""
        low, high = 0, self._size
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.left(middle) <= share + _CLOSE else (middle + 1, high)
        return low if low < self._size and self._happened[low] else None


def _time_at(curve: _Curve, times: Integers, share: float) -> int | None:
    place = curve.first(1 - share)
    return None if place is None else int(times[place])
