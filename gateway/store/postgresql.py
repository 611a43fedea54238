"""PostgreSQL as a durable store: how a connection is opened and what a failure means."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Dialect, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InterfaceError, InvalidatePoolError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from gateway.errors import IntakeError, StoreFullError, StoreUnavailableError

if TYPE_CHECKING:
    import psycopg

_CONNECT = {
    "connect_timeout": 3,
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 5000,
    "application_name": "city-intake-gateway",
}
_SESSION = """
SELECT set_config('lock_timeout', '5s', false),
       set_config('statement_timeout', '30s', false),
       set_config('idle_in_transaction_session_timeout', '60s', false),
       CASE current_setting('synchronous_commit') WHEN 'off' THEN set_config('synchronous_commit', 'on', false) END
"""
_PAUSE_SECONDS = 0.2
_NO_ROOM = "53100"
_CONFLICT = frozenset({"40001", "40P01"})
_NO_ANSWER = ("08", "25006", "28", "3D000", "40", "53", "55P03", "57", "58", "XX")


class StoreConflictError(StoreUnavailableError):
    """Two transactions were in each other's way and the database ended one; try it again."""


def make_engine(url: URL) -> Engine:
    """An engine on psycopg 3 that finds a lost connection before it is used and waits for nothing for long."""
    connect = {name: value for name, value in _CONNECT.items() if name not in url.query}
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args=connect,
        pool_size=8,
        max_overflow=24,
        pool_timeout=5.0,
        pool_recycle=1800,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_session)
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", partial(_ask_if_idle, engine.dialect))
    return engine


def meaning(error: DBAPIError) -> IntakeError | None:
    """What a driver's error says about the store; None when it says something about the statement."""
    state = getattr(error.orig, "sqlstate", None)
    if state == _NO_ROOM:
        return StoreFullError()
    if state in _CONFLICT:
        return StoreConflictError()
    if error.connection_invalidated or _is_no_answer(error, state):
        return StoreUnavailableError(f"The database does not answer ({state or type(error.orig).__name__}).")
    return None


def _note_use(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info["used_at"] = time.monotonic()


def _ask_if_idle(
    dialect: Dialect, connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
) -> None:
    """SQLAlchemy's pre-ping, but only after a pause: a server cannot go and come back in between."""
    if time.monotonic() - record.info.get("used_at", 0.0) < _PAUSE_SECONDS:
        return
    import psycopg  # only here, because whoever runs on SQLite should not wait for it

    try:
        dialect.do_ping(connection)
    except psycopg.Error as error:
        raise InvalidatePoolError from error


def _is_no_answer(error: DBAPIError, state: str | None) -> bool:
    if state is None:
        return isinstance(error, OperationalError | InterfaceError)
    return state.startswith(_NO_ANSWER)


def _prepare_session(connection: psycopg.Connection[Any], _record: object) -> None:
    # An acknowledged message must be on disk, so a server that is configured to answer earlier is overruled here.
    connection.autocommit = True
    connection.execute(_SESSION)
    connection.autocommit = False
