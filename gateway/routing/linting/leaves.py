"""When one plain condition is only true where another one is, and when two can never be true of one message."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from gateway.routing.calendar import DateSpan, Hours, read_dates, read_hours
from gateway.routing.linting.asked import Asked, many
from gateway.routing.phrases import Phrase
from gateway.routing.streets import names_street

ONE_AT_A_TIME = frozenset({"service", "channel", "urgency", "language", "event"})
"""Kinds of which a message has one value."""
_MONDAY = date(2026, 3, 2)
_LEAP_YEAR = 2000
_LONGEST_SPAN = 3_660
"""Days of a span with years that are looked at one by one."""
_BOUNDS: Mapping[str, tuple[str, str]] = {"repeat": ("at_least", "at_most"), "confidence": ("at_least", "below")}


def leaf_implies(one: Asked, other: Asked) -> bool:
    """True when `other` is met by every message that meets `one`; False where that is not known."""
    if one.kind != other.kind:
        return one.kind == "service" and other.kind == "has" and other.values == {"service"}
    return _IMPLY.get(one.kind, _is_within)(one, other)


def leaf_excludes(one: Asked, other: Asked) -> bool:
    """True when no message meets both; False where that is not known."""
    if {one.kind, other.kind} == {"has", "missing"}:
        has, missing = (one, other) if one.kind == "has" else (other, one)
        return missing.values <= has.values
    if one.kind != other.kind:
        return False
    if one.kind in ONE_AT_A_TIME:
        return one.values.isdisjoint(other.values)
    if one.kind == "hours":
        return not any(first and second for first, second in _both_open(_hours(one), _hours(other)))
    return one.kind in _BOUNDS and _is_apart(one, other)


def _is_within(one: Asked, other: Asked) -> bool:
    return one.values <= other.values


def _has_more(one: Asked, other: Asked) -> bool:
    return one.values >= other.values


def _says_more(one: Asked, other: Asked) -> bool:
    """Every phrase of `one` has a phrase of `other` in it."""
    return one.values <= other.values or all(
        any(_holds_phrase(phrase, wanted) for wanted in other.values) for phrase in one.values
    )


def _holds_phrase(phrase: Phrase, wanted: Phrase) -> bool:
    """True when whatever contains `phrase` contains `wanted`."""
    length = len(wanted.words)
    return any(
        all(word <= forms for word, forms in zip(phrase.words[place : place + length], wanted.words, strict=True))
        for place in range(len(phrase.words) - length + 1)
    )


def _is_street_of(one: Asked, other: Asked) -> bool:
    return all(any(names_street(street, wanted) for wanted in other.values) for street in one.values)


def _is_sender_of(one: Asked, other: Asked) -> bool:
    return all(name in other.values or f"@{name.rpartition('@')[2]}" in other.values for name in one.values)


def _has_header_of(one: Asked, other: Asked) -> bool:
    return all(any(name == wanted and text in said for name, said in one.values) for wanted, text in other.values)


def _is_open_less(one: Asked, other: Asked) -> bool:
    """Office hours; on a holiday only `24/7` is open."""
    first, second = _hours(one), _hours(other)
    if any(hours.is_always for hours in first):
        return any(hours.is_always for hours in second)
    return all(not inside or outside for inside, outside in _both_open(first, second))


def _hours(asked: Asked) -> tuple[Hours, ...]:
    return _read_all_hours(tuple(many(asked.written)))


@lru_cache(maxsize=1_000)
def _read_all_hours(texts: tuple[str, ...]) -> tuple[Hours, ...]:
    return tuple(map(read_hours, texts))


def _both_open(first: Sequence[Hours], second: Sequence[Hours]) -> Iterator[tuple[bool, bool]]:
    """Whether each is open, at every minute of a week at which that can change."""
    shifts = [shift for hours in (*first, *second) for shift in hours.shifts]
    minutes = {0, *(minute for shift in shifts for minute in (shift.start, shift.end) if minute < 24 * 60)}
    for day in range(7):
        for minute in minutes:
            moment = datetime(_MONDAY.year, _MONDAY.month, _MONDAY.day) + timedelta(days=day, minutes=minute)  # noqa: DTZ001 - the local time that hours speak of
            yield any(hours.are_open(moment) for hours in first), any(hours.are_open(moment) for hours in second)


def _is_on_fewer_days(one: Asked, other: Asked) -> bool:
    spans, wanted = ([read_dates(text) for text in many(asked.written)] for asked in (one, other))
    return all(_is_span_within(span, wanted) for span in spans)


def _is_span_within(span: DateSpan, wanted: Sequence[DateSpan]) -> bool:
    if span.is_yearly:
        year = [date(_LEAP_YEAR, 1, 1) + timedelta(days=day) for day in range(366)]
        yearly = [other for other in wanted if other.is_yearly]
        return all(any(other.covers(day) for other in yearly) for day in year if span.covers(day))
    length = (span.last - span.first).days
    days = (span.first + timedelta(days=day) for day in range(length + 1))
    return length < _LONGEST_SPAN and all(any(other.covers(day) for other in wanted) for day in days)


def _is_between(one: Asked, other: Asked) -> bool:
    (low, high), (least, most) = _bounds(one), _bounds(other)
    return _counts_alike(one, other) and low >= least and high <= most


def _is_apart(one: Asked, other: Asked) -> bool:
    (low, high), (least, most) = _bounds(one), _bounds(other)
    # A sureness of exactly `below` is not met, so that two that touch there are apart.
    touch = one.kind == "confidence" and (high == least or most == low)
    return _counts_alike(one, other) and (high < least or most < low or touch)


def _bounds(asked: Asked) -> tuple[float, float]:
    lower, upper = _BOUNDS[asked.kind]
    nothing = 1 if asked.kind == "repeat" else 0
    return asked.written.get(lower, nothing), asked.written.get(upper, math.inf)


def _counts_alike(one: Asked, other: Asked) -> bool:
    """Whether both count the same things: reports in the same time, of the same kind."""
    first, second = (
        {key: asked.written[key] for key in asked.written if key not in _BOUNDS[asked.kind]} for asked in (one, other)
    )
    return first == second


_IMPLY: Mapping[str, Callable[[Asked, Asked], bool]] = {
    "text": _says_more,
    "has": _has_more,
    "header": _has_header_of,
    "from": _is_sender_of,
    "to": _is_sender_of,
    "street": _is_street_of,
    "hours": _is_open_less,
    "date": _is_on_fewer_days,
    "repeat": _is_between,
    "confidence": _is_between,
}
