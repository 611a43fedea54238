"""Find days that are named by their distance: weekdays, `two weeks ago`, `last night`, `the 18th`, feasts."""

from __future__ import annotations

import re
from datetime import date, timedelta

from parsers.holidays import HOLIDAY, holiday_before
from parsers.lasting import LASTING, UNIT, unit_of
from parsers.moments import (
    DayPattern,
    Found,
    Now,
    Patterns,
    add_months,
    last_month,
    last_week,
    last_weekend,
    shifted,
    valid_date,
    whole_day,
)
from parsers.numerals import COUNT, DAY, ORDINAL, value_of
from parsers.word_lists import shortest, word_list, word_table

_WEEKDAYS = word_table(
    {
        0: "monday mon lunes",
        1: "tuesday tues tue martes",
        2: "wednesday weds wed miercoles",
        3: "thursday thurs thur thu jueves",
        4: "friday fri viernes",
        5: "saturday sat sabado",
        6: "sunday sun domingo",
    }
)
_WEEKDAY_STEMS = shortest(_WEEKDAYS)
_NEARBY_STEMS = word_list("""
    day morrow ton night nite this hoy ayer noche manana tier ahor tarde now tmrw eod
""")
_PAST_STEMS = ("ago", "back", "earlier", "prior", "before now", "atras")
_LATER_STEMS = ("from", "after", "later")
_WEEKDAY = "(?:" + "|".join(sorted(_WEEKDAYS, key=len, reverse=True)) + r")\b\.?"


_ALSO_WORDS = frozenset({"sun", "sat", "wed", "mon", "thu"})
_USED_AS_DAY = re.compile(r"\s*(?:[.,;!?)]|$|(?:at|around|night|morning|afternoon|evening|am|pm)\b|\d)")


def _weekday(match: re.Match[str], now: Now) -> Found | None:
    if match["weekday"].rstrip(".") in _ALSO_WORDS and not _is_day(match):
        return None
    weekday = _WEEKDAYS[match["weekday"].rstrip(".")]
    relation = (match["after"] or match["before"] or "").split()
    week = match["week"] or match["week2"] or ""
    if week:
        return whole_day(match, _in_week(weekday, week, now))
    return whole_day(match, _related(weekday, relation[-1] if relation else "", now))


def _is_day(match: re.Match[str]) -> bool:
    """Whether a short name such as `sun` is the day: announced, or followed as days are."""
    if match["before"] or match["week"] or match["week2"]:
        return True
    before = match.string[max(0, match.start() - 6) : match.start()]
    is_announced = before.endswith(("on ", "since ", "by "))
    return not before.endswith("the ") and (is_announced or _USED_AS_DAY.match(match.string, match.end()) is not None)


def _in_week(weekday: int, week: str, now: Now) -> date:
    """That weekday in this, the last or the next week, which begins on Monday."""
    monday = now.today - timedelta(days=now.today.weekday())
    weeks = -1 if re.search(r"last|previous|past|pasad", week) else 0 if "this" in week or "esta" in week else 1
    return monday + timedelta(days=weekday, weeks=weeks)


def _related(weekday: int, relation: str, now: Now) -> date:
    back = (now.today.weekday() - weekday) % 7
    match relation:
        case "last" | "previous" | "pasado" | "pasada":
            return now.today - timedelta(days=back + 7 if back <= 2 else back)
        case "past":
            return now.today - timedelta(days=back or 7)
        case "next" | "following" | "proximo":
            monday = now.today - timedelta(days=now.today.weekday())
            return monday + timedelta(days=weekday, weeks=1)
        case "coming" | "upcoming" | "this" | "este" | "siguiente":
            return now.today + timedelta(days=-back % 7)
        case _:
            return now.today - timedelta(days=back)


def _weekday_of_month(match: re.Match[str], now: Now) -> Found | None:
    """`Monday 21`, `Tuesday the 4th`: that day of this month, else the last such day in two years."""
    weekday, day = _WEEKDAYS[match["weekday"].rstrip(".")], value_of(match["day"] or match["day2"] or match["day3"])
    first = now.today.replace(day=1)
    here = valid_date(first.year, first.month, day)
    if here is not None and here.weekday() == weekday:
        return whole_day(match, here)
    for _ in range(24):
        first = (first - timedelta(days=1)).replace(day=1)
        found = valid_date(first.year, first.month, day)
        if found is not None and found.weekday() == weekday:
            return whole_day(match, found)
    return None


def _ordinal(match: re.Match[str], now: Now) -> Found | None:
    """`on the 18th`: the last such day; with `of last month` and the like in that one."""
    day, first = value_of(match["day"]), now.today.replace(day=1)
    if match["month"]:
        months = -1 if re.search(r"last|previous|pasad", match["month"]) else 0 if "this" in match["month"] else 1
        shifted = add_months(first, months)
        return whole_day(match, valid_date(shifted.year, shifted.month, day))
    for _ in range(3):
        found = valid_date(first.year, first.month, day)
        if found is not None and found <= now.today:
            return whole_day(match, found)
        first = add_months(first, -1)
    return None


def _counted(match: re.Match[str], now: Now) -> Found | None:
    """`two weeks ago`, `in 5 minutes`, `hace tres dias`."""
    groups = match.groupdict()
    count = 0.5 if groups["count"] == "half an" else value_of(groups["count"])
    sign = -1 if groups.get("ago") else 1
    return shifted(match, sign * count, unit_of(groups["unit"]), now)


_DAYS = word_table(
    {
        -2: "the day before yesterday, day before yesterday, anteayer, antier, antes de ayer",
        -1: "yesterday, yday, ayer, anoche, last night, last nite",
        0: """
            today, earlier today, hoy, tonight, tonite, this morning, this afternoon, this evening, esta manana,
            esta tarde, esta noche, right now, just now, as of now, now, ahora mismo, ahorita, eod, end of day,
            end of the day, end of today
        """,
        1: "tomorrow, tmrw, manana",
        2: "the day after tomorrow, day after tomorrow, pasado manana",
    }
)


def _relative(match: re.Match[str], now: Now) -> Found | None:
    return whole_day(match, now.today + timedelta(days=_DAYS[re.sub(r"\s+", " ", match.group())]))


def _stretch(match: re.Match[str], now: Now) -> Found | None:
    """`last week`, `over the weekend`, `el mes pasado`."""
    said = match.group()
    if "end" in said or "fin" in said:
        return last_weekend(match, now)
    return last_month(match, now) if "month" in said or "mes" in said else last_week(match, now)


def _holiday(match: re.Match[str], now: Now) -> Found | None:
    return whole_day(
        match, holiday_before(match["holiday"], now.today, year=int(match["year"]) if match["year"] else None)
    )


_NOT_STREET = r"(?!\s*(?:st|street|ave|avenue|rd|road|blvd|ln|lane|dr|drive|ct|pl|place|terrace|way|calle|floor)\b)"
_OF_WEEK = r"(?:last|previous|past|this|next|following|the following|the next)"
_OF_MONTH = r"(?:(?:last|this|next|the following|the previous|the next)\s+month)"
_BEFORE = r"(?:(?:this\s+)?(?:last|previous|past|next|following|coming|upcoming|this|este|el proximo|el))"
_NO_SINGLE_DAY = (
    rf"(?!s\b|\s*school|\s+(?:through|thru|to|-|al?)\s+(?:{_WEEKDAY})|-(?:fri|sat|sun|thu)"
    r"|\s*(?:street|st|ave|avenue|rd|lane|market)\b)"
)
RELATIVE: Patterns = (
    DayPattern(
        re.compile(
            rf"(?<!every )(?<!each )\b(?P<weekday>{_WEEKDAY})(?:,?\s+the\s+(?P<day>{DAY})\b|"
            r",?\s+(?P<day2>\d{1,2}(?:st|nd|rd|th))\b|"
            r"\s+(?P<day3>(?:[12]\d|3[01]))\b(?![:/.\d]|\s*(?:am|pm|people|cars|kids|min|hour)))" + _NOT_STREET
        ),
        _weekday_of_month,
        _WEEKDAY_STEMS,
    ),
    DayPattern(
        re.compile(
            rf"(?<!every )(?<!each )(?<!good )(?<!through )(?<!thru )(?<!day to )(?<!day -"
            rf" )(?<!day-)(?<!\w)(?:(?P<week>\b(?:{_OF_WEEK})\s+week)(?:'s)?\s*[-,]?\s*"
            rf"(?:on\s+)?)?"
            rf"(?:(?P<before>{_BEFORE})\s+)?\b(?P<weekday>{_WEEKDAY}){_NO_SINGLE_DAY}"
            rf"(?:\s+(?:of\s+|in\s+)?(?P<week2>(?:{_OF_WEEK}|la semana pasada)\s*(?:week)?\b(?<=week|sada))|"
            rf"\s+(?P<after>pasado|pasada))?"
        ),
        _weekday,
        _WEEKDAY_STEMS,
    ),
    DayPattern(
        re.compile(
            r"\b(?:(?:on|since|around|by|until|before|after|the|desde|el(?= dia))\s+)(?:the\s+|el\s+|dia\s+)?"
            rf"(?P<day>\d{{1,2}}(?:st|nd|rd|th)"
            rf"|{ORDINAL}(?=\s+day\s+of))(?:\s+day)?(?:\s+of\s+(?P<month>{_OF_MONTH}))?"
            r"(?=\s*(?:[.,;!?)]|$|\b(?:at|around|about|in the)\b))" + _NOT_STREET
        ),
        _ordinal,
    ),
    DayPattern(
        re.compile(
            rf"(?<![\w.$:/-])(?P<count>{COUNT})\s?(?:or\s+(?:so|two|three)\s+)?(?P<unit>{UNIT})\s+"
            r"(?P<ago>ago|back\b(?!\s*(?:to|up|yard))|earlier|prior|before now|atras)"
        ),
        _counted,
        _PAST_STEMS,
    ),
    DayPattern(
        re.compile(
            rf"\b(?P<ago>hace|desde hace)\s+(?:como\s+|casi\s+|ya\s+|mas "
            rf"de\s+)?(?P<count>{COUNT})\s?(?P<unit>{UNIT})\b"
        ),
        _counted,
    ),
    DayPattern(
        re.compile(rf"\b(?:in|within|dentro de)\s+(?P<count>{COUNT})\s?(?P<unit>{UNIT})\b(?!\s+(?:old|row|ago))"),
        _counted,
    ),
    DayPattern(
        re.compile(
            rf"(?<![\w.$:/-])(?P<count>{COUNT})\s?(?P<unit>{UNIT})\s+(?:from\s+(?:now|today)|after\s+today|later\b)"
        ),
        _counted,
        _LATER_STEMS,
    ),
    DayPattern(
        re.compile(
            r"\b(?:last\s+(?:week|month|weekend)|(?:over|this past|past)\s+(?:the\s+)?weekend|la semana pasada|el mes "
            r"pasado"
            r"|el fin de semana(?: pasado)?)\b(?!'s)"
        ),
        _stretch,
    ),
    DayPattern(
        re.compile(
            # One boundary for all, and then each way begins with its own letter: the engine skips at once what differs.
            r"\b(?:(?:the\s+day|day)\s+(?:before\s+yesterday|after\s+tomorrow)\b|(?:earlier\s+today|today)\b(?!'s\b)|"
            r"yesterday\b|tomorrow\b|ton(?:ight|ite)\b|last\s+ni(?:ght|te)\b|this\s+(?:morning|afternoon|evening)\b|"
            r"(?:hoy|ayer|anoche|anteayer|antier|antes de ayer|pasado manana|ahorita|ahora mismo)\b(?! en dia)|"
            r"esta\s+(?:manana|tarde|noche)\b|manana(?<!la manana)(?<!de manana)(?<!cada manana)\b(?!s)|"
            r"(?:right|just|as of)\s+now\b|now(?=\s*(?:[.!?]|$))|tmrw\b|yday\b|eod\b|"
            r"end\s+of\s+(?:the\s+)?(?:day|today)\b)"
        ),
        _relative,
        _NEARBY_STEMS,
    ),
    DayPattern(HOLIDAY, _holiday),
    *LASTING,
)
"""Patterns of days that are named by their distance, and how each is told."""
