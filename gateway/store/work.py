"""The work table is the queue: rows are claimed with a lease and finished under a fence (PROTOCOL 16.14-16.18).

A row goes from ready to leased to done. Whoever holds the lease token may finish it; when a lease expires the row is
ready again and the old holder's `finish` returns False, so that an effect happens once however often it was tried.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Integer, Row, and_, bindparam, delete, func, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from gateway.errors import GatewayError
from gateway.store.engine import Store
from gateway.store.schema import work

Kind = Literal["process", "deliver", "files", "remind", "locate", "rules"]
KINDS: tuple[Kind, ...] = ("process", "deliver", "files", "remind", "locate", "rules")
LEASE_SECONDS = 60.0
WAITS_FOR_PARTS = "waits for the other parts of its text"
"""The error of work that is put off on purpose, so that nobody is alarmed."""
KEEP_DONE_SECONDS = 7 * 86400.0
FOR_SYSTEMS = 8
"""From this priority on work is a call of another computer: below all that people wait for, and given out alone."""
FOR_WEBHOOKS = 9

# Statements are built once: putting one together takes longer than running it.
_LOCK_CLAIMS = text("SELECT pg_advisory_xact_lock(311, hashtext(:kind))")
_INSERT = {
    "sqlite": sqlite.insert(work).on_conflict_do_nothing(index_elements=["kind", "ref"]),
    "postgresql": postgresql.insert(work).on_conflict_do_nothing(index_elements=["kind", "ref"]),
}
_ELSEWHERE = select(work.c.lane).where(
    work.c.kind == bindparam("kind"), work.c.state == "leased", work.c.lane.is_not(None)
)
_DUE = (
    select(work.c.id, work.c.ref, work.c.attempts, work.c.priority)
    .where(work.c.kind == bindparam("kind"), work.c.state == "ready", work.c.next_at <= bindparam("now"))
    .where(or_(work.c.lane.is_(None), work.c.lane.not_in(_ELSEWHERE)))
    .order_by(work.c.priority, work.c.next_at, work.c.id)
    .limit(bindparam("most", type_=Integer, literal_execute=True))
    .with_for_update(skip_locked=True)
)
_DUE_OF_REF = _DUE.where(work.c.ref == bindparam("ref"))
_LONGEST_DUE = (
    select(work.c.ref, work.c.next_at)
    .where(work.c.kind == bindparam("kind"), work.c.state == "ready", work.c.next_at <= bindparam("now"))
    .order_by(work.c.next_at)
    .limit(1)
)
_LEASE = (
    update(work)
    .where(work.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state="leased", lease_until=bindparam("until"), lease_token=bindparam("token"), attempts=work.c.attempts + 1
    )
)
_HELD = and_(work.c.id == bindparam("held"), work.c.state == "leased", work.c.lease_token == bindparam("token"))
_EXTEND = update(work).where(_HELD).values(lease_until=bindparam("until"))
_GIVEN_UP = update(work).where(_HELD).values(lease_until=None, lease_token=None)
_FINISH = _GIVEN_UP.values(state="done")
_FINISH_ALL = (
    update(work)
    .where(
        work.c.id.in_(bindparam("held", expanding=True)),
        work.c.state == "leased",
        work.c.lease_token == bindparam("token"),
    )
    .values(state="done", lease_until=None, lease_token=None)
)
_POSTPONE = _GIVEN_UP.values(state="ready", next_at=bindparam("later"), last_error=bindparam("error"))
_RELEASE = _GIVEN_UP.values(state="ready", attempts=work.c.attempts - 1)
_BURY = _GIVEN_UP.values(state="dead", last_error=bindparam("error"))


class FencedError(GatewayError):
    """Someone else holds the lease of this work by now; roll back, for what was done here must not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to do one piece of work until the lease ends. `attempts` counts this one: 1 at the first."""

    id: int
    kind: str
    ref: int
    attempts: int
    lease_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWork:
    """Work to add. `lane` keeps rows in order; a smaller `priority` goes first; `next_at` is now when None."""

    kind: str
    ref: int
    lane: str | None = None
    priority: int = 0
    next_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueWork:
    """A row that is due since `next_at`."""

    kind: str
    ref: int
    next_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkStatistics:
    """What waits: numbers of rows, and the age of the oldest inbound message that is not processed (0 for none)."""

    oldest_unprocessed_seconds: float
    ready: int
    leased: int
    dead: int
    by_kind: dict[str, dict[str, int]]
    """Rows by kind and state, without the ones that are done."""


def add_work(
    connection: Connection,
    *,
    kind: str,
    ref: int,
    now: float,
    lane: str | None = None,
    priority: int = 0,
    next_at: float | None = None,
) -> None:
    """Add one piece of work; work that is there already, even done, stays as it is."""
    add_works(connection, [NewWork(kind=kind, ref=ref, lane=lane, priority=priority, next_at=next_at)], now=now)


def add_works(connection: Connection, items: Sequence[NewWork], *, now: float) -> None:
    """Add many pieces of work in this order; work that is there already, even done, stays as it is."""
    connection.execute(_INSERT[connection.dialect.name], [_to_values(item, now) for item in items])


def claim(store: Store, *, kind: str, limit: int, now: float, lease: float = LEASE_SECONDS) -> list[Claim]:
    """Take up to `limit` due rows for `lease` seconds, in the order in which they must be worked through.

    Rows of one lane are never held by two at once. Work that was tried before is given out alone: when it
    brings the process down, no other row loses an attempt with it. So is what another computer is told: while it
    keeps us waiting, what has come for people meanwhile goes first.
    """
    token = secrets.token_hex(16)
    with store.writing() as connection:
        if not store.is_sqlite:
            # Two claims at once would not see each other's lanes.
            connection.execute(_LOCK_CLAIMS, {"kind": kind})
        due = _choose(connection.execute(_DUE, {"kind": kind, "now": now, "most": limit}).all())
        if due:
            connection.execute(_LEASE, {"ids": [row.id for row in due], "token": token, "until": now + lease})
    return [Claim(id=row.id, kind=kind, ref=row.ref, attempts=row.attempts + 1, lease_token=token) for row in due]


def claim_one(store: Store, *, kind: Kind, ref: int, now: float, lease: float = LEASE_SECONDS) -> Claim | None:
    """Take the one row of `kind` for `ref`; None when it is not due, when somebody has it, or another of its lane."""
    token = secrets.token_hex(16)
    with store.writing() as connection:
        if not store.is_sqlite:
            connection.execute(_LOCK_CLAIMS, {"kind": kind})
        due = connection.execute(_DUE_OF_REF, {"kind": kind, "now": now, "most": 1, "ref": ref}).first()
        if due is None:
            return None
        connection.execute(_LEASE, {"ids": [due.id], "token": token, "until": now + lease})
    return Claim(id=due.id, kind=kind, ref=ref, attempts=due.attempts + 1, lease_token=token)


def extend(store: Store, claims: Collection[Claim], *, now: float, lease: float = LEASE_SECONDS) -> None:
    """Hold the claims for `lease` seconds from now, those that are still held."""
    with store.writing() as connection:
        for held in claims:
            connection.execute(_EXTEND, {**_fence(held), "until": now + lease})


def finish(connection: Connection, claim: Claim) -> bool:
    """Mark the work done. False when the lease was lost: the caller must roll back by raising `FencedError`.

    Whoever calls it first in a transaction keeps others out: a second holder waits here and then gets False.
    """
    return connection.execute(_FINISH, _fence(claim)).rowcount == 1


def finish_all(connection: Connection, claims: Sequence[Claim]) -> bool:
    """Mark the work of several claims done, or none of it: False as for `finish` when one lease was lost."""
    fences = {"held": [claim.id for claim in claims], "token": claims[0].lease_token}
    same_token = all(claim.lease_token == claims[0].lease_token for claim in claims)
    return same_token and connection.execute(_FINISH_ALL, fences).rowcount == len(claims)


def postpone(store: Store, claim: Claim, *, next_at: float, error: str) -> bool:
    """Try again at `next_at`; `error` says why, without personal data. False when the lease was lost."""
    with store.writing() as connection:
        return connection.execute(_POSTPONE, {**_fence(claim), "later": next_at, "error": error[:500]}).rowcount == 1


def release(store: Store, claims: Collection[Claim]) -> None:
    """Give back claims that were not begun; the attempt does not count."""
    with store.writing() as connection:
        for held in claims:
            connection.execute(_RELEASE, _fence(held))


def bury(store: Store, claim: Claim, *, error: str) -> bool:
    """Give up: the row stays as dead, for a person to look at and revive. False when the lease was lost."""
    with store.writing() as connection:
        return connection.execute(_BURY, {**_fence(claim), "error": error[:500]}).rowcount == 1


def revive(connection: Connection, *, kind: str, ref: int, now: float) -> bool:
    """Have the work done again from its first attempt, now. False when somebody is doing it or there is none."""
    again = {"state": "ready", "attempts": 0, "next_at": now, "lease_until": None, "lease_token": None}
    free = or_(work.c.state != "leased", work.c.lease_until < now)
    statement = update(work).where(work.c.kind == kind, work.c.ref == ref, free)
    return connection.execute(statement.values(again)).rowcount == 1


def release_expired(connection: Connection, *, now: float) -> int:
    """Make work ready again whose holder was not heard of until the lease ended; the number of rows."""
    lost = {
        "state": "ready",
        "last_error": "the worker was lost (crash, kill or time-out)",
        "lease_until": None,
        "lease_token": None,
    }
    expired = and_(work.c.kind.in_(KINDS), work.c.state == "leased", work.c.lease_until < now)
    return connection.execute(update(work).where(expired).values(lost)).rowcount


def purge_done(connection: Connection, *, now: float, keep: float = KEEP_DONE_SECONDS, limit: int = 5000) -> int:
    """Delete up to `limit` rows of work that was added more than `keep` seconds ago and is done."""
    old = select(work.c.id).where(work.c.kind.in_(KINDS), work.c.state == "done", work.c.created_at < now - keep)
    return connection.execute(delete(work).where(work.c.id.in_(old.limit(limit)))).rowcount


def find_due(connection: Connection, *, now: float) -> list[DueWork]:
    """For each kind of which something is due the row that is due for longest: whom to ring for."""
    rows = [connection.execute(_LONGEST_DUE, {"kind": kind, "now": now}).one_or_none() for kind in KINDS]
    return [DueWork(kind=kind, ref=row.ref, next_at=row.next_at) for kind, row in zip(KINDS, rows, strict=True) if row]


def statistics(connection: Connection, now: float) -> WorkStatistics:
    """Count what is not done (PROTOCOL 16.18)."""
    counts: dict[str, dict[str, int]] = {kind: dict.fromkeys(("ready", "leased", "dead"), 0) for kind in KINDS}
    open_rows = and_(work.c.kind.in_(KINDS), work.c.state.in_(("ready", "leased", "dead")))
    query = select(work.c.kind, work.c.state, func.count()).where(open_rows).group_by(work.c.kind, work.c.state)
    for kind, state, number in connection.execute(query):
        counts[kind][state] = number
    return WorkStatistics(
        oldest_unprocessed_seconds=_oldest_unprocessed(connection, now),
        **{state: sum(counts[kind][state] for kind in KINDS) for state in ("ready", "leased", "dead")},
        by_kind=counts,
    )


def _oldest_unprocessed(connection: Connection, now: float) -> float:
    on_purpose = and_(work.c.last_error == WAITS_FOR_PARTS, work.c.next_at > now)
    waiting = and_(work.c.kind == "process", work.c.state.in_(("ready", "leased")), on_purpose.is_not(True))
    oldest: float | None = connection.scalar(select(func.min(work.c.created_at)).where(waiting))
    return 0.0 if oldest is None else max(0.0, now - oldest)


def _choose(due: Sequence[Row[*tuple[Any, ...]]]) -> list[Row[*tuple[Any, ...]]]:
    if due and (due[0].attempts or due[0].priority >= FOR_SYSTEMS):
        return [due[0]]
    return [row for row in due if not row.attempts and row.priority < FOR_SYSTEMS]


def _fence(claim: Claim) -> dict[str, Any]:
    return {"held": claim.id, "token": claim.lease_token}


def _to_values(item: NewWork, now: float) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "ref": item.ref,
        "lane": item.lane,
        "priority": item.priority,
        "next_at": now if item.next_at is None else item.next_at,
        "created_at": now,
    }
