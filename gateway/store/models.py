"""The models learnt from the city's past: kept with their figures, one of them active."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, case, func, insert, select, update

from gateway.store.engine import Store
from gateway.store.knowledge import set_version
from gateway.store.learning_schema import learned_model
from gateway.store.schema import event, ticket
from gateway.store.ticket_schema import OPEN311_TEST

MODEL = "model"
"""The kind of knowledge that the active model is."""
_BY_A_PERSON = "%@%"
"""Actors that are a person of the staff, by mail address."""
SERVICE_CHANGED = "service_changed"
_CORRECTIONS = ("moved", SERVICE_CHANGED)
_BY_A_RULE = "rule %"
"""A rule may have a mail address in its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow:
    """A model without its content; `state` is active, refused or retired, `created_at` UTC epoch seconds."""

    version: str
    state: str
    figures: Mapping[str, Any]
    created_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A ticket that a person of the staff put right, as it was last: another department, or another service."""

    subject: str
    text: str
    department: str
    at: float
    service: str = ""
    """The service that a person says it is; empty where only the department was put right."""


_COLUMNS = (
    learned_model.c.version,
    learned_model.c.state,
    learned_model.c.figures,
    learned_model.c.created_at,
)


def keep_model(
    connection: Connection, *, version: str, state: str, figures: Mapping[str, Any], content: bytes, now: float
) -> None:
    """Keep a model; an `active` one retires the one before, and every process reads it within seconds."""
    known = select(learned_model.c.id).where(learned_model.c.version == version)
    if state == "active":
        others = (learned_model.c.state == "active", learned_model.c.version != version)
        connection.execute(update(learned_model).where(*others).values(state="retired"))
    if connection.execute(known).first() is None:
        values = {"version": version, "state": state, "figures": dict(figures), "content": content, "created_at": now}
        connection.execute(insert(learned_model).values(values))
    else:
        renewed = update(learned_model).where(learned_model.c.version == version)
        connection.execute(renewed.values(state=state, figures=dict(figures), created_at=now))
    if state == "active":
        set_version(connection, MODEL, version, now=now)


def find_active(connection: Connection) -> ModelRow | None:
    """The model in use; None where there is none."""
    row = connection.execute(select(*_COLUMNS).where(learned_model.c.state == "active")).first()
    return None if row is None else ModelRow(**row._mapping)


def find_newest(connection: Connection) -> ModelRow | None:
    """The model that was made last, whatever became of it."""
    newest = learned_model.c.created_at.desc(), learned_model.c.id.desc()
    row = connection.execute(select(*_COLUMNS).order_by(*newest).limit(1)).first()
    return None if row is None else ModelRow(**row._mapping)


def load_content(connection: Connection, version: str) -> bytes:
    """The octets of a model that is kept."""
    query = select(learned_model.c.content).where(learned_model.c.version == version)
    return bytes(connection.execute(query).scalar_one())


def load_model(store: Store) -> dict[str, Any]:
    """The field of `City` that the active model is; raises ModelFileError for one that cannot be read."""
    from parsers.model_file import model_from_bytes

    with store.reading() as connection:
        active = find_active(connection)
        content = load_content(connection, active.version) if active else b""
    return {"model": model_from_bytes(content) if active else None}


def iterate_moved(connection: Connection) -> Iterator[Moved]:
    """Every ticket that a person gave another department or service, with those that it has now."""
    is_service = case((event.c.kind == SERVICE_CHANGED, 1), else_=0)
    moves = (
        select(event.c.ticket_id, func.max(is_service).label("is_service"))
        .where(event.c.kind.in_(_CORRECTIONS), event.c.actor.like(_BY_A_PERSON), event.c.actor.not_like(_BY_A_RULE))
        .group_by(event.c.ticket_id)
        .subquery()
    )
    service = case((moves.c.is_service == 1, ticket.c.service), else_=None).label("service")
    query = (
        select(ticket.c.subject, ticket.c.description, ticket.c.department, ticket.c.created_at, service)
        .join(moves, moves.c.ticket_id == ticket.c.id)
        .where(ticket.c.merged_into.is_(None), ticket.c.source != OPEN311_TEST)
        .order_by(ticket.c.id)
    )
    for row in connection.execute(query):
        yield Moved(
            subject=row.subject,
            text=row.description,
            department=row.department,
            at=row.created_at,
            service=row.service or "",
        )
