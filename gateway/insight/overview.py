"""One look at the city: a period and the time before it, the figures of both, and every table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from gateway.insight.breakdowns import BREAKDOWNS, Both, Naming, break_down, by_hour, by_weekday, over_time
from gateway.insight.definitions import FIGURES, Figure
from gateway.insight.density import Grid, find_squares, table_of
from gateway.insight.measures import measure_all, prepare_sheet
from gateway.insight.periods import Compared
from gateway.insight.reading import Wanted, load_before, load_requests
from gateway.insight.tables import Cell, Table
from gateway.insight.wording import compare, say

TABLES = ("time", *BREAKDOWNS, "hour", "weekday", "places")
"""Keys of the tables, in the order of the page."""
_POINTS, _PART = 0.03, 0.05
"""Smaller changes of a percentage, and of a time, are chance as likely as not, and get no color."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One figure of all requests, beside what it was before."""

    figure: Figure
    now: Cell
    before: Cell

    @property
    def shown(self) -> str:
        """The figure in words."""
        return say(self.now, self.figure.kind)

    @property
    def compared(self) -> str:
        """What it was before, in words; empty where that says nothing."""
        return compare(self.now, self.before, self.figure.kind) if self.figure.is_comparable else ""

    @property
    def trend(self) -> str:
        """`better` or `worse`; empty where it stayed about the same, cannot be compared, or neither is better."""
        now, before, wish = self.now.value, self.before.value, self.figure.less_is_better
        if wish is None or isinstance(now, str | None) or isinstance(before, str | None):
            return ""
        least = _POINTS if self.figure.kind == "share" else _PART * before
        if abs(now - before) < least:
            return ""
        return "better" if (now < before) == wish else "worse"


def look(connection: Connection, compared: Compared, wanted: Wanted, *, now: float) -> Both:
    """Read what was asked for, of the period and of the time before."""
    requests = load_requests(connection, compared.period, wanted, now=now)
    before = load_before(connection, compared.before, wanted, now=now)
    return Both(compared=compared, now=prepare_sheet(requests), before=prepare_sheet(before))


def tiles(both: Both) -> tuple[Tile, ...]:
    """Every figure of all requests."""
    now, before = measure_all(both.now), measure_all(both.before)
    return tuple(Tile(figure=figure, now=figure.read(now), before=figure.read(before)) for figure in FIGURES)


def draw_table(key: str, both: Both, *, naming: Naming, zone: ZoneInfo, grid: Grid | None = None) -> Table:
    """The table with one of the keys of `TABLES`; `grid` where it was worked out already."""
    match key:
        case "time":
            return over_time(both, zone)
        case "hour":
            return by_hour(both)
        case "weekday":
            return by_weekday(both)
        case "places":
            return table_of(grid or grid_of(both))
        case _:
            return break_down(both, key, naming)


def grid_of(both: Both) -> Grid:
    """Where the requests of the period are."""
    return find_squares(both.now.requests)


def draw_tables(both: Both, *, naming: Naming, zone: ZoneInfo, grid: Grid | None = None) -> Mapping[str, Table]:
    """Every table by its key."""
    return {key: draw_table(key, both, naming=naming, zone=zone, grid=grid) for key in TABLES}
