"""Days that people name by their feast: `the 4th of July`, `Thanksgiving`, `Navidad`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _nth(month: int, weekday: int, number: int) -> Callable[[int], date]:
    """The `number`th such weekday of a month."""

    def find(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=number - 1)

    return find


def _memorial_day(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=last.weekday())


_DAYS: dict[str, Callable[[int], date]] = {
    "christmas eve": _fixed(12, 24), "nochebuena": _fixed(12, 24), "christmas day": _fixed(12, 25), "christmas": _fixed(12, 25), "xmas": _fixed(12, 25),
    "navidad": _fixed(12, 25), "new year's eve": _fixed(12, 31), "new years eve": _fixed(12, 31), "new year's day": _fixed(1, 1),
    "new years day": _fixed(1, 1), "ano nuevo": _fixed(1, 1), "halloween": _fixed(10, 31), "independence day": _fixed(7, 4),
    "fourth of july": _fixed(7, 4), "valentine's day": _fixed(2, 14), "valentines day": _fixed(2, 14), "juneteenth": _fixed(6, 19),
    "veterans day": _fixed(11, 11), "veteran's day": _fixed(11, 11), "st patrick's day": _fixed(3, 17), "st patricks day": _fixed(3, 17),
    "thanksgiving": _nth(11, 3, 4), "thanksgiving day": _nth(11, 3, 4), "black friday": lambda year: _nth(11, 3, 4)(year) + timedelta(days=1),
    "labor day": _nth(9, 0, 1), "mlk day": _nth(1, 0, 3), "presidents day": _nth(2, 0, 3), "presidents' day": _nth(2, 0, 3),
    "columbus day": _nth(10, 0, 2), "memorial day": _memorial_day, "mother's day": _nth(5, 6, 2), "mothers day": _nth(5, 6, 2),
    "father's day": _nth(6, 6, 3), "fathers day": _nth(6, 6, 3), "workers' day": _fixed(5, 1), "workers day": _fixed(5, 1), "accion de gracias": _nth(11, 3, 4),
}  # fmt: skip

HOLIDAY = re.compile(
    r"\b(?P<holiday>" + "|".join(sorted(_DAYS, key=len, reverse=True)) + r")(?!\w)"
    r"(?!\s*(?:trees?|lights?|decorations?|lane|ln|st|street|dr|drive|ct|court|cards?|part(?:y|ies)|parade|wreaths?|ornaments?|turkey|costumes?|holidays?|season|dinner|island|songs?|music|park|store|candy))"
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
