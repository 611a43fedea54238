"""What went to a webhook, and what did not: looked through, sent once more, and dropped after a month."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from gateway.envelopes import OutboundKind
from gateway.store.open311_schema import webhook_attempt
from gateway.store.schema import outbox, ticket, work
from gateway.store.webhooks import PAUSED, recipient_of
from gateway.store.work import FOR_WEBHOOKS

LogShown = Literal["all", "delivered", "waiting", "failed", "kept_back"]
_STATES: dict[LogShown, tuple[str, ...]] = {
    "all": (),
    "delivered": ("sent",),
    "waiting": ("queued", "sending"),
    "failed": ("failed",),
    "kept_back": ("suppressed",),
}
LOG_SHOWN = tuple(_STATES)
MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One piece of news for a webhook; times are UTC epoch seconds."""

    id: int
    subject: str
    """Its type, such as `ticket.opened`."""
    body: str
    """As it is sent; empty where the person whom it may have told of was made unknown."""
    state: str
    reason: str
    attempts: int
    created_at: float
    sent_at: float | None
    number: str | None
    """Of its ticket; None for a test."""
    status: int | None
    """What the last call was answered with; None where none was answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """One call; `seconds` is how long it took, `status` is None where it was not answered."""

    at: float
    seconds: float
    status: int | None
    problem: str


_LAST_STATUS = (
    select(webhook_attempt.c.status)
    .where(webhook_attempt.c.outbox_id == outbox.c.id)
    .order_by(webhook_attempt.c.id.desc())
    .limit(1)
    .correlate(outbox)
    .scalar_subquery()
    .label("status")
)
_OWN = [outbox.c[field.name] for field in fields(LogRow) if field.name not in {"number", "status"}]
_ROWS = select(*_OWN, ticket.c.number, _LAST_STATUS).join(ticket, ticket.c.id == outbox.c.ticket_id, isouter=True)
_UNSENT = or_(outbox.c.state == "failed", and_(outbox.c.state == "suppressed", outbox.c.reason == PAUSED))
_IS_NEWS = outbox.c.kind == literal_column("'webhook'")
"""Written out as in the index: neither database would use it for a condition with a parameter."""
_ATTEMPT = [webhook_attempt.c[field.name] for field in fields(AttemptRow)]


def list_log(
    connection: Connection,
    webhook_id: int,
    shown: LogShown,
    *,
    kind: str = "",
    limit: int,
    before: tuple[float, int] | None = None,
) -> list[LogRow]:
    """The newest first; `kind` is a type of news, `before` time and id of the last row of the page before."""
    query = _ROWS.where(*_wanted(webhook_id, shown))
    if kind:
        query = query.where(outbox.c.subject == kind)
    if before is not None:
        query = query.where(tuple_(outbox.c.created_at, outbox.c.id) < before)
    found = connection.execute(query.order_by(outbox.c.created_at.desc(), outbox.c.id.desc()).limit(limit))
    return [LogRow(**row._mapping) for row in found]


def count_log(connection: Connection, webhook_id: int) -> dict[str, int]:
    """How many pieces of news are in each state of the outbox, `MOST_COUNTED` and one for more."""
    states = ("sent", "queued", "sending", "failed", "suppressed")
    return {state: _count(connection, _of(webhook_id), outbox.c.state == state) for state in states}


def count_unsent(connection: Connection, webhook_id: int) -> int:
    """How many pieces of news failed or were kept back and can be sent, `MOST_COUNTED` and one for more."""
    return _count(connection, _sendable(webhook_id, _UNSENT))


def _count(connection: Connection, *which: ColumnElement[bool]) -> int:
    some = select(outbox.c.id).where(*which).limit(MOST_COUNTED + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())


def find_logged(connection: Connection, webhook_id: int, outbound_id: int) -> LogRow | None:
    """One piece of news of this webhook."""
    mine = (outbox.c.id == outbound_id, _of(webhook_id))
    row = connection.execute(_ROWS.where(*mine)).first()
    return LogRow(**row._mapping) if row else None


def list_attempts(connection: Connection, outbound_id: int, *, limit: int = 100) -> Sequence[AttemptRow]:
    """The calls that were made for one piece of news, the newest first."""
    query = select(*_ATTEMPT).where(webhook_attempt.c.outbox_id == outbound_id)
    found = connection.execute(query.order_by(webhook_attempt.c.id.desc()).limit(limit))
    return [AttemptRow(**row._mapping) for row in found]


def replay_one(connection: Connection, webhook_id: int, outbound_id: int, *, now: float) -> int:
    """Have one piece of news sent once more, whatever became of it, under its old id; 0 or 1."""
    closed = outbox.c.state.in_(("sent", "failed", "suppressed"))
    return _send_again(connection, webhook_id, and_(outbox.c.id == outbound_id, closed), now=now)


def replay_unsent(connection: Connection, webhook_id: int, *, since: float, now: float) -> int:
    """Have everything sent that failed or was kept back since then; how many pieces of news that is."""
    return _send_again(connection, webhook_id, and_(_UNSENT, outbox.c.created_at >= since), now=now)


def list_old(connection: Connection, webhook_id: int, *, before: float, limit: int) -> Sequence[int]:
    """Up to `limit` pieces of news that were made before then and wait no more, the oldest first."""
    old = (_of(webhook_id), outbox.c.created_at < before)
    ended = outbox.c.state.in_(("sent", "failed", "suppressed"))
    return connection.scalars(select(outbox.c.id).where(*old, ended).order_by(outbox.c.created_at).limit(limit)).all()


def drop_news_sent(connection: Connection, ids: Collection[int]) -> None:
    """Drop these pieces of news with all calls that were made for them."""
    connection.execute(delete(webhook_attempt).where(webhook_attempt.c.outbox_id.in_(ids)))
    connection.execute(delete(work).where(work.c.kind == "deliver", work.c.ref.in_(ids)))
    connection.execute(delete(outbox).where(outbox.c.id.in_(ids), outbox.c.kind == OutboundKind.WEBHOOK.value))


def _of(webhook_id: int) -> ColumnElement[bool]:
    return and_(_IS_NEWS, outbox.c.recipient == recipient_of(webhook_id))


def _wanted(webhook_id: int, shown: LogShown) -> list[ColumnElement[bool]]:
    mine = [_of(webhook_id)]
    return [*mine, outbox.c.state.in_(_STATES[shown])] if _STATES[shown] else mine


def _sendable(webhook_id: int, which: ColumnElement[bool]) -> ColumnElement[bool]:
    """What was emptied because a person was made unknown cannot be said again."""
    return and_(_of(webhook_id), outbox.c.body != "", which)


def _send_again(connection: Connection, webhook_id: int, which: ColumnElement[bool], *, now: float) -> int:
    """Two statements however many there are; the attempts of before stay in the log."""
    wanted = _sendable(webhook_id, which)
    _add_works(connection, webhook_id, wanted, now=now)
    again = {"state": "queued", "reason": "", "attempts": 0, "sending_at": None, "provider_id": ""}
    return connection.execute(update(outbox).where(wanted).values(again)).rowcount


def _add_works(connection: Connection, webhook_id: int, wanted: ColumnElement[bool], *, now: float) -> None:
    lane = recipient_of(webhook_id)
    columns = ("kind", "ref", "lane", "priority", "state", "attempts", "next_at", "created_at")
    values: tuple[Any, ...] = (
        literal("deliver"),
        outbox.c.id,
        literal(lane),
        FOR_WEBHOOKS,
        literal("ready"),
        0,
        now,
        now,
    )
    rows = select(*(value if hasattr(value, "label") else literal(value) for value in values)).where(wanted)
    again = {"state": "ready", "attempts": 0, "next_at": now, "lease_until": None, "lease_token": None}
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[connection.dialect.name]
    added = dialect.insert(work).from_select(columns, rows)
    connection.execute(added.on_conflict_do_update(index_elements=["kind", "ref"], set_=again))
