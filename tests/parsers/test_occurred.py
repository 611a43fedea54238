"""Days and times as people write them; nothing is invented."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parsers.occurred import find_occurred

NOON = datetime(2026, 6, 3, 16, 0, tzinfo=UTC)
NAMED = [
    ("not picked up yesterday", "2026-06-02", "day"),
    ("since last night", "2026-06-02", "hour"),
    ("it fell this morning", "2026-06-03", "hour"),
    ("it fell 2 days ago", "2026-06-01", "day"),
    ("a couple of weeks ago", "2026-05-20", "day"),
    ("about an hour ago", "2026-06-03", "hour"),
    ("30 minutes ago", "2026-06-03", "minute"),
    ("missed on Monday", "2026-06-01", "day"),
    ("missed Monday pickup since friday", "2026-06-01", "day"),
    ("last Tuesday", "2026-05-26", "day"),
    ("on 5/28 at 8:45pm", "2026-05-28", "minute"),
    ("reported May 28th", "2026-05-28", "day"),
    ("reported on 28 December", "2025-12-28", "day"),
    ("on 2026-05-01", "2026-05-01", "day"),
    ("on the 28th.", "2026-05-28", "day"),
    ("out since Memorial Day", "2026-05-25", "day"),
    ("yesterday around 9pm", "2026-06-02", "hour"),
    ("no pasó ayer", "2026-06-02", "day"),
    ("anoche", "2026-06-02", "hour"),
    ("hace tres días", "2026-05-31", "day"),
    ("el lunes pasado", "2026-05-25", "day"),
    ("desde el 28 de mayo", "2026-05-28", "day"),
    ("la semana pasada", "2026-05-25", "day"),
]
UNNAMED = [
    "open 24/7",
    "3/4 inch pipe",
    "may I ask",
    "they march here",
    "the sun shines",
    "12 Oak St",
    "5th Ave and Main",
    "the 2nd house",
    "Sunday school sign is down",
    "Christmas tree dumped",
    "avenida 5 de Mayo",
    "call 203-555-0142",
    "scale 4:3, ratio 30/4.85",
    "dead deer now rotting",
    "por la mañana siempre hay ruido",
    "these days it is bad",
    "",
]


@pytest.mark.parametrize(("text", "day", "precision"), NAMED)
def test_named_days_are_found(text, day, precision):
    """Counted from Wednesday 3 June 2026, noon in New York; what lies open is past."""
    language = "es" if any(word in text for word in ("pas", "anoche", "hace", "desde", "lunes")) else "en"
    occurred = find_occurred(text, received_at=NOON, timezone="America/New_York", language=language)
    assert (occurred.start[:10], occurred.precision) == (day, precision)
    assert occurred.text in text
    assert occurred.start <= occurred.end


@pytest.mark.parametrize("text", UNNAMED)
def test_no_day_is_invented(text):
    """Numbers, months and weekdays that are no date stay none."""
    assert find_occurred(text, received_at=NOON, timezone="America/New_York", language="en") is None


def test_the_city_s_zone_decides_what_yesterday_is():
    """At 02:00 UTC it is still the day before in New York."""
    late = datetime(2026, 6, 3, 2, 0, tzinfo=UTC)
    here = find_occurred("yesterday", received_at=late, timezone="America/New_York", language="en")
    there = find_occurred("yesterday", received_at=late, timezone="UTC", language="en")
    assert (here.start[:10], there.start[:10]) == ("2026-06-01", "2026-06-02")
    assert here.start.endswith("-04:00")


def test_a_night_reaches_into_the_next_day():
    """Two o'clock of last night is today."""
    occurred = find_occurred("last night at 2am", received_at=NOON, timezone="UTC", language="en")
    assert occurred.start.startswith("2026-06-03T02:00")


def test_an_unknown_zone_is_utc():
    """A wrong setting must not stop a message."""
    assert find_occurred("today", received_at=NOON, timezone="Mars/Olympus", language="en").start.endswith("+00:00")


def test_spanish_writes_the_day_first():
    """3/5 is the third of May in a Spanish text and the fifth of March in an English one."""
    spanish = find_occurred("desde el 3/5", received_at=NOON, timezone="UTC", language="es")
    english = find_occurred("since 3/5", received_at=NOON, timezone="UTC", language="en")
    assert (spanish.start[:10], english.start[:10]) == ("2026-05-03", "2026-03-05")
