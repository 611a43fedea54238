"""The queues of the desk: which tickets, in which order, and how many; every question is answered by an index."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal_column, or_, select, text

from gateway.store.finding import has_words, holds_words, newest_found
from gateway.store.schema import ticket
from gateway.store.ticket_schema import IS_CLOSED, IS_OPEN

Shown = Literal["open", "closed", "all"]
Medium = Literal["", "text", "mail", "open311"]
Due = Literal["", "overdue", "soon"]
Fared = Literal["", "late", "reopened", "moved", "asked", "fixed", "not_fixed"]
EXCERPT = 150
"""Characters of the description that a queue shows."""
SOON = 86_400.0
"""Seconds before its due time in which a ticket is due soon."""
MAIL_CHANNELS = ("email", "simulator_email")


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCount:
    """How much of a department's work is open; snoozed tickets are counted by themselves and not in the others."""

    department: str
    open: int = 0
    emergencies: int = 0
    overdue: int = 0
    unassigned: int = 0
    snoozed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One line of a queue; times are UTC epoch seconds."""

    id: int
    number: str
    department: str
    service: str | None
    service_name: str | None
    confidence: float
    location: str | None
    lat: float | None
    lon: float | None
    priority: str
    status: str
    urgency: str
    language: str
    channel: str
    assignee: str | None
    subject: str
    excerpt: str
    created_at: float
    updated_at: float
    due_at: float | None
    paused_at: float | None
    snoozed_until: float | None
    closed_at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a queue is narrowed to; empty values narrow nothing."""

    show: Shown = "open"
    departments: tuple[str, ...] | None = None
    """None for all of them; a person of no department sees nothing."""
    service: str = ""
    status: str = ""
    priority: str = ""
    assignee: str | None = None
    """A mail address; empty for tickets that are nobody's."""
    district: str = ""
    medium: Medium = ""
    language: str = ""
    due: Due = ""
    fared: Fared = ""
    is_waiting: bool = False
    """Only tickets whose resident was asked something."""
    unsure_below: float | None = None
    """Only tickets without a service, or understood with less confidence than this."""
    with_snoozed: bool = False
    since: float | None = None
    until: float | None = None
    """Received in this time; the end is not part of it."""
    place: str = ""
    """Words of the place."""
    words: str = ""
    """Words that the ticket holds, wherever (see `gateway.store.finding`)."""

    @property
    def is_searching(self) -> bool:
        """Whether words are looked for."""
        return bool(self.words or self.place)

    @property
    def is_costly(self) -> bool:
        """Whether each ticket must be read to know if it is meant."""
        is_rare = bool(self.fared) or self.medium == "open311"
        return self.is_searching or is_rare or self.unsure_below is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a page ends: the ticket's rank and time by which its queue is ordered, and its id."""

    rank: int
    at: float
    id: int


_COLUMNS = (
    *(ticket.c[field.name] for field in fields(QueueRow) if field.name != "excerpt"),
    func.substr(ticket.c.description, 1, EXCERPT).label("excerpt"),
)
_RANKS = {"emergency": 0, "high": 1, "normal": 2, "low": 3}


def count_queues(connection: Connection, *, now: float) -> dict[str, QueueCount]:
    """The counts of every department that has open tickets, by key."""
    awake, emergency = ~_is_asleep(now), ticket.c.priority_rank == 0
    query = (
        select(
            ticket.c.department,
            _count(awake).label("open"),
            _count(emergency).label("emergencies"),
            _count(and_(awake, _is_overdue(now))).label("overdue"),
            _count(and_(awake, ticket.c.assignee.is_(None))).label("unassigned"),
            _count(~awake).label("snoozed"),
        )
        .where(text(IS_OPEN))
        .group_by(ticket.c.department)
    )
    return {row.department: QueueCount(**row._mapping) for row in connection.execute(query)}


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def list_queue(
    connection: Connection, filters: Filters, *, now: float, limit: int, after: Mark | None = None
) -> list[QueueRow]:
    """A page of a queue. Open ones: emergencies first, then by priority, then the newest; closed ones by when they
    were closed; all together, and what is found among those that are not open, by when they came."""
    query = _narrowed(select(*_COLUMNS), connection, filters, now)
    if after:
        query = query.where(_is_behind(filters, after))
    rows = connection.execute(query.order_by(*_order(connection, filters)).limit(limit))
    return [QueueRow(**row._mapping) for row in rows]


def list_numbered(connection: Connection, numbers: tuple[str, ...]) -> list[QueueRow]:
    """The tickets with these canonical numbers, in their order."""
    rows = connection.execute(select(*_COLUMNS).where(ticket.c.number.in_(numbers)))
    found = {row.number: QueueRow(**row._mapping) for row in rows}
    return [found[number] for number in numbers if number in found]


def count_found(connection: Connection, filters: Filters, *, now: float, most: int) -> int:
    """How many tickets a queue has, counted up to `most`."""
    found = _narrowed(select(ticket.c.id), connection, filters, now).limit(most).subquery()
    return int(connection.execute(select(func.count()).select_from(found)).scalar_one())


def has_value(connection: Connection, name: str, value: str) -> bool:
    """Whether any ticket has this `department`, `service` or `district`, which the rulebook may no longer know."""
    return connection.execute(select(ticket.c.id).where(ticket.c[name] == value).limit(1)).first() is not None


def mark_of(row: QueueRow, show: Shown) -> Mark:
    """Where a page ends that ends with this line."""
    at = row.closed_at if show == "closed" else row.created_at
    return Mark(rank=_RANKS[row.priority], at=at or 0.0, id=row.id)


def _order(connection: Connection, filters: Filters) -> tuple[ColumnElement[Any], ...]:
    if filters.is_searching and filters.show != "open":
        return (newest_found(connection),)
    match filters.show:
        case "open":
            return (ticket.c.priority_rank, ticket.c.created_at.desc(), ticket.c.id.desc())
        case "closed":
            return (ticket.c.closed_at.desc(), ticket.c.id.desc())
        case "all":
            return (ticket.c.created_at.desc(), ticket.c.id.desc())


def _is_behind(filters: Filters, mark: Mark) -> ColumnElement[bool]:
    if filters.is_searching and filters.show != "open":
        return ticket.c.id < mark.id
    at = ticket.c.closed_at if filters.show == "closed" else ticket.c.created_at
    later = and_(at <= mark.at, or_(at < mark.at, ticket.c.id < mark.id))
    if filters.show != "open":
        return later
    rank = ticket.c.priority_rank
    return and_(rank >= mark.rank, or_(rank > mark.rank, later))


def _narrowed(query: Select[Any], connection: Connection, filters: Filters, now: float) -> Select[Any]:
    """Every filter by itself; those of the rows' own columns stand in the indexes."""
    for condition in (*_by_state(filters, now), *_by_column(connection, filters), *_by_fate(filters)):
        query = query.where(condition)
    if filters.is_searching:
        find = holds_words if filters.show == "open" else has_words
        query = query.where(find(connection, words=filters.words, place=filters.place))
    return query


def _by_state(filters: Filters, now: float) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.show != "all":
        found.append(_literally(IS_OPEN if filters.show == "open" else IS_CLOSED))
    if not filters.with_snoozed and filters.show == "open":
        found.append(~_is_asleep(now))
    if filters.due:
        found.append(_is_overdue(now) if filters.due == "overdue" else _is_due_soon(now))
    if filters.is_waiting:
        found.append(or_(ticket.c.status == "waiting", ticket.c.paused_at.is_not(None)))
    return found


def _by_column(connection: Connection, filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.departments is not None:
        found.append(ticket.c.department.in_(filters.departments))
    plain = ((name, getattr(filters, name)) for name in ("status", "district", "language"))
    found.extend(ticket.c[name] == value for name, value in plain if value)
    if filters.service:
        # SQLite would take the index of a service's places, and sort years of its tickets, were it not for the plus.
        service = literal_column("+ticket.service") if connection.dialect.name == "sqlite" else ticket.c.service
        found.append(service == filters.service)
    if filters.priority:
        found.append(ticket.c.priority_rank == _RANKS[filters.priority])
    if filters.assignee is not None:
        found.append(ticket.c.assignee == filters.assignee if filters.assignee else ticket.c.assignee.is_(None))
    found.extend(_came_by(filters.medium) if filters.medium else ())
    return found


def _came_by(medium: Medium) -> tuple[ColumnElement[bool], ...]:
    """What an app filed is answered by mail or text, but came by neither."""
    if medium == "open311":
        return (ticket.c.source != "",)
    is_mail = ticket.c.channel.in_(MAIL_CHANNELS)
    return (is_mail if medium == "mail" else ~is_mail, ticket.c.source == "")


def _by_fate(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.since is not None:
        found.append(ticket.c.created_at >= filters.since)
    if filters.until is not None:
        found.append(ticket.c.created_at < filters.until)
    if filters.unsure_below is not None:
        found.append(or_(ticket.c.service.is_(None), ticket.c.confidence < filters.unsure_below))
    if filters.fared:
        found.append(_FARED[filters.fared])
    return found


_FARED: dict[str, ColumnElement[bool]] = {
    "late": ticket.c.closed_at > ticket.c.due_at,
    "reopened": ticket.c.reopened > 0,
    "moved": ticket.c.moved > 0,
    "asked": ticket.c.asked > 0,
    "fixed": ticket.c.fixed.is_(True),
    "not_fixed": ticket.c.fixed.is_(False),
}


def _literally(condition: str) -> ColumnElement[bool]:
    return and_(text(condition))


def _is_asleep(now: float) -> ColumnElement[bool]:
    """Put off until later; an emergency never is."""
    until = func.coalesce(ticket.c.snoozed_until, 0.0)
    return and_(until > now, ticket.c.priority_rank > 0)


def _is_overdue(now: float) -> ColumnElement[bool]:
    return and_(_literally(IS_OPEN), ticket.c.due_at < now, ticket.c.paused_at.is_(None))


def _is_due_soon(now: float) -> ColumnElement[bool]:
    is_running = and_(_literally(IS_OPEN), ticket.c.paused_at.is_(None))
    return and_(is_running, ticket.c.due_at >= now, ticket.c.due_at < now + SOON)
