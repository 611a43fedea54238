"""The past requests that were imported: read in chunks, counted."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from gateway.envelopes import PastRequest
from gateway.store.learning_schema import history_request

CHUNK = 2_000
"""Rows that are read at once."""

_FIELDS = ("key", "text", "category", "department", "address", "lat", "lon", "requested_at", "closed_at")


def iterate_requests(connection: Connection) -> Iterator[PastRequest]:
    """Every past request in the order in which they were imported, a chunk at a time; `line` is 0."""
    columns = [history_request.c[name] for name in ("id", *_FIELDS)]
    query = select(*columns).order_by(history_request.c.id).limit(CHUNK)
    last = 0
    while rows := connection.execute(query.where(history_request.c.id > last)).all():
        yield from map(_request, rows)
        last = rows[-1].id


def list_newest_ids(connection: Connection, *, since: float | None = None, limit: int | None = None) -> array[int]:
    """The ids of past requests, the newest first and those without a date last; `since` leaves those out.

    Eight octets for each, so that a million is little. `since` is in UTC epoch seconds.
    """
    at = history_request.c.requested_at
    query = select(history_request.c.id).order_by(at.desc().nulls_last(), history_request.c.id.desc()).limit(limit)
    rows = connection.execute(query if since is None else query.where(at >= since)).scalars().yield_per(CHUNK)
    return array("q", rows)


def load_requests(connection: Connection, ids: Sequence[int]) -> list[tuple[int, PastRequest]]:
    """The past requests with these ids that are still there, in the order of their ids, each with its own."""
    query = select(*(history_request.c[name] for name in ("id", *_FIELDS))).order_by(history_request.c.id)
    return [(row.id, _request(row)) for row in connection.execute(query.where(history_request.c.id.in_(ids)))]


def count_requests(connection: Connection) -> int:
    """How many past requests there are."""
    return int(connection.execute(select(func.count()).select_from(history_request)).scalar_one())


def newest_at(connection: Connection) -> datetime | None:
    """When the newest past request was made; None when there is none or no date is known."""
    return _moment(connection.execute(select(func.max(history_request.c.requested_at))).scalar_one())


def oldest_at(connection: Connection) -> datetime | None:
    """When the oldest past request was made; None when there is none or no date is known."""
    return _moment(connection.execute(select(func.min(history_request.c.requested_at))).scalar_one())


def _request(row: Row[Any]) -> PastRequest:
    return PastRequest(
        key=row.key,
        line=0,
        text=row.text,
        category=row.category,
        department=row.department,
        address=row.address,
        lat=row.lat,
        lon=row.lon,
        requested_at=_moment(row.requested_at),
        closed_at=_moment(row.closed_at),
    )


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
