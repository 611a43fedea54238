"""What a resident says of a closed ticket: whether it is fixed, and until when that may be answered."""

from __future__ import annotations

from sqlalchemy import Connection, update

from gateway.store.schema import ticket


def set_fixed(connection: Connection, ticket_id: int, *, is_fixed: bool, now: float) -> None:
    """Keep what the resident says of the last closing."""
    values = {"fixed": is_fixed, "fixed_at": now, "updated_at": now}
    connection.execute(update(ticket).where(ticket.c.id == ticket_id).values(values))
