"""Bring the tables of a database to the form that this version of the program knows."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from gateway.errors import NotReadyError
from gateway.store.engine import Store

_LOCK = text("SELECT pg_advisory_xact_lock(311, 0)")
_PATIENCE = (
    "SET LOCAL lock_timeout = '120s'",
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
)


def migrate(store: Store) -> None:
    """Upgrade to the newest form, all or nothing; two that start at once take turns.

    Raises `NotReadyError` for a database that a newer version has made, and `StoreUnavailableError`.
    """
    if is_current(store):
        return
    with store.writing() as connection:
        if not store.is_sqlite:
            _take_turns(connection)
        _refuse_newer(connection)
        command.upgrade(_config(connection), "head")


def is_current(store: Store) -> bool:
    """True when the tables are in the form that this version knows."""
    with store.reading() as connection:
        return _revision(connection) == _head()


def _take_turns(connection: Connection) -> None:
    for statement in _PATIENCE:
        connection.exec_driver_sql(statement)
    connection.execute(_LOCK)


def _refuse_newer(connection: Connection) -> None:
    revision = _revision(connection)
    known = {script.revision for script in _scripts().walk_revisions()}
    if revision is not None and revision not in known:
        raise NotReadyError(
            f"The database was made by a newer version of the gateway (its revision is {revision}). "
            "Install that version, or restore the backup from before the upgrade."
        )


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return MigrationContext.configure(connection).get_current_revision()


def _head() -> str | None:
    return _scripts().get_current_head()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(None))


def _config(connection: Connection | None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
