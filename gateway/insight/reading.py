"""Reads the counted days of a period and keeps of them what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from gateway.insight.periods import Period
from gateway.insight.records import Records, unpack, unpack_points
from gateway.store import insight as store

FILTERS = ("department", "service", "district")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which requests are counted; an empty value leaves nothing out, the value `-` asks for those without any."""

    department: str = ""
    service: str = ""
    district: str = ""
    departments: tuple[str, ...] | None = None
    """Those whose figures a person may see; None for all."""


NOTHING = "-"
_NO_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """The requests that arrived in a period, as columns; `names` are by dimension and number."""

    records: Records
    now: float
    """When the figures are asked for, in UTC epoch seconds: what is open now may be overdue a minute later."""
    names: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NO_NAMES)
    points: Records = field(default_factory=lambda: unpack_points(()))
    """Where each of them is; nothing where that was not read."""

    def __len__(self) -> int:
        return len(self.records)

    def column(self, name: str) -> NDArray[np.int64]:
        """One field of every request."""
        return self.records[name].astype(np.int64)

    def has(self, flag: np.uint8) -> NDArray[np.bool_]:
        """Which requests have a flag."""
        return np.asarray((self.records["flags"] & flag) != 0)


def load_requests(connection: Connection, period: Period, wanted: Wanted, *, now: float) -> Requests:
    """What is counted of the requests that arrived in a period, and where they are; empty where the period is."""
    days = list(store.list_days(connection, first=period.first.isoformat(), last=period.last.isoformat()))
    records, points = unpack(day.records for day in days), unpack_points(day.points for day in days)
    numbers = store.list_names(connection)
    kept = _kept(records, period, wanted, numbers)
    if not kept.all():
        records, points = records[kept], points[kept]
    return Requests(records=records, points=points, now=now, names=_by_number(numbers))


def load_before(connection: Connection, period: Period, wanted: Wanted, *, now: float) -> Requests:
    """The same of the time before, where nobody asks for places."""
    records = unpack(store.list_records(connection, first=period.first.isoformat(), last=period.last.isoformat()))
    numbers = store.list_names(connection)
    kept = _kept(records, period, wanted, numbers)
    return Requests(records=records if kept.all() else records[kept], now=now, names=_by_number(numbers))


def _by_number(numbers: Mapping[str, Mapping[str, int]]) -> dict[str, tuple[str, ...]]:
    return {
        dimension: tuple(name for name, _ in sorted(known.items(), key=lambda item: item[1]))
        for dimension, known in numbers.items()
    }


def _kept(
    records: Records, period: Period, wanted: Wanted, numbers: Mapping[str, Mapping[str, int]]
) -> NDArray[np.bool_]:
    kept = np.ones(len(records), dtype=bool)
    if period.until is not None:
        kept &= records["at"] < period.until
    for name in FILTERS:
        if asked := getattr(wanted, name):
            kept &= records[name] == numbers[name].get("" if asked == NOTHING else asked, -1)
    if wanted.departments is not None:
        mine = [numbers["department"][key] for key in wanted.departments if key in numbers["department"]]
        kept &= np.isin(records["department"], mine)
    return kept
