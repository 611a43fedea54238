"""Find how long something has gone on: `for two weeks`, `the last three nights`, `lleva dos semanas`."""

from __future__ import annotations

import re
from datetime import timedelta

from parsers.moments import DayPattern, Found, Now, Patterns, shifted, whole_days
from parsers.numerals import COUNT, value_of
from parsers.word_lists import word_table

_UNITS = word_table(
    {
        0: "second sec segundo",
        1: "minute min minuto",
        2: "hour hr hora",
        3: "day dia night noche",
        4: "week wk semana",
        5: "month mes",
        6: "year yr ano",
    }
)
UNIT = (
    r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|wks?|months?|years?|yrs?|"
    r"segundos?|minutos?|horas?|dias?|noches?|semanas?|meses|mes|anos?)"
)
"""A pattern for a unit of time."""
_ABOUT = r"(?:over|about|around|almost|nearly|at least|more than|like|the better part of|(?:the\s+)?(?:past|last))"
_GOING_ON = re.compile(
    r"\b(?:been|has|have|had|is|are|was|were|out|broken|down|leaking|parked|sitting|running|not|without|dark|off"
    r"|missing|"
    r"blocked|going|there|here|like this|unfixed|since|still|barking|no|hasn't|haven't|isn't|abandoned|left"
    r"|laying|lying)\b"
)
_AHEAD = re.compile(
    r"\b(?:will|going to|gonna|should|would|can|could|must|may|might|limit|allowed|permit|lived?|living|worked"
    r"|owned|resident|next|if|tomorrow"
    r"|to be)\b"
)


def _past_stretch(match: re.Match[str], now: Now) -> Found | None:
    """`for the past two weeks`: from then until now."""
    found = shifted(match, -value_of(match["count"] or "one"), unit_of(match["unit"]), now)
    return found and found.until(now)


def _for_some_time(match: re.Match[str], now: Now) -> Found | None:
    """`out for two weeks`: since then, where words before say that something goes on; `closed for an hour` may not."""
    before = re.split(r"[.!?\n]", match.string[max(0, match.start() - 80) : match.start("count")])[-1]
    if not _GOING_ON.search(before) or _AHEAD.search(before):
        return None
    found = shifted(match, -value_of(match["count"]), unit_of(match["unit"]), now)
    return found and found.until(now)


def _been(match: re.Match[str], now: Now) -> Found | None:
    """`it's been three days`, `lleva dos semanas`."""
    count, unit = match["count"] or match["count2"], match["unit"] or match["unit2"]
    found = shifted(match, -value_of(count), unit_of(unit), now)
    return found and found.until(now)


def unit_of(written: str) -> int:
    """0 second to 6 year, for a match of `UNIT`."""
    return _UNITS["mes" if written in ("mes", "meses") else written.removesuffix("s")]


def _last_mornings(match: re.Match[str], now: Now) -> Found:
    """`the last three nights`: so many of them, this morning's among them; tonight has not been."""
    is_early = match["part"].startswith(("morning", "manana", "day", "dia"))
    count = value_of(match["count"])
    first = now.today - timedelta(days=count - 1 if is_early else count)
    return whole_days(match, first, now.today).until(now)


LASTING: Patterns = (
    DayPattern(
        re.compile(
            rf"\b(?:past|last|ultim[oa]s)\s+(?P<count>{COUNT})?\s?"
            r"(?P<unit>(?:hours|days|weeks|months|years|horas|dias|semanas))\b"
        ),
        _past_stretch,
    ),
    DayPattern(
        re.compile(
            rf"\b(?:past|last|previous|ultim[oa]s)\s+(?P<count>{COUNT})\s+"
            r"(?P<part>mornings|nights|evenings|afternoons|mananas|noches|tardes)\b"
        ),
        _last_mornings,
    ),
    DayPattern(
        re.compile(
            rf"\bfor\s+(?:{_ABOUT}\s+)?(?P<count>{COUNT})\s?(?P<unit>{UNIT})\b(?!\s+(?:old|in advance|notice"
            rf"|only|parking|limit))"
        ),
        _for_some_time,
        ("for",),
    ),
    DayPattern(
        re.compile(
            rf"\b(?:(?:it(?:'?s| has) been|has been|have been|been"
            rf"|going on)\s+(?:{_ABOUT}\s+)?(?P<count>{COUNT})\s?(?P<unit>{UNIT})\b"
            rf"(?!\s+(?:old|since i))|(?:lleva|llevan|llevamos|desde hace|durante|por)\s+(?:ya\s+|como\s+"
            rf"|casi\s+|mas de\s+)?(?P<count2>{COUNT})\s?(?P<unit2>{UNIT})\b)"
        ),
        _been,
        ("been", "going on", "llev", "desde", "durante", "por"),
    ),
)
"""Patterns of what has gone on until now, and how each is told."""
