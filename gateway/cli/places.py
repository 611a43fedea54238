"""`gateway places`: teach the city's streets, addresses and landmarks, and see what is known of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gateway.cli.running import make_current
from gateway.log import configure_logging
from gateway.settings import load_settings
from gateway.store.engine import Store

if TYPE_CHECKING:
    from gateway.gazetteer.importing import Import, Outcome
    from gateway.gazetteer.taking import Known

_KINDS = ("streets", "addresses", "landmarks")


@click.group(name="places")
def command() -> None:
    """Teach the gateway the city's streets, addresses and landmarks."""


@command.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--kind", type=click.Choice(_KINDS), required=True, help="What the file lists.")
@click.option("--source", default="", metavar="NAME", help="What the file is called; its name when left out.")
@click.option("--column", "columns", multiple=True, metavar="FIELD=COLUMN", help="Which column is which.")
@click.option("--dry-run", is_flag=True, help="Read everything, say what was found, and import nothing.")
def import_command(file: Path, kind: str, source: str, columns: tuple[str, ...], *, dry_run: bool) -> None:
    """Import places from a CSV or GeoJSON FILE in WGS84 degrees.

    Columns are guessed and shown; `--column street=FULLNAME` names one that was guessed wrongly, `--column unit=` none.
    Importing again replaces what the same source told before, and nothing else. It is taken over whole or not at all.
    """
    from gateway.gazetteer.importing import prepare_import
    from gateway.gazetteer.values import Kind

    opened = prepare_import(file, Kind(kind), source=source, told=dict(map(_column, columns)))
    for line in _described(opened):
        click.echo(line)
    outcome = _read(opened) if dry_run else _take(opened)
    for line in _told(opened, outcome):
        click.echo(line)


@command.command(name="from-history")
def from_history_command() -> None:
    """Read the gazetteer anew from the addresses of the past requests; `gateway history import` does it too."""
    from gateway.gazetteer import take_from_history

    with _store() as store:
        known = take_from_history(store, now=time.time())
    click.echo(said(known))


@command.command()
def report() -> None:
    """Say what is known of the city's places, and from where."""
    from gateway.gazetteer.reporting import report_lines

    with _store() as store:
        for line in report_lines(store):
            click.echo(line)


def said(known: Known) -> str:
    """What the gazetteer knows, in a sentence."""
    return (
        f"The gazetteer knows {known.streets:,} streets, {known.addresses:,} house numbers, "
        f"{known.stretches:,} stretches, {known.crossings:,} crossings and {known.landmarks:,} landmarks now. "
        f"Version {known.version}."
    )


def _column(text: str) -> tuple[str, str]:
    field, sign, column = text.partition("=")
    if not sign or not field.strip():
        raise click.BadParameter(f"{text!r} is not FIELD=COLUMN, such as street=FULLNAME.", param_hint="--column")
    return field.strip(), column.strip()


@contextmanager
def _store() -> Iterator[Store]:
    settings = load_settings()
    configure_logging(level=settings.log_level, style=settings.log_format)
    store = Store(settings.database_url)
    try:
        make_current(store)
        yield store
    finally:
        store.dispose()


def _described(opened: Import) -> Iterator[str]:
    yield f"{opened.file.path}: {opened.kind.value}, kept as source {opened.source!r}."
    for field, column in opened.columns.items():
        samples = list(dict.fromkeys(values[column] for values in opened.file.sample if values.get(column)))[:2]
        yield f"  {field:<12} {column:<16} {' | '.join(sample[:30] for sample in samples)}".rstrip()


def _read(opened: Import) -> Outcome:
    with _progress(opened.file.size) as tell:
        return opened.run(None, tell=tell, now=time.time())


def _take(opened: Import) -> Outcome:
    with _store() as store, _progress(opened.file.size) as tell:
        return opened.run(store, tell=tell, now=time.time())


def _told(opened: Import, outcome: Outcome) -> Iterator[str]:
    repeated = (
        f" {outcome.repeated:,} told of a place once more, such as the units of a house." if outcome.repeated else ""
    )
    verb = "imported" if outcome.known else "can be imported; nothing was, because of --dry-run"
    yield f"{outcome.good:,} records of {opened.file.path.name} {verb}.{repeated}"
    if outcome.broken:
        yield f"{outcome.broken:,} broken {'record was' if outcome.broken == 1 else 'records were'} skipped:"
        yield from (f"  {sentence}" for sentence in outcome.named())
    if outcome.known:
        yield said(outcome.known)


@contextmanager
def _progress(size: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal that is told how many bytes were read; elsewhere nothing is shown."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    parts = TextColumn("Reading"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn()
    with Progress(*parts, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=size)
        yield lambda read: bar.update(task, completed=read)
