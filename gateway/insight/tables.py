"""A table of figures as pages, CSV files and workbooks show it: columns that say what they mean, and plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["words", "count", "share", "seconds", "change", "degrees"]
"""`share` is a fraction, `change` how much more than before as a fraction, `seconds` a length of time."""
Value = str | int | float | None

FEW = 10
"""Fewer requests than this make no percentage and no ninetieth percentile."""
FEW_TIMES = 5
"""Fewer requests than this make no median."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column; `says` is what its figures mean, in a sentence."""

    key: str
    name: str
    kind: Kind
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One figure; without a value `note` says why there is none."""

    value: Value
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row. `asks` are the filters of the queue that shows its requests; None where no filters do."""

    cells: tuple[Cell, ...]
    asks: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Figures of one kind; the first column names the rows."""

    key: str
    title: str
    says: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...] = field(default=())

    @property
    def most(self) -> float:
        """The largest number of requests in a line, which its bar is as long as the column."""
        values = (cell.value for cell in self.column("requests"))
        return max((float(value) for value in values if isinstance(value, int | float)), default=0.0)

    def column(self, key: str) -> tuple[Cell, ...]:
        """The cells of one column."""
        place = next(number for number, column in enumerate(self.columns) if column.key == key)
        return tuple(line.cells[place] for line in self.lines)


def share_of(part: int, whole: int) -> Cell:
    """A percentage of so many requests, or that they are too few for one."""
    if whole >= FEW:
        return Cell(value=part / whole)
    return Cell(value=None, note=_too_few(whole, "a percentage"))


def seconds_of(seconds: int | None, counted: int, *, least: int = FEW_TIMES) -> Cell:
    """A time that half or nine of ten of `counted` requests took, or why there is none."""
    if counted < least:
        return Cell(value=None, note=_too_few(counted, "a time"))
    return Cell(value=seconds, note="" if seconds is not None else "not so many yet")


def change_of(now: int, before: int) -> Cell:
    """How much more there is than before; of few requests a percentage would frighten or please for no reason."""
    if before >= FEW:
        return Cell(value=now / before - 1)
    return Cell(value=None, note=_too_few(before, "a comparison"))


def _too_few(number: int, what: str) -> str:
    if not number:
        return "none"
    return f"{number} request{'' if number == 1 else 's'}: too few for {what}"
