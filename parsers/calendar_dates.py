"""Find dates with a month in a text: `3/14`, `2024-05-01`, `May 5th`, `5 de mayo`."""

from __future__ import annotations

import re

from parsers.moments import DayPattern, Found, Now, Patterns, latest_date, valid_date, whole_day
from parsers.numerals import DAY, value_of
from parsers.word_lists import shortest, word_table

_MONTHS = word_table(
    {
        1: "january jan enero ene",
        2: "february feb febrero",
        3: "march mar marzo",
        4: "april apr abril abr",
        5: "may mayo",
        6: "june jun junio",
        7: "july jul julio",
        8: "august aug agosto ago",
        9: "september sept sep septiembre setiembre",
        10: "october oct octubre",
        11: "november nov noviembre",
        12: "december dec diciembre dic",
    }
)
_MONTH_STEMS = shortest(_MONTHS)
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?"
_YEAR = r"(?:(?:19|20)\d\d)"
_VERBS = frozenset({"may", "mar", "march"})
"""Months that are words of their own too: their day must be written in figures or tied to them."""


def _full_year(written: str, now: Now) -> int:
    year = int(written)
    if year >= 100:
        return year
    return 2000 + year if 2000 + year <= now.moment.year + 5 else 1900 + year


def _iso(match: re.Match[str], now: Now) -> Found | None:  # noqa: ARG001 - every resolver takes both
    return whole_day(match, valid_date(int(match["y"]), int(match["m"]), int(match["d"])))


def _numeric(match: re.Match[str], now: Now) -> Found | None:
    first, second = int(match["a"]), int(match["b"])
    month, day = (second, first) if first > 12 or (now.is_day_first and second <= 12) else (first, second)
    if match["y"]:
        return whole_day(match, valid_date(_full_year(match["y"], now), month, day))
    return whole_day(match, latest_date(month, day, now))


_FRACTIONS = frozenset(
    {
        (1, 2),
        (1, 3),
        (2, 3),
        (1, 4),
        (3, 4),
        (1, 8),
        (3, 8),
        (5, 8),
        (7, 8),
        (24, 7),
        (7, 11),
        (9, 11),
        (1, 1),
        (1, 10),
        (1, 16),
    }
)


def _short_numeric(match: re.Match[str], now: Now) -> Found | None:
    """`10/12` without a year: no fraction, no shop, no ratio."""
    pair = (int(match["a"]), int(match["b"]))
    if not match["lead"] and (pair in _FRACTIONS or (max(pair) > 12 and min(pair) > 12)):
        return None
    return _numeric(match, now)


def _named(match: re.Match[str], now: Now) -> Found | None:
    if (
        match["month"] in _VERBS
        and not match["day"][0].isdigit()
        and match.start("day") < match.start("month")
        and " of " not in match.group()
    ):
        return None
    month, day = _MONTHS[match["month"].rstrip(".")], value_of(match["day"])
    if match["year"]:
        return whole_day(match, valid_date(_full_year(match["year"], now), month, day))
    return whole_day(match, latest_date(month, day, now))


def _month_only_year(match: re.Match[str], now: Now) -> Found | None:  # noqa: ARG001 - every resolver takes both
    """`2020/23/Sep`, `September-2020-23`: the three parts in odd orders."""
    return whole_day(match, valid_date(int(match["y"]), _MONTHS[match["month"].rstrip(".")], int(match["d"])))


_SEP = r"[-/.]"
_NOT_STREET = r"(?!\s*(?:st|street|ave|avenue|rd|road|blvd|ln|lane|dr|drive|ct|pl|place|terrace|way|calle|floor)\b)"
_MEASURED = r"\s*(?:inch|in\b|mile|full|of\b|hours|hrs|cup|empty|way|the\s+way|ton|acre|block|feet|ft|\")"
_WITH_YEAR = rf"(?:\s?(?:,|of|-|/|del?|in)?\s?(?P<year>{_YEAR})(?!\d))?"
CALENDAR: Patterns = (
    DayPattern(
        re.compile(r"(?<![\d.])(?P<y>(?:19|20)\d\d)(?P<s>[-/. ])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)"), _iso
    ),
    DayPattern(
        re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"),
        _iso,
        ("19", "20"),
    ),
    DayPattern(
        re.compile(
            rf"(?<![\d$./:-])(?P<a>\d{{1,2}})(?P<s>{_SEP})(?P<b>\d{{1,2}})(?P=s)(?P<y>(?:19|20)?\d\d)(?![\d/:]|[.-]\d)"
        ),
        _numeric,
    ),
    DayPattern(
        re.compile(
            rf"(?<![\d$./:#-])(?P<lead>\b(?:on|since|{_WEEKDAY}|dated|date|el|desde el)\s+)?(?<![\d$./:#-])"
            rf"(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})(?P<y>)(?![\d/:%-]|\.\d|{_MEASURED})"
        ),
        _short_numeric,
        ("/",),
    ),
    DayPattern(
        re.compile(
            rf"\b(?P<lead>(?:on|{_WEEKDAY})\s+)(?P<a>\d{{1,2}})[.-](?P<b>\d{{1,2}})(?P<y>)"
            r"(?!\d|[.:-]\d|\s*(?:%|percent|am|pm|p\.m|a\.m))"
        ),
        _short_numeric,
    ),
    DayPattern(
        re.compile(
            rf"\b(?P<month>{_MONTH})(?:\s?[-/,]?\s?)(?:the\s+)?(?P<day>{DAY})\b(?:\s+day)?{_WITH_YEAR}(?![:\d])"
        ),
        _named,
        _MONTH_STEMS,
    ),
    DayPattern(
        re.compile(
            rf"(?<!calle )(?<!avenida )(?<!av )(?<!av\. )(?<![\d/.$])(?<!\d:)(?<!\$ )\b(?P<day>{DAY})(?:\s+day)?"
            rf"(?:\s+of\s+|\s+de\s+|\s?[-/]\s?|\s)(?P<month>{_MONTH})(?![a-z])"
            rf"(?:\s?(?:,|of|in|-|/|del?)?\s?(?P<year>{_YEAR}|(?<=of )\d\d)(?!\d))?{_NOT_STREET}"
        ),
        _named,
        _MONTH_STEMS,
    ),
    DayPattern(
        re.compile(rf"\b(?P<y>{_YEAR})[-/](?P<month>{_MONTH})[-/](?P<d>\d{{1,2}})\b"), _month_only_year, _MONTH_STEMS
    ),
    DayPattern(
        re.compile(rf"\b(?P<y>{_YEAR})[-/](?P<d>\d{{1,2}})[-/](?P<month>{_MONTH})\b"), _month_only_year, _MONTH_STEMS
    ),
    DayPattern(
        re.compile(rf"\b(?P<d>\d{{1,2}})[-/](?P<y>{_YEAR})[-/](?P<month>{_MONTH})\b"), _month_only_year, _MONTH_STEMS
    ),
    DayPattern(
        re.compile(rf"\b(?P<month>{_MONTH})[-/](?P<y>{_YEAR})[-/](?P<d>\d{{1,2}})\b"), _month_only_year, _MONTH_STEMS
    ),
)
"""Patterns of dates with a month, and how each is told."""
