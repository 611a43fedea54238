"""The versions of what the city has taught, so that every process knows when to read it again."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from gateway.store.learning_schema import knowledge


def load_versions(connection: Connection) -> dict[str, str]:
    """The version of each kind of knowledge, such as `model` or `gazetteer`."""
    rows = connection.execute(select(knowledge.c.kind, knowledge.c.version))
    return {row.kind: row.version for row in rows}


def set_version(connection: Connection, kind: str, version: str, *, now: float, content: bytes | None = None) -> None:
    """Say that `kind` is another now; processes read it again within seconds of the commit.

    `content` is the knowledge itself where it is prepared to be read in one go.
    """
    connection.execute(delete(knowledge).where(knowledge.c.kind == kind))
    connection.execute(insert(knowledge).values(kind=kind, version=version, changed_at=now, content=content))


def find_content(connection: Connection, kind: str) -> bytes | None:
    """What was prepared of `kind`; None when nothing was."""
    found = connection.execute(select(knowledge.c.content).where(knowledge.c.kind == kind)).scalar_one_or_none()
    return bytes(found) if found is not None else None
