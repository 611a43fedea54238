"""Hours and dates mean what people mean by them, also over midnight and New Year."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from gateway.routing.calendar import read_dates, read_hours

ZONE = ZoneInfo("America/New_York")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("hours", "moment", "is_open"),
    [
        ("Mon-Fri 07:00-15:30", "2026-03-09 07:00", True),
        ("Mon-Fri 07:00-15:30", "2026-03-09 15:30", False),
        ("Mon-Fri 07:00-15:30, Sat 09:00-12:00", "2026-03-14 09:00", True),
        ("Mon-Fri 07:00-15:30, Sat 09:00-12:00", "2026-03-15 09:00", False),
        ("Fri-Mon 10:00-11:00", "2026-03-15 10:30", True),
        ("Fri-Mon 10:00-11:00", "2026-03-11 10:30", False),
        ("Fri 22:00-06:00", "2026-03-14 05:59", True),
        ("Fri 22:00-06:00", "2026-03-13 05:59", False),
        ("Fri 22:00-06:00", "2026-03-13 22:00", True),
        ("Mon-Fri 07:00-15:59", "2026-03-09 15:58", True),
        ("00:00-24:00", "2026-03-13 23:59", True),
        ("24/7", "2026-12-25 03:00", True),
        ("Mon-Fri 07:00-15:30", "2026-12-25 10:00", False),
    ],
)
def test_hours_are_open_when_people_are_there(hours: str, moment: str, is_open: bool) -> None:
    """A night shift belongs to the day it begins on; holidays are closed, except around the clock."""
    assert read_hours(hours).are_open(local(moment), [read_dates("12-25"), read_dates("07-04")]) is is_open


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9-17",
        "09:00-09:00",
        "Mon-Fri",
        "Mon-Fri 9:00",
        "Mon-Fri 09:00-17:60",
        "Mon-Fri 09:00-17:00 Sat 10:00-12:00",
    ],
)
def test_hours_that_nobody_can_read_are_refused(text: str) -> None:
    """A guess at office hours would wake people up."""
    with pytest.raises(ValueError, match=r"Write|Use"):
        read_hours(text)


@pytest.mark.parametrize(
    ("dates", "day", "is_covered"),
    [
        ("07-04", date(2031, 7, 4), True),
        ("2026-07-04", date(2027, 7, 4), False),
        ("11-15 to 04-15", date(2026, 12, 31), True),
        ("11-15 to 04-15", date(2027, 1, 1), True),
        ("11-15 to 04-15", date(2026, 7, 1), False),
        ("11-15 to 04-15", date(2026, 11, 15), True),
        ("02-29", date(2028, 2, 29), True),
        ("2026-12-20 to 2027-01-03", date(2027, 1, 3), True),
        ("2026-12-20 to 2027-01-03", date(2027, 1, 4), False),
    ],
)
def test_dates_cover_their_days(dates: str, day: date, is_covered: bool) -> None:
    """Both ends count, and a winter runs over New Year."""
    assert read_dates(dates).covers(day) is is_covered


@pytest.mark.parametrize("text", ["2026-13-01", "2026-07-04 to 07-05", "2026-07-05 to 2026-07-04", "today", "7/4"])
def test_dates_that_make_no_sense_are_refused(text: str) -> None:
    """A span that mixes years or ends before it begins is a slip."""
    with pytest.raises(ValueError, match=r"date|calendar|ends"):
        read_dates(text)
