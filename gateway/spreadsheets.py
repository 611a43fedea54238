"""What stands in a cell of a file that somebody opens in a spreadsheet: words there could be taken for a formula."""

from __future__ import annotations

from typing import TypeVar

Value = TypeVar("Value", str, int, float, str | float, str | int | float)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: Value) -> Value | str:
    """A value that no spreadsheet takes for a formula: words that begin like one get an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
