"""`gateway history`: bring the city's past requests in, and see what is in them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gateway.cli.export_options import column_options, columns_of, reading_bar
from gateway.cli.reading_ahead import read_the_past_ahead
from gateway.cli.running import make_current
from gateway.errors import NotReadyError
from gateway.log import configure_logging
from gateway.settings import Settings, load_settings
from gateway.store.engine import Store

if TYPE_CHECKING:
    from gateway.gazetteer import Known
    from gateway.history.importing import Sieve
    from gateway.history.source import Opened, Wishes
    from gateway.store.history_merging import Merged


@click.group(name="history")
def command() -> None:
    """Bring the city's past requests in, and see what is in them."""


@command.command(name="import")
@click.argument("where", metavar="FILE.csv|URL")
@column_options
@click.option("--dates", type=click.Choice(["day-first", "month-first"]), help="How to read 3/4/2024.")
@click.option("--source", default="", metavar="NAME", help="Where they come from; ids are unique within it.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From an endpoint: only what is newer.")
@click.option("--jurisdiction", default="", metavar="ID", help="From an endpoint: its jurisdiction_id.")
@click.option("--skip-broken", is_flag=True, help="Import the good lines, however many are broken.")
@click.option("--dry-run", is_flag=True, help="Read everything, say what was found, and import nothing.")
def import_command(where: str, **given: Any) -> None:
    """Import past requests from a CSV export, its address, or an Open311 endpoint.

    Columns are guessed and shown; an option names one that was guessed wrongly. Importing the same file again
    changes nothing, and a newer export brings its changes. All of it is taken over, or nothing.
    """
    from gateway.history.importing import Sieve
    from gateway.history.source import open_source

    settings = load_settings()
    configure_logging(level=settings.log_level, style=settings.log_format)
    with open_source(where, _wishes(settings, given)) as opened:
        for line in opened.description:
            click.echo(line)
        sieve = Sieve(skips_all=given["skip_broken"])
        lines = _try(opened, sieve) if given["dry_run"] else _take(settings, opened, sieve)
    for line in lines:
        click.echo(line)


@command.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it as a page of HTML.")
def report(out: Path | None) -> None:
    """Say what is in the past requests: how many when, categories, departments, what is missing."""
    from gateway.history.report import make_report
    from gateway.history.report_page import report_page
    from gateway.history.report_text import report_lines

    settings = load_settings()
    store = Store(settings.database_url)
    try:
        make_current(store)
        found = make_report(store)
    finally:
        store.dispose()
    if found is None:
        click.echo("There are no past requests yet. Run `gateway history import FILE.csv`.")
    elif out is None:
        click.echo("\n".join(report_lines(found)))
    else:
        _write(out, report_page(found))


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise NotReadyError(f"{path} cannot be written ({error.strerror}). Name another file.") from None
    click.echo(f"The report is in {path}.")


def _try(opened: Opened, sieve: Sieve) -> list[str]:
    with reading_bar(opened.size) as told:
        for _ in sieve.sift(opened.read(told)):
            pass
    sieve.check()
    return [f"{sieve.good:,} requests can be imported; nothing was, because of --dry-run.", *_skipped(sieve)]


def _take(settings: Settings, opened: Opened, sieve: Sieve) -> list[str]:
    from gateway.gazetteer import take_from_history
    from gateway.history.importing import import_history
    from gateway.store.models import find_active

    store = Store(settings.database_url)
    try:
        make_current(store)
        with reading_bar(opened.size) as told:
            merged = import_history(store, opened.origin, opened.read(told), sieve, now=time.time())
        known = take_from_history(store, now=time.time())
        with store.reading() as connection:
            is_taught = find_active(connection) is not None
    finally:
        store.dispose()
    opened.finish()
    # Without a model a rehearsal is quick enough; with one it would read what is new here for a minute longer.
    ahead = read_the_past_ahead(settings, merged.added + merged.changed if is_taught else 0)
    return [_counted(merged), *_skipped(sieve), _places(known), *ahead]


def _places(known: Known) -> str:
    return (
        f"The gazetteer knows {known.streets:,} streets, {known.addresses:,} house numbers, "
        f"{known.crossings:,} crossings and {known.landmarks:,} landmarks now (`gateway places report`)."
    )


def _counted(merged: Merged) -> str:
    repeated = f" {merged.repeated:,} had the id of a later line, which counts." if merged.repeated else ""
    return (
        f"{merged.read:,} requests read: {merged.added:,} added, {merged.changed:,} changed, "
        f"{merged.unchanged:,} already there.{repeated}"
    )


def _skipped(sieve: Sieve) -> Iterator[str]:
    if sieve.broken:
        yield "1 broken line was skipped:" if sieve.broken == 1 else f"{sieve.broken:,} broken lines were skipped:"
        yield from (f"  {sentence}" for sentence in sieve.named())


def _wishes(settings: Settings, given: Mapping[str, Any]) -> Wishes:
    from gateway.history.source import Wishes

    since: datetime | None = given["since"]
    return Wishes(
        columns=columns_of(given),
        is_day_first=None if given["dates"] is None else given["dates"] == "day-first",
        zone=_city_zone(settings),
        since=since and since.replace(tzinfo=UTC),
        jurisdiction=given["jurisdiction"],
        source=given["source"],
        folder=settings.data_dir / "history",
        width=shutil.get_terminal_size().columns,
        tell=lambda words: click.echo(words, err=True),
    )


def _city_zone(settings: Settings) -> tzinfo:
    """Of the rulebook; UTC while there is none."""
    from gateway.rulebook_file import load_file

    if not settings.rules.exists():
        return UTC
    return load_file(settings.rules).city.zone
