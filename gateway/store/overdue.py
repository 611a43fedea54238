"""Tickets for which a time has come: due soon, overdue, snoozed until now; each told once whoever looks."""

from __future__ import annotations

from sqlalchemy import Connection, Integer, bindparam, exists, select, text, update

from gateway.store.questions import BLOCKING
from gateway.store.schema import DUE_SOON_UNTOLD, OVERDUE_UNTOLD, PAUSED, SNOOZED, question, ticket

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
_IS_DUE_SOON = (ticket.c.due_soon_at <= bindparam("now"), text(DUE_SOON_UNTOLD))
_FIND_DUE_SOON = (
    select(ticket.c.id)
    .where(*_IS_DUE_SOON)
    .order_by(ticket.c.due_soon_at, ticket.c.id)
    .limit(bindparam("most", type_=Integer))
)
_TAKE_DUE_SOON = (
    update(ticket)
    .where(ticket.c.id == bindparam("taken"), *_IS_DUE_SOON)
    .values(due_soon_at=None)
    .returning(ticket.c.due_at)
)
_FIND_SNOOZED = (
    select(ticket.c.id)
    .where(ticket.c.snoozed_until <= bindparam("now"), text(SNOOZED))
    .order_by(ticket.c.snoozed_until, ticket.c.id)
    .limit(bindparam("most", type_=Integer))
)
_IS_ASKED = exists().where(
    question.c.ticket_id == ticket.c.id, question.c.closed_at.is_(None), question.c.kind.in_(BLOCKING)
)
_FIND_STOPPED = (
    select(ticket.c.id)
    .where(text(PAUSED), ~_IS_ASKED)
    .order_by(ticket.c.paused_at)
    .limit(bindparam("most", type_=Integer))
)


def list_overdue(connection: Connection, *, now: float, limit: int) -> list[int]:
    """Ids of open tickets that became overdue and of which that was not told, the longest overdue first."""
    return list(connection.scalars(_FIND, {"now": now, "most": limit}))


def take_overdue(connection: Connection, ticket_id: int, *, now: float) -> float | None:
    """Note that a ticket's due time has passed; that time, or None where another process was first or it is over."""
    due_at: float | None = connection.scalar(_TAKE, {"now": now, "taken": ticket_id})
    return due_at


def list_due_soon(connection: Connection, *, now: float, limit: int) -> list[int]:
    """Ids of open tickets of which somebody is to be reminded by now, the first first."""
    return list(connection.scalars(_FIND_DUE_SOON, {"now": now, "most": limit}))


def take_due_soon(connection: Connection, ticket_id: int, *, now: float) -> float | None:
    """Note that somebody is reminded; the due time, or None where another process was first or it is over."""
    due_at: float | None = connection.scalar(_TAKE_DUE_SOON, {"now": now, "taken": ticket_id})
    return due_at


def list_slept_enough(connection: Connection, *, now: float, limit: int) -> list[int]:
    """Ids of tickets that were snoozed until now, the longest first."""
    return list(connection.scalars(_FIND_SNOOZED, {"now": now, "most": limit}))


def list_stopped(connection: Connection, *, limit: int) -> list[int]:
    """Ids of tickets whose clock stands still for a question of ours that is open no more, the longest first."""
    return list(connection.scalars(_FIND_STOPPED, {"most": limit}))
