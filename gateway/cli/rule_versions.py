"""`gateway rules versions | show | publish | rollback`: the rulebook's past, and how it gets a future.

None of them needs the file on disk to be good: going back is most wanted when it is not.
"""

from __future__ import annotations

import getpass
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import click

from gateway.errors import GatewayError
from gateway.publishing import UNREADABLE, difference, find_on_disk, publish, roll_back
from gateway.routing import RulebookError
from gateway.routing.loading import load_files
from gateway.rulebook_reading import read_files
from gateway.settings import Settings, load_settings
from gateway.store.engine import Store
from gateway.store.rulebook_past import PastRow, find_id_before, list_past
from gateway.store.rulebooks import (
    VersionRow,
    find_newest_version,
    find_version,
    find_version_row,
    list_versions_like,
)

_WHY = click.option("--why", required=True, help="The reason, in a sentence; it is kept with the version.")
_WHO = click.option("--who", default=getpass.getuser, help="Who changes the rules; your login name when left out.")
_VERSION = click.argument("version")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Office:
    """What publishing needs, without a rulebook that works."""

    settings: Settings
    store: Store
    clock: Callable[[], float] = time.time


@contextmanager
def _open_office() -> Iterator[_Office]:
    from gateway.cli.running import make_current

    settings = load_settings()
    store = Store(settings.database_url)
    try:
        make_current(store)
        yield _Office(settings=settings, store=store)
    finally:
        store.dispose()


@click.command()
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many, newest first.")
def versions(limit: int) -> None:
    """List every rulebook that was in force: when, its version, how it came, who and why."""
    with _open_office() as office:
        with office.store.reading() as connection:
            rows, newest = list_past(connection, limit=limit), find_newest_version(connection)
        on_disk = find_on_disk(office.settings.rules)
    zone = _zone_of(newest) if newest else UTC
    for row in rows:
        click.echo(_line(row, zone))
    if newest is None:
        click.echo("No rulebook is kept yet; the first is when the gateway starts.")
    elif on_disk is None or on_disk.version != newest.version:
        click.echo(f"What lies in {office.settings.rules} now was not in force yet. See `gateway rules check`.")


@click.command()
@_VERSION
@click.option("--file", "name", help="Print this file of it as it was, such as routing_rules.yaml, and nothing else.")
def show(version: str, name: str | None) -> None:
    """Say of VERSION, or its first letters, who put it in force, when and why, and what it changed."""
    with _open_office() as office:
        row = _load_version(office.store, version)
        with office.store.reading() as connection:
            before_id = find_id_before(connection, row.id)
            before = None if before_id is None else find_version_row(connection, before_id)
    if name is not None:
        click.echo(_text_of(row, name), nl=False)
        return
    for line in _description(row, before):
        click.echo(line)


@click.command(name="publish")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_WHY
@_WHO
@click.option("--base", help="The version that FILE was begun on; refused when another is in force by now.")
def publish_command(file: Path, why: str, who: str, base: str | None) -> None:
    """Check FILE and put it in force in place of the configured rulebook."""
    path = load_settings().rules
    if path.exists() and file.samefile(path):
        raise GatewayError(f"{file} is the rulebook's own file: saving it puts it in force. Publish a copy instead.")
    on_disk, files = find_on_disk(path), read_files(file)
    known = on_disk.version if on_disk else UNREADABLE
    with _open_office() as office:
        row = publish(office, files, base_version=_meant(known, base), who=who, why=why, origin="command")
    for sentence in difference(on_disk, files).sentences if on_disk else ():
        click.echo(sentence)
    click.echo(f"The rulebook {row.version} is in force, in place of {known or 'a file that could not be read'}.")


@click.command()
@_VERSION
@_WHY
@_WHO
def rollback(version: str, why: str, who: str) -> None:
    """Put VERSION, or the one that begins so, in force again."""
    with _open_office() as office:
        past = _load_version(office.store, version)
        row = roll_back(office, past.id, who=who, why=why)
    click.echo(f"The rulebook {row.version} of {_moment(past, _zone_of(past))} is in force again.")


def _meant(known: str, base: str | None) -> str:
    """The version on disk, also where it was given by its first letters."""
    return known if base is None or (base and known.startswith(base)) else base


def _load_version(store: Store, version: str) -> VersionRow:
    with store.reading() as connection:
        meant = list_versions_like(connection, version)
        row = find_version(connection, version) if len(meant) == 1 else None
    if row is None:
        listed = f"{len(meant)} versions begin with" if meant else "There is no version"
        raise GatewayError(f"{listed} `{version}`. See `gateway rules versions`.")
    return row


def _text_of(row: VersionRow, name: str) -> str:
    if name not in row.files.texts:
        known = ", ".join(f"`{one}`" for one in row.files.texts)
        raise GatewayError(f"The version {row.version} has no file `{name}`. It has {known}.")
    return row.files.texts[name]


def _description(row: VersionRow, before: VersionRow | None) -> Iterator[str]:
    yield _line(row, _zone_of(row))
    yield f"files      {', '.join(row.files.texts)}"
    if before is None:
        yield "It is the first that is kept."
        return
    changes = difference(before.files, row.files)
    yield f"changed since {before.version}:"
    yield from (f"  {sentence}" for sentence in changes.sentences or ("Nothing.",))
    if changes.unified:
        yield ""
        yield changes.unified.rstrip("\n")


def _line(row: VersionRow | PastRow, zone: tzinfo) -> str:
    told = "  ".join(filter(None, (row.who, row.why)))
    return f"{_moment(row, zone)}  {row.version}  {row.origin:<8}  {told}".rstrip()


def _moment(row: VersionRow | PastRow, zone: tzinfo) -> str:
    return datetime.fromtimestamp(row.activated_at, zone).strftime("%Y-%m-%d %H:%M")


def _zone_of(row: VersionRow) -> tzinfo:
    try:
        return load_files(row.files).city.zone
    except RulebookError:
        return UTC
