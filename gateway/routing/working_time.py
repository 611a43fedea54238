"""The time in which a department works, as a clock that stands still when it is closed. Moments are epoch seconds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from gateway.routing.calendar import DateSpan, Hours, Shift

Piece = tuple[float, float]
_DAY = timedelta(days=1)
_WHOLE_DAY = 24 * 60
_LONGEST_WALK = 3660
"""Days after which no office opens again: a file may call every day a holiday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingTime:
    """Office hours in a time zone, without the holidays; hours around the clock know none."""

    hours: Hours
    zone: ZoneInfo
    holidays: Sequence[DateSpan] = ()

    def between(self, start: float, end: float) -> float:
        """The seconds worked from `start` to `end`; 0 when the end lies before the start."""
        if self.hours.is_always or end <= start:
            return max(0.0, end - start)
        first, last = self._day(start), self._day(end)
        days = (first + number * _DAY for number in range((last - first).days + 1))
        return sum(max(0.0, min(b, end) - max(a, start)) for day in days for a, b in self.pieces(day))

    def later(self, start: float, seconds: float) -> float:
        """The first moment by which `seconds` were worked since `start`; plain seconds where nobody ever works."""
        if self.hours.is_always or seconds <= 0:
            return start + max(0.0, seconds)
        left, first = seconds, self._day(start)
        for day in (first + number * _DAY for number in range(_LONGEST_WALK)):
            for a, b in self.pieces(day):
                worked = b - max(a, start)
                if worked >= left:
                    return max(a, start) + left
                left -= max(0.0, worked)
        return start + seconds

    def earlier(self, end: float, seconds: float) -> float:
        """The last moment from which `seconds` are worked until `end`; plain seconds where nobody ever works."""
        if self.hours.is_always or seconds <= 0:
            return end - max(0.0, seconds)
        left, last = seconds, self._day(end)
        for day in (last - number * _DAY for number in range(_LONGEST_WALK)):
            for a, b in reversed(self.pieces(day)):
                worked = min(b, end) - a
                if worked >= left:
                    return min(b, end) - left
                left -= max(0.0, worked)
        return end - seconds

    def pieces(self, day: date) -> list[Piece]:
        """When work is done on a local day, in order; a night shift is cut at midnight, a holiday has nothing."""
        if any(span.covers(day) for span in self.holidays):
            return []
        joined: list[Piece] = []
        for start, end in sorted(piece for shift in self.hours.shifts for piece in self._of_shift(shift, day)):
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            elif start < end:
                joined.append((start, end))
        return joined

    def _of_shift(self, shift: Shift, day: date) -> Iterator[Piece]:
        today, is_overnight = day.weekday(), shift.end < shift.start
        if today in shift.days:
            yield self._moment(day, shift.start), self._moment(day, _WHOLE_DAY if is_overnight else shift.end)
        if is_overnight and (today - 1) % 7 in shift.days:
            yield self._moment(day, 0), self._moment(day, shift.end)

    def _moment(self, day: date, minute: int) -> float:
        """By the clock on the wall, so that a day is longer or shorter when the clocks change."""
        wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
        return wall.replace(tzinfo=self.zone).timestamp()

    def _day(self, moment: float) -> date:
        return datetime.fromtimestamp(moment, self.zone).date()
