"""The lines of the rulebook's past without their texts, for lists: a text can be megabytes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from gateway.store.rulebook_schema import rulebook_version
from gateway.store.rulebooks import Origin

_COLUMNS = ("id", "version", "origin", "who", "why", "activated_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRow:
    """One time that a rulebook came into force; `activated_at` is in UTC epoch seconds."""

    id: int
    version: str
    origin: Origin
    who: str
    why: str
    activated_at: float


def list_past(connection: Connection, *, limit: int, before: int | None = None) -> list[PastRow]:
    """The newest first; `before` is the id of the last row already shown."""
    query = select(*(rulebook_version.c[name] for name in _COLUMNS)).order_by(rulebook_version.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(rulebook_version.c.id < before)
    return [PastRow(**row._mapping) for row in connection.execute(query)]


def find_id_before(connection: Connection, row_id: int) -> int | None:
    """The line before this one; None for the first."""
    query = select(rulebook_version.c.id).where(rulebook_version.c.id < row_id)
    found: int | None = connection.execute(query.order_by(rulebook_version.c.id.desc()).limit(1)).scalar_one_or_none()
    return found
