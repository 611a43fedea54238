"""Due dates: `3 business days`, `10 days` or `4 hours` after a moment, in the city's time zone."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, FR, MO, TH, TU, WE, rrule

_STEP = {"hour": relativedelta(hours=1), "day": relativedelta(days=1), "week": relativedelta(weeks=1)}
_DUE = re.compile(r"\s*(\d{1,4})\s*(business\s+)?(hour|day|week)s?\s*")


def due_at(due: str | None, now: float, timezone: str) -> float | None:
    """The moment in UTC epoch seconds, or None when the rulebook names none."""
    match = _DUE.fullmatch(due or "")
    if match is None:
        return None
    moment = datetime.fromtimestamp(now, ZoneInfo(timezone))
    count, unit = int(match[1]), match[3]
    if match[2]:
        return _after_business_days(moment, count).timestamp()
    return (moment + _STEP[unit] * count).timestamp()


def _after_business_days(moment: datetime, count: int) -> datetime:
    """A report on a weekend counts as one on Monday at the same time of day."""
    weekdays = rrule(DAILY, byweekday=(MO, TU, WE, TH, FR), dtstart=moment, count=count + 1)
    return list(weekdays)[-1]
