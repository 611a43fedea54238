"""The tables that migrations make are the tables that the program believes in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from gateway.errors import NotReadyError
from gateway.store.engine import Store
from gateway.store.migrate import is_current, migrate
from gateway.store.schema import metadata


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Store]:
    store = Store(empty_database_url)
    yield store
    store.dispose()


def shape(store: Store) -> dict[str, tuple[Any, Any]]:
    """CHECK constraints, column defaults and indexes of each table, as the database tells them."""
    with store.reading() as connection:
        look = inspect(connection)
        return {
            table: (
                sorted((check["name"], check["sqltext"]) for check in look.get_check_constraints(table)),
                [
                    *((column["name"], str(column["type"]), column["default"]) for column in look.get_columns(table)),
                    *sorted((index["name"], str(index["column_names"]), "") for index in look.get_indexes(table)),
                ],
            )
            for table in metadata.tables
        }


def is_compared(_item: object, name: str | None, kind: str, *_more: object) -> bool:
    """False for the words of tickets, which the databases keep in their own ways, and for what SQLite does not tell.

    Alembic cannot read an index there that goes downwards; its columns are compared below.
    """
    return not (kind == "table" and (name or "").startswith("ticket_words")) and name != "ix_ticket_open"


def test_the_migrations_make_the_schema(empty: Store) -> None:
    """A column added to the schema without a revision is found here and not at a city's next upgrade."""
    assert not is_current(empty)
    migrate(empty)
    assert is_current(empty)
    with empty.reading() as connection:
        opts = {"compare_type": True, "include_object": is_compared}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []


def test_checks_and_defaults_are_those_of_the_schema(empty: Store, store: Store) -> None:
    """Alembic's comparison does not look at them, so they are compared with freshly made tables."""
    with empty.writing() as connection:
        metadata.create_all(connection)
    assert shape(store) == shape(empty)
    assert {"work", "outbox", "ticket", "staff"} <= {table for table, (checks, _) in shape(store).items() if checks}


def test_migrating_twice_changes_nothing(empty: Store) -> None:
    """Every start migrates."""
    migrate(empty)
    migrate(empty)
    assert is_current(empty)


def test_two_starts_at_once_take_turns(empty_database_url: str) -> None:
    """`web` and `smtp` come up together after a deployment."""
    stores = [Store(empty_database_url) for _ in range(4)]
    failures: list[BaseException] = []

    def start(store: Store) -> None:
        try:
            migrate(store)
        except BaseException as error:  # noqa: BLE001 - whatever it is belongs to the assertion below
            failures.append(error)

    threads = [threading.Thread(target=start, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert all(is_current(store) for store in stores)
    for store in stores:
        store.dispose()


def test_a_newer_database_is_one_sentence(store: Store) -> None:
    """An old program must not touch tables whose meaning it does not know."""
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NotReadyError, match=r"newer version .*9999.* Install that version"):
        migrate(store)
    assert not is_current(store)
