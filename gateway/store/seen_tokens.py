"""One-time tokens of signed webhooks: who repeats one with another content is not the provider (PROTOCOL 14)."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.store.dialects import DIALECTS
from gateway.store.schema import seen_token

KEEP_SECONDS = 3600.0
"""Far longer than any signature counts."""


def is_seen(connection: Connection, token: str) -> bool:
    """Whether a mail came with this token."""
    return connection.execute(select(seen_token.c.token).where(seen_token.c.token == token)).first() is not None


def remember_token(connection: Connection, token: str, *, now: float) -> None:
    """A mail came with this token; what is too old to be of use is forgotten."""
    statement = DIALECTS[connection.dialect.name].insert(seen_token).values(token=token, at=now)
    connection.execute(statement.on_conflict_do_nothing(index_elements=["token"]))
    connection.execute(delete(seen_token).where(seen_token.c.at < now - KEEP_SECONDS))
