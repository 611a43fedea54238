"""Counters that survive a restart, such as refused signatures."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from gateway.store.schema import counter


def count(connection: Connection, name: str, by: int = 1) -> None:
    """Add `by` to the counter `name`, which begins at 0."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(counter).values(name=name, value=by)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["name"], set_={"value": counter.c.value + statement.excluded.value}
        )
    )


def read_counters(connection: Connection) -> dict[str, int]:
    """All counters by name."""
    return {row.name: row.value for row in connection.execute(select(counter).order_by(counter.c.name))}
