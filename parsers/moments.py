"""Stretches of time in a text, and the arithmetic of days that reading them takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A stretch of time that the characters from `start` to `end` name; `grain` is day, hour or minute."""

    start: int
    end: int
    first: datetime
    last: datetime
    grain: str = "day"


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
