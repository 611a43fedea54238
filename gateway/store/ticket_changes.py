"""What the desk writes into a ticket beyond its status: snoozed, waiting, answered, and what is counted for figures."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select, update

from gateway.store.schema import ticket


def set_snoozed(connection: Connection, ticket_id: int, *, until: float | None, now: float) -> None:
    """Keep a ticket out of the queue until then, in UTC epoch seconds; None puts it back."""
    _set(connection, ticket_id, snoozed_until=until, updated_at=now)


def unset_due(connection: Connection, ticket_id: int, *, now: float) -> None:
    """Promise nothing any more."""
    _set(connection, ticket_id, due_at=None, updated_at=now)


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
