"""Answers to texts that are still held back, because their reader may be writing on (PROTOCOL 15.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, and_, bindparam, select, update

from gateway.envelopes import OutboundKind
from gateway.store.schema import outbox, work

SAID_LATER = "said in the next message"
_HELD_BACK = (OutboundKind.ACKNOWLEDGEMENT.value, OutboundKind.QUESTION.value, OutboundKind.ANSWER.value)
_LATEST = (
    select(
        outbox.c.id,
        outbox.c.kind,
        outbox.c.ticket_id,
        outbox.c.state,
        outbox.c.reason,
        outbox.c.created_at,
        work.c.next_at,
    )
    .join(work, and_(work.c.kind == "deliver", work.c.ref == outbox.c.id), isouter=True)
    .where(
        outbox.c.recipient == bindparam("recipient"),
        outbox.c.created_at >= bindparam("since"),
        outbox.c.kind.in_(_HELD_BACK),
    )
    .order_by(outbox.c.id.desc())
    .limit(20)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One text that has not gone out; `created_at` is in UTC epoch seconds."""

    id: int
    kind: OutboundKind
    ticket_id: int | None
    created_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """What waits for somebody who wrote a moment ago, and when the first of it was made."""

    waiting: tuple[Waiting, ...] = ()
    since: float | None = None


def find_burst(connection: Connection, recipient: str, *, since: float) -> Burst:
    """What is held back for a number, made since then; what was withdrawn before belongs to the same burst."""
    waiting, first = [], None
    for row in connection.execute(_LATEST, {"recipient": recipient, "since": since}):
        is_waiting = row.state == "queued" and row.next_at is not None and row.next_at > row.created_at
        if not is_waiting and row.reason != SAID_LATER:
            break
        first = row.created_at
        if is_waiting:
            kind = OutboundKind(row.kind)
            waiting.append(Waiting(id=row.id, kind=kind, ticket_id=row.ticket_id, created_at=row.created_at))
    return Burst(waiting=tuple(reversed(waiting)), since=first if waiting else None)


def withdraw(connection: Connection, waiting: Iterable[Waiting]) -> frozenset[int]:
    """Take back what has not gone out yet; the ids of what was taken back."""
    ids = [one.id for one in waiting]
    if not ids:
        return frozenset()
    mine = and_(outbox.c.id.in_(ids), outbox.c.state == "queued")
    taken = update(outbox).where(mine).values(state="suppressed", reason=SAID_LATER).returning(outbox.c.id)
    return frozenset(connection.execute(taken).scalars())


def withdraw_notices(connection: Connection, ticket_id: int, *, now: float) -> bool:
    """Take back what a department was to read of a ticket and has not been sent; whether there was something."""
    due = select(work.c.ref).where(work.c.kind == "deliver", work.c.state == "ready", work.c.next_at > now)
    mine = and_(
        outbox.c.ticket_id == ticket_id,
        outbox.c.kind == OutboundKind.DEPARTMENT.value,
        outbox.c.state == "queued",
        outbox.c.attempts == 0,
        outbox.c.id.in_(due.where(work.c.ref == outbox.c.id)),
    )
    return connection.execute(update(outbox).where(mine).values(state="suppressed", reason=SAID_LATER)).rowcount > 0
