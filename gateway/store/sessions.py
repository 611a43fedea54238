"""Where staff are signed in: a row for each browser, so that a session can be seen and ended from elsewhere."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from gateway.store.schema import staff, staff_session
from gateway.store.staff import COLUMNS, StaffRow, read_staff

LONGEST = 12 * 3600.0
"""Seconds after which every session ends, however busy it was."""
_KEPT = 30 * 86_400.0
_LONGEST_AGENT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One browser; times in UTC epoch seconds, `agent` is what the browser says of itself."""

    token_hash: str
    staff_id: int
    created_at: float
    seen_at: float
    address: str
    agent: str
    ended_at: float | None


def add_session(
    connection: Connection, *, staff_id: int, token: str, address: str = "", agent: str = "", now: float
) -> None:
    """Remember that somebody signed in; sessions of last month are forgotten."""
    connection.execute(delete(staff_session).where(staff_session.c.created_at < now - _KEPT))
    values = {"token_hash": hash_token(token), "staff_id": staff_id, "created_at": now, "seen_at": now}
    connection.execute(insert(staff_session).values(**values, address=address, agent=agent[:_LONGEST_AGENT]))


def find_session(connection: Connection, token: str, *, now: float, idle: float) -> SessionRow | None:
    """The session of a token; None when it was ended, is too old, or nobody used it for `idle` seconds."""
    query = select(staff_session).where(staff_session.c.token_hash == hash_token(token), _is_alive(now, idle))
    row = connection.execute(query).first()
    return SessionRow(**row._mapping) if row else None


def find_signed_in(connection: Connection, token: str, *, now: float, idle: float) -> tuple[StaffRow, float] | None:
    """Whose session a token is, and when it was used last; None as in `find_session`. Asked with every page."""
    query = select(*COLUMNS, staff_session.c.seen_at).join(staff_session, staff_session.c.staff_id == staff.c.id)
    row = connection.execute(query.where(staff_session.c.token_hash == hash_token(token), _is_alive(now, idle))).first()
    return (read_staff(connection, row._mapping), row.seen_at) if row else None


def list_sessions(connection: Connection, staff_id: int, *, now: float, idle: float) -> list[SessionRow]:
    """Where a person is signed in, the browser used last first."""
    query = select(staff_session).where(staff_session.c.staff_id == staff_id, _is_alive(now, idle))
    rows = connection.execute(query.order_by(staff_session.c.seen_at.desc(), staff_session.c.token_hash))
    return [SessionRow(**row._mapping) for row in rows]


def touch_session(connection: Connection, token: str, *, now: float) -> None:
    """Note that the session is in use."""
    mine = staff_session.c.token_hash == hash_token(token)
    connection.execute(update(staff_session).where(mine).values(seen_at=now))


def end_session(connection: Connection, token_hash: str, *, staff_id: int, now: float) -> bool:
    """End one session of a person; whether there was one."""
    mine = (staff_session.c.token_hash == token_hash, staff_session.c.staff_id == staff_id)
    statement = update(staff_session).where(*mine, staff_session.c.ended_at.is_(None)).values(ended_at=now)
    return connection.execute(statement.returning(staff_session.c.staff_id)).first() is not None


def end_sessions(connection: Connection, staff_id: int, *, spare: str = "", now: float) -> int:
    """End all sessions of a person but the one whose token hash is `spare`; how many ended."""
    others = (staff_session.c.staff_id == staff_id, staff_session.c.token_hash != spare)
    statement = update(staff_session).where(*others, staff_session.c.ended_at.is_(None)).values(ended_at=now)
    return len(connection.execute(statement.returning(staff_session.c.token_hash)).all())


def hash_token(token: str) -> str:
    """What is kept of a token: who reads the database cannot sign in with it."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _is_alive(now: float, idle: float) -> ColumnElement[Any]:
    return (
        staff_session.c.ended_at.is_(None)
        & (staff_session.c.created_at > now - LONGEST)
        & (staff_session.c.seen_at > now - idle)
    )
