"""Updates that other systems posted: each is done once, however often it comes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from gateway.store.open311_schema import request_update
from gateway.store.schema import event

_CHANGES = ("status", "reopened", "merged", "taken_out")


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateRow:
    """What became of an update; `event_id` is None where nothing had to be written."""

    ticket_id: int
    event_id: int | None


def find_update(connection: Connection, *, api_key_id: int, update_id: str) -> UpdateRow | None:
    """The update that this key sent under this name before, or None."""
    mine = (request_update.c.api_key_id == api_key_id, request_update.c.update_id == update_id)
    row = connection.execute(select(request_update.c.ticket_id, request_update.c.event_id).where(*mine)).first()
    return UpdateRow(**row._mapping) if row else None


def add_update(connection: Connection, *, api_key_id: int, update_id: str, ticket_id: int, now: float) -> int | None:
    """Take an update under its name; the row's id, None when it was taken before, also at this very moment."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    values = {"api_key_id": api_key_id, "update_id": update_id, "ticket_id": ticket_id, "created_at": now}
    statement = insert(request_update).values(values).on_conflict_do_nothing()
    return connection.execute(statement.returning(request_update.c.id)).scalar_one_or_none()


def set_event(connection: Connection, row_id: int, *, event_id: int) -> None:
    """Note what an update wrote into the history."""
    connection.execute(update(request_update).where(request_update.c.id == row_id).values(event_id=event_id))


def was_changed_by_others(connection: Connection, ticket_id: int, *, since: float, but: str) -> bool:
    """Whether anybody else has changed the state of a ticket after that moment, in UTC epoch seconds."""
    newer = (event.c.ticket_id == ticket_id, event.c.created_at > since, event.c.actor != but)
    return connection.execute(select(event.c.id).where(*newer, event.c.kind.in_(_CHANGES)).limit(1)).first() is not None
