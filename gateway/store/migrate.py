"""Bring the tables of a database to the form that this version of the program knows."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from gateway.errors import NotReadyError
from gateway.store.engine import Store

if TYPE_CHECKING:
    from alembic.config import Config

_SCRIPTS = Path(__file__).parent / "migrations"
_REVISION = text("SELECT version_num FROM alembic_version")
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
        _upgrade(connection)


def is_current(store: Store) -> bool:
    """True when the tables are in the form that this version knows."""
    with store.reading() as connection:
        return _revision(connection) == _known_revisions()[-1]


def _take_turns(connection: Connection) -> None:
    for statement in _PATIENCE:
        connection.exec_driver_sql(statement)
    connection.execute(_LOCK)


def _upgrade(connection: Connection) -> None:
    # Alembic costs every process a tenth of a second, and hardly one has anything to upgrade.
    from alembic import command

    command.upgrade(_config(connection), "head")


def _refuse_newer(connection: Connection) -> None:
    revision = _revision(connection)
    if revision is not None and revision not in _known_revisions():
        raise NotReadyError(
            f"The database was made by a newer version of the gateway (its revision is {revision}). "
            "Install that version, or restore the backup from before the upgrade."
        )


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(_REVISION).scalar_one_or_none()


@cache
def _known_revisions() -> tuple[str, ...]:
    """The revisions in their order: the files of the migrations begin with them."""
    return tuple(sorted(file.name.partition("_")[0] for file in (_SCRIPTS / "versions").glob("[0-9]*_*.py")))


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
