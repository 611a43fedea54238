"""SQLite as a durable store: how a connection is opened, how a transaction begins, what a failure means."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError

from gateway.errors import IntakeError, NotReadyError, StoreFullError, StoreUnavailableError

BUSY_SECONDS = 5.0
_PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # Who is erased is overwritten, not only unlinked from the pages of the file.
    "PRAGMA secure_delete = ON",
    "PRAGMA journal_size_limit = 67108864",
)
_NO_ROOM = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_TRUNCATE,
        sqlite3.SQLITE_IOERR_SHMSIZE,
    }
)
_NO_ANSWER = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PROTOCOL,
    }
)


def make_engine(url: URL) -> Engine:
    """An engine whose every connection is in WAL mode and flushes at each commit; raises `NotReadyError`."""
    path = database_path(url)
    _prepare_file(path)
    engine = create_engine(
        url,
        creator=lambda: _connect(path),
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=56,
        pool_timeout=BUSY_SECONDS,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def database_path(url: URL) -> Path:
    """The file of the database; raises `NotReadyError` when the URL names none."""
    if not url.database or url.database == ":memory:":
        raise NotReadyError("A database in memory keeps nothing; set GATEWAY_DATABASE_URL to sqlite:///FILE.")
    return Path(url.database).absolute()


def meaning(error: DBAPIError) -> IntakeError | None:
    """What a driver's error says about the store; None when it says something about the statement."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code in _NO_ROOM:
        return StoreFullError()
    if code is not None and code & 0xFF in _NO_ANSWER:
        return StoreUnavailableError(f"The database does not answer ({getattr(error.orig, 'sqlite_errorname', code)}).")
    return None


def _prepare_file(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # It holds what residents wrote: for this user's eyes only.
        path.touch(mode=0o600)
        with path.open("ab"):
            pass
    except OSError as error:
        raise NotReadyError(
            f"The database {path} cannot be written ({error.strerror}). "
            "Make its folder writable for this user or set GATEWAY_DATABASE_URL to another one."
        ) from None


def _connect(path: Path) -> sqlite3.Connection:
    # mode=rw never makes a new file: a database that was moved away must not be replaced by an empty one.
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    _switch_to_wal(connection)
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    return connection


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    # SQLite does not wait for another connection here, so two first starts at once have to take turns.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _begin(connection: Connection) -> None:
    # The driver's own BEGIN comes too late and is never immediate, which makes two writers fail instead of wait.
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))
