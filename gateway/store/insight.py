"""What figures are counted from: the requests of a day as they stand, and the packed days that are kept of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Integer, Row, bindparam, case, delete, func, insert, select, update

from gateway.store.dialects import DIALECTS
from gateway.store.insight_schema import insight_changed, insight_day, insight_name, insight_state
from gateway.store.ticket_schema import OPEN311_TEST, ticket

DIMENSIONS = ("department", "service", "district", "channel", "language")
"""What requests are counted by; each has names with numbers of its own."""
CountedRow = Row[*tuple[Any, ...]]
"""A ticket's columns that figures are counted from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedDay:
    """The requests that arrived on one day of the city's time zone, packed by `gateway.insight.records`."""

    day: str
    """As `2026-03-02`."""
    requests: int
    records: bytes
    points: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """In which time zone days were cut, and when they were last looked at, in UTC epoch seconds; 0 for never."""

    zone: str
    counted_at: float


_CAME_BY = case((ticket.c.source != "", ticket.c.source), else_=ticket.c.channel)
"""How it came, which is not how its reporter is answered where an app filed it."""
_IS_MEANT = ticket.c.source != OPEN311_TEST
_REQUESTS = (
    select(
        ticket.c.created_at,
        *(_CAME_BY.label(name) if name == "channel" else ticket.c[name] for name in DIMENSIONS),
        ticket.c.priority,
        ticket.c.status,
        ticket.c.lat,
        ticket.c.lon,
        ticket.c.due_at,
        ticket.c.closed_at,
        ticket.c.merged_into,
        ticket.c.paused_at,
        ticket.c.first_answer_at,
        ticket.c.reopened,
        ticket.c.moved,
        ticket.c.asked,
        ticket.c.fixed,
    )
    .where(ticket.c.created_at >= bindparam("start"), ticket.c.created_at < bindparam("end"), _IS_MEANT)
    .order_by(ticket.c.created_at, ticket.c.id)
)
_CHANGED = select(insight_changed.c.id, insight_changed.c.moment).order_by(insight_changed.c.id)
_SOME_CHANGED = _CHANGED.limit(bindparam("most", type_=Integer))
_DAYS = (
    select(insight_day.c.day, insight_day.c.requests, insight_day.c.records, insight_day.c.points)
    .where(insight_day.c.day >= bindparam("first"), insight_day.c.day <= bindparam("last"))
    .order_by(insight_day.c.day)
)
_RECORDS = _DAYS.with_only_columns(insight_day.c.records)


def list_requests(connection: Connection, *, start: float, end: float) -> Sequence[CountedRow]:
    """What is counted of the requests that arrived from `start` until before `end` (UTC epoch seconds), in order."""
    return connection.execute(_REQUESTS, {"start": start, "end": end}).all()


def take_turn(connection: Connection) -> State:
    """Wait until no other process counts, and say what was counted; the turn ends with the transaction."""
    mine = update(insight_state).values(counted_at=insight_state.c.counted_at)
    row = connection.execute(mine.returning(insight_state.c.zone, insight_state.c.counted_at)).one()
    return State(zone=row.zone, counted_at=row.counted_at)


def find_state(connection: Connection) -> State:
    """What was counted; waits for nobody."""
    row = connection.execute(select(insight_state.c.zone, insight_state.c.counted_at)).one()
    return State(zone=row.zone, counted_at=row.counted_at)


def set_state(connection: Connection, state: State) -> None:
    """Note in which time zone days are cut, and when they were looked at."""
    connection.execute(update(insight_state).values(zone=state.zone, counted_at=state.counted_at))


def has_changes(connection: Connection) -> bool:
    """Whether any day is to be counted again."""
    return connection.execute(_SOME_CHANGED, {"most": 1}).first() is not None


def list_changes(connection: Connection, *, limit: int) -> list[tuple[int, float]]:
    """The oldest notes of changes: their ids, and when the changed requests arrived."""
    return [(row.id, row.moment) for row in connection.execute(_SOME_CHANGED, {"most": limit})]


def forget_changes(connection: Connection, ids: Sequence[int]) -> None:
    """Take back notes of changes, which come in ascending order of ids; others between them may not be visible yet."""
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        connection.execute(delete(insight_changed).where(insight_changed.c.id.in_(some)))


def forget_days(connection: Connection) -> None:
    """Begin with nothing: no day is counted, and nothing is noted as changed."""
    connection.execute(delete(insight_day))
    connection.execute(delete(insight_changed))


def note_changes(connection: Connection, moments: Iterable[float]) -> None:
    """Note days as changed by any moment of theirs, UTC epoch seconds; they are counted in this order."""
    if rows := [{"moment": moment} for moment in moments]:
        connection.execute(insert(insight_changed), rows)


def find_span(connection: Connection) -> tuple[float, float] | None:
    """When the first and the last request arrived, in UTC epoch seconds; None while there is none."""
    row = connection.execute(select(func.min(ticket.c.created_at), func.max(ticket.c.created_at))).one()
    return None if row[0] is None else (row[0], row[1])


def keep_day(connection: Connection, day: PackedDay) -> None:
    """Keep a day instead of what was kept of it; one without requests is forgotten."""
    if not day.requests:
        connection.execute(delete(insight_day).where(insight_day.c.day == day.day))
        return
    values = {"requests": day.requests, "records": day.records, "points": day.points}
    statement = DIALECTS[connection.dialect.name].insert(insight_day).values(day=day.day, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["day"], set_=values))


def list_days(connection: Connection, *, first: str, last: str) -> Iterator[PackedDay]:
    """The kept days from `first` to `last`, both included, in order; days without requests are not among them."""
    for row in connection.execute(_DAYS, {"first": first, "last": last}):
        yield PackedDay(day=row.day, requests=row.requests, records=row.records, points=row.points)


def list_records(connection: Connection, *, first: str, last: str) -> list[bytes]:
    """The records of the kept days, for who does not ask where requests are."""
    return [row.records for row in connection.execute(_RECORDS, {"first": first, "last": last})]


def names_of(row: CountedRow) -> list[tuple[str, str]]:
    """What a request is counted by; an unknown service is the empty name."""
    return [(dimension, getattr(row, dimension) or "") for dimension in DIMENSIONS]


def list_names(connection: Connection) -> dict[str, dict[str, int]]:
    """The number of each name, by dimension."""
    found: dict[str, dict[str, int]] = {dimension: {} for dimension in DIMENSIONS}
    for row in connection.execute(select(insight_name)):
        found[row.dimension][row.name] = row.number
    return found


def add_names(connection: Connection, known: Mapping[str, Mapping[str, int]], names: Iterable[tuple[str, str]]) -> None:
    """Give numbers to names that have none, after those of their dimension; needs the turn (see `take_turn`)."""
    following = {dimension: len(known[dimension]) for dimension in DIMENSIONS}
    rows = []
    for dimension, name in names:
        rows.append({"dimension": dimension, "number": following[dimension], "name": name})
        following[dimension] += 1
    if rows:
        connection.execute(insert(insight_name), rows)
