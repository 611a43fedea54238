"""The options and the progress bar of commands that read an export of past requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from gateway.history.values import Columns

_COLUMNS = {
    "id": "The column of the request's own number.",
    "category": "The column of its category.",
    "department": "The column of the department that had it in the end.",
    "lat": "The column of the latitude, or of the whole point.",
    "lon": "The column of the longitude, or of the whole point.",
    "requested": "The column of when it was made.",
    "closed": "The column of when it was closed.",
}


def column_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """An option for each column, which is guessed where it is not given."""
    for name, words in reversed(_COLUMNS.items()):
        function = click.option(f"--{name}", metavar="COLUMN", help=f'{words} "" for none.')(function)
    words = "The column of the place; twice for a number and a street."
    function = click.option("--address", multiple=True, metavar="COLUMN", help=words)(function)
    words = "The column of what people wrote; twice for a subject and a description."
    return click.option("--text", multiple=True, metavar="COLUMN", help=words)(function)


def columns_of(given: Mapping[str, Any]) -> Columns:
    """The columns that were named by those options."""
    from gateway.history.values import Columns

    return Columns(
        text=given["text"],
        address=given["address"],
        requested_at=given["requested"],
        closed_at=given["closed"],
        **{name: given[name] for name in ("id", "category", "department", "lat", "lon")},
    )


@contextmanager
def reading_bar(size: int) -> Iterator[Callable[[int], object]]:
    """A bar on a terminal; nothing where nobody looks."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("Reading"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("", total=max(size, 1))
        yield lambda done: progress.update(task, completed=done)
