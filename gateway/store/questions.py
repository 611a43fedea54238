"""Questions of ours to a resident: whether one may be asked, and whether it still waits for its answer."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from gateway.envelopes import OutboundKind
from gateway.store.events import count_events
from gateway.store.schema import outbox

_WENT_OUT = ("sending", "sent", "simulated")
_ACKNOWLEDGED = (
    select(outbox.c.id)
    .where(
        outbox.c.cause == bindparam("because"),
        outbox.c.kind == OutboundKind.ACKNOWLEDGEMENT.value,
        outbox.c.recipient == bindparam("reader"),
        outbox.c.state.in_(("queued", *_WENT_OUT)),
    )
    .limit(1)
)
_LAST_WORD = (
    select(outbox.c.kind, outbox.c.cause, outbox.c.sending_at)
    .where(
        outbox.c.ticket_id == bindparam("ticket"),
        outbox.c.recipient == bindparam("reader"),
        outbox.c.state.in_(_WENT_OUT),
    )
    .order_by(outbox.c.sending_at.desc(), outbox.c.id.desc())
    .limit(1)
)


def was_acknowledged(connection: Connection, *, cause: str, recipient: str) -> bool:
    """Whether a message was answered or is about to be: whoever must not be answered must not be asked either."""
    return connection.execute(_ACKNOWLEDGED, {"because": cause, "reader": recipient}).first() is not None


def is_question_open(connection: Connection, *, ticket_id: int, cause: str, recipient: str) -> bool:
    """Whether the question is the last we said to `recipient` about the ticket, and nobody has written since."""
    last = connection.execute(_LAST_WORD, {"ticket": ticket_id, "reader": recipient}).first()
    if last is None or (last.kind, last.cause) != (OutboundKind.QUESTION.value, cause):
        return False
    return count_events(connection, ticket_id, kind="message", since=last.sending_at) == 0
