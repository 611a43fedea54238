"""Read when something happened: the day that a text names first, the time of day beside it, and how often."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from parsers.clock import ClockTime, PartOfDay
from parsers.dates import find_day
from parsers.lone_clock import find_lone_time
from parsers.moments import Found, Now
from parsers.repetition import Repetition, find_repetition
from parsers.tongue_clock import ClockRange, find_day_part, find_range, find_time
from parsers.values import Occurred
from parsers.words import flatten

_READ = 3_000
_REACH = 26
"""Characters before and behind a day in which a time of day belongs to it."""
_MONTH_FIRST = frozenset({"en", "zh", ""})
"""Languages that write the month before the day; a city of the United States writes so in any doubt."""
_FROM = r"(?:since|starting|beginning|desde|a partir de|seit|ab|depuis|des|tu|ke tu|depi)"
_SINCE = re.compile(rf"(?:\b{_FROM}(?: (?:the|el|la|los|las|le|dem|der|den|o|a|last|ngay|hom))?\s*|从|從|自|自从)$")
_SINCE_INSIDE = re.compile(rf"{_FROM}\b")
_SINCE_BEHIND = re.compile(r"\s?(?:以来|以來|起|开始|開始|就|到现在|到現在)")


def find_occurred(text: str, *, received_at: datetime, timezone: str, language: str) -> Occurred | None:
    """When it happened by what `text` says, against `received_at` (aware) in `timezone`; None when nothing is said.

    Where only a repetition is said, `start` and `end` are empty: no day is made up.
    """
    flat = flatten(text[:_READ])
    now = Now(received_at.astimezone(_zone(timezone)), is_day_first=language not in _MONTH_FIRST)
    often = find_repetition(flat, language)
    if often is not None:
        often = _with_hours(flat, often, language)
        flat = flat[: often.start] + " " * (often.end - often.start) + flat[often.end :]
    found = find_day(flat, now, language)
    if found is not None:
        return _repeated(_with_time(text, flat, _since(flat, found, now), now, language), often)
    if often is not None:
        return Occurred(text=text[often.start : often.end], start="", end="", precision="day", repeats=often.words)
    return _at_lone_time(text, flat, now, language)


def _zone(timezone: str) -> ZoneInfo:
    try:
        return ZoneInfo(timezone)
    except (OSError, ValueError, KeyError):
        return ZoneInfo("UTC")


def _with_hours(flat: str, often: Repetition, language: str) -> Repetition:
    """`every night between 2 and 4 am`: the hours belong to the repetition."""
    high = min([often.end + _REACH, *(at for mark in ".!?;\n" if (at := flat.find(mark + " ", often.end)) >= 0)])
    hours = find_range(flat, often.end, high + 14)
    if hours is not None:
        return replace(often, end=hours.end, words=f"{often.words} {_clock(hours.first)}-{_clock(hours.last)}")
    time = find_time(flat, often.end, high, language)
    if time is None:
        return often
    part = find_day_part(flat, often.start, time.start, language)
    told = _clock(_settled_hour(time, part) * 60 + time.minute)
    return replace(often, end=max(time.end, often.end), words=f"{often.words} {told}")


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _repeated(occurred: Occurred, often: Repetition | None) -> Occurred:
    return occurred if often is None else replace(occurred, repeats=often.words)


def _since(flat: str, found: Found, now: Now) -> Found:
    """Whether it goes on since then, by the words before it or, in Chinese, behind it."""
    is_since = _SINCE.search(flat, max(0, found.start - 16), found.start) or _SINCE_INSIDE.match(flat, found.start)
    is_chinese = not flat.isascii() and _SINCE_BEHIND.match(flat, found.end)
    if found.goes_on or not (is_since or is_chinese) or found.first.date() > now.today:
        return found
    return found.until(now)


def _with_time(text: str, flat: str, found: Found, now: Now, language: str) -> Occurred:
    if found.grain != "day" or (not found.goes_on and found.last - found.first > timedelta(days=1)):
        return _written(text, found.start, found.end, found.first, found.last, found.grain, now)
    low, high = _surroundings(flat, found)
    hours = find_range(flat, found.end, high + 12) or find_range(flat, low, found.start)
    part = find_day_part(flat, found.start, high, language) or find_day_part(flat, low, found.start, language)
    if hours is not None and not found.goes_on:
        return _between(text, found, hours, part, now)
    clock = find_time(flat, found.end, high, language) or find_time(flat, low, found.start, language)
    if clock is not None:
        return _at_time(text, found, clock, part, now)
    if part is not None:
        first = found.first + timedelta(hours=part.first)
        last = found.last if found.goes_on else found.first + timedelta(hours=part.last) - timedelta(seconds=1)
        start, end = min(found.start, part.start), max(found.end, part.end)
        return _written(text, start, end, first, max(first, last), "hour", now)
    return _written(text, found.start, found.end, found.first, found.last, "day", now)


def _surroundings(flat: str, found: Found) -> tuple[int, int]:
    """The neighbourhood of a day, within its sentence."""
    before, behind = flat[max(0, found.start - _REACH) : found.start], flat[found.end : found.end + _REACH]
    low = found.start - len(before) + max(before.rfind(mark) for mark in ("! ", "? ", ". ", "\n", ";", "。")) + 1
    ends = [place for mark in ("! ", "? ", "\n", ";", ". ", "。") if (place := behind.find(mark)) >= 0]
    return low, found.end + min(ends, default=len(behind))


def _between(text: str, found: Found, hours: ClockRange, part: PartOfDay | None, now: Now) -> Occurred:
    """`last night between 2 and 4 am` is in the morning of today."""
    day = found.first
    if part is not None and _is_after_midnight(hours.first // 60, part, day, now):
        day += timedelta(days=1)
    first, last = day + timedelta(minutes=hours.first), day + timedelta(minutes=hours.last)
    return _written(text, min(found.start, hours.start), max(found.end, hours.end), first, last, "hour", now)


def _at_time(text: str, found: Found, clock: ClockTime, part: PartOfDay | None, now: Now) -> Occurred:
    hour, day = _settled_hour(clock, part), found.first
    if part is not None and _is_after_midnight(hour, part, day, now):
        day += timedelta(days=1)
    moment = day.replace(hour=hour, minute=clock.minute)
    grain = "minute" if clock.is_exact else "hour"
    last = max(moment, found.last) if found.goes_on else moment
    return _written(text, min(found.start, clock.start), max(found.end, clock.end), moment, last, grain, now)


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


def _at_lone_time(text: str, flat: str, now: Now, language: str) -> Occurred | None:
    """A time of day without a day is the last one that has been."""
    hours = find_lone_time(flat, language)
    if hours is None:
        return None
    midnight = now.moment.replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    first, last = midnight + timedelta(minutes=hours.first), midnight + timedelta(minutes=hours.last)
    if first > now.moment.replace(tzinfo=None):
        first, last = first - timedelta(days=1), last - timedelta(days=1)
    return _written(text, hours.start, hours.end, first, last, "hour", now)


def _written(text: str, start: int, end: int, first: datetime, last: datetime, grain: str, now: Now) -> Occurred:
    zone = now.moment.tzinfo
    return Occurred(
        text=text[start:end].strip(),
        start=first.replace(tzinfo=zone, microsecond=0).isoformat(),
        end=last.replace(tzinfo=zone, microsecond=0).isoformat(),
        precision=grain,
    )
