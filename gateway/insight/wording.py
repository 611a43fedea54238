"""Figures as people read them: `3.2 days`, `87 %`, `12 % more than before`."""

from __future__ import annotations

from typing import assert_never

from gateway.insight.tables import FEW, Cell, Kind

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
NOTHING = "–"


def say(cell: Cell, kind: Kind) -> str:
    """A cell in words; a dash where there is no value."""
    value = cell.value
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    match kind:
        case "words":
            return str(value)
        case "count":
            return f"{value:,.0f}"
        case "share":
            return f"{round(value * 100)} %"
        case "change":
            return say_change(value)
        case "seconds":
            return say_seconds(value)
        case "degrees":
            return f"{value:.4f}"
        case _:
            assert_never(kind)


def say_seconds(seconds: float) -> str:
    """A length of time with one unit, as exact as people remember it."""
    if seconds < _MINUTE:
        return "under a minute"
    if seconds < 2 * _HOUR:
        return f"{round(seconds / _MINUTE)} min"
    if seconds < 2 * _DAY:
        return _rounded(seconds / _HOUR, "hours")
    return _rounded(seconds / _DAY, "days")


def _rounded(number: float, unit: str) -> str:
    """One digit behind the point where it tells something."""
    shown = f"{number:.1f}".removesuffix(".0") if number < 10 else f"{number:,.0f}"
    return f"{shown} {unit}"


def say_change(share: float) -> str:
    """How much more or less than before, with its sign."""
    percent = round(share * 100)
    return "0 %" if not percent else f"{percent:+,} %".replace("-", "−")


def compare(now: Cell, before: Cell, kind: Kind) -> str:
    """What a figure was before, in words."""
    was = f"before: {before.note or say(before, kind)}"
    if before.value is None or now.value is None:
        return was
    if say(now, kind) == say(before, kind):
        return f"{was}, the same"
    difference = float(now.value) - float(before.value)
    words = ("longer", "shorter") if kind == "seconds" else ("more", "less")
    more = words[0] if difference > 0 else words[1]
    if kind == "share":
        points = max(1, round(abs(difference) * 100))
        return f"{was}, {points} point{'' if points == 1 else 's'} {more}"
    if kind == "count" and float(before.value) < FEW:
        return was
    percent = round(abs(difference) / float(before.value) * 100) if before.value else 0
    return f"{was}, {percent:,} % {more}" if percent else f"{was}, about the same"
