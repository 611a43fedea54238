"""When a department's digest is due: in the morning, when it opens, on days on which somebody is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from gateway.routing.calendar import Hours
from gateway.routing.rulebook import City, Department

_FROM = time(7, 0)
"""When a department without hours, or with somebody there around the clock, begins its day."""
_QUARTER = timedelta(minutes=15)
_FAR = timedelta(days=21)


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """One digest: `since` is when the one before was due, `at` when this one is; both in UTC epoch seconds."""

    day: date
    since: float
    at: float


def find_morning(department: Department, city: City, now: float) -> Morning | None:
    """Today's digest once its hour has come, or None: the department wants none, is closed, or opens later."""
    local = datetime.fromtimestamp(now, city.zone)
    if department.digest == "never" or not _has_digest(department, city, local.date()):
        return None
    at = _opening(department.hours, city, local.date())
    if at is None or now < at:
        return None
    before = next(_earlier(department, city, local.date()), None)
    return Morning(day=local.date(), since=before or at - _FAR.total_seconds(), at=at)


def _has_digest(department: Department, city: City, day: date) -> bool:
    """Every open day for a daily one, the week's first open day for a weekly one."""
    if _opening(department.hours, city, day) is None:
        return False
    monday = day - timedelta(days=day.weekday())
    days = (monday + timedelta(days=number) for number in range(day.weekday()))
    return department.digest == "daily" or not any(_opening(department.hours, city, one) for one in days)


def _earlier(department: Department, city: City, day: date) -> Iterator[float]:
    """When the digests before this one were due, the latest first."""
    for number in range(1, _FAR.days + 1):
        earlier = day - timedelta(days=number)
        opening = _opening(department.hours, city, earlier)
        if opening is not None and _has_digest(department, city, earlier):
            yield opening


def _opening(hours: Hours | None, city: City, day: date) -> float | None:
    """When somebody is there first on a day, in UTC epoch seconds; None on days when nobody is."""
    if hours is None or hours.is_always:
        return datetime.combine(day, _FROM, city.zone).timestamp()
    moment = datetime.combine(day, time(0, 0))
    while moment.date() == day:
        local = moment.replace(tzinfo=city.zone)
        if hours.are_open(local, city.holidays):
            return local.timestamp()
        moment += _QUARTER
    return None
