"""What is old enough to be forgotten: closed tickets, messages of no ticket, and past requests that were imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, and_, func, select, text

from gateway.store.learning_schema import history_request
from gateway.store.schema import MESSAGE_TO_FORGET, OUTBOX_TO_FORGET, message, outbox, ticket
from gateway.store.ticket_schema import TO_FORGET

AT_ONCE = 500
"""Tickets among which late words are looked for in one turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ripe:
    """How much is old enough."""

    tickets: int
    messages: int
    """Of no ticket, such as spam, thanks and what could not be read."""
    past_requests: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.tickets + self.messages + self.past_requests


def count_ripe(connection: Connection, *, before: float) -> Ripe:
    """How much nobody has touched since `before` (UTC epoch seconds) and still tells of persons."""
    return Ripe(
        tickets=_count(connection, ticket, _ripe_tickets(before)),
        messages=_count(connection, message, _ripe_messages(before)),
        past_requests=_count(connection, history_request, _ripe_requests(before)),
    )


def list_ripe_tickets(connection: Connection, *, before: float, limit: int) -> Sequence[int]:
    """Closed tickets to which nothing has happened since then, the oldest first."""
    query = select(ticket.c.id).where(_ripe_tickets(before)).order_by(ticket.c.updated_at).limit(limit)
    return connection.scalars(query).all()


def list_late_tickets(connection: Connection, *, before: float, turn: int) -> Sequence[int]:
    """Forgotten tickets to which words have come since then that changed nothing, such as those of a stranger.

    `turn` says which part of all tickets is looked at, so that a million costs no more than a few.
    """
    last = connection.scalar(select(func.max(ticket.c.id))) or 0
    first = turn % (last // AT_ONCE + 1) * AT_ONCE
    told = and_(ticket.c.id.between(first, first + AT_ONCE), ticket.c.status == "closed")
    query = (
        select(ticket.c.id)
        .join(message, message.c.ticket_id == ticket.c.id)
        .where(told, ticket.c.anonymized_at.is_not(None), message.c.id != ticket.c.message_id)
        .where(message.c.forgotten_at.is_(None), message.c.received_at < before, message.c.processed_at.is_not(None))
    )
    return connection.scalars(query.distinct()).all()


def list_ripe_messages(connection: Connection, *, before: float, limit: int) -> Sequence[int]:
    """Messages of no ticket that came before then, the oldest first; one that waits for a person is left alone."""
    query = select(message.c.id).where(_ripe_messages(before)).order_by(message.c.received_at).limit(limit)
    return connection.scalars(query).all()


def list_ripe_outbox(connection: Connection, *, before: float, limit: int) -> Sequence[int]:
    """What went out before then about no ticket, such as a digest that quotes many: its words are to go."""
    ripe = and_(outbox.c.created_at < before, text(OUTBOX_TO_FORGET))
    return connection.scalars(select(outbox.c.id).where(ripe).order_by(outbox.c.created_at).limit(limit)).all()


def list_ripe_requests(connection: Connection, *, before: float, limit: int) -> Sequence[tuple[int, str]]:
    """Past requests that were made before then, with their words, the oldest first."""
    query = select(history_request.c.id, history_request.c.text).where(_ripe_requests(before))
    rows = connection.execute(query.order_by(history_request.c.requested_at).limit(limit))
    return [(row.id, row.text) for row in rows]


def _count(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count()).select_from(table).where(which)).scalar_one())


def _ripe_tickets(before: float) -> ColumnElement[bool]:
    # The words of the partial indexes, so that both databases use them.
    return and_(ticket.c.updated_at < before, text(TO_FORGET))


def _ripe_messages(before: float) -> ColumnElement[bool]:
    return and_(message.c.received_at < before, text(MESSAGE_TO_FORGET))


def _ripe_requests(before: float) -> ColumnElement[bool]:
    return and_(history_request.c.requested_at < before, text("masked_at IS NULL"))
