"""Figures for everybody: the same in aggregate, without the small counts that might tell of single people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from gateway.insight.breakdowns import Both, Naming
from gateway.insight.density import Square, find_squares
from gateway.insight.overview import Tile, draw_table, tiles
from gateway.insight.tables import Cell, Line, Table

LEAST = 5
"""Fewer requests than this are not shown by themselves."""
_ENOUGH = 3
"""Hidden lines of which the total tells nothing."""
PERIODS = ("30", "90", "month", "last_month", "year", "last_year")
TABLES = ("time", "service", "department", "district", "channel", "language", "hour", "weekday")
_TILES = ("requests", "first_answer", "to_close", "to_close_slow", "on_time", "fixed")
_COLUMNS = ("requests", "first_answer", "to_close", "on_time")
_WHOLE = frozenset({"time", "hour", "weekday"})
"""Tables that tell when and not of whom or where."""
_FEW = f"fewer than {LEAST}"
_SO_THAT = f"not shown, so that those with {_FEW} stay unknown"


def public_tiles(both: Both) -> tuple[Tile, ...]:
    """The figures that say how well the city answers."""
    return tuple(tile for tile in tiles(both) if tile.figure.key in _TILES)


def public_tables(both: Both, *, naming: Naming, zone: ZoneInfo) -> Mapping[str, Table]:
    """Every table that everybody may see, by its key."""
    found = {key: _narrowed(draw_table(key, both, naming=naming, zone=zone)) for key in TABLES}
    return {key: table if key in _WHOLE else without_small(table) for key, table in found.items()}


def public_squares(both: Both) -> tuple[Square, ...]:
    """Where requests are, in squares with enough of them."""
    return find_squares(both.now.requests, least=LEAST).squares


def _narrowed(table: Table) -> Table:
    """Only the first column and those for everybody."""
    kept = [number for number, column in enumerate(table.columns) if not number or column.key in _COLUMNS]
    lines = (replace(line, cells=tuple(line.cells[number] for number in kept), asks=None) for line in table.lines)
    return replace(table, columns=tuple(table.columns[number] for number in kept), lines=tuple(lines))


def without_small(table: Table) -> Table:
    """Lines with small counts tell only their name; where these are few, they get company: the total would tell."""
    place = next(number for number, column in enumerate(table.columns) if column.key == "requests")
    counts = [_count(line.cells[place]) for line in table.lines]
    small = [number for number, count in enumerate(counts) if 0 < count < LEAST]
    company = _company(counts, small)
    hidden = dict.fromkeys(small, _FEW) | dict.fromkeys(company, _SO_THAT)
    lines = tuple(
        _silent(line, hidden[number]) if number in hidden else line
        for number, line in enumerate(table.lines)
        if counts[number] or number in hidden
    )
    return replace(table, lines=lines)


def _count(cell: Cell) -> int:
    return int(cell.value) if isinstance(cell.value, int | float) else 0


def _company(counts: Sequence[int], small: Sequence[int]) -> list[int]:
    others = [number for number, count in enumerate(counts) if count >= LEAST]
    return [min(others, key=lambda number: counts[number])] if 0 < len(small) < _ENOUGH and others else []


def _silent(line: Line, note: str) -> Line:
    return replace(line, cells=(line.cells[0], *(Cell(value=None, note=note) for _ in line.cells[1:])))
