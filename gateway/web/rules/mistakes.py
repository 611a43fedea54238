"""What is wrong with a working text, as every page of the rulebook shows it: its mistakes, or its failing examples."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from gateway.routing import check_rulebook
from gateway.routing.problems import Problem
from gateway.web.rules.working import Reading

_AROUND = 2
"""Lines shown above and below one with a mistake."""
_MOST_SHOWN = 50
"""Mistakes that are shown with their lines."""
_MOST_CHARACTERS = 400
"""Characters of a line that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One numbered line of a text; `is_wrong` where a mistake stands on it."""

    number: int
    text: str
    is_wrong: bool


def find_mistakes(reading: Reading) -> tuple[Problem, ...]:
    """Every mistake; of a text without one, every example that does not come out as written."""
    return reading.problems if reading.rulebook is None else check_rulebook(reading.rulebook)


def cut_out(text: str, wrong: Collection[int]) -> tuple[tuple[Line, ...], ...]:
    """The lines around the `wrong` ones, in runs without a gap, for who cannot be taken to them; of many the first."""
    lines, first = text.split("\n"), sorted(wrong)[:_MOST_SHOWN]
    near = {number + step for number in first for step in range(-_AROUND, _AROUND + 1)}
    runs: list[list[Line]] = []
    for number in sorted(number for number in near if 1 <= number <= len(lines)):
        if not runs or number > runs[-1][-1].number + 1:
            runs.append([])
        runs[-1].append(Line(number=number, text=lines[number - 1][:_MOST_CHARACTERS], is_wrong=number in wrong))
    return tuple(map(tuple, runs))
