"""Who has seen the tour of the rules' pages."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from gateway.store.rulebook_schema import rulebook_tour


def has_ended_tour(connection: Connection, staff_id: int) -> bool:
    """Whether this person went through the tour or put it away."""
    return connection.execute(select(rulebook_tour).where(rulebook_tour.c.staff_id == staff_id)).first() is not None


def begin_tour(connection: Connection, staff_id: int) -> None:
    """Show the tour to this person, for the first time or again."""
    connection.execute(delete(rulebook_tour).where(rulebook_tour.c.staff_id == staff_id))


def end_tour(connection: Connection, staff_id: int, *, now: float) -> None:
    """Show it no more."""
    begin_tour(connection, staff_id)
    connection.execute(insert(rulebook_tour).values(staff_id=staff_id, ended_at=now))
