"""Reads past requests ahead for rehearsals, at the end of the commands after which they are to be read anew."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.settings import Settings

_MANY = 5_000
"""Past requests from which a rehearsal would be worth waiting less for."""


def read_the_past_ahead(settings: Settings, number: int) -> Iterator[str]:
    """Read the newest past requests where `number` of them are new or understood otherwise; what was done, in a line.

    Whoever ends it with Ctrl-C loses nothing: a rehearsal reads what is missing.
    """
    from rich.console import Console
    from rich.progress import Progress

    from gateway.rehearsing.stored import AHEAD, read_ahead
    from gateway.rulebook_reading import read_files

    if number < _MANY:
        return
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("Reading the newest ahead for rehearsals", total=AHEAD)
        read = read_ahead(
            settings.database_url,
            read_files(settings.rules),
            told=lambda done, total: bar.update(task, completed=done, total=total),
        )
    yield f"Read the newest {read:,} past requests ahead, so that `gateway rules diff` is quick."
