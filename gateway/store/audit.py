"""What staff did, one line each: who, when, what and to what; lines are added and read, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, insert, select

from gateway.store.desk_schema import audit

Data = Mapping[str, Any]

PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One line; `at` is in UTC epoch seconds, `address` the network address it came from (empty: a command)."""

    id: int
    at: float
    actor: str
    action: str
    subject: str
    data: Data
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which lines are wanted: empty words mean any, and `until` is not included."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: float | None = None
    until: float | None = None


EVERYTHING = AuditFilter()


def add_audit(
    connection: Connection,
    *,
    actor: str,
    action: str,
    subject: str = "",
    data: Data | None = None,
    address: str = "",
    now: float,
) -> None:
    """Write a line in the transaction of what was done; never a password, and nothing that a resident wrote."""
    values = {"at": now, "actor": actor, "action": action, "subject": subject, "address": address}
    connection.execute(insert(audit).values(**values, data=dict(data or {})))


def list_audit(
    connection: Connection, wanted: AuditFilter = EVERYTHING, *, before: int = 0, limit: int = PAGE
) -> list[AuditRow]:
    """Lines, newest first; `before` is the id of the last line of the page before (0: from the newest)."""
    query = _select(wanted).limit(limit)
    if before:
        query = query.where(audit.c.id < before)
    return [_read(row) for row in connection.execute(query)]


def _select(wanted: AuditFilter) -> Select[Any]:
    return select(audit).where(*_conditions(wanted)).order_by(audit.c.id.desc())


def _conditions(wanted: AuditFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.actor:
        yield audit.c.actor == wanted.actor
    if wanted.action:
        yield audit.c.action == wanted.action
    if wanted.subject:
        yield audit.c.subject == wanted.subject
    if wanted.since is not None:
        yield audit.c.at >= wanted.since
    if wanted.until is not None:
        yield audit.c.at < wanted.until


def _read(row: Row[Any]) -> AuditRow:
    return AuditRow(**row._mapping)
