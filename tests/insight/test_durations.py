"""Medians and ninetieth percentiles are those of a plain calculation, and count what is still waiting."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.insight.durations import quantiles, sort_waits

REQUESTS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 12), st.booleans()), max_size=40)


def count_plainly(requests: list[tuple[int, bool]], share: Fraction) -> int | None:
    """Kaplan and Meier by the book, in fractions."""
    left = Fraction(1)
    for moment in sorted({time for time, happened in requests if happened}):
        waiting = sum(time >= moment for time, _ in requests)
        done = sum(time == moment and happened for time, happened in requests)
        left *= 1 - Fraction(done, waiting)
        if left <= 1 - share:
            return moment
    return None


def work_out(times: list[int], happened: list[bool], groups: list[int], number: int) -> list[tuple[int | None, ...]]:
    """What the gateway says."""
    who = np.arange(len(times))
    waits = sort_waits(who, np.array(times, dtype=np.int64), np.array(happened, dtype=bool))
    return quantiles(waits, np.array(groups, dtype=np.int64), number)


@given(requests=REQUESTS)
@settings(deadline=None, max_examples=80)
def test_they_are_those_of_the_book(requests: list[tuple[int, int, bool]]) -> None:
    """Three groups at once, some of them empty, against fractions."""
    groups, times, happened = ([one[part] for one in requests] for part in range(3))
    found = work_out(times, happened, groups, 3)
    for group in range(3):
        mine = [(time, done) for number, time, done in requests if number == group]
        assert found[group] == (count_plainly(mine, Fraction(1, 2)), count_plainly(mine, Fraction(9, 10)))


@given(times=st.lists(st.integers(0, 10**8), min_size=1, max_size=60))
@settings(deadline=None, max_examples=50)
def test_without_open_ones_they_are_the_plain_percentiles(times: list[int]) -> None:
    """The nearest rank: so many of the requests took at most this long."""
    (found,) = work_out(times, [True] * len(times), [0] * len(times), 1)
    ranked = sorted(times)
    assert found == tuple(ranked[math.ceil(share * len(times) / 10) - 1] for share in (5, 9))


@pytest.mark.parametrize(
    ("closed", "still_open", "median"), [([1, 2], [5] * 3, None), ([1, 2, 3], [9], 2), ([], [], None)]
)
def test_open_requests_are_not_left_out(closed: list[int], still_open: list[int], median: int | None) -> None:
    """Two of five closed is no median of one and a half days: most people are still waiting."""
    happened = [True] * len(closed) + [False] * len(still_open)
    assert work_out(closed + still_open, happened, [0] * len(happened), 1)[0][0] == median
