"""Puts years of a made-up city into an empty store, by COPY into PostgreSQL and in long statements into SQLite."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, insert, text

from gateway.store.engine import Store
from gateway.store.schema import contact, event, message, outbox, ticket
from tests.bench.city_years import Story, Years, person, stories

_AT_ONCE = 5_000
_WITHOUT_TRIGGERS = text("SET LOCAL session_replication_role = replica")
"""Without statistics of tables that are just filling, PostgreSQL would look through all of them for each row."""
T = TypeVar("T")


def fill(store: Store, years: Years) -> None:
    """Write everything and let the database look at it, as a night's ANALYZE does."""
    for people in _groups(person(number) for number in range(1, years.people + 1)):
        _write(store, {contact: people})
    for group in _groups(stories(years)):
        _write(store, _rows(group))
    with store.writing() as connection:
        _count_on(connection)
        connection.execute(text("ANALYZE"))
        _find_words(connection)
        connection.execute(text("ANALYZE"))


def _groups(rows: Iterable[T]) -> Iterator[list[T]]:
    group: list[T] = []
    for row in rows:
        group.append(row)
        if len(group) == _AT_ONCE:
            yield group
            group = []
    if group:
        yield group


def _rows(group: list[Story]) -> dict[Table, list[dict[str, Any]]]:
    return {
        message: [story.message for story in group],
        ticket: [story.ticket for story in group],
        event: [row for story in group for row in story.events],
        outbox: [row for story in group for row in story.outbox],
    }


def _write(store: Store, tables: dict[Table, list[dict[str, Any]]]) -> None:
    with store.writing() as connection:
        for table, rows in tables.items():
            if connection.dialect.name == "postgresql":
                connection.execute(_WITHOUT_TRIGGERS)
                _copy(connection, table, rows)
            else:
                connection.execute(insert(table), rows)


def _copy(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    quoted = ", ".join(f'"{name}"' for name in names)
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {table.name} ({quoted}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([_plain(row[name]) for name in names])


def _plain(value: object) -> object:
    return json.dumps(value) if isinstance(value, dict | list) else value


def _find_words(connection: Connection) -> None:
    """What the triggers would have written ticket by ticket, in one statement as an upgrade does it."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        revision = import_module("gateway.store.migrations.versions.0007_find_tickets")
        connection.exec_driver_sql(revision._KEEP)


def _count_on(connection: Connection) -> None:
    """The next row that the gateway writes gets the next id."""
    if connection.dialect.name == "postgresql":
        for table in (contact, message, ticket):
            name = table.name
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"))
