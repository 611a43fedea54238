"""Keeps the days of figures: those whose requests changed are counted again, soon after and never twice at once.

The database itself notes when a request changed (triggers on `ticket`), so no room can forget to. A day is counted
from its tickets as they are, whole, so that nothing adds up wrongly however often it is done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.store import insight as store
from gateway.store.insight import CountedRow, PackedDay, State

_NOTES_AT_ONCE = 5_000
_DAYS_AT_ONCE = 10
"""Days in one transaction, so that on SQLite nobody waits long for the turn to write."""
_NOON = 12 * 3600.0
_SECONDS = 5.0
"""How long one sweep may count; the next one goes on."""


def refresh_figures(gateway: Gateway) -> int:
    """Count the days that changed since the last time; how many those were. Raises `IntakeError`."""
    with gateway.store.reading() as connection:
        if not store.has_changes(connection) and store.find_state(connection).zone == _zone_name(gateway):
            return 0
    days, end = 0, time.monotonic() + _SECONDS
    while (counted := _refresh_some(gateway)) is not None:
        days += counted
        if time.monotonic() > end:
            break
    return days


def rebuild_figures(gateway: Gateway, *, progress: Callable[[int, int], None] | None = None) -> int:
    """Forget every day and count all of them anew; how many there are. `progress` hears days done and days in all.

    Killed in between, the sweep goes on with it: the days are noted as changed first.
    """
    with gateway.store.writing() as connection:
        store.take_turn(connection)
        total = _begin_anew(connection, ZoneInfo(_zone_name(gateway)))
        store.set_state(connection, State(zone=_zone_name(gateway), counted_at=gateway.clock()))
    done = 0
    while (counted := _refresh_some(gateway)) is not None:
        done += counted
        if progress is not None:
            progress(min(done, total), total)
    return total


def day_bounds(day: date, zone: ZoneInfo) -> tuple[float, float]:
    """When a day of the city begins and when the next one does, in UTC epoch seconds."""
    following = day + timedelta(days=1)
    return _midnight(day, zone), _midnight(following, zone)


def _midnight(day: date, zone: ZoneInfo) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC).timestamp()


def _zone_name(gateway: Gateway) -> str:
    return gateway.rulebooks.current().city.timezone


def _refresh_some(gateway: Gateway) -> int | None:
    """Count some of the days that changed; None when nothing is left."""
    name = _zone_name(gateway)
    zone = ZoneInfo(name)
    with gateway.store.writing() as connection:
        state = store.take_turn(connection)
        if state.zone != name:
            # Every day begins at another moment now, or nothing was counted yet.
            _begin_anew(connection, zone)
        notes = store.list_changes(connection, limit=_NOTES_AT_ONCE)
        days = list(dict.fromkeys(_day_of(moment, zone) for _, moment in notes))[:_DAYS_AT_ONCE]
        _count(connection, days, zone)
        done = set(days)
        store.forget_changes(connection, [note for note, moment in notes if _day_of(moment, zone) in done])
        store.set_state(connection, State(zone=name, counted_at=gateway.clock()))
    return len(days) if notes else None


def _begin_anew(connection: Connection, zone: ZoneInfo) -> int:
    """Forget what was counted and note every day from the first request to the last, the newest first; how many."""
    store.forget_days(connection)
    span = store.find_span(connection)
    days = [] if span is None else _days_between(*span, zone)
    store.note_changes(connection, [_midnight(day, zone) + _NOON for day in reversed(days)])
    return len(days)


def _count(connection: Connection, days: Iterable[date], zone: ZoneInfo) -> None:
    from gateway.insight.records import pack  # NumPy, which a process that has nothing to count can do without

    names = store.list_names(connection)
    for day in days:
        start, end = day_bounds(day, zone)
        requests = store.list_requests(connection, start=start, end=end)
        if _name_all(connection, requests, names):
            names = store.list_names(connection)
        records, points = pack(requests, names, zone)
        packed = PackedDay(day=day.isoformat(), requests=len(requests), records=records, points=points)
        store.keep_day(connection, packed)


def _name_all(connection: Connection, requests: Sequence[CountedRow], names: dict[str, dict[str, int]]) -> bool:
    """Give every new name a number; whether there was one."""
    found = dict.fromkeys(pair for row in requests for pair in store.names_of(row))
    new = [(dimension, name) for dimension, name in found if name not in names[dimension]]
    store.add_names(connection, names, new)
    return bool(new)


def _day_of(moment: float, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(moment, zone).date()


def _days_between(first: float, last: float, zone: ZoneInfo) -> list[date]:
    start, end = _day_of(first, zone), _day_of(last, zone)
    return [start + timedelta(days=number) for number in range((end - start).days + 1)]
