"""The time that figures are about, and the time before it that they are compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from gateway.errors import GatewayError

PERIODS: Mapping[str, str] = MappingProxyType(
    {
        "7": "Last 7 days",
        "30": "Last 30 days",
        "90": "Last 90 days",
        "month": "This month",
        "last_month": "Last month",
        "year": "This year",
        "last_year": "Last year",
        "own": "From … to …",
    }
)
"""What can be chosen, in the order of the list."""
USUAL = "30"
LONGEST = 1_100
"""Days, so that one page never reads more than three years and three before."""


YEARS = range(1980, 3000)
"""Years in which a message may have come."""


class PeriodError(GatewayError):
    """A period that cannot be read; the message says what to type instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days of the city, both ends included."""

    first: date
    last: date
    until: float | None = None
    """Of the time before: requests from this moment on (UTC epoch seconds) are left out, because the period that it
    is compared with is not over yet either."""

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A period and the one before it, under the key of `PERIODS` that was asked for."""

    key: str
    period: Period
    before: Period


def read_period(given: Mapping[str, str], *, now: float, zone: ZoneInfo) -> Compared:
    """The period that an address asks for by `period`, `from` and `to`; raises `PeriodError`."""
    today = datetime.fromtimestamp(now, zone).date()
    key = given.get("period", "").strip() or ("own" if given.get("from") or given.get("to") else USUAL)
    if key not in PERIODS:
        raise PeriodError(f"“{key[:40]}” is no period. Choose one of the list.")
    if key != "own" and (given.get("from") or given.get("to")):
        raise PeriodError(f"You chose “{PERIODS[key]}” and days as well. Choose “From … to …”, or empty the two days.")
    first, last, before = _read_own(given, today) if key == "own" else _span(key, today)
    earlier = Period(first=before, last=_last_before(key, first, last, before, today))
    if last == today:
        moment = datetime.fromtimestamp(now, zone)
        cut = datetime.combine(earlier.last, moment.timetz().replace(tzinfo=None), zone)
        earlier = Period(first=earlier.first, last=earlier.last, until=cut.timestamp())
    return Compared(key=key, period=Period(first=first, last=last), before=earlier)


def _span(key: str, today: date) -> tuple[date, date, date]:
    """The first day, the last one, and the first day of the time before."""
    month = today.replace(day=1)
    match key:
        case "month":
            return month, today, _month_before(month)
        case "last_month":
            return _month_before(month), month - timedelta(days=1), _month_before(_month_before(month))
        case "year":
            return date(today.year, 1, 1), today, date(today.year - 1, 1, 1)
        case "last_year":
            return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31), date(today.year - 2, 1, 1)
        case _:
            days = int(key)
            first = today - timedelta(days=days - 1)
            return first, today, first - timedelta(days=days)


def _last_before(key: str, first: date, last: date, before: date, today: date) -> date:
    """The last day of the time before: of a running month or year only as many days as have passed of this one."""
    if key in {"month", "year"} and last == today:
        return min(before + (last - first), first - timedelta(days=1))
    return first - timedelta(days=1)


def _month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def _read_own(given: Mapping[str, str], today: date) -> tuple[date, date, date]:
    first, last = _read_day(given, "from"), _read_day(given, "to", otherwise=today)
    if last < first:
        raise PeriodError(f"The period ends on {last} and begins on {first}, after that. Swap the two days.")
    days = (last - first).days + 1
    if days > LONGEST:
        raise PeriodError(f"That are {days:,} days. Choose a period of at most {LONGEST:,} days, about three years.")
    return first, last, first - timedelta(days=days)


def _read_day(given: Mapping[str, str], name: str, otherwise: date | None = None) -> date:
    typed = given.get(name, "").strip()
    if not typed and otherwise is not None:
        return otherwise
    if not typed:
        raise PeriodError(f"Say the day that the period begins on under “From”, like {date(2026, 3, 31)}.")
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise PeriodError(f"“{typed[:40]}” is no day. Write it like {date(2026, 3, 31)}.") from None
    if day.year not in YEARS:
        raise PeriodError(f"Nobody wrote in {day.year}. Choose a day after {YEARS.start} and before {YEARS.stop}.")
    return day
