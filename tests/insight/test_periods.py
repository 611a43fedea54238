"""Periods begin and end where a clerk expects it, and are compared with what is comparable."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from gateway.insight.periods import PeriodError, read_period

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 10, 9, 30, tzinfo=ZONE).timestamp()


@pytest.mark.parametrize(
    ("given", "period", "before"),
    [
        ({}, ("2026-02-09", "2026-03-10"), ("2026-01-10", "2026-02-08")),
        ({"period": "7"}, ("2026-03-04", "2026-03-10"), ("2026-02-25", "2026-03-03")),
        ({"period": "month"}, ("2026-03-01", "2026-03-10"), ("2026-02-01", "2026-02-10")),
        ({"period": "last_month"}, ("2026-02-01", "2026-02-28"), ("2026-01-01", "2026-01-31")),
        ({"period": "year"}, ("2026-01-01", "2026-03-10"), ("2025-01-01", "2025-03-10")),
        ({"period": "last_year"}, ("2025-01-01", "2025-12-31"), ("2024-01-01", "2024-12-31")),
        ({"from": "2026-01-01", "to": "2026-01-31"}, ("2026-01-01", "2026-01-31"), ("2025-12-01", "2025-12-31")),
        ({"from": "2026-03-09"}, ("2026-03-09", "2026-03-10"), ("2026-03-07", "2026-03-08")),
    ],
)
def test_a_period_and_the_time_before(given: dict[str, str], period: tuple[str, str], before: tuple[str, str]) -> None:
    """As long as the period itself, but for whole months and years."""
    found = read_period(given, now=NOW, zone=ZONE)
    assert (found.period.first, found.period.last) == tuple(map(date.fromisoformat, period))
    assert (found.before.first, found.before.last) == tuple(map(date.fromisoformat, before))


def test_a_day_that_is_not_over_is_compared_with_as_much_of_a_day() -> None:
    """At half past nine today has had half a morning of requests, and so the day that it is compared with counts half
    a morning only, even where clocks changed in between."""
    found = read_period({"period": "7"}, now=NOW, zone=ZONE)
    assert found.before.until == datetime(2026, 3, 3, 9, 30, tzinfo=ZONE).timestamp()
    assert found.period.until is None
    assert read_period({"period": "last_month"}, now=NOW, zone=ZONE).before.until is None


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"period": "decade"}, "Choose one of the list"),
        ({"period": "own"}, "under “From”"),
        ({"period": "30", "from": "2026-03-01"}, "or empty the two days"),
        ({"from": "banana"}, "Write it like 2026-03-31"),
        ({"from": "2026-02-30"}, "is no day"),
        ({"from": "2026-03-01", "to": "2026-02-01"}, "Swap the two days"),
        ({"from": "1999-01-01"}, "at most 1,100 days"),
        ({"from": "0001-01-01", "to": "0001-02-01"}, "Nobody wrote in 1"),
        ({"from": "9999-12-30", "to": "9999-12-31"}, "Choose a day after 1980"),
    ],
)
def test_a_wrong_period_is_a_clear_sentence(given: dict[str, str], says: str) -> None:
    """What a person typed wrongly is said, with what to type."""
    with pytest.raises(PeriodError, match=says):
        read_period(given, now=NOW, zone=ZONE)
