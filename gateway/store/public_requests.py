"""The requests that everybody may read: by number, or a page of a list, found by the indexes of time on `ticket`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Subquery,
    TextClause,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    null,
    select,
    text,
    true,
)

from gateway.store.open311_schema import public_words
from gateway.store.schema import attachment, contact, ticket
from gateway.store.ticket_schema import IS_CLOSED, IS_OPEN, IS_TRIED, OPEN311_TEST


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRow:
    """One request before it is worded; times are UTC epoch seconds.

    Without `made_at` its words are not masked yet: those of the ticket stand here, and the reporter beside them.
    """

    id: int
    number: str
    status: str
    close_reason: str
    priority: str
    channel: str
    source: str
    department: str
    service: str
    description: str
    location: str | None
    lat: float | None
    lon: float | None
    created_at: float
    updated_at: float
    closed_at: float | None
    due_at: float | None
    is_merged: bool
    """Whether another request goes on with this one."""
    merged_into: str | None
    """The number of that one, where everybody may read it too."""
    made_at: float | None
    reporter_address: str | None
    reporter_name: str | None
    picture: str | None
    """SHA-256 of the first picture that was made anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From `start` until before `end`, in UTC epoch seconds."""

    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """An area in WGS84 degrees; only requests whose place everybody may see are looked for in it."""

    west: float
    south: float
    east: float
    north: float
    sources: tuple[str, ...] | None = None
    """Those whose places are shown; None for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which requests are asked for."""

    public: tuple[str, ...]
    """The services whose requests everybody may read."""
    services: tuple[str, ...] = ()
    """Those of them that are asked for; empty for all."""
    is_test: bool = False
    status: Literal["", "open", "closed"] = ""
    created: Span | None = None
    changed: Span | None = None
    """When they changed last; of a closed one when it was closed."""
    box: Box | None = None
    with_pictures: bool = False
    """Whether the rows name a picture."""


_TOLD = ("id", "number", "status", "close_reason", "priority", "channel", "source", "department", "service")
_MORE = ("lat", "lon", "created_at", "updated_at", "closed_at", "due_at")
_BESIDES = ("description", "location", "reporter_id", "message_id", "merged_into")
"""What rows are made of, but do not have themselves."""
_OF_TICKET = select(*(ticket.c[name] for name in (*_TOLD, *_MORE, *_BESIDES)))
_IS_MADE = public_words.c.made_at.is_not(None)
_PUBLIC: BindParameter[Any] = bindparam("public", expanding=True)
_other = ticket.alias("other")


def list_public(connection: Connection, wanted: Wanted, *, limit: int, offset: int = 0) -> list[PublicRow]:
    """A page of them, the newest first; by when they changed where only that was asked for."""
    page = _narrowed(_OF_TICKET.where(_is_theirs(wanted)), connection, wanted).order_by(*_order(ticket.c, wanted))
    found = page.limit(limit).offset(offset).subquery("page")
    query = _rows(found, wanted).order_by(*_order(found.c, wanted))
    return [PublicRow(**row._mapping) for row in connection.execute(query, {"public": wanted.public})]


def count_public(connection: Connection, wanted: Wanted) -> int:
    """How many there are.

    All are counted, and then those of the other endpoint: what brought a ticket is in no index, and to look at each
    for it takes ten times as long.
    """
    theirs = _count(connection, wanted, text(f"ticket.{IS_TRIED}"))
    return theirs if wanted.is_test else _count(connection, wanted, true()) - theirs


def list_numbered_public(connection: Connection, numbers: Sequence[str], wanted: Wanted) -> list[PublicRow]:
    """Those of these canonical numbers that everybody may read, in their order."""
    query = _numbered(connection.dialect.name, wanted.is_test, wanted.with_pictures)
    rows = connection.execute(query, {"public": wanted.public, "numbers": list(dict.fromkeys(numbers))})
    found = {row.number: PublicRow(**row._mapping) for row in rows}
    return [found[number] for number in dict.fromkeys(numbers) if number in found]


def list_answers(connection: Connection, ids: Sequence[int]) -> dict[str, Mapping[str, str]]:
    """What was answered to the city's questions in these requests, by number and question; it is not masked."""
    answers = ticket.c.understanding["answers"]
    query = select(ticket.c.number, answers.label("answers")).where(ticket.c.id.in_(tuple(ids)))
    return {row.number: row.answers for row in connection.execute(query) if row.answers}


@cache
def _numbered(dialect: str, is_test: bool, with_pictures: bool) -> Select[Any]:
    """Made once, because to put it together takes longer than to find a request."""
    wanted = Wanted(public=(), is_test=is_test, with_pictures=with_pictures)
    mine = (
        _service(dialect).in_(_PUBLIC),
        _is_theirs(wanted),
        ticket.c.number.in_(bindparam("numbers", expanding=True)),
    )
    return _rows(_OF_TICKET.where(*mine).subquery("page"), wanted)


def _rows(page: Subquery, wanted: Wanted) -> Select[Any]:
    """The rows of these tickets, with the parameter `public`. A reporter is looked up only where words are not made."""
    of = page.c
    reporter = select(contact).where(contact.c.id == of.reporter_id)
    return (
        select(
            *(of[name] for name in (*_TOLD, *_MORE)),
            case((_IS_MADE, public_words.c.description), else_=of.description).label("description"),
            case((_IS_MADE, public_words.c.location), else_=of.location).label("location"),
            of.merged_into.is_not(None).label("is_merged"),
            _other.c.number.label("merged_into"),
            public_words.c.made_at,
            case((~_IS_MADE, _only(reporter, contact.c.address))).label("reporter_address"),
            case((~_IS_MADE, _only(reporter, contact.c.name))).label("reporter_name"),
            (_picture_of(of.message_id) if wanted.with_pictures else null()).label("picture"),
        )
        .select_from(page)
        .join(public_words, public_words.c.ticket_id == of.id, isouter=True)
        .join(_other, and_(_other.c.id == of.merged_into, _other.c.service.in_(_PUBLIC)), isouter=True)
    )


def _only(query: Select[Any], column: ColumnElement[Any]) -> ColumnElement[Any]:
    return query.with_only_columns(column).scalar_subquery()


def _picture_of(message_id: ColumnElement[int]) -> ColumnElement[Any]:
    return (
        select(attachment.c.picture_sha256)
        .where(attachment.c.message_id == message_id, attachment.c.picture_sha256.is_not(None))
        .where(~attachment.c.decorative)
        .order_by(attachment.c.position)
        .limit(1)
        .scalar_subquery()
    )


def _order(of: Any, wanted: Wanted) -> tuple[ColumnElement[Any], ...]:
    at = of.updated_at if wanted.changed and not wanted.created else of.created_at
    return (at.desc(), of.id.desc())


def _count(connection: Connection, wanted: Wanted, condition: ColumnElement[bool] | TextClause) -> int:
    found = _narrowed(select(ticket.c.id), connection, wanted).where(condition).subquery()
    return int(connection.execute(select(func.count()).select_from(found)).scalar_one())


def _narrowed(query: Select[Any], connection: Connection, wanted: Wanted) -> Select[Any]:
    """Everything but which endpoint they belong to."""
    query = query.where(_service(connection.dialect.name).in_(wanted.services or wanted.public))
    if wanted.status:
        query = query.where(text(f"ticket.{IS_OPEN if wanted.status == 'open' else IS_CLOSED}"))
    if span := wanted.created:
        query = query.where(ticket.c.created_at >= span.start, ticket.c.created_at < span.end)
    if span := wanted.changed:
        # Nothing changes before it is closed, so the index of changes bounds what was closed in that time, too.
        changed = func.coalesce(ticket.c.closed_at, ticket.c.updated_at)
        query = query.where(ticket.c.updated_at >= span.start, changed >= span.start, changed < span.end)
    return query.where(*_inside(wanted.box)) if wanted.box else query


def _service(dialect: str) -> ColumnElement[Any]:
    """SQLite would take the index of a service's places, and sort years of its tickets, were it not for the plus."""
    return literal_column("+ticket.service") if dialect == "sqlite" else ticket.c.service


def _is_theirs(wanted: Wanted) -> ColumnElement[bool]:
    return and_(text(f"ticket.{IS_TRIED}")) if wanted.is_test else ticket.c.source != OPEN311_TEST


def _inside(box: Box) -> tuple[ColumnElement[bool], ...]:
    sources = () if box.sources is None else (ticket.c.source.in_(box.sources),)
    return (
        ticket.c.lat.between(box.south, box.north),
        ticket.c.lon.between(box.west, box.east),
        ticket.c.priority != "emergency",
        *sources,
    )
