"""The one way to the database: a transaction that writes, a transaction that reads, and errors people can act on."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from weakref import WeakSet

from sqlalchemy import Connection, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from gateway.errors import StoreUnavailableError
from gateway.store import postgresql, sqlite

_stores: WeakSet[Store] = WeakSet()


class Store:
    """The database behind `url`: SQLite or PostgreSQL, told apart nowhere else but in this package.

    Making one opens no connection; it raises `NotReadyError` when an SQLite file or its folder cannot be written.
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self._database = sqlite if self.is_sqlite else postgresql
        self.engine = self._database.make_engine(parsed)
        self._writer = self.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE") if self.is_sqlite else self.engine
        self._file = _DatabaseFile(str(sqlite.database_path(parsed))) if self.is_sqlite else None
        self._turn = threading.Lock()
        _stores.add(self)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, committed durably at the end and rolled back on any exception.

        Raises `StoreUnavailableError` or `StoreFullError`; nothing was promised then, though after a connection
        that broke during the commit the rows may be there. Errors about the statement itself pass through.
        """
        with self._understood(), self._own_turn(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that sees committed rows and never waits for a writer; raises like `writing`."""
        with self._understood(), self.engine.connect() as connection:
            if self.is_sqlite:
                yield connection
            else:
                yield connection.execution_options(postgresql_readonly=True)
                # After a rollback psycopg forgets every statement that the server has prepared for it.
                connection.commit()

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """One connection for several transactions, so that its temporary tables live through them.

        `connection.begin()` is for what touches only these; `turn` for the one that writes. Raises like `writing`.
        """
        with self._understood(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def turn(self, connection: Connection) -> Iterator[None]:
        """`writing` on a connection of `connected`."""
        with self._own_turn():
            if self.is_sqlite:
                connection.execution_options(sqlite_begin="BEGIN IMMEDIATE")
            with connection.begin():
                yield

    def probe(self) -> None:
        """Ask the database for an answer; raises `StoreUnavailableError`."""
        if self._file:
            self._check_file(self._file)
        with self.reading() as connection:
            connection.exec_driver_sql("SELECT 1")

    def dispose(self) -> None:
        """Close the connections that nobody uses; the store can be used again afterwards."""
        self.engine.dispose()

    def forget_connections(self) -> None:
        """In the child after a fork: drop what belongs to the parent without closing it."""
        self.engine.dispose(close=False)
        self._turn = threading.Lock()

    @contextmanager
    def _understood(self) -> Iterator[None]:
        try:
            yield
        except PoolTimeoutError as error:
            raise StoreUnavailableError("The database does not answer (all connections are in use).") from error
        except DBAPIError as error:
            if problem := self._database.meaning(error):
                raise problem from error
            raise

    def _own_turn(self) -> AbstractContextManager[None]:
        # SQLite has one writer at a time and polls for it with growing sleeps; threads of one process queue here.
        return self._queue() if self._file else nullcontext()

    @contextmanager
    def _queue(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=sqlite.BUSY_SECONDS):
            raise StoreUnavailableError("The database does not answer (another transaction is taking too long).")
        try:
            if self._file:
                self._check_file(self._file)
            yield
        finally:
            self._turn.release()

    def _check_file(self, file: _DatabaseFile) -> None:
        if file.has_changed():
            self.engine.dispose()


class _DatabaseFile:
    """The SQLite file we opened: a commit into a file that was deleted would be a broken promise."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._identity = self._look()

    def has_changed(self) -> bool:
        """True when another file lies there now; raises `StoreUnavailableError` when none does."""
        before, self._identity = self._identity, self._look()
        return before != self._identity

    def _look(self) -> tuple[int, int]:
        try:
            found = os.stat(self._path)  # noqa: PTH116 - it runs in every transaction, and a Path costs more than the call
        except OSError as error:
            raise StoreUnavailableError(f"The database file is gone ({error.strerror}).") from None
        return found.st_dev, found.st_ino


def _after_fork() -> None:
    for store in _stores:
        store.forget_connections()


os.register_at_fork(after_in_child=_after_fork)
