"""Commands that read a text know what the city's database was taught, and make no database."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from gateway import knowledge
from gateway.cli.taught_city import taught
from gateway.routing import Rulebook, load_rulebook
from gateway.store.engine import Store
from gateway.store.knowledge import set_version


@pytest.fixture
def rulebook(rules_path: Path) -> Rulebook:
    """The example city's."""
    return load_rulebook(rules_path.read_text(encoding="utf-8"))


@pytest.fixture
def _loader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowledge, "LOADERS", {"model": lambda _: {"own_contacts": frozenset({"taught"})}})


@pytest.mark.usefixtures("_loader")
def test_what_the_database_was_taught_is_known(rulebook: Rulebook, database_url: str) -> None:
    """The answer of the command is the answer that a resident's message would get."""
    store = Store(database_url)
    with store.writing() as connection:
        set_version(connection, "model", "1", now=1.0)
    store.dispose()
    assert taught(rulebook, database_url).parser_city.own_contacts == {"taught"}


@pytest.mark.usefixtures("_loader")
def test_a_database_without_teaching_changes_nothing(rulebook: Rulebook, sqlite_url: str) -> None:
    """A city that has not imported its past is read as the rulebook says."""
    assert taught(rulebook, sqlite_url).parser_city == rulebook.parser_city


def test_no_database_is_made(rulebook: Rulebook, tmp_path: Path) -> None:
    """Reading a text leaves nothing behind."""
    path = tmp_path / "folder" / "none.db"
    assert taught(rulebook, f"sqlite:///{path}").parser_city is rulebook.parser_city
    assert not path.parent.exists()


def test_another_program_s_database_is_left_alone(rulebook: Rulebook, tmp_path: Path) -> None:
    """A file with other tables is not ours to migrate."""
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE birds (name)")
    assert taught(rulebook, f"sqlite:///{path}").parser_city is rulebook.parser_city


def test_a_broken_database_is_said(rulebook: Rulebook, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The text is still read, by the rulebook alone."""
    path = tmp_path / "broken.db"
    path.write_bytes(b"no database at all, but long enough to be looked at" * 50)
    assert taught(rulebook, f"sqlite:///{path}").parser_city is rulebook.parser_city
    assert "only the rulebook is used" in capsys.readouterr().err
