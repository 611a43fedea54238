"""The figures of a model as text for a terminal or a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from gateway.learning.figures import OTHERS, SHARES, confusion_names
from gateway.learning.lessons import Label
from gateway.store.models import ModelRow

_WIDTH, _BEGINNING = 44, 14
_BAR = 20
_MOST_CONFUSED = 15
_STATES = {"active": "in use", "refused": "not used", "retired": "used before"}


def report_lines(row: ModelRow) -> Iterator[str]:
    """The whole report of one model."""
    figures = row.figures
    yield f"Model {row.version}, {_STATES[row.state]}, made on {_day(row.created_at)}"
    yield f"  {figures['why']}"
    yield (
        f"  It learnt from {figures['lessons']:,} past requests up to {_day(figures['newest'])}, of which "
        f"{figures['corrections']:,} were put right by staff, in {figures['seconds']} s; "
        f"{figures['size'] / 1e6:.1f} MB."
    )
    for label in Label:
        if label.value in figures:
            yield ""
            yield from _of_label(label.value, figures[label.value])


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d") if seconds else "an unknown day"


def _of_label(label: str, found: Mapping[str, Any]) -> Iterator[str]:
    yield f"The {label}, on the {found['count']:,} newest past requests, which it had not seen"
    yield f"  right               {found['accuracy']:7.1%}   (the catalog alone: {found['catalog']:.1%})"
    yield f"  macro F1            {found['macro_f1']:7.3f}"
    yield f"  calibration error   {found['calibration_error']:7.3f}   (0 is perfect, 0.05 is good)"
    yield ""
    yield "  If only the surest answers count:"
    yield from (
        f"    {share:4.0%} of texts   {right:6.1%} right   {'#' * round(right * _BAR)}"
        for share, right in zip(SHARES, found["coverage"], strict=True)
    )
    yield ""
    yield "  Was its confidence deserved?"
    yield "    confidence    texts   said   right"
    yield from (
        f"    {each['least']:.1f} to {each['most']:.1f} {each['count']:8,}  "
        f"{each['confidence']:5.2f}   {each['right']:5.2f}"
        for each in found["bins"]
        if each["count"]
    )
    yield ""
    yield from _names(label, found["names"])
    yield ""
    yield from _confused(found)


def _names(label: str, names: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield f"  {label:{_WIDTH}}  texts  found  of those said, right"
    for each in names:
        found = f"{each['right'] / each['count']:6.0%}" if each["count"] else "     –"
        said = f"{each['right'] / each['said']:6.0%}" if each["said"] else "     –"
        yield f"  {_short(each['name']):{_WIDTH}} {each['count']:6,} {found} {said}"


def _confused(found: Mapping[str, Any]) -> Iterator[str]:
    names = confusion_names([each["name"] for each in found["names"]])
    pairs = [
        (count, names[row], names[column])
        for row, counts in enumerate(found["confusion"])
        for column, count in enumerate(counts)
        if count and row != column and names[row] != OTHERS
    ]
    if pairs:
        yield "  Most often confused (the whole table is in the picture, `--report FOLDER`):"
    for count, truth, said in sorted(pairs, key=lambda pair: (-pair[0], pair[1:]))[:_MOST_CONFUSED]:
        yield f"    {count:5,}  {_short(truth)}  was taken for  {_short(said)}"


def _short(name: str) -> str:
    """A long name without its middle: many begin alike."""
    left = _WIDTH - _BEGINNING - 1
    return name if len(name) <= _WIDTH else f"{name[:_BEGINNING].rstrip()}…{name[-left:].lstrip()}"
