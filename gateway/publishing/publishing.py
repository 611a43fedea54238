"""From a checked text to the rulebook in force: the file is replaced and written down in one breath, or neither.

The file on disk is the truth. Its replacement is the last thing before the commit, under a lock that all processes
share: what fails before it changes nothing, and after a crash behind it whoever reads the file next writes it down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection

from gateway.errors import GatewayError
from gateway.publishing.conflicts import ConflictError, find_meanwhile
from gateway.routing import RulebookError, check_rulebook
from gateway.routing.files import RulebookFiles
from gateway.routing.including import only_included
from gateway.routing.loading import load_files
from gateway.rulebook_folder import finish_begun, set_aside, write_files
from gateway.rulebook_reading import read_files
from gateway.settings import Settings
from gateway.store.engine import Store
from gateway.store.rulebooks import (
    Origin,
    VersionRow,
    add_version,
    find_version_in_force,
    find_version_row,
    hold_versions,
    is_kept,
)

UNREADABLE = ""
"""The version of a file that is not there or cannot be read."""
LONGEST_WHY = 1_000


class Press(Protocol):
    """What publishing needs; a `Gateway` is one, and so is what a command has while the file on disk is broken."""

    @property
    def settings(self) -> Settings:
        """Where the rulebook lies."""
        ...

    @property
    def store(self) -> Store:
        """Where versions are kept."""
        ...

    @property
    def clock(self) -> Callable[[], float]:
        """UTC seconds since the epoch."""
        ...


def publish(
    press: Press, files: RulebookFiles, *, base_version: str, who: str, why: str, origin: Origin = "browser"
) -> VersionRow:
    """Put `files` in force, if what is on disk is still `base_version`.

    Raises `RulebookError` for mistakes and failing examples, `ConflictError` when somebody was faster, and other
    `GatewayError`s that say what to do: no reason given, nothing changed, a folder that cannot be written.
    """
    why, files = _checked_reason(why), _as_on_disk(files, press.settings.rules)
    _check(files)
    noticed = _find_good(press.settings.rules)
    with press.store.writing() as connection:
        hold_versions(connection)
        on_disk = find_on_disk(press.settings.rules)
        is_current = (on_disk.version if on_disk else UNREADABLE) == base_version
        if is_current:
            _keep_noticed(connection, on_disk, noticed, now=press.clock())
            row_id = add_version(connection, files, origin=origin, who=who, why=why, now=press.clock())
            _replace(connection, press.settings.rules, on_disk, files)
    if not is_current:
        raise ConflictError(find_meanwhile(press.store, base_version=base_version, on_disk=on_disk))
    return _load_row(press.store, row_id)


def roll_back(press: Press, row_id: int, *, who: str, why: str) -> VersionRow:
    """Put a rulebook of the past in force again, whatever is on disk now; raises like `publish`."""
    past = _load_row(press.store, row_id)
    on_disk = find_on_disk(press.settings.rules)
    base = on_disk.version if on_disk else UNREADABLE
    return publish(press, past.files, base_version=base, who=who, why=why, origin="rollback")


def find_on_disk(path: Path) -> RulebookFiles | None:
    """What is on disk now; None where it is not there or cannot be read."""
    finish_begun(path)
    try:
        return read_files(path)
    except GatewayError:
        return None


def _as_on_disk(files: RulebookFiles, path: Path) -> RulebookFiles:
    """The same under the name that the main file has today, without files that nobody includes any more."""
    return only_included(RulebookFiles(main=path.name, text=files.text, included=files.included))


def _find_good(path: Path) -> RulebookFiles | None:
    """What is on disk now, when it can be in force; examples are run here, where nobody waits for us."""
    on_disk = find_on_disk(path)
    try:
        if on_disk:
            _check(on_disk)
    except RulebookError:
        return None
    return on_disk


def _keep_noticed(
    connection: Connection, on_disk: RulebookFiles | None, noticed: RulebookFiles | None, *, now: float
) -> None:
    """What is on disk came into force when it was saved; here where nobody has written it down yet."""
    if on_disk and noticed and on_disk.version == noticed.version != find_version_in_force(connection):
        add_version(connection, on_disk, origin="file", who="", why="", now=now)


def _check(files: RulebookFiles) -> None:
    if problems := check_rulebook(load_files(files)):
        raise RulebookError(problems)


def _checked_reason(why: str) -> str:
    why = " ".join(why.split())
    if not why:
        raise GatewayError("Say in a sentence why the rules change: whoever reads them next year wants to know.")
    if len(why) > LONGEST_WHY:
        raise GatewayError(f"Shorten the reason to {LONGEST_WHY:,} characters.")
    return why


def _replace(connection: Connection, main: Path, on_disk: RulebookFiles | None, files: RulebookFiles) -> None:
    """Write what differs; what is on disk and was never in force is put aside first, for it may be somebody's work."""
    known = on_disk.texts if on_disk else {}
    changed = {name: text for name, text in files.texts.items() if known.get(name) != text}
    if not changed:
        raise GatewayError("This is the rulebook that is in force already; there is nothing to publish.")
    _check_names(main, known, changed)
    if on_disk is None or not is_kept(connection, on_disk.version):
        set_aside(main, changed)
    write_files(main, changed)


def _check_names(main: Path, known: Mapping[str, str], changed: Mapping[str, str]) -> None:
    for name in changed:
        if name != main.name and not _stays_inside(main, name):
            raise GatewayError(f"The file `{name}` lies outside of the rulebook's folder. Include one that lies in it.")
        if known and name not in known and (main.parent / name).exists():
            raise GatewayError(
                f"There is a file `{name}` in the rulebook's folder that the rulebook did not include before. "
                "Move it away or include another name, so that nobody's work is overwritten."
            )


def _stays_inside(main: Path, name: str) -> bool:
    """Whether the file lies in the rulebook's folder, links followed; the main one may itself be a link."""
    path = (main.parent / name).resolve()
    return any(path.is_relative_to(folder) for folder in (main.parent.resolve(), main.resolve().parent))


def _load_row(store: Store, row_id: int) -> VersionRow:
    with store.reading() as connection:
        row = find_version_row(connection, row_id)
    if row is None:
        raise GatewayError(f"No version of the rulebook has the number {row_id}. See `gateway rules versions`.")
    return row
