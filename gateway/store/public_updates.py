"""The steps of requests that everybody may read: each change of state, and each word to the resident about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, literal, select, text

from gateway.store.schema import contact, event, ticket
from gateway.store.ticket_schema import IS_STEP, OPEN311_TEST


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One step before it is worded; `created_at` is in UTC epoch seconds."""

    number: str
    """Of the ticket."""
    ordinal: int
    """Which of the events of its ticket it is, from 1; with the number it names the step for ever."""
    kind: str
    text: str
    data: dict[str, Any]
    created_at: float
    source: str
    priority: str
    reporter_address: str | None
    reporter_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSteps:
    """Which steps are asked for: from `start` until before `end`, in UTC epoch seconds."""

    services: tuple[str, ...]
    is_test: bool
    start: float
    end: float


_earlier = event.alias("earlier")
_ORDINAL = (
    select(func.count())
    .select_from(_earlier)
    .where(_earlier.c.ticket_id == event.c.ticket_id, _earlier.c.id <= event.c.id)
    .scalar_subquery()
)
_COLUMNS = (
    ticket.c.number,
    event.c.kind,
    event.c.text,
    event.c.data,
    event.c.created_at,
    ticket.c.source,
    ticket.c.priority,
    contact.c.address.label("reporter_address"),
    contact.c.name.label("reporter_name"),
)


def list_steps(connection: Connection, wanted: WantedSteps, *, limit: int, offset: int = 0) -> list[StepRow]:
    """The steps in the order of time, the oldest first."""
    is_endpoint = ticket.c.source == OPEN311_TEST if wanted.is_test else ticket.c.source != OPEN311_TEST
    inside = (event.c.created_at >= wanted.start, event.c.created_at < wanted.end)
    # As an expression, so that no index on services is taken for the way: the window is what is narrow.
    is_public = func.coalesce(ticket.c.service, "").in_(wanted.services)
    query = _steps().where(text(IS_STEP), *inside, is_public, is_endpoint)
    rows = connection.execute(query.order_by(event.c.created_at, event.c.id).limit(limit).offset(offset))
    return [_read(row) for row in rows]


def list_steps_of(connection: Connection, ids: Sequence[int], *, most: int) -> list[StepRow]:
    """The steps of these tickets in the order of time, `most` of each, the newest; their ordinals are not counted."""
    mine = _steps(literal(0)).where(text(IS_STEP), event.c.ticket_id.in_(tuple(ids))).order_by(event.c.id.desc())
    seen: Counter[str] = Counter()
    kept: list[StepRow] = []
    for row in map(_read, connection.execute(mine)):
        seen[row.number] += 1
        if seen[row.number] <= most:
            kept.append(row)
    return kept[::-1]


def load_step(connection: Connection, event_id: int) -> StepRow:
    """The event with this id, of whatever kind; raises `NoResultFound`."""
    return _read(connection.execute(_steps().where(event.c.id == event_id)).one())


def _steps(ordinal: ColumnElement[int] = _ORDINAL) -> Select[Any]:
    reporter = contact.c.id == ticket.c.reporter_id
    columns = (*_COLUMNS, ordinal.label("ordinal"))
    return select(*columns).join(ticket, ticket.c.id == event.c.ticket_id).join(contact, reporter, isouter=True)


def _read(row: Row[Any]) -> StepRow:
    return StepRow(**row._mapping)
