"""Days that people name by their feast: `the 4th of July`, `Thanksgiving`, `Navidad`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from parsers.word_lists import word_list


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _nth(month: int, weekday: int, number: int) -> Callable[[int], date]:
    """The `number`th such weekday of a month."""

    def find(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=number - 1)

    return find


def _black_friday(year: int) -> date:
    return _nth(11, 3, 4)(year) + timedelta(days=1)


def _memorial_day(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=last.weekday())


_FEASTS: tuple[tuple[str, Callable[[int], date]], ...] = (
    ("new year's day, new years day, ano nuevo", _fixed(1, 1)),
    ("mlk day", _nth(1, 0, 3)),
    ("valentine's day, valentines day", _fixed(2, 14)),
    ("presidents day, presidents' day", _nth(2, 0, 3)),
    ("st patrick's day, st patricks day", _fixed(3, 17)),
    ("workers' day, workers day", _fixed(5, 1)),
    ("mother's day, mothers day", _nth(5, 6, 2)),
    ("memorial day", _memorial_day),
    ("juneteenth,", _fixed(6, 19)),
    ("father's day, fathers day", _nth(6, 6, 3)),
    ("independence day, fourth of july", _fixed(7, 4)),
    ("labor day", _nth(9, 0, 1)),
    ("columbus day", _nth(10, 0, 2)),
    ("halloween,", _fixed(10, 31)),
    ("veterans day, veteran's day", _fixed(11, 11)),
    ("thanksgiving, thanksgiving day, accion de gracias", _nth(11, 3, 4)),
    ("black friday", _black_friday),
    ("christmas eve, nochebuena", _fixed(12, 24)),
    ("christmas, christmas day, xmas, navidad", _fixed(12, 25)),
    ("new year's eve, new years eve", _fixed(12, 31)),
)
_DAYS = {name: find for names, find in _FEASTS for name in word_list(names if "," in names else names + ",")}

HOLIDAY = re.compile(
    r"\b(?P<holiday>" + "|".join(sorted(_DAYS, key=len, reverse=True)) + r")(?!\w)"
    r"(?!\s*(?:trees?|lights?|decorations?|lane|ln|st|street|dr|drive|ct|court|cards?|part(?:y|ies)|parade|wreaths?|"
    r"ornaments?|turkey|costumes?|holidays?|season|dinner|island|songs?|music|park|store|candy))"
    r"(?:(?:\s+of|,|\s+in|\s+de)?\s+(?P<year>(?:19|20)\d\d))?(?:\s+(?:of|de)\s+(?:this|last|este)\s+(?:year|ano))?"
)
"""A holiday that is not the name of a tree, a lane or a party."""


def holiday_before(name: str, today: date, *, year: int | None = None) -> date:
    """The holiday `name` in `year`, else the last one up to `today`."""
    find = _DAYS[name]
    if year is not None:
        return find(year)
    this = find(today.year)
    return this if this <= today else find(today.year - 1)
