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
_CLOSE = 1e-9
"""What is left of a product of fractions where it should be exactly the share asked for."""
_ALL_DONE = -60.0
"""Logarithm of a share that nobody sees: everything has happened."""


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
    order = np.argsort(times * 2 + ~happened, kind="stable")
    return Waits(who=who[order], times=times[order], happened=happened[order])


def quantiles(
    waits: Waits, groups: Integers, number: int, shares: Sequence[float] = (HALF, NINE_OF_TEN)
) -> list[tuple[int | None, ...]]:
    """For each group from 0 below `number`: the seconds within which it happened to these shares of its requests.

    `groups` says of every request, waiting or not, which group it is of. None says that it has not happened to so many.
    """
    mine = groups[waits.who]
    order = np.argsort(mine.astype(np.uint16), kind="stable")
    sizes = np.bincount(mine, minlength=number)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    left = _shares_left(waits.happened[order], mine[order], sizes, starts)
    times = waits.times[order]
    spans = [slice(starts[group], starts[group + 1]) for group in range(number)]
    return [tuple(_first_below(left[span], times[span], share) for share in shares) for span in spans]


def _shares_left(
    happened: NDArray[np.bool_], groups: Integers, sizes: Integers, starts: Integers
) -> NDArray[np.float64]:
    """After each request of the sorted groups: the share of its group that it has not happened to."""
    waiting = sizes[groups] - (np.arange(len(groups)) - starts[groups])
    steps = np.zeros(len(groups))
    several = happened & (waiting > 1)
    steps[several] = np.log1p(-1.0 / waiting[several])
    steps[happened & (waiting == 1)] = _ALL_DONE
    summed = np.concatenate(([0.0], np.cumsum(steps)))
    return np.asarray(np.exp(summed[1:] - summed[starts[groups]]))


def _first_below(curve: NDArray[np.float64], times: Integers, share: float) -> int | None:
    """The curve only falls, so the first place where it is low enough is found by halving."""
    enough = 1 - share + _CLOSE
    if not len(curve) or curve[-1] > enough:
        return None
    return int(times[int(np.searchsorted(-curve, -enough))])
