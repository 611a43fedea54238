"""What is in the past requests, counted by the database: months, names, gaps, durations, likely repetitions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Integer, Select, cast, func, select, text
from sqlalchemy.sql.selectable import Subquery

from gateway.store.learning_schema import history_import, history_request

DAY = 86_400
REPEATED_WITHIN = 7 * DAY
"""Seconds within which the same text or place is likely the same problem."""
_TELLING = 20
"""Characters from which on two equal texts are no accident."""
_COMPARED = 100
"""Characters of two texts that are compared."""

_row = history_request.c
_took = _row.closed_at - _row.requested_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """How often a category or department stands in the history."""

    name: str
    number: int
    closed: int
    median_days: float | None
    """From request to closing; None where nothing was closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """How many requests lack something."""

    text: int
    category: int
    department: int
    place: int
    """Neither address nor point."""
    date: int
    closing: int
    backwards: int
    """Closed before they were made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """Requests that follow a like one within a week."""

    text: int
    place: int
    """Of the same category at the same address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRow:
    """One import."""

    source: str
    name: str
    read: int
    added: int
    changed: int
    refused: int
    created_at: float


def count_by_month(connection: Connection) -> dict[str, int]:
    """Requests by month as `2024-05`, in UTC, in order; months without any are not in it."""
    day = (
        cast(_row.requested_at / DAY - 0.5, Integer) if _rounds(connection) else cast(_row.requested_at / DAY, Integer)
    )
    query = select(day, func.count()).where(_row.requested_at.is_not(None)).group_by(day).order_by(day)
    months: dict[str, int] = {}
    for number, count in connection.execute(query):
        month = f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=number):%Y-%m}"
        months[month] = months.get(month, 0) + count
    return months


def count_names(connection: Connection, column: str) -> list[Named]:
    """Each value of `category` or `department`, the most frequent first; empty ones are left out."""
    name = _row[column]
    medians = dict(_medians(connection, name))
    number, closed = func.count(), func.count(_row.closed_at)
    query = select(name, number, closed).where(name != "").group_by(name).order_by(number.desc(), name)
    return [
        Named(name=value, number=count, closed=done, median_days=medians.get(value))
        for value, count, done in connection.execute(query)
    ]


def count_gaps(connection: Connection) -> Gaps:
    """What is missing how often."""
    wanting = {
        "text": _row.text == "",
        "category": _row.category == "",
        "department": _row.department == "",
        "place": (_row.address == "") & _row.lat.is_(None),
        "date": _row.requested_at.is_(None),
        "closing": _row.closed_at.is_(None),
        "backwards": _row.closed_at < _row.requested_at,
    }
    query = select(*(func.count().filter(condition).label(name) for name, condition in wanting.items()))
    return Gaps(**connection.execute(query).mappings().one())


def count_repeated(connection: Connection) -> Repeated:
    """Requests that come within a week after one with the same words, or of the same category at the same address."""
    words = func.lower(func.substr(_row.text, 1, _COMPARED))
    return Repeated(
        text=_count_close(connection, words, where=func.length(_row.text) >= _TELLING),
        place=_count_close(connection, _row.category, func.lower(_row.address), where=_row.address != ""),
    )


def list_imports(connection: Connection, limit: int) -> list[ImportRow]:
    """The newest imports, the newest first."""
    names = ("source", "name", "read", "added", "changed", "refused", "created_at")
    query = select(*(history_import.c[name] for name in names)).order_by(history_import.c.id.desc()).limit(limit)
    return [ImportRow(**row) for row in connection.execute(query).mappings()]


def be_patient(connection: Connection) -> None:
    """Counting a million requests may take PostgreSQL longer than a page is allowed to."""
    if _rounds(connection):
        connection.execute(text("SET LOCAL statement_timeout = 0"))


def _rounds(connection: Connection) -> bool:
    """PostgreSQL rounds where SQLite cuts off."""
    return connection.dialect.name == "postgresql"


def _count_close(connection: Connection, *same: ColumnElement[str], where: ColumnElement[bool]) -> int:
    before = func.lag(_row.requested_at).over(partition_by=same, order_by=_row.requested_at)
    gaps = select((_row.requested_at - before).label("gap")).where(where, _row.requested_at.is_not(None)).subquery()
    query = select(func.count()).select_from(gaps).where(gaps.c.gap <= REPEATED_WITHIN)
    return int(connection.execute(query).scalar_one())


def _medians(connection: Connection, name: ColumnElement[str]) -> Iterator[tuple[str, float]]:
    for row in connection.execute(_middle(_ranked(name).subquery())):
        yield row.name, row.took / DAY


def _ranked(name: ColumnElement[str]) -> Select[tuple[str, float, int, int]]:
    """Each closed request with its place among those of its name."""
    place = func.row_number().over(partition_by=name, order_by=_took)
    number = func.count().over(partition_by=name)
    columns = (name.label("name"), _took.label("took"), place.label("place"), number.label("number"))
    return select(*columns).where(_took >= 0, name != "")


def _middle(ranked: Subquery) -> Select[tuple[str, float]]:
    """The one in the middle, or the mean of the two."""
    first, second = (ranked.c.number + 1) // 2, (ranked.c.number + 2) // 2
    middle = (ranked.c.place == first) | (ranked.c.place == second)
    return select(ranked.c.name, func.avg(ranked.c.took).label("took")).where(middle).group_by(ranked.c.name)
