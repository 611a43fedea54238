"""The report of the history as one page of HTML that needs nothing but itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.history.report import Report, moment_of

_NAMES = 500
"""Categories and departments that are listed."""
_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 720, 190, 56, 24
"""Of the picture, and of the room for its scale and its months, in pixels."""
_LABELS = 8
"""Months that are named below the picture, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One month in the picture, in pixels."""

    name: str
    number: int
    x: float
    y: float
    width: float
    height: float
    label: str
    """What stands below it; empty for most."""


def report_page(report: Report) -> str:
    """The page."""
    from jinja2 import Environment, PackageLoader

    environment = Environment(loader=PackageLoader("gateway.history", "."), autoescape=True, trim_blocks=True)
    page = environment.get_template("report.html")
    most = max((number for _, number in report.months), default=0)
    return page.render(
        report=report,
        bars=_bars(report.months, most),
        most=most,
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        floor=_HEIGHT - _BOTTOM,
        tables=(("Categories", report.categories), ("Departments", report.departments)),
        shown=_NAMES,
        moment_of=moment_of,
    )


def _bars(months: Sequence[tuple[str, int]], most: int) -> list[Bar]:
    if not months:
        return []
    step, room = (_WIDTH - _LEFT) / len(months), _HEIGHT - _BOTTOM - 10
    every = -(-len(months) // _LABELS)
    return [
        Bar(
            name=name,
            number=number,
            x=round(_LEFT + position * step, 2),
            y=round(_HEIGHT - _BOTTOM - room * number / (most or 1), 2),
            width=round(max(step - 1, 0.5), 2),
            height=round(room * number / (most or 1), 2),
            label="" if position % every else name,
        )
        for position, (name, number) in enumerate(months)
    ]
