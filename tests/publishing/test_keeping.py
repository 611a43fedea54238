"""Every rulebook that somebody saved on disk and that came into force is written down once, whoever notices it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

import pytest

from gateway.bootstrap import build_gateway
from gateway.cli.running import prepare
from gateway.errors import StoreUnavailableError
from gateway.rulebook_file import RulebookFile
from gateway.rulebook_keeping import Keeper
from gateway.settings import Settings
from tests.publishing.conftest import TEXT, Office

OTHER = TEXT.replace("Front desk", "Help desk")


def read_by_process(office: Office) -> RulebookFile:
    """The rulebook as one process holds it."""
    return RulebookFile(office.path, listener=Keeper(store=office.store, path=office.path, clock=office.clock))


def test_a_saved_file_is_kept_once_for_all_processes(office: Office) -> None:
    """Web, mail, workers and clock notice the same save within a second; there is one row, and one for each save."""
    for _ in range(2):
        read_by_process(office).announce()
    books = [read_by_process(office) for _ in range(4)]
    office.path.write_text(OTHER, encoding="utf-8")
    threads = [threading.Thread(target=book.refresh) for book in books]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [row.files.text for row in office.kept()] == [OTHER, TEXT]
    office.path.write_text(TEXT, encoding="utf-8")
    for book in books:
        book.refresh()
    assert [row.files.text for row in office.kept()] == [TEXT, OTHER, TEXT], "going back by hand is an activation too"


def test_processes_at_once(office: Office) -> None:
    """The lock is the database's."""
    children = []
    for _ in range(3):
        child = os.fork()
        if child == 0:
            try:
                office.notice()
            finally:
                os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    assert office.rows() == [("file", "", "")]


def test_a_file_that_fails_is_not_kept(sqlite_office: Office) -> None:
    """What never was in force is no version."""
    book = read_by_process(sqlite_office)
    for broken in ("city: [", TEXT.replace("[there is a bonfire in the yard]", "[a nice day]")):
        sqlite_office.path.write_text(broken, encoding="utf-8")
        book.refresh()
    assert sqlite_office.kept() == []


def test_what_was_changed_again_meanwhile_is_left_to_whoever_reads_it(sqlite_office: Office) -> None:
    """A slow process must not write down an old rulebook behind a newer one."""
    keeper = Keeper(store=sqlite_office.store, path=sqlite_office.path, clock=sqlite_office.clock)
    old = sqlite_office.version
    sqlite_office.path.write_text(OTHER, encoding="utf-8")
    sqlite_office.notice()
    keeper(old)
    assert [row.files.text for row in sqlite_office.kept()] == [OTHER]


def test_a_database_that_is_away_hears_of_it_later(sqlite_office: Office) -> None:
    """The rulebook counts at once; its row is made up for at the next look, once the database answers."""
    heard, is_away = list[str](), True

    def listener(version: str) -> None:
        if is_away:
            raise StoreUnavailableError
        heard.append(version)

    book = RulebookFile(sqlite_office.path, listener=listener)
    sqlite_office.path.write_text(OTHER, encoding="utf-8")
    assert book.refresh().version == sqlite_office.version
    assert heard == []
    is_away = False
    book.refresh()
    book.refresh()
    assert heard == [sqlite_office.version]


def test_the_rulebook_of_the_start_is_kept(
    settings: Callable[..., Settings], sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was edited while nothing ran is noticed by the first that starts; commands that only look write nothing."""
    made = settings(rules_text=TEXT, database_url=sqlite_url, secret_key="k" * 48)
    monkeypatch.setattr("gateway.cli.running.configure_logging", lambda **_: None)
    office: Any = None
    for start, kept in ((build_gateway, 0), (prepare, 1), (prepare, 1)):
        gateway = start(made)
        office = Office(settings=made, store=gateway.store, path=made.rules)
        assert len(office.kept()) == kept
        gateway.store.dispose()
