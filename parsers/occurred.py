"""Read when something happened: the day that a text names first, with the time of day beside it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from parsers.clock import ClockTime, PartOfDay, find_clock, find_part
from parsers.dates import find_day
from parsers.moments import Found, Now
from parsers.values import Occurred
from parsers.words import flatten

_READ = 3_000
_REACH = 26
"""Characters before and behind a day in which a time of day belongs to it."""


def find_occurred(text: str, *, received_at: datetime, timezone: str, language: str) -> Occurred | None:
    """When it happened by what `text` says, against `received_at` (aware) in `timezone`; None when no day is named."""
    flat = flatten(text[:_READ])
    zone = _zone(timezone)
    now = Now(received_at.astimezone(zone), is_day_first=language == "es")
    found = find_day(flat, now)
    if found is None:
        return None
    return _with_time(text, flat, found, now)


def _zone(timezone: str) -> ZoneInfo:
    try:
        return ZoneInfo(timezone)
    except (OSError, ValueError, KeyError):
        return ZoneInfo("UTC")


def _with_time(text: str, flat: str, found: Found, now: Now) -> Occurred:
    if found.grain != "day" or found.last - found.first > timedelta(days=1):
        return _written(text, found.start, found.end, found.first, found.last, found.grain, now)
    low, high = _surroundings(flat, found)
    clock = find_clock(flat, found.end, high) or find_clock(flat, low, found.start)
    part = find_part(flat, found.start, high) or find_part(flat, low, found.start)
    if clock is not None:
        return _at_time(text, found, clock, part, now)
    if part is not None:
        first = found.first + timedelta(hours=part.first)
        last = found.first + timedelta(hours=part.last) - timedelta(seconds=1)
        return _written(text, min(found.start, part.start), max(found.end, part.end), first, last, "hour", now)
    return _written(text, found.start, found.end, found.first, found.last, "day", now)


def _surroundings(flat: str, found: Found) -> tuple[int, int]:
    """The neighbourhood of a day, within its sentence."""
    before, behind = flat[max(0, found.start - _REACH) : found.start], flat[found.end : found.end + _REACH]
    low = found.start - len(before) + max(before.rfind(mark) for mark in ("! ", "? ", ". ", "\n", ";")) + 1
    ends = [place for mark in ("! ", "? ", "\n", ";", ". ") if (place := behind.find(mark)) >= 0]
    return low, found.end + min(ends, default=len(behind))


def _at_time(text: str, found: Found, clock: ClockTime, part: PartOfDay | None, now: Now) -> Occurred:
    hour, day = _settled_hour(clock, part), found.first
    if part is not None and _is_after_midnight(hour, part, day, now):
        day += timedelta(days=1)
    moment = day.replace(hour=hour, minute=clock.minute)
    grain = "minute" if clock.is_exact else "hour"
    return _written(text, min(found.start, clock.start), max(found.end, clock.end), moment, moment, grain, now)


def _is_after_midnight(hour: int, part: PartOfDay, day: datetime, now: Now) -> bool:
    """Whether `last night at 2`, or `tonight at 1` said by day, falls on the next day."""
    if part.last > 24:
        return hour < 12
    return part.last == 24 and hour < 6 <= now.moment.hour and day.date() == now.today


def _settled_hour(clock: ClockTime, part: PartOfDay | None) -> int:
    """The hour of 24; without am or pm by the part of the day, else by daylight."""
    if clock.half or clock.hour > 12 or clock.hour == 0:
        return clock.hour
    if part is not None:
        is_late = part.first >= 12 and not (part.first >= 18 and clock.hour < 5) and clock.hour < 12
        return clock.hour + 12 if is_late else clock.hour % 12 if part.first >= 18 and clock.hour == 12 else clock.hour
    return clock.hour + 12 if clock.hour < 7 else clock.hour


def _written(text: str, start: int, end: int, first: datetime, last: datetime, grain: str, now: Now) -> Occurred:
    zone = now.moment.tzinfo
    return Occurred(
        text=text[start:end].strip(),
        start=first.replace(tzinfo=zone, microsecond=0).isoformat(),
        end=last.replace(tzinfo=zone, microsecond=0).isoformat(),
        precision=grain,
    )
