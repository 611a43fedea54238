"""A small rulebook on disk, and a press that puts others in its place, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gateway.publishing import publish
from gateway.routing.files import RulebookFiles, single_file
from gateway.rulebook_keeping import Keeper
from gateway.rulebook_reading import read_files
from gateway.settings import Settings
from gateway.store.engine import Store
from gateway.store.rulebooks import VersionRow, list_versions

TEXT = """\
# The rules of Elm City.
city: {name: Elm City, timezone: America/New_York, languages: [en, es], numbers: ["+12035550142"]}
departments: {desk: {name: Front desk}, fire: {name: Fire}}
rules:
  - name: Fire
    when: {text: bonfire}
    then: {department: fire}
    examples: [there is a bonfire in the yard]
otherwise: {department: desk, reply: received}
"""
NOW = 1_790_000_000.0
ANNE, BART = "anne@elmcity.example", "bart@elmcity.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What publishing needs, with shortcuts to what the tests look at."""

    settings: Settings
    store: Store
    path: Path

    def clock(self) -> float:
        """It stands still."""
        return NOW

    @property
    def on_disk(self) -> str:
        """What people who open the file see."""
        return self.path.read_text(encoding="utf-8")

    @property
    def version(self) -> str:
        """What a change that begins now is begun on."""
        return read_files(self.path).version

    def publish(self, text: str, *, who: str = ANNE, why: str = "The council decided.", base: str = "") -> VersionRow:
        """Put a single text in force, begun on what is on disk unless told otherwise."""
        return publish(self, single_file(text), base_version=base or self.version, who=who, why=why)

    def notice(self) -> None:
        """Another process sees the file on disk and finds it good."""
        Keeper(store=self.store, path=self.path, clock=self.clock)(self.version)

    def rows(self) -> list[tuple[str, str, str]]:
        """Origin, who and why of every version that is kept, the oldest first."""
        return [(row.origin, row.who, row.why) for row in reversed(self.kept())]

    def kept(self) -> list[VersionRow]:
        """Every version, the newest first."""
        with self.store.reading() as connection:
            return list_versions(connection)


@pytest.fixture
def office(settings: Callable[..., Settings], store: Store, database_url: str) -> Office:
    """An office whose rulebook is `TEXT`."""
    made = settings(rules_text=TEXT, database_url=database_url)
    return Office(settings=made, store=store, path=made.rules)


@pytest.fixture
def sqlite_office(settings: Callable[..., Settings], sqlite_store: Store, sqlite_url: str) -> Office:
    """The same on SQLite only, for what is about files."""
    made = settings(rules_text=TEXT, database_url=sqlite_url)
    return Office(settings=made, store=sqlite_store, path=made.rules)


def files_of(text: str, **included: Any) -> RulebookFiles:
    """A rulebook of several files."""
    return RulebookFiles(main="routing_rules.yaml", text=text, included=included)
