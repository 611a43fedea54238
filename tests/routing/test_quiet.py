"""The night in which nobody is texted of our own accord, by the city's own clock (PROTOCOL 13.8)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from gateway.routing import load_rulebook
from gateway.routing.quiet import quiet_end, read_quiet

ZONE = ZoneInfo("America/New_York")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("quiet", "moment", "end"),
    [
        ("21:00-08:00", "2026-06-01 20:59", ""),
        ("21:00-08:00", "2026-06-01 21:00", "2026-06-02 08:00"),
        ("21:00-08:00", "2026-06-02 07:59", "2026-06-02 08:00"),
        ("21:00-08:00", "2026-06-02 08:00", ""),
        ("21:00-00:00", "2026-06-01 23:59", "2026-06-02 00:00"),
        ("00:00-08:00, 21:00-24:00", "2026-06-01 22:00", "2026-06-02 08:00"),
        ("12:00-13:00", "2026-06-01 12:30", "2026-06-01 13:00"),
        ("Mon-Fri 21:00-08:00, Sat-Sun 00:00-24:00", "2026-06-05 21:30", "2026-06-08 00:00"),
        ("never", "2026-06-01 23:00", ""),
    ],
)
def test_13_8_when_the_night_is_over(quiet: str, moment: str, end: str) -> None:
    """A night belongs to the evening it begins on, and nights that touch are one."""
    assert quiet_end(read_quiet(quiet), local(moment)) == (local(end) if end else None)


@pytest.mark.parametrize(
    ("moment", "hours"),
    [("2026-03-07 22:00", 9), ("2026-10-31 22:00", 11)],
)
def test_13_8_nights_in_which_the_clocks_change(small_text: str, moment: str, hours: int) -> None:
    """Eight in the morning is what people's clocks say, whether the night had 23 hours or 25."""
    start = local(moment).timestamp()
    assert load_rulebook(small_text).city.quiet_until(start) == start + hours * 3600


def test_13_8_a_city_has_its_own_night(small_text: str) -> None:
    """A rulebook may say when, and its time zone counts."""
    book = load_rulebook(small_text.replace("  holidays:", "  quiet: 20:00-09:30\n  holidays:"))
    assert book.city.quiet_until(local("2026-06-01 20:30").timestamp()) == local("2026-06-02 09:30").timestamp()
    assert book.city.quiet_until(local("2026-06-01 19:59").timestamp()) is None


@pytest.mark.parametrize("quiet", ["24/7", "00:00-24:00", "08:00-20:00, 20:00-08:00"])
def test_13_8_a_night_without_end_is_a_mistake(quiet: str) -> None:
    """Nothing would ever be sent, and nobody would know why."""
    with pytest.raises(ValueError, match="leaves no time for notices"):
        read_quiet(quiet)
