"""The versions of what the city has taught, so that every process knows when to read it again."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from gateway.store.learning_schema import knowledge


def load_versions(connection: Connection) -> dict[str, str]:
    """The version of each kind of knowledge, such as `model` or `gazetteer`."""
    rows = connection.execute(select(knowledge.c.kind, knowledge.c.version))
    return dict(row.tuple() for row in rows)


def set_version(connection: Connection, kind: str, version: str, *, now: float) -> None:
    """Say that `kind` is another now; processes read it again within seconds of the commit."""
    connection.execute(delete(knowledge).where(knowledge.c.kind == kind))
    connection.execute(insert(knowledge).values(kind=kind, version=version, changed_at=now))
