"""Find the days that a text in German, French, Portuguese, Vietnamese or Haitian Creole names."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from parsers.moments import (
    DayPattern,
    Found,
    Now,
    Patterns,
    Resolver,
    last_month,
    last_week,
    last_weekend,
    latest_date,
    shifted,
    valid_date,
    whole_day,
)
from parsers.tongues import NOTHING, Tongue, any_of, load_tongue


@cache
def patterns_of(language: str) -> Patterns:
    """The ways in which one of `parsers.tongues.WRITTEN` names days."""
    tongue = load_tongue(language)
    return (
        *(_nearby(expression, distance) for expression, distance in tongue.day_patterns),
        _weekday(tongue),
        *_counted(tongue),
        *_dates(tongue),
        _stretch(tongue),
    )


def _nearby(expression: str, distance: int) -> DayPattern:
    def resolve(match: re.Match[str], now: Now) -> Found | None:
        return whole_day(match, now.today + timedelta(days=distance))

    stem = re.sub(r"\(\?<!.*?\)", "", expression)
    return DayPattern(re.compile(rf"(?<![\w'-]){expression}(?![\w-])"), resolve, (stem,))


def _weekday(tongue: Tongue) -> DayPattern:
    names = any_of(tongue.weekdays)
    each = any_of(tongue.each)
    expression = re.compile(
        rf"(?<!\w)(?!(?:{each})(?!\w))(?:(?P<before>{tongue.last}) )?(?<!lan )(?P<weekday>{names})"
        rf"(?:s(?= dernier))?(?!\w)(?: (?P<behind>{tongue.last})(?!\w))?"
    )

    def resolve(match: re.Match[str], now: Now) -> Found | None:
        back = (now.today.weekday() - tongue.weekdays[match["weekday"]]) % 7
        is_last = match["before"] or match["behind"]
        return whole_day(match, now.today - timedelta(days=back or (7 if is_last else 0)))

    return DayPattern(expression, resolve, tuple(tongue.weekdays))


def _counted(tongue: Tongue) -> tuple[DayPattern, ...]:
    counted = rf"(?P<count>{tongue.count_pattern}) ?(?P<unit>{any_of(tongue.units)})(?!\w)"
    behind = "" if tongue.ago_behind == NOTHING else rf"(?<!\w){counted} (?:{tongue.ago_behind})(?!\w)"

    def ago(match: re.Match[str], now: Now) -> Found | None:
        return shifted(match, -tongue.count(match["count"]), tongue.units[match["unit"]], now)

    def since(match: re.Match[str], now: Now) -> Found | None:
        found = ago(match, now)
        return found and found.until(now)

    ways: list[tuple[str, Resolver]] = [(rf"(?<!\w)(?:{tongue.since}) {counted}", since)]
    ways += [(rf"(?<!\w)(?:{tongue.ago_before}){counted}", ago)] if tongue.ago_before else []
    ways += [(behind, ago)] if behind else []
    return tuple(DayPattern(re.compile(expression), resolve) for expression, resolve in ways)


def _dates(tongue: Tongue) -> tuple[DayPattern, ...]:
    months = any_of(tongue.months)
    named = re.compile(
        rf"(?<![\w.])(?P<day>\d{{1,2}})(?:\.|er)? (?:de )?(?P<month>{months})(?![\w])\.?(?:,? (?:de "
        rf"|nam )?(?P<year>20\d\d))?"
    )
    short = re.compile(
        r"(?<!\w)(?:am|vom|seit|dem|le|du|depuis|dia|ngay|hom|nan|jou) (?:dem |le |o |dia "
        r"|ngay )?(?P<day>\d{1,2})[./](?P<month>\d{1,2})"
        r"(?:[./](?P<year>20\d\d|\d\d)(?!\d))?\.?(?![\d:/]| ?(?:%|uhr|h\b))"
    )

    def resolve(match: re.Match[str], now: Now) -> Found | None:
        month = tongue.months.get(match["month"]) or int(match["month"])
        return whole_day(match, _on(match["year"], month, int(match["day"]), now))

    return DayPattern(named, resolve), DayPattern(short, resolve)


def _on(year: str | None, month: int, day: int, now: Now) -> date | None:
    if year:
        return valid_date(int(year) % 2000 + 2000, month, day)
    return latest_date(month, day, now)


def _stretch(tongue: Tongue) -> DayPattern:
    expression = re.compile(rf"(?<!\w)(?P<stretch>{any_of(tongue.stretches)})(?!\w)")
    spans = {"week": last_week, "weekend": last_weekend, "month": last_month}

    def resolve(match: re.Match[str], now: Now) -> Found | None:
        return spans[tongue.stretches[match["stretch"]]](match, now)

    return DayPattern(expression, resolve, tuple(tongue.stretches))
