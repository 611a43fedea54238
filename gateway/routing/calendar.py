"""Office hours and dates of the year, as people write them. Local times are the city's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY_NUMBER = {day.lower(): number for number, day in enumerate(DAYS)}
_SPAN = re.compile(r"(?:([a-z]{3})(?:-([a-z]{3}))?\s+)?(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})")
_DATE = re.compile(r"(?:(\d{4})-)?(\d{2})-(\d{2})")
_LEAP_YEAR = 2000
_DAY_ENDS = 24 * 60


@dataclass(frozen=True, slots=True)
class Shift:
    """Some days of the week from `start` to `end` in minutes of the day; an end before the start is next day's."""

    days: frozenset[int]
    start: int
    end: int

    def covers(self, moment: datetime) -> bool:
        """True when the local `moment` is within the shift."""
        minute, today = moment.hour * 60 + moment.minute, moment.weekday()
        if self.start < self.end:
            return today in self.days and self.start <= minute < self.end
        evening = today in self.days and minute >= self.start
        return evening or ((today - 1) % 7 in self.days and minute < self.end)


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody is there; closed on the city's holidays unless open around the clock."""

    text: str
    shifts: tuple[Shift, ...]
    is_always: bool = False

    @property
    def days(self) -> frozenset[int]:
        """The days of the week on which somebody begins to work; Monday is 0."""
        return frozenset(range(7)) if self.is_always else frozenset[int]().union(*(one.days for one in self.shifts))

    def are_open(self, moment: datetime, holidays: Iterable[DateSpan] = ()) -> bool:
        """True when the local `moment` is within the hours."""
        if self.is_always:
            return True
        day = moment.date()
        return any(shift.covers(moment) for shift in self.shifts) and not any(span.covers(day) for span in holidays)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """One day or a span of days, of one year or of every year (`first` and `last` then lie in a leap year)."""

    first: date
    last: date
    is_yearly: bool

    def covers(self, day: date) -> bool:
        """True when `day` is within the span; a yearly span may run over New Year."""
        if not self.is_yearly:
            return self.first <= day <= self.last
        place = day.replace(year=_LEAP_YEAR)
        if self.first <= self.last:
            return self.first <= place <= self.last
        return place >= self.first or place <= self.last


def read_hours(text: str) -> Hours:
    """Hours such as `Mon-Fri 07:00-15:30, Sat 09:00-12:00` or `24/7`; raises ValueError saying how they are written."""
    if text.strip().lower() in {"24/7", "always"}:
        return Hours(text, (), is_always=True)
    return Hours(text, tuple(_read_shift(part.strip().lower()) for part in text.split(",")))


def _read_shift(text: str) -> Shift:
    match = _SPAN.fullmatch(text)
    if not match:
        raise ValueError(
            f"`{text}` are no hours. Write them like `Mon-Fri 07:00-15:30`, several with commas, or `24/7`."
        )
    first, last, start, end = match.groups()
    shift = Shift(_read_days(first, last), _read_minutes(start), _read_minutes(end))
    if shift.start == shift.end:
        raise ValueError(f"`{text}` ends when it begins. Write `00:00-24:00` for a whole day.")
    return shift


def _read_days(first: str | None, last: str | None) -> frozenset[int]:
    if first is None:
        return frozenset(range(7))
    for day in (first, last or first):
        if day not in _DAY_NUMBER:
            raise ValueError(f"`{day}` is no day. Use {', '.join(DAYS)}.")
    start, end = _DAY_NUMBER[first], _DAY_NUMBER[last or first]
    return frozenset((start + step) % 7 for step in range((end - start) % 7 + 1))


def _read_minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    total = int(hours) * 60 + int(minutes)
    if total > _DAY_ENDS or int(minutes) > 59:
        raise ValueError(f"`{text}` is no time of day. Write hours from 00:00 to 24:00.")
    return total


def read_dates(text: str) -> DateSpan:
    """A date, `2026-07-04` or every year `07-04`, or a span with `to` between; raises ValueError saying so."""
    first, _, last = text.partition(" to ")
    (start, start_yearly), (end, end_yearly) = _read_date(first.strip()), _read_date((last or first).strip())
    if start_yearly != end_yearly:
        raise ValueError(f"Write both dates of `{text}` with a year, or both without.")
    if end < start and not start_yearly:
        raise ValueError(f"`{text}` ends before it begins.")
    return DateSpan(start, end, start_yearly)


def _read_date(text: str) -> tuple[date, bool]:
    match = _DATE.fullmatch(text)
    if match:
        year, month, day = match.groups()
        try:
            return date(int(year or _LEAP_YEAR), int(month), int(day)), year is None
        except ValueError:
            raise ValueError(f"There is no day `{text}` in the calendar.") from None
    raise ValueError(f"`{text}` is no date. Write `2026-07-04`, `07-04` for every year, or `11-15 to 04-15`.")
