"""Somebody else was faster: what is on disk is not what the change was begun on, and nothing may be lost silently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from gateway.errors import GatewayError
from gateway.publishing.differing import difference
from gateway.routing.files import RulebookFiles
from gateway.routing.loading import load_files
from gateway.routing.problems import RulebookError
from gateway.store.engine import Store
from gateway.store.rulebooks import VersionRow, find_version

MOST_SAID = 5
"""Changes that the sentence names; a page shows them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanwhile:
    """What came between: the texts on disk now, None where they cannot be read, and who put them there, if known."""

    on_disk: RulebookFiles | None
    row: VersionRow | None
    changes: tuple[str, ...]
    """In words; empty where the version that the change was begun on is not kept."""


class ConflictError(GatewayError):
    """The rulebook was changed since you began; take over what is there now, or put your changes on top of it."""

    def __init__(self, meanwhile: Meanwhile) -> None:
        self.meanwhile = meanwhile
        said = [_who(meanwhile), *_what(meanwhile.changes)]
        super().__init__(" ".join([*said, "Take over what is there now, or put your changes on top of it."]))


def find_meanwhile(store: Store, *, base_version: str, on_disk: RulebookFiles | None) -> Meanwhile:
    """Who changed the rulebook since `base_version`, when, and what; raises like `Store.reading`."""
    with store.reading() as connection:
        base = find_version(connection, base_version) if base_version else None
        row = find_version(connection, on_disk.version) if on_disk else None
    changes = difference(base.files, on_disk).sentences if base and on_disk else ()
    return Meanwhile(on_disk=on_disk, row=row, changes=changes)


def _who(meanwhile: Meanwhile) -> str:
    row = meanwhile.row
    if meanwhile.on_disk is None:
        return "The rulebook's file was changed since you began, and cannot be read now."
    if row is None:
        return "The rulebook's file was saved on disk since you began."
    at = _local(row)
    if row.origin == "file":
        return f"The rulebook's file was saved on disk since you began, {at}."
    reason = f" because: {row.why}" if row.why else ""
    return f"{row.who or 'Somebody'} changed the rulebook since you began, {at}{reason}.".replace("..", ".")


def _local(row: VersionRow) -> str:
    try:
        zone = load_files(row.files).city.zone
    except RulebookError:
        return datetime.fromtimestamp(row.activated_at, UTC).strftime("on %Y-%m-%d at %H:%M UTC")
    return datetime.fromtimestamp(row.activated_at, zone).strftime("on %Y-%m-%d at %H:%M")


def _what(changes: tuple[str, ...]) -> list[str]:
    if not changes:
        return []
    rest = len(changes) - MOST_SAID
    more = f" And {rest} more." if rest > 0 else ""
    return [f"What changed: {' '.join(changes[:MOST_SAID])}{more}"]
