"""`gateway insight`: count the figures of the city anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.progress import Progress

from gateway.cli.running import prepare

if TYPE_CHECKING:
    from gateway.bootstrap import Gateway


@click.group(name="insight")
def command() -> None:
    """The figures of the city, which the clock process keeps by itself."""


@command.command()
def rebuild() -> None:
    """Forget the counted days and count every one of them anew from the tickets, the newest first.

    Nothing else is touched, and the pages show what is counted already. Needed only where figures are doubted.
    """
    gateway = prepare()
    try:
        days = _rebuild(gateway)
    finally:
        gateway.store.dispose()
    click.echo(f"Counted {days:,} day{'' if days == 1 else 's'} anew.")


def _rebuild(gateway: Gateway) -> int:
    from gateway.insight import rebuild_figures

    with Progress() as progress:
        task = progress.add_task("Counting days", total=None)
        return rebuild_figures(gateway, progress=lambda done, total: progress.update(task, completed=done, total=total))
