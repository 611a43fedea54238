"""Counts of automatic messages that went out, for limits that stop a loop which nobody detected (PROTOCOL 5.11)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, and_, func, select, text

from gateway.envelopes import OutboundKind
from gateway.store.schema import outbox

HOUR = 3_600.0
DAY = 86_400.0
WEEK = 7 * DAY
# A row may have waited in the outbox for days before it went out, and the index is by the time it was made.
_LONGEST_WAIT = 6 * DAY

REPLIES = tuple(kind.value for kind in (OutboundKind.ACKNOWLEDGEMENT, OutboundKind.QUESTION, OutboundKind.ANSWER))
"""What a machine could answer again and again: the kinds that an inbound message causes."""
_HUMAN = tuple(kind.value for kind in (OutboundKind.NOTICE, OutboundKind.STAFF_REPLY))
_GONE = ("sending", "sent", "simulated")


def serialize_recipient(connection: Connection, recipient: str) -> None:
    """Two workers must not both count before either has sent; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(312, hashtext(:recipient))"), {"recipient": recipient})


def count_to_address(connection: Connection, recipient: str, *, since: float, but: int) -> int:
    """Automatic answers to one address since then, other than row `but`."""
    mine = and_(outbox.c.recipient == recipient, outbox.c.created_at > since - _LONGEST_WAIT)
    return _count(connection, mine, since=since, but=but)


def count_to_domain(connection: Connection, domain: str, *, since: float, but: int) -> int:
    """Automatic mail to one domain since then, other than row `but`."""
    return _count(connection, outbox.c.domain == domain, since=since, but=but)


def count_on_ticket(connection: Connection, ticket_id: int, *, but: int) -> int:
    """Automatic answers about a ticket since somebody of the staff last said something."""
    human = select(func.coalesce(func.max(outbox.c.id), 0)).where(
        outbox.c.ticket_id == ticket_id, outbox.c.kind.in_(_HUMAN)
    )
    mine = and_(outbox.c.ticket_id == ticket_id, outbox.c.id > human.scalar_subquery())
    return _count(connection, mine, since=0.0, but=but)


def count_automatic_mail(connection: Connection, *, since: float) -> int:
    """All automatic mail since then."""
    return _count(connection, outbox.c.domain > "", since=since, but=0)


def _count(connection: Connection, mine: ColumnElement[bool], *, since: float, but: int) -> int:
    query = (
        select(func.count())
        .select_from(outbox)
        .where(mine, outbox.c.sending_at > since, outbox.c.kind.in_(REPLIES), outbox.c.state.in_(_GONE))
        .where(outbox.c.id != but)
    )
    return connection.scalar(query) or 0
