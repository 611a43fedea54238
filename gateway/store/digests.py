"""What a department's digest tells: its open tickets that are new, late, or waiting for a first answer."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select

from gateway.store.schema import outbox, ticket
from gateway.store.tickets import TICKET_COLUMNS, TicketRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """The first few tickets of a kind, and how many there are."""

    tickets: tuple[TicketRow, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The three piles of a department; a ticket may lie in two."""

    late: Pile
    unanswered: Pile
    new: Pile
    open: int

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.late.count or self.unanswered.count or self.new.count)


def load_work(connection: Connection, department: str, *, since: float, silent_before: float, now: float) -> Work:
    """What is new since then, late now, or older than `silent_before` without an answer; no more than 20 each."""
    mine = (ticket.c.department == department, ticket.c.status != "closed")
    late = (ticket.c.due_at < now, ticket.c.paused_at.is_(None))
    unanswered = (ticket.c.first_answer_at.is_(None), ticket.c.created_at < silent_before)
    return Work(
        late=_pile(connection, (*mine, *late), ticket.c.due_at),
        unanswered=_pile(connection, (*mine, *unanswered), ticket.c.created_at),
        new=_pile(connection, (*mine, ticket.c.created_at >= since), ticket.c.created_at),
        open=_count(connection, mine),
    )


def _pile(connection: Connection, which: tuple[ColumnElement[bool], ...], order: ColumnElement[float]) -> Pile:
    found = select(*TICKET_COLUMNS).where(*which).order_by(ticket.c.priority_rank, order, ticket.c.id).limit(20)
    tickets = tuple(TicketRow(**row._mapping) for row in connection.execute(found))
    return Pile(tickets=tickets, count=_count(connection, which) if len(tickets) == 20 else len(tickets))


def _count(connection: Connection, which: tuple[ColumnElement[bool], ...]) -> int:
    return int(connection.execute(select(func.count()).select_from(ticket).where(*which)).scalar_one())


def was_told(connection: Connection, cause: str) -> bool:
    """Whether something with this cause was written already."""
    return connection.execute(select(outbox.c.id).where(outbox.c.cause == cause).limit(1)).first() is not None
