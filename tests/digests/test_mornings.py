"""When a digest is due: by the department's hours, the city's holidays and its daylight saving."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from gateway.digests.mornings import find_morning
from gateway.routing.loading import load_rulebook
from gateway.routing.rulebook import Rulebook

NEW_YORK = ZoneInfo("America/New_York")


def rulebook(digest: str, hours: str = "Mon-Fri 07:30-15:30") -> Rulebook:
    """A city with one holiday, on Monday 9 November 2026."""
    return load_rulebook(f"""
city:
  name: Elm City
  timezone: America/New_York
  languages: [en]
  addresses: [311@elmcity.example]
  holidays: [2026-11-09]
departments:
  streets: {{name: Streets, notify: [{{email: streets@elmcity.example}}], hours: "{hours}", digest: {digest}}}
otherwise: {{department: streets, reply: received}}
""")


def due_at(book: Rulebook, *moment: int) -> date | None:
    """The day whose digest is due at a moment of the city's time."""
    now = datetime(*moment, tzinfo=NEW_YORK).timestamp()  # type: ignore[misc]
    morning = find_morning(book.departments["streets"], book.city, now)
    return morning.day if morning else None


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ((2026, 11, 10, 7, 29), None),
        ((2026, 11, 10, 7, 30), date(2026, 11, 10)),
        ((2026, 11, 10, 23, 59), date(2026, 11, 10)),
        ((2026, 11, 9, 12, 0), None),
        ((2026, 11, 14, 12, 0), None),
    ],
)
def test_a_daily_one_comes_when_the_department_opens(moment: tuple[int, ...], expected: date | None) -> None:
    """Not at night, not on holidays, not at the weekend; later the same day when the gateway was down."""
    assert due_at(rulebook("daily"), *moment) == expected


@pytest.mark.parametrize(
    ("day", "expected"), [(9, None), (10, date(2026, 11, 10)), (11, None), (16, date(2026, 11, 16))]
)
def test_a_weekly_one_comes_on_the_first_open_day(day: int, expected: date | None) -> None:
    """Monday is a holiday in this week, so Tuesday it is."""
    assert due_at(rulebook("weekly"), 2026, 11, day, 9, 0) == expected


def test_nobody_who_wants_none_gets_one() -> None:
    """It is switched on by the rulebook only."""
    assert due_at(rulebook("never"), 2026, 11, 10, 9, 0) is None


def test_around_the_clock_means_seven_in_the_morning() -> None:
    """A dispatch that never closes has no opening time."""
    book = rulebook("daily", "24/7")
    assert (due_at(book, 2026, 11, 9, 6, 59), due_at(book, 2026, 11, 9, 7, 0)) == (None, date(2026, 11, 9))


@pytest.mark.parametrize(("digest", "before"), [("daily", (2026, 10, 30)), ("weekly", (2026, 10, 26))])
def test_it_tells_what_came_since_the_one_before(digest: str, before: tuple[int, int, int]) -> None:
    """Nothing falls between two digests, over a weekend and the end of daylight saving."""
    book = rulebook(digest)
    morning = find_morning(
        book.departments["streets"], book.city, datetime(2026, 11, 2, 8, 0, tzinfo=NEW_YORK).timestamp()
    )
    assert morning is not None
    assert morning.since == datetime(*before, 7, 30, tzinfo=NEW_YORK).timestamp()
    assert morning.at == datetime(2026, 11, 2, 7, 30, tzinfo=NEW_YORK).timestamp()
