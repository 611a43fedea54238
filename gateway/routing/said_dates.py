"""Days of the rulebook as people say them: `11-15 to 04-15` is from November 15 to April 15 of every year."""

from __future__ import annotations

from datetime import date

from gateway.routing.calendar import read_dates


def say_dates(text: str) -> str:
    """With the word that stands before it; what is no date is said as it stands."""
    try:
        span = read_dates(text)
    except ValueError:
        return f"on {text}"
    first, last = _say(span.first, is_yearly=span.is_yearly), _say(span.last, is_yearly=span.is_yearly)
    return f"on {first}" if first == last else f"from {first} to {last}"


def _say(day: date, *, is_yearly: bool) -> str:
    return f"{day:%B} {day.day}" if is_yearly else f"{day:%B} {day.day}, {day.year}"
