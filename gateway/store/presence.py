"""Who has a ticket open just now, so that two clerks see each other before they act."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, case, delete, select

from gateway.store.desk_schema import ticket_presence
from gateway.store.dialects import DIALECTS
from gateway.store.schema import staff

GONE_AFTER = 30.0
"""Seconds without a sign of an open page after which its reader is gone; pages give one every ten."""
_KEPT = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Somebody else who has the ticket open; times are UTC epoch seconds."""

    name: str
    email: str
    opened_at: float
    is_writing: bool


def note_present(connection: Connection, ticket_id: int, staff_id: int, *, is_writing: bool, now: float) -> None:
    """Somebody has the ticket open; who was gone for a while opens it anew. Old signs are forgotten."""
    values = {"ticket_id": ticket_id, "staff_id": staff_id, "opened_at": now, "seen_at": now}
    known = ticket_presence.c
    statement = DIALECTS[connection.dialect.name].insert(ticket_presence)
    statement = statement.values(**values, writing_at=now if is_writing else None)
    changed = {
        "opened_at": case((known.seen_at < now - GONE_AFTER, now), else_=known.opened_at),
        "seen_at": now,
        "writing_at": statement.excluded.writing_at,
    }
    connection.execute(statement.on_conflict_do_update(index_elements=["ticket_id", "staff_id"], set_=changed))
    connection.execute(delete(ticket_presence).where(known.ticket_id == ticket_id, known.seen_at < now - _KEPT))


def list_present(connection: Connection, ticket_id: int, *, but: int, now: float) -> tuple[Present, ...]:
    """Who else has the ticket open, those who came first at the top; `but` is the id of whoever asks."""
    known = ticket_presence.c
    query = (
        select(staff.c.name, staff.c.email, known.opened_at, known.writing_at)
        .join(staff, staff.c.id == known.staff_id)
        .where(known.ticket_id == ticket_id, known.staff_id != but, known.seen_at >= now - GONE_AFTER)
        .order_by(known.opened_at, known.staff_id)
    )
    return tuple(
        Present(name=row.name, email=row.email, opened_at=row.opened_at, is_writing=row.writing_at is not None)
        for row in connection.execute(query)
    )
