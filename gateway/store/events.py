"""The history of a ticket: one row for everything that happened, never changed afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, func, insert, select

from gateway.store.schema import event

RULES_ASKED = "rules_asked"
"""The kind of an event that says what rules did to a ticket that was closed, opened again, or is overdue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One thing that happened; `actor` is `resident`, `gateway` or a staff member's mail address."""

    id: int
    ticket_id: int
    message_id: int | None
    kind: str
    actor: str
    text: str
    data: dict[str, Any]
    created_at: float


_COLUMNS = [event.c[field.name] for field in fields(EventRow)]
_INSERT = insert(event).returning(event.c.id)


def add_event(
    connection: Connection,
    *,
    ticket_id: int,
    kind: str,
    actor: str,
    now: float,
    text: str = "",
    message_id: int | None = None,
    data: Mapping[str, Any] | None = None,
) -> int:
    """Write history; an inbound message can make only one event (unique index)."""
    values = {
        "ticket_id": ticket_id,
        "message_id": message_id,
        "kind": kind,
        "actor": actor,
        "text": text,
        "data": dict(data or {}),
        "created_at": now,
    }
    return int(connection.execute(_INSERT, values).scalar_one())


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """Something that happened to a ticket by the gateway or a person, without a message of its own."""

    ticket_id: int
    kind: str
    actor: str
    text: str
    data: Mapping[str, Any]


def add_events(connection: Connection, new: Iterable[NewEvent], *, now: float) -> None:
    """Write several lines of history in one statement."""
    rows = [{field.name: getattr(one, field.name) for field in fields(NewEvent)} for one in new]
    connection.execute(insert(event), [{**row, "data": dict(row["data"]), "created_at": now} for row in rows])


def was_said(connection: Connection, ticket_id: int, text: str, *, since: float) -> bool:
    """Whether the same words were written into a ticket since then."""
    query = select(event.c.id).where(event.c.ticket_id == ticket_id, event.c.created_at >= since, event.c.text == text)
    return connection.execute(query.limit(1)).first() is not None


def was_changed(connection: Connection, ticket_id: int, *, after: int) -> bool:
    """Whether a ticket has changed its status after the event with this id."""
    changes = (event.c.ticket_id == ticket_id, event.c.id > after, event.c.kind.in_(("status", "reopened")))
    return connection.execute(select(event.c.id).where(*changes).limit(1)).first() is not None


def count_events(connection: Connection, ticket_id: int, *, kind: str, since: float) -> int:
    """How often something happened to a ticket since then."""
    query = select(func.count()).select_from(event)
    query = query.where(event.c.ticket_id == ticket_id, event.c.kind == kind, event.c.created_at >= since)
    return int(connection.execute(query).scalar_one())


def find_last_kind(connection: Connection, ticket_id: int) -> str | None:
    """What happened to a ticket last; None when nothing did."""
    query = select(event.c.kind).where(event.c.ticket_id == ticket_id).order_by(event.c.id.desc()).limit(1)
    return connection.execute(query).scalar_one_or_none()


def load_event(connection: Connection, event_id: int) -> EventRow:
    """One line of history; raises `NoResultFound`."""
    return EventRow(**connection.execute(select(*_COLUMNS).where(event.c.id == event_id)).one()._mapping)


def list_events(connection: Connection, ticket_id: int) -> list[EventRow]:
    """Everything that happened to a ticket, oldest first."""
    rows = connection.execute(select(*_COLUMNS).where(event.c.ticket_id == ticket_id).order_by(event.c.id))
    return [EventRow(**row._mapping) for row in rows]


def list_events_after(connection: Connection, ticket_id: int, *, after: int) -> list[EventRow]:
    """What happened to a ticket after the event with this id, oldest first."""
    newer = (event.c.ticket_id == ticket_id, event.c.id > after)
    return [
        EventRow(**row._mapping) for row in connection.execute(select(*_COLUMNS).where(*newer).order_by(event.c.id))
    ]
