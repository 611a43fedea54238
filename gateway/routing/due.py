"""Until when something is to be done, and when to remind of it, as people write it: in days, hours or business time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Literal, cast
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, rrule

from gateway.routing.calendar import DateSpan, Hours, read_hours
from gateway.routing.working_time import WorkingTime

_DUE = re.compile(r"([1-9]\d{0,2}) (business days?|business hours?|days?|hours?|weeks?)")
_REMIND = re.compile(rf"{_DUE.pattern} before")
_LONGEST_BREAK = 60
_HOUR = 3600.0
_ALWAYS = read_hours("24/7")
_WEEKDAYS = read_hours("Mon-Fri 00:00-24:00")
OFFICE_HOURS = "Mon-Fri 08:00-17:00"
"""In which business hours are counted for a department that has not said when it works."""

Unit = Literal["business day", "business hour", "day", "hour", "week"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Whose time it is: the zone and the holidays of the city, the hours of the department where it has said them."""

    zone: ZoneInfo
    holidays: Sequence[DateSpan] = ()
    hours: Hours | None = None


def check_due(text: str) -> str:
    """`text` as it is when it is a due time such as `3 business days`; raises ValueError saying how to write one."""
    if not _DUE.fullmatch(text):
        raise ValueError(
            f"`{text}` is no due time. Write `4 hours`, `6 business hours`, `10 days`, `3 business days` or `2 weeks`."
        )
    return text


def check_remind(text: str) -> str:
    """`text` as it is when it says how long before something is due; raises ValueError saying how to write it."""
    if not _REMIND.fullmatch(text):
        raise ValueError(f"`{text}` does not say when to remind. Write `1 business day before` or `4 hours before`.")
    return text


def due_time(due: str, start: float, office: Office) -> float:
    """When work that came in at `start` is due: after hours exactly, after days at the same local time; epoch seconds.

    Business hours pass while the department works; business days are the days on which it does, without holidays, or
    Monday to Friday. `due` is a text that `check_due` lets pass.
    """
    count, unit = _read(_DUE, due)
    match unit:
        case "hour":
            return start + count * _HOUR
        case "business hour":
            return working_time(due, office).later(start, count * _HOUR)
        case "business day":
            return _after_business_days(datetime.fromtimestamp(start, office.zone), count, office).timestamp()
        case "day" | "week":
            # By the clock on the wall, so that it is due at the same hour after a night in which the clocks change.
            days = count * (7 if unit == "week" else 1)
            return (datetime.fromtimestamp(start, office.zone) + timedelta(days=days)).timestamp()


def reminder_time(remind: str, due_at: float, office: Office) -> float:
    """When to remind of what is due at `due_at`; `remind` is a text that `check_remind` lets pass. Epoch seconds."""
    count, unit = _read(_REMIND, remind)
    match unit:
        case "hour":
            return due_at - count * _HOUR
        case "business hour":
            return working_time(remind, office).earlier(due_at, count * _HOUR)
        case "business day":
            return _before_business_days(datetime.fromtimestamp(due_at, office.zone), count, office).timestamp()
        case "day" | "week":
            days = count * (7 if unit == "week" else 1)
            return (datetime.fromtimestamp(due_at, office.zone) - timedelta(days=days)).timestamp()


def working_time(due: str | None, office: Office) -> WorkingTime:
    """The clock by which a due time runs: that of the department for business time, that on the wall for any other.

    Where nothing was promised by the rulebook, as for a day that a person named, it is business time.
    """
    unit = _read(_DUE, due.removesuffix(" before"))[1] if due else "business day"
    match unit:
        case "business hour":
            hours = office.hours or read_hours(OFFICE_HOURS)
        case "business day":
            hours = office.hours or _WEEKDAYS
        case _:
            hours = _ALWAYS
    return WorkingTime(hours=hours, zone=office.zone, holidays=office.holidays)


def _read(pattern: re.Pattern[str], text: str) -> tuple[int, Unit]:
    found = pattern.fullmatch(text)
    if found is None:
        raise ValueError(f"`{text}` is no due time.")
    return int(found[1]), cast("Unit", found[2].rstrip("s"))


def _after_business_days(local: datetime, count: int, office: Office) -> datetime:
    """What comes in on a day off counts as if it had come on the next working day."""
    hours = office.hours or _WEEKDAYS
    closed = () if hours.is_always else office.holidays
    # A file may call every day a holiday; the bound keeps that slip from running for ever.
    days = rrule(DAILY, byweekday=tuple(hours.days), dtstart=local, count=count + _LONGEST_BREAK)
    working = (day for day in days if not any(span.covers(day.date()) for span in closed))
    return next(islice(working, count, None), local + timedelta(days=count))


def _before_business_days(local: datetime, count: int, office: Office) -> datetime:
    hours = office.hours or _WEEKDAYS
    closed = () if hours.is_always else office.holidays
    days = (local - timedelta(days=number) for number in range(1, 7 * (count + _LONGEST_BREAK)))
    working = (
        day for day in days if day.weekday() in hours.days and not any(span.covers(day.date()) for span in closed)
    )
    return next(islice(working, count - 1, None), local - timedelta(days=count))
