"""What did not go out, as administrators look through it: sent once more, or given up for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from sqlalchemy import Connection, and_, func, select, tuple_, update

from gateway.envelopes import OutboundKind
from gateway.store.forgetting import NOBODY
from gateway.store.schema import outbox, ticket
from gateway.store.work import add_work, revive

UnsentShown = Literal["failed", "suppressed", "waiting"]
SHOWN: tuple[UnsentShown, ...] = ("failed", "suppressed", "waiting")
_STATES: dict[UnsentShown, tuple[str, ...]] = {
    "failed": ("failed",),
    "suppressed": ("suppressed",),
    "waiting": ("queued", "sending"),
}
UNKNOWN = "nobody knows whether"
"""How the reason of a text begins that may have gone out (PROTOCOL 13.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsentRow:
    """A message that did not go out; times are UTC epoch seconds."""

    id: int
    kind: str
    channel: str
    recipient: str
    subject: str
    body: str
    state: str
    reason: str
    attempts: int
    created_at: float
    number: str | None
    """Of its ticket."""

    @property
    def may_have_gone(self) -> bool:
        """Whether it could arrive twice when it is sent again; another system is searched for it first."""
        return self.reason.startswith(UNKNOWN) and self.kind != OutboundKind.HANDOVER.value


_OWN = [outbox.c[field.name] for field in fields(UnsentRow) if field.name != "number"]
_ROWS = select(*_OWN, ticket.c.number).join(ticket, ticket.c.id == outbox.c.ticket_id, isouter=True)
_NAMED = and_(~outbox.c.recipient.startswith(NOBODY), outbox.c.kind != OutboundKind.WEBHOOK.value)
"""Not for somebody who was forgotten, and not for a webhook, which has a log of its own."""


def count_unsent(connection: Connection, shown: UnsentShown, *, since: float) -> int:
    """How many there are since then."""
    which = and_(outbox.c.state.in_(_STATES[shown]), outbox.c.created_at >= since, _NAMED)
    return int(connection.execute(select(func.count()).select_from(outbox).where(which)).scalar_one())


def list_unsent(
    connection: Connection, shown: UnsentShown, *, limit: int, before: tuple[float, int] | None = None
) -> Sequence[UnsentRow]:
    """The newest first; `before` is time and id of the last one of the page before."""
    query = _ROWS.where(outbox.c.state.in_(_STATES[shown]), _NAMED)
    if before is not None:
        query = query.where(tuple_(outbox.c.created_at, outbox.c.id) < before)
    rows = connection.execute(query.order_by(outbox.c.created_at.desc(), outbox.c.id.desc()).limit(limit))
    return [_to_row(row) for row in rows]


def find_unsent(connection: Connection, outbound_id: int) -> UnsentRow | None:
    """One message, unless its recipient was forgotten."""
    row = connection.execute(_ROWS.where(outbox.c.id == outbound_id, _NAMED)).first()
    return _to_row(row) if row else None


def _to_row(row: Any) -> UnsentRow:
    return UnsentRow(**row._mapping)


def queue_again(connection: Connection, outbound_id: int, *, now: float) -> bool:
    """Have a message that failed sent as if it were new; False when it has not failed, or not any more.

    Everything that speaks against sending is asked once more before it goes out.
    """
    failed = and_(outbox.c.id == outbound_id, outbox.c.state == "failed", _NAMED)
    values = {"state": "queued", "reason": "", "attempts": 0, "sending_at": None}
    if connection.execute(update(outbox).where(failed).values(values)).rowcount != 1:
        return False
    if not revive(connection, kind="deliver", ref=outbound_id, now=now):
        add_work(connection, kind="deliver", ref=outbound_id, now=now)
    return True


def give_up(connection: Connection, outbound_id: int, *, actor: str) -> bool:
    """Let a message that waits or failed be; False when it is on its way at this moment, or gone."""
    waits = and_(outbox.c.id == outbound_id, outbox.c.state.in_(("queued", "failed")))
    values = {"state": "suppressed", "reason": f"given up by {actor}"}
    return connection.execute(update(outbox).where(waits).values(values)).rowcount == 1
