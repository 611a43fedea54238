"""Due dates: `3 business days`, `10 days` or `4 hours` after a moment, in the city's time zone."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_DUE = re.compile(r"\s*(\d{1,4})\s*(business\s+)?(hour|day|week)s?\s*")
_SATURDAY = 5


def due_at(due: str | None, now: float, timezone: str) -> float | None:
    """The moment in UTC epoch seconds, or None when the rulebook names none."""
    match = _DUE.fullmatch(due or "")
    if match is None:
        return None
    moment = datetime.fromtimestamp(now, ZoneInfo(timezone))
    count, unit = int(match[1]), match[3]
    if match[2]:
        return _after_business_days(moment, count).timestamp()
    return (moment + timedelta(**{f"{unit}s": count})).timestamp()


def _after_business_days(moment: datetime, count: int) -> datetime:
    weeks, rest = divmod(count, 5)
    moment += timedelta(weeks=weeks)
    while moment.weekday() >= _SATURDAY:
        moment += timedelta(days=1)
    for _ in range(rest):
        moment += timedelta(days=1)
        while moment.weekday() >= _SATURDAY:
            moment += timedelta(days=1)
    return moment
