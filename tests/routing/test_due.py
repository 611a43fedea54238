"""Due times and reminders mean what an office means by them, also over holidays and the nights the clocks change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from gateway.routing import Rulebook
from gateway.routing.calendar import read_dates, read_hours
from gateway.routing.due import Office, check_due, check_remind, due_time, reminder_time

ZONE = ZoneInfo("America/New_York")
HOLIDAYS = (read_dates("12-25"), read_dates("07-03"))
CITY = Office(zone=ZONE, holidays=HOLIDAYS)


def moment(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp()


def office(hours: str) -> Office:
    return Office(zone=ZONE, holidays=HOLIDAYS, hours=read_hours(hours))


@pytest.mark.parametrize(
    ("due", "start", "end"),
    [
        ("4 hours", "2026-03-07 23:00", "2026-03-08 04:00"),
        ("1 day", "2026-03-07 10:00", "2026-03-08 10:00"),
        ("2 weeks", "2026-03-07 10:00", "2026-03-21 10:00"),
        ("3 business days", "2026-03-05 10:00", "2026-03-10 10:00"),
        ("1 business day", "2026-12-24 10:00", "2026-12-28 10:00"),
        ("1 business day", "2026-03-07 10:00", "2026-03-10 10:00"),
        ("2 business hours", "2026-03-06 16:00", "2026-03-09 09:00"),
    ],
)
def test_due_time_counts_as_an_office_does(due: str, start: str, end: str) -> None:
    """Hours are real hours, also in the night the clocks change; business time skips weekends and holidays."""
    assert due_time(due, moment(start), CITY) == moment(end)


@pytest.mark.parametrize(
    ("hours", "due", "start", "end"),
    [
        ("Mon-Fri 07:00-15:30", "3 business hours", "2026-03-06 14:00", "2026-03-09 08:30"),
        ("Mon-Fri 07:00-15:30", "9 business hours", "2026-12-24 07:00", "2026-12-28 07:30"),
        ("Mon-Fri 07:00-15:30", "1 business hour", "2026-03-07 12:00", "2026-03-09 08:00"),
        ("Mon-Sat 08:00-12:00", "1 business day", "2026-03-06 10:00", "2026-03-07 10:00"),
        ("Mon-Sat 08:00-12:00", "2 business days", "2026-03-06 10:00", "2026-03-09 10:00"),
        ("24/7", "1 business day", "2026-12-24 10:00", "2026-12-25 10:00"),
        ("24/7", "3 business hours", "2026-03-07 23:30", "2026-03-08 03:30"),
        ("Sat-Sun 00:00-24:00", "24 business hours", "2026-03-07 12:00", "2026-03-08 13:00"),
        ("Sat-Sun 00:00-24:00", "24 business hours", "2026-10-31 12:00", "2026-11-01 11:00"),
        ("Mon-Fri 22:00-06:00", "10 business hours", "2026-03-06 20:00", "2026-03-10 00:00"),
        ("Mon-Fri 08:00-12:00, Mon-Fri 11:00-17:00", "6 business hours", "2026-03-09 08:00", "2026-03-09 14:00"),
    ],
)
def test_business_time_is_that_of_the_department(hours: str, due: str, start: str, end: str) -> None:
    """A department that works on Saturdays is expected to; over the change of clocks an hour worked is an hour."""
    assert due_time(due, moment(start), office(hours)) == moment(end)


@pytest.mark.parametrize(
    ("hours", "remind", "due", "when"),
    [
        ("Mon-Fri 07:00-15:30", "1 business day before", "2026-03-09 10:00", "2026-03-06 10:00"),
        ("Mon-Fri 07:00-15:30", "2 business days before", "2026-12-28 10:00", "2026-12-23 10:00"),
        ("Mon-Fri 07:00-15:30", "3 business hours before", "2026-03-09 08:00", "2026-03-06 13:30"),
        ("Mon-Fri 07:00-15:30", "4 hours before", "2026-03-08 05:00", "2026-03-08 00:00"),
        ("24/7", "1 day before", "2026-03-08 10:00", "2026-03-07 10:00"),
        ("24/7", "1 week before", "2026-03-08 10:00", "2026-03-01 10:00"),
    ],
)
def test_a_reminder_comes_while_somebody_can_still_act(hours: str, remind: str, due: str, when: str) -> None:
    """A reminder of Monday's work that came on Sunday would come too late."""
    assert reminder_time(remind, moment(due), office(hours)) == moment(when)


@pytest.mark.parametrize("due", ["3 business days", "5 business hours"])
def test_counting_ends_where_every_day_is_a_holiday(due: str) -> None:
    """A slip in the holidays must not hang a worker."""
    closed = Office(zone=ZONE, holidays=(read_dates("01-01 to 12-31"),))
    start = moment("2026-03-05 10:00")
    assert due_time(due, start, closed) > start
    assert reminder_time(f"{due} before", start, closed) < start


def test_rulebook_knows_when_work_is_due_and_reminds_of_it(book_of: Callable[[str], Rulebook]) -> None:
    """In epoch seconds, as the store keeps them; Christmas of this city is in its file, and the fire never sleeps."""
    book = book_of("  - {name: a, when: {text: x}, then: {tags: a}}")
    start = moment("2026-12-24 10:00")
    assert book.due_at("1 business day", start, "streets") == moment("2026-12-28 10:00")
    assert book.due_at("1 business day", start, "fire") == moment("2026-12-25 10:00")
    assert book.due_at(None, start, "streets") is None
    assert book.due_at("1 day", start, "a department of last year") == moment("2026-12-25 10:00")
    assert book.remind_at("pothole", "streets", start, now=0.0) is None


@pytest.mark.parametrize("text", ["soon", "0 days", "3 office hours", "1.5 days", "-1 days", "", "3 days before"])
def test_due_that_nobody_can_count_is_refused(text: str) -> None:
    """A due time is a promise."""
    with pytest.raises(ValueError, match="due time"):
        check_due(text)


@pytest.mark.parametrize("text", ["1 day", "before", "0 days before", "1 day ahead", ""])
def test_reminder_that_nobody_can_count_is_refused(text: str) -> None:
    """Whoever writes `1 day` may have meant a day after."""
    with pytest.raises(ValueError, match="when to remind"):
        check_remind(text)
