"""The report of the history for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gateway.history.report import Report, moment_of
from gateway.store.history_figures import Named

WIDTH = 80
_MONTHS = 36
"""Months that are shown one by one."""
_NAMES = 40
"""Categories and departments that are shown one by one."""
_NAME = 40


def report_lines(report: Report) -> Iterator[str]:
    """The lines of the report."""
    yield f"{report.number:,} past requests{_span(report)}"
    if len(report.months) > _MONTHS:
        yield from ("", "By year", *_bars(report.years))
    if report.months:
        yield from ("", "By month", *_bars(report.months[-_MONTHS:]))
    yield from _names("Categories", report.categories, report)
    yield from _names("Departments", report.departments, report)
    yield from ("", "What is missing", *_counts(report.missing, report))
    yield from ("", "Likely the same problem again", *_counts(report.repetitions, report))
    yield from ("", "Newest imports")
    for row in report.imports:
        counts = f"{row.read:,} read, {row.added:,} added, {row.changed:,} changed, {row.refused:,} broken"
        yield f"  {moment_of(row)}  {_cut(row.name, WIDTH - 20)}"
        yield f"{'':20}source {_cut(row.source, 18)}: {counts}"


def _span(report: Report) -> str:
    if report.oldest is None or report.newest is None:
        return ", none with a date"
    return f", from {report.oldest:%Y-%m-%d} to {report.newest:%Y-%m-%d}"


def _bars(counted: Sequence[tuple[str, int]]) -> Iterator[str]:
    most = max(number for _, number in counted) or 1
    for name, number in counted:
        bar = "█" * round(number / most * (WIDTH - 22))
        yield f"  {name:<8}{number:>9,}  {bar}".rstrip()


def _names(title: str, named: Sequence[Named], report: Report) -> Iterator[str]:
    yield ""
    if not named:
        yield f"{title}: none"
        return
    heading = f"{title}: {len(named):,}{_singles(named)}"
    yield f"{heading:<{_NAME + 2}}{'requests':>10}{'share':>8}{'closed':>8}{'median days':>12}"
    for one in named[:_NAMES]:
        days = "-" if one.median_days is None else f"{one.median_days:,.1f}"
        closed = f"{one.closed / one.number:.0%}"
        yield (
            f"  {_cut(one.name, _NAME - 1):<{_NAME}}{one.number:>10,}"
            f"{report.share(one.number):>8.1%}{closed:>8}{days:>12}"
        )
    if rest := named[_NAMES:]:
        yield f"  and {len(rest):,} more with {sum(one.number for one in rest):,} requests"


def _singles(named: Sequence[Named]) -> str:
    """From one example nothing can be learnt, so they are told."""
    once = sum(one.number == 1 for one in named)
    return f" ({once:,} seen once)" if once else ""


def _counts(counted: Iterable[tuple[str, int]], report: Report) -> Iterator[str]:
    for words, number in counted:
        yield f"  {words:<{_NAME}}{number:>10,}{report.share(number):>8.1%}"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
