"""Work that was given up and waits for a person: done again from its first attempt, or let be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import Connection, and_, select, update

from gateway.store.schema import work


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadWork:
    """One piece of work; `ref` is the id of a message, of an outbox row, a question, a ticket or an event."""

    id: int
    kind: str
    ref: int
    attempts: int
    last_error: str | None
    created_at: float


_COLUMNS = [work.c[field.name] for field in fields(DeadWork)]


def list_dead(connection: Connection, *, limit: int, before: int = 0) -> Sequence[DeadWork]:
    """The newest first; `before` is the id of the last one of the page before."""
    query = select(*_COLUMNS).where(work.c.state == "dead").order_by(work.c.id.desc()).limit(limit)
    rows = connection.execute(query.where(work.c.id < before) if before else query)
    return [DeadWork(**row._mapping) for row in rows]


def find_dead(connection: Connection, work_id: int) -> DeadWork | None:
    """One piece of work that was given up."""
    row = connection.execute(select(*_COLUMNS).where(work.c.id == work_id, work.c.state == "dead")).first()
    return DeadWork(**row._mapping) if row else None


def let_be(connection: Connection, work_id: int) -> bool:
    """Take it off the list; False when somebody has it done again."""
    dead = and_(work.c.id == work_id, work.c.state == "dead")
    return connection.execute(update(work).where(dead).values(state="done")).rowcount == 1
