"""Due dates in the city's own days."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from gateway.due import due_at

ZONE = "America/New_York"
FRIDAY_NOON = datetime(2026, 6, 5, 12, 0, tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("4 hours", "2026-06-05T16:00"),
        ("10 days", "2026-06-15T12:00"),
        ("2 weeks", "2026-06-19T12:00"),
        ("1 business day", "2026-06-08T12:00"),
        ("3 business days", "2026-06-10T12:00"),
        ("10 business days", "2026-06-19T12:00"),
    ],
)
def test_a_due_date_counts_from_the_receipt(due: str, expected: str) -> None:
    """Business days leave out Saturday and Sunday."""
    moment = due_at(due, FRIDAY_NOON.timestamp(), ZONE)
    assert moment is not None
    assert datetime.fromtimestamp(moment, ZoneInfo(ZONE)).isoformat()[:16] == expected


def test_a_business_day_from_a_saturday_begins_on_monday() -> None:
    """A report on a weekend is due as if it had come on Monday."""
    saturday = datetime(2026, 6, 6, 9, 0, tzinfo=ZoneInfo(ZONE))
    moment = due_at("1 business day", saturday.timestamp(), ZONE)
    assert moment is not None
    assert datetime.fromtimestamp(moment, ZoneInfo(ZONE)).date().isoformat() == "2026-06-09"


def test_daylight_saving_moves_no_due_hour() -> None:
    """Ten days over the night of the change are ten days on the clock."""
    october = datetime(2026, 10, 28, 9, 0, tzinfo=ZoneInfo(ZONE))
    moment = due_at("10 days", october.timestamp(), ZONE)
    assert moment is not None
    assert datetime.fromtimestamp(moment, ZoneInfo(ZONE)).hour == 9


def test_no_due_is_no_date() -> None:
    """A service without `due` promises nothing."""
    assert due_at(None, FRIDAY_NOON.timestamp(), ZONE) is None
