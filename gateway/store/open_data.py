"""The requests of some time as open data shows them, a part at a time in the order that they arrived in."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import Connection, and_, case, or_, select

from gateway.store.insight_schema import insight_day
from gateway.store.schema import contact, ticket
from gateway.store.ticket_schema import OPEN311_TEST


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRow:
    """One request before anything is masked; times are UTC epoch seconds."""

    id: int
    number: str
    created_at: float
    updated_at: float
    closed_at: float | None
    status: str
    close_reason: str
    priority: str
    channel: str
    department: str
    service: str | None
    service_name: str | None
    district: str
    description: str
    location: str | None
    lat: float | None
    lon: float | None
    merged_into: int | None
    reporter_name: str | None
    reporter_address: str | None


_CAME_BY = case((ticket.c.source != "", ticket.c.source), else_=ticket.c.channel)
_OF_TICKET = [field.name for field in fields(OpenRow) if not field.name.startswith("reporter")]
_ROWS = select(
    *(_CAME_BY.label(name) if name == "channel" else ticket.c[name] for name in _OF_TICKET),
    contact.c.name.label("reporter_name"),
    contact.c.address.label("reporter_address"),
).join(contact, contact.c.id == ticket.c.reporter_id, isouter=True)


def list_open_rows(
    connection: Connection, *, start: float, end: float, after: tuple[float, int], limit: int
) -> list[OpenRow]:
    """Requests that arrived from `start` until before `end` and behind `after`: when the last one came, and its id."""
    moment, row_id = after
    behind = or_(ticket.c.created_at > moment, and_(ticket.c.created_at == moment, ticket.c.id > row_id))
    inside = (ticket.c.created_at >= max(start, moment), ticket.c.created_at < end, ticket.c.source != OPEN311_TEST)
    rows = connection.execute(_ROWS.where(*inside, behind).order_by(ticket.c.created_at, ticket.c.id).limit(limit))
    return [OpenRow(**row._mapping) for row in rows]


def list_months(connection: Connection, *, limit: int) -> list[str]:
    """The months with counted requests as `2026-03`, the newest first."""
    days = connection.scalars(select(insight_day.c.day).order_by(insight_day.c.day.desc()))
    return list(dict.fromkeys(day[:7] for day in days))[:limit]
