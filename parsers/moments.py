"""Stretches of time in a text, and the arithmetic of days that reading them takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A stretch of time that the characters from `start` to `end` name; `grain` is day, hour or minute."""

    start: int
    end: int
    first: datetime
    last: datetime
    grain: str = "day"
    goes_on: bool = False
    """Whether it goes on until the message was sent."""

    def until(self, now: Now) -> Found:
        """The same, going on since then."""
        return replace(self, last=max(now.moment.replace(tzinfo=None), self.first), goes_on=True)


@dataclass(frozen=True, slots=True)
class Now:
    """When the message came, in the city's own time, and whether its language writes the day before the month."""

    moment: datetime
    is_day_first: bool = False

    @property
    def today(self) -> date:
        """The day of receipt."""
        return self.moment.date()


Resolver = Callable[[re.Match[str], Now], Found | None]


class DayPattern(NamedTuple):
    """A way to name a day. A text without any of `stems` cannot match, which is fast to see; none: always try."""

    expression: re.Pattern[str]
    resolve: Resolver
    stems: tuple[str, ...] = ()

    def find(self, flat: str, now: Now) -> Iterator[Found]:
        """Each day that `flat` names in this way."""
        if not self.stems or any(stem in flat for stem in self.stems):
            resolved = (self.resolve(match, now) for match in self.expression.finditer(flat))
            yield from (found for found in resolved if found is not None)


Patterns = tuple[DayPattern, ...]


def whole_day(match: re.Match[str], day: date | None) -> Found | None:
    """The day that `match` names; None for no day and for one out of our time."""
    if day is None or not 1900 <= day.year <= 2100:
        return None
    return whole_days(match, day, day)


def whole_days(match: re.Match[str], first: date, last: date) -> Found:
    """The days from `first` to `last`, both included."""
    begin = datetime(first.year, first.month, first.day)  # noqa: DTZ001 - the zone is put on when the day is chosen
    end = datetime(last.year, last.month, last.day, 23, 59, 59)  # noqa: DTZ001 - as above
    return Found(start=match.start(), end=match.end(), first=begin, last=end)


def valid_date(year: int, month: int, day: int) -> date | None:
    """That day, or None when the calendar has none like it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def latest_date(month: int, day: int, now: Now) -> date | None:
    """The last such day up to today; of a 29 February the last that there was."""
    for year in range(now.moment.year, now.moment.year - 9, -1):
        found = valid_date(year, month, day)
        if found is not None and found <= now.today:
            return found
    return None


def add_months(day: date, months: int) -> date:
    """The same day of another month, or the last one that month has."""
    index = day.year * 12 + day.month - 1 + months
    for last in (day.day, 30, 29, 28):
        found = valid_date(index // 12, index % 12 + 1, last)
        if found is not None:
            return found
    return day


def shifted(match: re.Match[str], count: float, unit: int, now: Now) -> Found | None:
    """What lies `count` units (0 second to 6 year) from now, as `match` names it; hours are those that really pass."""
    if unit <= 2:
        passed = timedelta(seconds=count * (1, 60, 3600)[unit])
        moment = (now.moment.astimezone(UTC) + passed).astimezone(now.moment.tzinfo).replace(tzinfo=None)
        grain = "hour" if unit == 2 else "minute"
        return Found(start=match.start(), end=match.end(), first=moment, last=moment, grain=grain)
    if unit <= 4:
        return whole_day(match, now.today + timedelta(days=count * (1 if unit == 3 else 7)))
    return whole_day(match, add_months(now.today, int(count * (1 if unit == 5 else 12))))


def last_week(match: re.Match[str], now: Now) -> Found:
    """Monday to Sunday of the week before."""
    monday = now.today - timedelta(days=now.today.weekday() + 7)
    return whole_days(match, monday, monday + timedelta(days=6))


def last_weekend(match: re.Match[str], now: Now) -> Found:
    """The last Saturday and Sunday; on a Sunday those of today."""
    saturday = now.today - timedelta(days=(now.today.weekday() + 2) % 7 if now.today.weekday() < 6 else 1)
    return whole_days(match, saturday, saturday + timedelta(days=1))


def last_month(match: re.Match[str], now: Now) -> Found:
    """From the first to the last of the month before."""
    last = now.today.replace(day=1) - timedelta(days=1)
    return whole_days(match, last.replace(day=1), last)
