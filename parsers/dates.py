"""Find the day that a text names: dates, weekdays, `two weeks ago`, `last night`, in eight languages.

The patterns are ours and narrow, because a day that nobody named is worse than none. What lies open is taken to be
past: people report what happened.
"""

from __future__ import annotations

from dataclasses import replace

from parsers.calendar_dates import CALENDAR
from parsers.chinese_days import CHINESE
from parsers.moments import Found, Now, Patterns
from parsers.quick_look import QuickLook
from parsers.relative_days import RELATIVE
from parsers.tongue_days import patterns_of
from parsers.tongues import WRITTEN

_LOOK = QuickLook(pattern.expression for pattern in (*CALENDAR, *RELATIVE))
_BESIDE = 6
"""Characters between a weekday and the date that explains it."""


def find_day(flat: str, now: Now, language: str = "") -> Found | None:
    """The day that `flat` (see `flatten`) names first; None when it names none. Linear.

    English and Spanish are always read, Chinese wherever its signs stand, another language where the text is in it.
    """
    is_told = _LOOK.may_find(flat)
    dates, days = (_all(CALENDAR, flat, now), _all(RELATIVE, flat, now)) if is_told else ([], [])
    if language in WRITTEN:
        days += _all(patterns_of(language), flat, now)
    if not flat.isascii():
        days += _all(CHINESE, flat, now)
    first = min([*dates, *days], key=lambda found: (found.start, -found.end), default=None)
    if first is None or first in dates:
        return first
    beside = [date for date in dates if first.start < date.start <= first.end + _BESIDE and date.end > first.end]
    return replace(beside[0], start=first.start) if beside else first


def _all(patterns: Patterns, flat: str, now: Now) -> list[Found]:
    return [found for pattern in patterns for found in pattern.find(flat, now)]
