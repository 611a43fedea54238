"""Until when a ticket may be put aside, as its form offers it."""

from __future__ import annotations

from datetime import datetime, timedelta

_MORNING = 8
_DAYS = {"day": 1, "week": 7, "month": 28}
SNOOZES = {
    "day": "Until tomorrow morning",
    "monday": "Until Monday morning",
    "week": "For a week",
    "month": "For four weeks",
    "at": "Until the time below",
    "": "Show it again now",
}
"""By what the form sends; `at` names a time of its own, and nothing ends it."""


def morning_after(choice: str, now: datetime) -> datetime:
    """The morning that a choice means, in the zone of `now`."""
    days = 7 - now.weekday() if choice == "monday" else _DAYS[choice]
    return (now + timedelta(days=days)).replace(hour=_MORNING, minute=0, second=0, microsecond=0)
