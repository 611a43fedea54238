"""A transaction is durable or an error that says whether to come again."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from gateway.errors import NotReadyError, StoreFullError, StoreUnavailableError
from gateway.store.counters import count, read_counters
from gateway.store.engine import Store
from tests.servers import PostgresServer


def counters(store: Store) -> dict[str, int]:
    with store.reading() as connection:
        return read_counters(connection)


def add(store: Store, name: str) -> None:
    with store.writing() as connection:
        count(connection, name)


def test_writing_commits_at_the_end(store: Store) -> None:
    """What was written is there for others once the block is left."""
    add(store, "refused")
    add(store, "refused")
    assert counters(store) == {"refused": 2}


def test_writing_rolls_back_on_any_exception(store: Store) -> None:
    """A handler that fails half way must leave nothing."""
    with pytest.raises(ZeroDivisionError), store.writing() as connection:
        count(connection, "refused", by=1 // (count(connection, "begun") or 0))
    assert counters(store) == {}


def test_errors_about_the_statement_pass_through(store: Store) -> None:
    """A broken constraint is no reason to tell the sender to come again."""
    with pytest.raises(IntegrityError), store.writing() as connection:
        connection.execute(text("INSERT INTO counter (name, value) VALUES ('a', 1), ('a', 2)"))


def test_readers_do_not_wait_for_a_writer(store: Store) -> None:
    """A page must open while a long transaction writes."""
    add(store, "before")
    with store.writing() as connection:
        count(connection, "inside")
        started = time.monotonic()
        assert counters(store) == {"before": 1}
        assert time.monotonic() - started < 1


def test_writers_take_turns(store: Store) -> None:
    """Many threads that add to one counter lose no addition and get no 'database is locked'."""
    threads = [threading.Thread(target=lambda: [add(store, "hits") for _ in range(25)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counters(store) == {"hits": 200}


@pytest.mark.servers
@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_reading_cannot_write(store: Store) -> None:
    """A page that tries to write while it reads is found out in the first test on PostgreSQL."""
    with pytest.raises(StoreUnavailableError), store.reading() as connection:
        count(connection, "sneaked")
    assert counters(store) == {}


def test_every_sqlite_connection_flushes_and_checks(sqlite_store: Store) -> None:
    """WAL, a flush at every commit, foreign keys and a patient wait for a lock, on each of several connections."""
    with sqlite_store.reading() as first, sqlite_store.reading() as second:
        for connection in (first, second):
            names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
            assert values == ["wal", 2, 1, 5000]


@pytest.mark.servers
def test_postgresql_waits_for_nothing_for_ever(postgres_server: PostgresServer) -> None:
    """Locks and statements have an end, and a server told to answer before the flush is overruled."""
    url = postgres_server.create_database("lazy")
    lazy = Store(url)
    with lazy.writing() as connection:
        connection.execute(text("ALTER DATABASE lazy SET synchronous_commit = off"))
    lazy.dispose()
    with lazy.reading() as connection:
        shown = {
            name: connection.scalar(text(f"SHOW {name}"))
            for name in ("synchronous_commit", "lock_timeout", "statement_timeout", "tcp_user_timeout")
        }
    lazy.dispose()
    postgres_server.drop_database("lazy")
    assert shown["synchronous_commit"] == "on"
    assert (shown["lock_timeout"], shown["statement_timeout"]) == ("5s", "30s")


def test_the_folder_of_the_database_is_made(tmp_path: Path) -> None:
    """`make run` starts in an empty checkout."""
    store = Store(f"sqlite:///{tmp_path}/new/folder/gateway.db")
    store.probe()
    assert (tmp_path / "new/folder/gateway.db").exists()
    store.dispose()


def test_the_database_is_for_nobody_else(tmp_path: Path) -> None:
    """It holds what residents wrote; other users of the machine have no business there."""
    store = Store(f"sqlite:///{tmp_path}/gateway.db")
    add_table_and_row(store)
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}
    store.dispose()


def add_table_and_row(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(text("CREATE TABLE counter (name text PRIMARY KEY, value int)"))
        count(connection, "one")


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """The operator is told which path and which setting, not given a traceback."""
    (tmp_path / "file").touch()
    with pytest.raises(NotReadyError, match=r"cannot be written.*GATEWAY_DATABASE_URL"):
        Store(f"sqlite:///{tmp_path}/file/gateway.db")


def test_a_database_in_memory_is_refused() -> None:
    """It would acknowledge mail and forget it."""
    with pytest.raises(NotReadyError, match="in memory"):
        Store("sqlite:///:memory:")


def test_a_database_file_that_is_gone_is_noticed(sqlite_store: Store, tmp_path: Path) -> None:
    """SQLite would go on writing into the deleted file and lose every acknowledged message."""
    add(sqlite_store, "before")
    (tmp_path / "gateway.db").rename(tmp_path / "elsewhere.db")
    with pytest.raises(StoreUnavailableError):
        add(sqlite_store, "lost")
    with pytest.raises(StoreUnavailableError):
        sqlite_store.probe()
    (tmp_path / "elsewhere.db").rename(tmp_path / "gateway.db")
    add(sqlite_store, "after")
    assert counters(sqlite_store) == {"before": 1, "after": 1}


def test_a_database_file_that_was_restored_is_opened(sqlite_store: Store, tmp_path: Path) -> None:
    """After a backup was put back, writes go to that file and not to the one that was there before."""
    with sqlite3.connect(tmp_path / "gateway.db") as source, sqlite3.connect(tmp_path / "backup.db") as backup:
        source.backup(backup)
    source.close()
    backup.close()
    add(sqlite_store, "after the backup")
    sqlite_store.dispose()
    (tmp_path / "backup.db").rename(tmp_path / "gateway.db")
    add(sqlite_store, "restored")
    assert counters(sqlite_store) == {"restored": 1}


def test_a_lock_that_nobody_gives_back_is_temporary(sqlite_store: Store, tmp_path: Path) -> None:
    """Another program that holds the database makes us say 'come again' within ten seconds."""
    other = sqlite3.connect(tmp_path / "gateway.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    with pytest.raises(StoreUnavailableError, match="SQLITE_BUSY"):
        add(sqlite_store, "late")
    other.close()
    assert time.monotonic() - started < 8


def test_a_full_disk_is_said_and_passes(sqlite_store: Store) -> None:
    """No room is its own error (452), nothing half is left, and it works again without a restart."""
    with sqlite_store.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    limit = [pages + 2]
    sqlite_store.dispose()
    event.listen(sqlite_store.engine, "checkout", lambda c, *_: c.execute(f"PRAGMA max_page_count = {limit[0]}"))
    with pytest.raises(StoreFullError):
        add(sqlite_store, "x" * 100_000)
    limit[0] = pages + 1000
    add(sqlite_store, "whole")
    assert counters(sqlite_store) == {"whole": 1}


@pytest.mark.servers
def test_f16_7_postgresql_away_and_back(postgres_server: PostgresServer) -> None:
    """A stopped server is a temporary error within seconds; after its start the same store works again."""
    store = Store(postgres_server.create_database("restarted"))
    with store.writing() as connection:
        connection.execute(text("CREATE TABLE counter (name text PRIMARY KEY, value int)"))
    postgres_server.kill()
    started = time.monotonic()
    for attempt in (store.probe, lambda: add(store, "lost")):
        with pytest.raises(StoreUnavailableError):
            attempt()
    assert time.monotonic() - started < 8
    postgres_server.start()
    add(store, "kept")
    assert counters(store) == {"kept": 1}
    store.dispose()
    postgres_server.drop_database("restarted")


def test_a_password_is_never_told() -> None:
    """Errors reach logs and pages; the URL's password must not."""
    store = Store("postgresql://anne:sesame-open@127.0.0.1:1/gateway")
    with pytest.raises(StoreUnavailableError) as caught:
        store.probe()
    told = f"{caught.value} {caught.value.__cause__}"
    assert "sesame" not in told
    store.dispose()


def test_a_forked_child_has_its_own_connections(store: Store) -> None:
    """RQ forks for every job; a connection used by both would mix up their answers."""
    add(store, "parent")
    with store.reading() as connection:
        child = os.fork()
        if child == 0:
            try:
                add(store, "child")
                os._exit(0)
            finally:
                os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert connection.scalar(text("SELECT value FROM counter WHERE name = 'parent'")) == 1
    assert counters(store) == {"parent": 1, "child": 1}
