"""The tables of the page of figures: over time, by what requests are counted by, by hour and weekday, and by place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from gateway.insight.counting import day_bounds
from gateway.insight.definitions import BY_KEY, WHICH
from gateway.insight.durations import Integers
from gateway.insight.measures import Measures, Sheet, measure
from gateway.insight.periods import Compared, Period
from gateway.insight.tables import Cell, Column, Line, Table, change_of

Naming = Callable[[str, str], str]
"""What the value of a dimension is called: `("service", "pothole")` is `Pothole`."""

_SHOWN = ("open", "first_answer", "to_close", "to_close_slow", "on_time", "reopened", "fixed")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TITLES: Mapping[str, tuple[str, str]] = {
    "department": ("Departments", "Department"),
    "service": ("Services", "Service"),
    "district": ("Districts", "District"),
    "channel": ("How requests come", "Channel"),
    "language": ("Languages", "Language"),
}
BREAKDOWNS = tuple(_TITLES)
_DAILY, _WEEKLY = 35, 217
"""Up to so many days of a period its figures are shown by day, or by seven days; else by month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """The requests of the period and those of the time before."""

    compared: Compared
    now: Sheet
    before: Sheet


def break_down(both: Both, dimension: str, naming: Naming) -> Table:
    """The figures for each department, service, district, channel or language, the one with most requests first."""
    title, first = _TITLES[dimension]
    names = both.now.requests.names.get(dimension, ())
    merged = _merged(dimension, names, naming)
    found = measure(both.now, merged.of(both.now), len(merged.names))
    earlier = np.bincount(merged.of(both.before), minlength=len(merged.names)).tolist()
    order = sorted(range(len(merged.names)), key=lambda group: (-found[group].requests, merged.names[group]))
    lines = [
        Line(
            cells=(Cell(value=merged.names[group]), *_cells(found[group], earlier[group])),
            asks=merged.asks[group],
        )
        for group in order
        if found[group].requests or earlier[group]
    ]
    columns = (Column(key=dimension, name=first, kind="words"), *_columns())
    return Table(key=dimension, title=title, says=WHICH, columns=columns, lines=tuple(lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Merged:
    """Values that are called the same are one line, such as the channels of several carriers of texts."""

    dimension: str
    names: tuple[str, ...]
    groups: Integers
    asks: tuple[Mapping[str, str] | None, ...]

    def of(self, sheet: Sheet) -> Integers:
        """Which line each request belongs to."""
        return self.groups[sheet.requests.column(self.dimension)] if len(self.groups) else np.zeros(0, dtype=np.int64)


def _merged(dimension: str, keys: Sequence[str], naming: Naming) -> _Merged:
    said = [naming(dimension, key) for key in keys]
    names = tuple(dict.fromkeys(said))
    asks = [_ask(dimension, keys[said.index(name)], name) for name in names]
    groups = np.array([names.index(name) for name in said], dtype=np.int64)
    return _Merged(dimension=dimension, names=names, groups=groups, asks=tuple(asks))


def _ask(dimension: str, key: str, name: str) -> Mapping[str, str] | None:
    if dimension == "channel":
        return {"channel": name.lower()} if name in {"Text", "Mail", "Open311"} else None
    return {dimension: key} if key else None


def _columns() -> tuple[Column, ...]:
    compared = (
        Column(key="before", name="Before", kind="count", says="Requests of the time before."),
        Column(key="change", name="Change", kind="change", says="How many more requests there are than before."),
    )
    return (BY_KEY["requests"].column, *compared, *(BY_KEY[key].column for key in _SHOWN))


def _cells(found: Measures, before: int) -> tuple[Cell, ...]:
    counts = (Cell(value=found.requests), Cell(value=before), change_of(found.requests, before))
    return (*counts, *(BY_KEY[key].read(found) for key in _SHOWN))


def over_time(both: Both, zone: ZoneInfo) -> Table:
    """The figures day by day, by seven days or by month, each beside its counterpart of the time before."""
    spans = cut(both.compared.period)
    found = measure(both.now, _bucket(both.now, spans, zone), len(spans))
    earlier_spans = cut(both.compared.before, like=both.compared.period)
    earlier = np.bincount(_bucket(both.before, earlier_spans, zone), minlength=len(earlier_spans)).tolist()
    lines = tuple(
        Line(
            cells=(
                Cell(value=_span_name(span, both.compared.period)),
                *_cells(found[number], earlier[number] if number < len(earlier) else 0),
            ),
            asks={"from": span[0].isoformat(), "to": span[1].isoformat()},
        )
        for number, span in enumerate(spans)
    )
    columns = (Column(key="time", name="Time", kind="words"), *_columns())
    return Table(key="time", title="Over time", says=WHICH, columns=columns, lines=lines)


def cut(period: Period, like: Period | None = None) -> list[tuple[date, date]]:
    """The days, groups of seven days or months of a period, each with its first and last day; never none."""
    days = (like or period).days
    spans: list[tuple[date, date]] = []
    first = period.first
    while first <= period.last:
        last = min(period.last, _end_of_span(first, days))
        spans.append((first, last))
        first = last + timedelta(days=1)
    return spans


def _end_of_span(first: date, days: int) -> date:
    if days <= _DAILY:
        return first
    if days <= _WEEKLY:
        return first + timedelta(days=6)
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _span_name(span: tuple[date, date], period: Period) -> str:
    first, last = span
    if first == last and period.days <= _DAILY:
        return f"{first:%a, %b} {first.day}"
    if period.days > _WEEKLY and first.day == 1 and (last + timedelta(days=1)).day == 1:
        return f"{first:%B %Y}"
    return f"{first:%b} {first.day} – {last:%b} {last.day}"


def _bucket(sheet: Sheet, spans: Sequence[tuple[date, date]], zone: ZoneInfo) -> Integers:
    starts = np.array([day_bounds(first, zone)[0] for first, _ in spans])
    return np.asarray(np.clip(np.searchsorted(starts, sheet.requests.column("at"), side="right") - 1, 0, None))


def by_hour(both: Both) -> Table:
    """How many requests arrive in each hour of the day."""
    names = [f"{hour % 12 or 12} {'am' if hour < 12 else 'pm'}" for hour in range(24)]
    return _counts(both, "hour", "Hours", "Hour", names)


def by_weekday(both: Both) -> Table:
    """How many requests arrive on each day of the week."""
    return _counts(both, "weekday", "Days of the week", "Day", _WEEKDAYS)


def _counts(both: Both, field: str, title: str, first: str, names: Sequence[str]) -> Table:
    now, before = (
        np.bincount(sheet.requests.column(field), minlength=len(names)).tolist() for sheet in (both.now, both.before)
    )
    total = sum(now)
    lines = tuple(
        Line(cells=(Cell(value=name), Cell(value=now[number]), Cell(value=before[number]), _part(now[number], total)))
        for number, name in enumerate(names)
    )
    columns = (
        Column(key=field, name=first, kind="words"),
        BY_KEY["requests"].column,
        Column(key="before", name="Before", kind="count", says="Requests of the time before."),
        Column(key="share", name="Share", kind="share", says="Of all requests of the period."),
    )
    says = "When requests arrive, by the clock of the city. " + WHICH
    return Table(key=field, title=title, says=says, columns=columns, lines=lines)


def _part(number: int, total: int) -> Cell:
    return Cell(value=number / total if total else None)
