"""Read until when work is to be done: `friday`, `3/5`, `2026-03-05`, `3 business days`; what lies open is to come."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from parsers.dates import find_day
from parsers.moments import Now, add_months, valid_date
from parsers.numerals import COUNT, value_of
from parsers.words import flatten

_READ = 200
_WEEK = timedelta(days=7)
_FURTHEST = timedelta(days=300)
"""A day without its year that lies further ahead was meant to be the one that has just passed."""
_FRIDAY = 4
_UNITS = (
    ("business day", r"(?:business|working|work)\s?days?|dias?\s(?:habil(?:es)?|laborables?)"),
    ("business hour", r"(?:business|working|work)\s?hours?|horas?\s(?:habil(?:es)?|laborables?)"),
    ("hour", r"hours?|hrs?|horas?"),
    ("day", r"days?|dias?"),
    ("week", r"weeks?|wks?|semanas?"),
)
_SPANS = tuple(
    (unit, re.compile(rf"(?:(?:in|within|en|dentro de)\s+)?(?P<count>{COUNT})\s?(?:{words})\b(?!\s+(?:ago|atras))"))
    for unit, words in _UNITS
)
_LEADS = re.compile(r"(?:(?:on|by|until|till|before|para|el|hasta|antes del?)\s+)+")
_LOOKS_BACK = re.compile(r"\b(?:last|previous|past|ago|back|yesterday|ayer|anteayer|antier|hace|pasad[oa]|atras)\b")
_HAS_YEAR = re.compile(r"(?:19|20)\d\d|\d{1,2}[-/.]\d{1,2}[-/.]\d\d")
_HAS_MONTH = re.compile(r"\d/\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|set|dic)[a-z]*\b")


def find_due(text: str, now: Now) -> date | str | None:
    """The day that `text` names, or a span such as `3 business days` as a rulebook writes it; None for neither.

    A day that has passed is given as it is, for whoever asked to say so. Total.
    """
    flat = " ".join(flatten(text[:_READ]).split())
    return _find_span(flat) or _find_week(flat, now) or _find_day(flat, now)


def _find_span(flat: str) -> str:
    for unit, pattern in _SPANS:
        match = pattern.match(flat)
        count = value_of(match["count"]) if match else 0
        if count:
            return f"{count} {unit}" + "s" * (count > 1)
    return ""


def _find_week(flat: str, now: Now) -> date | None:
    """`next week` and `end of the week` end on their Friday."""
    friday = now.today + timedelta(days=_FRIDAY - now.today.weekday())
    if re.match(r"(?:(?:the )?end of (?:the )?week|eow|this week|esta semana|fin(?:es)? de (?:la )?semana)\b", flat):
        return friday if friday >= now.today else friday + _WEEK
    if re.match(r"(?:next week|la (?:proxima semana|semana que viene)|proxima semana)\b", flat):
        return friday + _WEEK
    if re.match(r"(?:(?:the )?end of (?:the )?month|eom|fin(?:es)? de mes)\b", flat):
        return now.today.replace(day=monthrange(now.today.year, now.today.month)[1])
    return None


def _find_day(flat: str, now: Now) -> date | None:
    lead = _LEADS.match(flat)
    found = find_day("on " + flat[lead.end() if lead else 0 :], now)
    return _ahead(flat, found.first.date(), now) if found else None


def _ahead(flat: str, day: date, now: Now) -> date:
    """The next such day, where the words leave open which one; elsewhere days that lie open are read as past."""
    if day >= now.today or _LOOKS_BACK.search(flat) or _HAS_YEAR.search(flat):
        return day
    if not re.search(r"\d", flat):
        return day + _WEEK if now.today - day < _WEEK else day
    if not _HAS_MONTH.search(flat):
        return add_months(day, 1)
    later = valid_date(day.year + 1, day.month, day.day)
    return later if later and later - now.today <= _FURTHEST else day
