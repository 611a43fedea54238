"""Links between tickets: those of one message, and those that may be about the same thing."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from gateway.store.dialects import DIALECTS
from gateway.store.learning_schema import ticket_link

SAME_MESSAGE, ALIKE = "same_message", "alike"
_INSERT = {name: dialect.insert(ticket_link).on_conflict_do_nothing() for name, dialect in DIALECTS.items()}


def link_parts(connection: Connection, ticket_ids: Iterable[int], *, now: float) -> None:
    """Link the tickets of one message with the first of them."""
    first, *others = ticket_ids
    known = {"ticket_id": first, "kind": SAME_MESSAGE, "score": 1.0, "created_at": now, "settled_at": now}
    rows = [{**known, "other_id": other} for other in others]
    if rows:
        connection.execute(_INSERT[connection.dialect.name], rows)
