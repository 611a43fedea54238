"""Links between tickets: those of one message, and those that may be about the same thing."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, and_, case, or_, select, update

from gateway.store.dialects import DIALECTS
from gateway.store.learning_schema import ticket_link
from gateway.store.schema import ticket
from gateway.store.tickets import TICKET_COLUMNS, TicketRow

SAME_MESSAGE, ALIKE, LINKED = "same_message", "alike", "linked"
_INSERT = {name: dialect.insert(ticket_link).on_conflict_do_nothing() for name, dialect in DIALECTS.items()}


def link_parts(connection: Connection, ticket_ids: Iterable[int], *, now: float) -> None:
    """Link the tickets of one message with the first of them."""
    first, *others = ticket_ids
    known = {"ticket_id": first, "kind": SAME_MESSAGE, "score": 1.0, "created_at": now, "settled_at": now}
    rows = [{**known, "other_id": other} for other in others]
    if rows:
        connection.execute(_INSERT[connection.dialect.name], rows)


def link(connection: Connection, one: int, other: int, *, now: float) -> None:
    """Link two tickets because a person says so; of two that only may have been alike that is said no more."""
    known = {"kind": LINKED, "score": 1.0, "created_at": now, "settled_at": now}
    changed = connection.execute(update(ticket_link).where(_between(one, other)).values(known))
    if not changed.rowcount:
        connection.execute(_INSERT[connection.dialect.name], {**known, "ticket_id": one, "other_id": other})


def are_linked(connection: Connection, one: int, other: int) -> bool:
    """Whether a person linked two tickets, or one message opened both."""
    kinds = ticket_link.c.kind.in_((LINKED, SAME_MESSAGE))
    query = select(ticket_link.c.ticket_id).where(_between(one, other), kinds)
    return connection.execute(query.limit(1)).first() is not None


def _between(one: int, other: int) -> ColumnElement[bool]:
    return or_(
        and_(ticket_link.c.ticket_id == one, ticket_link.c.other_id == other),
        and_(ticket_link.c.ticket_id == other, ticket_link.c.other_id == one),
    )


def list_linked(connection: Connection, ticket_id: int) -> tuple[TicketRow, ...]:
    """The tickets that people linked with this one, oldest first; one query."""
    other = case((ticket_link.c.ticket_id == ticket_id, ticket_link.c.other_id), else_=ticket_link.c.ticket_id)
    mine = or_(ticket_link.c.ticket_id == ticket_id, ticket_link.c.other_id == ticket_id)
    linked = select(other).where(mine, ticket_link.c.kind == LINKED)
    rows = connection.execute(select(*TICKET_COLUMNS).where(ticket.c.id.in_(linked)).order_by(ticket.c.id))
    return tuple(TicketRow(**row._mapping) for row in rows)
