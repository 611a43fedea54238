"""Open tickets near another one, and which tickets may be the same problem until somebody says yes or no."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    distinct,
    exists,
    false,
    func,
    or_,
    select,
    union_all,
    update,
)

from gateway.routing.areas import Box
from gateway.store.dialects import DIALECTS
from gateway.store.learning_schema import ticket_link
from gateway.store.links import ALIKE
from gateway.store.schema import attachment, ticket
from gateway.store.ticket_schema import OPEN311_TEST
from gateway.store.tickets import TicketRow

_MOST_NEAR = 20
_INSERT = {name: dialect.insert(ticket_link).on_conflict_do_nothing() for name, dialect in DIALECTS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """What must be known of an open ticket to say how much it is like another one."""

    id: int
    number: str
    reporter_id: int | None
    department: str
    priority: str
    description: str
    lat: float | None
    lon: float | None
    place_key: str
    created_at: float
    has_same_photo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A ticket that may be about the same problem as the one whose page is open."""

    ticket: TicketRow
    score: float
    is_settled: bool


_NEAR = [ticket.c[field.name] for field in fields(Near) if field.name != "has_same_photo"]


def list_near(
    connection: Connection, row: TicketRow, box: Box | None, *, since: float, has_photo: bool
) -> tuple[Near, ...]:
    """The oldest open tickets of the same service, opened since then, in `box` or at the same place; one query.

    Those of the same message are others by what their sender wrote.
    """
    ways = [_at_place(row, since)] if row.place_key else []
    ways += [_in_box(row, box, since)] if box is not None else []
    if not ways or row.service is None:
        return ()
    photo = _has_same_photo(row) if has_photo else false()
    queries = [select(*_NEAR, photo.label("has_same_photo")).where(way) for way in ways]
    found = union_all(*queries).order_by("id").limit(_MOST_NEAR)
    rows = {near.id: Near(**near._mapping) for near in connection.execute(found)}
    return tuple(rows.values())


def _is_candidate(row: TicketRow, since: float) -> ColumnElement[bool]:
    return and_(
        ticket.c.service == row.service,
        ticket.c.status != "closed",
        ticket.c.created_at >= since,
        ticket.c.id < row.id,
        ticket.c.message_id != row.message_id,
        ticket.c.source != OPEN311_TEST,
    )


def _at_place(row: TicketRow, since: float) -> ColumnElement[bool]:
    return and_(_is_candidate(row, since), ticket.c.place_key == row.place_key)


def _in_box(row: TicketRow, box: Box, since: float) -> ColumnElement[bool]:
    is_inside = and_(ticket.c.lat.between(box.south, box.north), ticket.c.lon.between(box.west, box.east))
    return and_(_is_candidate(row, since), is_inside)


def _has_same_photo(row: TicketRow) -> ColumnElement[bool]:
    mine, theirs = attachment.alias(), attachment.alias()
    return exists().where(
        mine.c.message_id == row.message_id,
        theirs.c.message_id == ticket.c.message_id,
        mine.c.sha256 == theirs.c.sha256,
    )


def set_place_key(connection: Connection, ticket_id: int, key: str) -> None:
    """Let a ticket be found by where it is."""
    connection.execute(update(ticket).where(ticket.c.id == ticket_id).values(place_key=key))


def suggest(
    connection: Connection,
    row: TicketRow,
    found: Iterable[tuple[Near, float]],
    *,
    now: float,
    joined_to: int | None = None,
) -> None:
    """Ask staff whether a ticket is about the same as older ones; what they have said already stays said.

    Of the one that it was joined to nobody need be asked.
    """
    known = {"other_id": row.id, "kind": ALIKE, "created_at": now}
    rows = [
        {**known, "ticket_id": near.id, "score": score, "settled_at": now if near.id == joined_to else None}
        for near, score in found
    ]
    if rows:
        connection.execute(_INSERT[connection.dialect.name], rows)


def list_suggestions(connection: Connection, ticket_id: int) -> tuple[Suggestion, ...]:
    """The tickets that may be, or were said to be or not to be, the same as this one; the likest first."""
    other = case((ticket_link.c.ticket_id == ticket_id, ticket_link.c.other_id), else_=ticket_link.c.ticket_id)
    mine = or_(ticket_link.c.ticket_id == ticket_id, ticket_link.c.other_id == ticket_id)
    columns = [ticket.c[field.name] for field in fields(TicketRow)]
    query = (
        select(*columns, ticket_link.c.score.label("score"), ticket_link.c.settled_at.label("settled_at"))
        .join(ticket_link, ticket.c.id == other)
        .where(mine, ticket_link.c.kind == ALIKE)
        .order_by(ticket_link.c.score.desc(), ticket.c.id)
        .limit(_MOST_NEAR)
    )
    return tuple(_read(dict(row._mapping)) for row in connection.execute(query))


def _read(values: dict[str, object]) -> Suggestion:
    score, settled_at = values.pop("score"), values.pop("settled_at")
    row = TicketRow(**values)  # type: ignore[arg-type]
    return Suggestion(ticket=row, score=float(str(score)), is_settled=settled_at is not None)


def settle(connection: Connection, ticket_id: int, other_id: int, *, now: float) -> bool:
    """Remember that somebody has answered whether two tickets are the same; False when it was answered before."""
    pair = or_(
        and_(ticket_link.c.ticket_id == ticket_id, ticket_link.c.other_id == other_id),
        and_(ticket_link.c.ticket_id == other_id, ticket_link.c.other_id == ticket_id),
    )
    mine = and_(pair, ticket_link.c.kind == ALIKE, ticket_link.c.settled_at.is_(None))
    return connection.execute(update(ticket_link).where(mine).values(settled_at=now)).rowcount > 0


def list_joined(connection: Connection, ticket_id: int) -> tuple[TicketRow, ...]:
    """The tickets that go on as this one, also by way of others, in the order in which they were opened."""
    joined = select(ticket.c.id).where(ticket.c.merged_into == ticket_id).cte(recursive=True)
    joined = joined.union(select(ticket.c.id).where(ticket.c.merged_into == joined.c.id))
    columns = [ticket.c[field.name] for field in fields(TicketRow)]
    query = select(*columns).where(ticket.c.id.in_(select(joined.c.id))).order_by(ticket.c.id)
    return tuple(TicketRow(**row._mapping) for row in connection.execute(query))


def count_reporters(connection: Connection, ticket_id: int) -> int:
    """How many people have reported the problem of this ticket, through it or through one that was joined to it."""
    joined = select(ticket.c.id).where(ticket.c.id == ticket_id).cte(recursive=True)
    joined = joined.union(select(ticket.c.id).where(ticket.c.merged_into == joined.c.id))
    query = select(func.count(distinct(ticket.c.reporter_id))).where(ticket.c.id.in_(select(joined.c.id)))
    return int(connection.execute(query).scalar_one())
