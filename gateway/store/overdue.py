"""Tickets whose due time has passed, each told once for that time whoever looks, and again for another one."""

from __future__ import annotations

from sqlalchemy import Connection, Integer, bindparam, select, text, update

from gateway.store.schema import OVERDUE_UNTOLD, ticket

# Literally as in the index: neither database would use it for a condition with parameters.
_IS_OVERDUE = (ticket.c.due_at <= bindparam("now"), text(OVERDUE_UNTOLD))
_FIND = (
    select(ticket.c.id)
    .where(*_IS_OVERDUE)
    .order_by(ticket.c.due_at, ticket.c.id)
    .limit(bindparam("most", type_=Integer))
)
_TAKE = (
    update(ticket)
    .where(ticket.c.id == bindparam("taken"), *_IS_OVERDUE)
    .values(overdue_at=ticket.c.due_at)
    .returning(ticket.c.due_at)
)


def list_overdue(connection: Connection, *, now: float, limit: int) -> list[int]:
    """Ids of open tickets that became overdue and of which that was not told, the longest overdue first."""
    return list(connection.scalars(_FIND, {"now": now, "most": limit}))


def take_overdue(connection: Connection, ticket_id: int, *, now: float) -> float | None:
    """Note that a ticket's due time has passed; that time, or None where another process was first or it is over."""
    due_at: float | None = connection.scalar(_TAKE, {"now": now, "taken": ticket_id})
    return due_at
