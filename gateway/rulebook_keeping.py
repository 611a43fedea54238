"""Writes down every rulebook that somebody saved on disk and that came into force, once for all processes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gateway.rulebook_reading import read_files
from gateway.store.engine import Store
from gateway.store.rulebooks import add_version, find_version_in_force, hold_versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Listens to a `RulebookFile`. Each process has one, and whichever notices a saved file first writes it down."""

    store: Store
    path: Path
    clock: Callable[[], float]

    def __call__(self, version: str) -> None:
        """Keep what is on disk as the rulebook in force, unless that is known; raises like `Store.writing`."""
        with self.store.reading() as connection:
            is_known = find_version_in_force(connection) == version
        if not is_known:
            self._keep(version)

    def _keep(self, version: str) -> None:
        with self.store.writing() as connection:
            hold_versions(connection)
            if find_version_in_force(connection) == version:
                return
            files = read_files(self.path)
            # A file that was changed again meanwhile is written down by whoever reads it next.
            if files.version == version:
                add_version(connection, files, origin="file", who="", why="", now=self.clock())
