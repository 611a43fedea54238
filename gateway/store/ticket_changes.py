"""What the desk writes into a ticket beyond its status: snoozed, waiting, answered, and what is counted for figures."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, case, func, select, update

from gateway.store.schema import ticket


def set_snoozed(connection: Connection, ticket_id: int, *, until: float | None, now: float) -> None:
    """Keep a ticket out of the queue until then, in UTC epoch seconds; None puts it back."""
    _set(connection, ticket_id, snoozed_until=until, updated_at=now)


def set_due(
    connection: Connection, ticket_id: int, *, due_at: float | None, due_soon_at: float | None, now: float
) -> None:
    """Promise a ticket until `due_at` and remind of it at `due_soon_at`, in UTC epoch seconds; None for never.

    Where its clock stands still it has stood still since now: what went before does not count against a new promise.
    """
    paused_at = case((ticket.c.paused_at.is_not(None), now), else_=None)
    _set(connection, ticket_id, due_at=due_at, due_soon_at=due_soon_at, paused_at=paused_at, updated_at=now)


def set_reminder(connection: Connection, ticket_id: int, *, due_soon_at: float | None) -> None:
    """Have somebody reminded then, in UTC epoch seconds; None for never."""
    _set(connection, ticket_id, due_soon_at=due_soon_at)


def stop_clock(connection: Connection, ticket_id: int, *, now: float) -> None:
    """Let the clock of an open ticket stand still from now on, unless it does already."""
    mine = (ticket.c.id == ticket_id, ticket.c.paused_at.is_(None), ticket.c.status != "closed")
    connection.execute(update(ticket).where(*mine).values(paused_at=now))


def start_clock(
    connection: Connection, ticket_id: int, *, due_at: float | None, due_soon_at: float | None, now: float
) -> None:
    """Let the clock go on, with the due time that is then in force."""
    _set(connection, ticket_id, paused_at=None, due_at=due_at, due_soon_at=due_soon_at, updated_at=now)


def note_first_answer(connection: Connection, ticket_id: int, *, now: float) -> None:
    """Note when a person first wrote to the resident or changed the status; later times change nothing."""
    mine = (ticket.c.id == ticket_id, ticket.c.first_answer_at.is_(None))
    connection.execute(update(ticket).where(*mine).values(first_answer_at=now))


def count_moved(connection: Connection, ticket_id: int) -> None:
    """Count that a person handed a ticket to another department."""
    _set(connection, ticket_id, moved=ticket.c.moved + 1)


def count_asked(connection: Connection, ticket_id: int) -> None:
    """Count a question to the resident."""
    _set(connection, ticket_id, asked=ticket.c.asked + 1)


def unset_assignee(connection: Connection, ticket_id: int, *, now: float) -> None:
    """Let a ticket be nobody's."""
    _set(connection, ticket_id, assignee=None, updated_at=now)


def set_close_reason(connection: Connection, ticket_id: int, *, reason: str) -> None:
    """Note the key of the city's own reason for which a ticket was closed; empty for none."""
    _set(connection, ticket_id, close_reason=reason)


def find_next_part(connection: Connection, message_id: int) -> int:
    """Which problem of its message another ticket is about, counted from 0."""
    query = select(func.max(ticket.c.part)).where(ticket.c.message_id == message_id)
    return int(connection.execute(query).scalar_one() or 0) + 1


def _set(connection: Connection, ticket_id: int, **values: Any) -> None:
    connection.execute(update(ticket).where(ticket.c.id == ticket_id).values(values))
