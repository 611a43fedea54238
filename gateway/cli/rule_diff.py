"""`gateway rules diff`: replay the rulebook in force and a new one over real requests, and say what changes."""

from __future__ import annotations

import csv
import io
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from gateway.errors import GatewayError, NotReadyError

if TYPE_CHECKING:
    from gateway.rehearsing.values import Against, Rehearsal

_BACK = re.compile(r"(\d{1,4}) ?(d|w|days?|weeks?)")
_DAY = 86_400.0


@click.command(name="diff")
@click.argument("new", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--against", type=click.Choice(["history", "tickets"]), default="history", show_default=True)
@click.option("--since", metavar="90d|2026-03-01", help="Only what came in these days or weeks, or since a day.")
@click.option("--limit", type=click.IntRange(min=1), help="Only so many, the newest.")
@click.option("--texts", type=click.IntRange(min=0, max=1000), default=5, show_default=True, help="For each number.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write all of it as .csv or .json.")
@click.option("--rules", "old", type=click.Path(path_type=Path, dir_okay=False), help="Instead of the one in force.")
def command(
    new: Path, against: Against, since: str | None, limit: int | None, texts: int, out: Path | None, old: Path | None
) -> None:
    """Say what NEW would have done otherwise than the rulebook in force, request by request.

    It replays the past requests that `gateway history import` brought in, or with `--against tickets` those of this
    gateway. Nothing is changed and nobody is answered. Persons are masked in every text that is shown.
    """
    from gateway.cli.running import make_current
    from gateway.rehearsing.report_text import report_lines
    from gateway.rehearsing.stored import Wish, rehearse_stored
    from gateway.routing.loading import load_files
    from gateway.rulebook_reading import read_files
    from gateway.settings import load_settings
    from gateway.store.engine import Store

    settings = load_settings()
    before, after = read_files(old or settings.rules), read_files(new)
    _check_ending(out)
    wish = Wish(against=against, since=_since(since, load_files(before).city.zone), limit=limit, texts=texts)
    store = Store(settings.database_url)
    try:
        make_current(store)
    finally:
        store.dispose()
    with _bar() as told:
        found = rehearse_stored(settings.database_url, before, after, wish, told=told)
    if not found.wanted:
        raise NotReadyError(_nothing(against, since))
    for line in report_lines(found, against, width=shutil.get_terminal_size().columns):
        click.echo(line)
    if out is not None:
        _write(out, found)


def _since(written: str | None, zone: ZoneInfo) -> float | None:
    """The moment in UTC epoch seconds; a day begins at midnight in the city."""
    if written is None:
        return None
    if match := _BACK.fullmatch(written.strip()):
        return time.time() - int(match[1]) * (7 if match[2].startswith("w") else 1) * _DAY
    try:
        return datetime.strptime(written, "%Y-%m-%d").replace(tzinfo=zone).timestamp()
    except ValueError:
        raise GatewayError(f"--since `{written}` is no time. Write `90d`, `12w` or a day such as 2026-03-01.") from None


def _nothing(against: Against, since: str | None) -> str:
    if since is not None:
        return f"Nothing came since `{since}` that could be replayed. Leave --since out, or go further back."
    if against == "tickets":
        return (
            "There are no tickets yet. Replay past requests: `gateway history import FILE.csv`, then --against history."
        )
    return "There are no past requests yet. Run `gateway history import FILE.csv`, or use --against tickets."


def _check_ending(out: Path | None) -> None:
    if out is not None and out.suffix not in (".csv", ".json"):
        raise GatewayError(f"--out {out} must end with .csv or .json, which says how it is written.")


def _write(path: Path, found: Rehearsal) -> None:
    from gateway.rehearsing.report_text import as_json, rows

    text = as_json(found)
    if path.suffix == ".csv":
        sheet = io.StringIO(newline="")
        csv.writer(sheet).writerows(rows(found))
        text = sheet.getvalue()
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise NotReadyError(f"{path} cannot be written ({error.strerror}). Name another file.") from None
    click.echo(f"\nAll of it is in {path}.")


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; nothing where nobody looks."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("Replaying"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=max(total, 1))
