"""The clock of a department: what it counts is neither lost nor gained, whatever its hours and wherever one looks."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.routing.calendar import read_dates, read_hours
from gateway.routing.working_time import WorkingTime

HOURS = (
    "24/7",
    "Mon-Fri 07:00-15:30",
    "Mon-Sat 08:00-12:00, Wed 11:00-18:00",
    "Fri-Mon 22:00-06:00",
    "Sat-Sun 00:00-24:00",
    "00:30-02:30, 02:45-03:15",
)
ZONES = ("America/New_York", "America/Havana", "Australia/Lord_Howe", "UTC")
START = datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC")).timestamp()
CLOCKS = st.builds(
    lambda hours, zone: WorkingTime(
        hours=read_hours(hours), zone=ZoneInfo(zone), holidays=(read_dates("12-25"), read_dates("03-06 to 03-08"))
    ),
    st.sampled_from(HOURS),
    st.sampled_from(ZONES),
)
MOMENTS = st.integers(0, 370 * 86_400).map(lambda seconds: START + seconds)
SPANS = st.integers(0, 20 * 86_400)


@given(CLOCKS, MOMENTS, SPANS, SPANS)
def test_working_time_adds_up(clock: WorkingTime, start: float, first: int, second: int) -> None:
    """What is worked until noon and after it is what is worked in the day."""
    middle, end = start + first, start + first + second
    assert clock.between(start, middle) + clock.between(middle, end) == pytest.approx(clock.between(start, end))


@given(CLOCKS, MOMENTS, st.integers(1, 200_000))
def test_later_and_earlier_count_what_between_counts(clock: WorkingTime, start: float, seconds: int) -> None:
    """A due time that is found by one of them and measured by another must be the same."""
    assert clock.between(start, clock.later(start, seconds)) == pytest.approx(seconds)
    assert clock.between(clock.earlier(start, seconds), start) == pytest.approx(seconds)


@given(CLOCKS, MOMENTS, SPANS, SPANS)
def test_a_pause_neither_loses_nor_gains_working_time(
    clock: WorkingTime, paused: float, until_due: int, waited: int
) -> None:
    """What was left to do the work when a resident was asked is left when they have answered."""
    due, resumed = paused + until_due, paused + waited
    moved = clock.later(due, clock.between(paused, resumed))
    assert clock.between(resumed, moved) == pytest.approx(clock.between(paused, due))
    assert moved >= due


@given(CLOCKS, MOMENTS)
def test_hours_that_are_open_are_worked(clock: WorkingTime, moment: float) -> None:
    """The condition `hours` of a rule and the clock of a department must not say otherwise of the same moment."""
    local = datetime.fromtimestamp(moment, clock.zone)
    if clock.hours.are_open(local, clock.holidays) and local.utcoffset() == _offset(clock, moment + 7200):
        assert clock.between(moment, moment + 60) > 0


def _offset(clock: WorkingTime, moment: float) -> object:
    """Within two hours of a change of clocks a wall clock may say a time twice or never."""
    return datetime.fromtimestamp(moment, clock.zone).utcoffset()
