"""Time travel for the simulator: everything of one played phone becomes older at once, so that what waits is due.

Rows are moved and not the clock, because the clock belongs to everybody. Only what came or goes by a channel of the
simulator is touched: a real resident with the same number keeps every time as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, or_, select, update

from gateway.store.schema import event, message, outbox, question, ticket, work

PHONE = "simulator_sms"
PLAYED_AT = "played_at"
"""In the details of a played text: its moment once more, which time travel leaves as it was."""
LONGEST_SECONDS = 400 * 86_400.0
_OF_TICKETS = (
    "created_at",
    "updated_at",
    "closed_at",
    "due_at",
    "overdue_at",
    "due_soon_at",
    "paused_at",
    "snoozed_until",
    "first_answer_at",
    "fixed_at",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged:
    """How many rows became older; of the work that was not due yet, how much is `due` now and how much still waits."""

    messages: int
    tickets: int
    questions: int
    due: int
    waiting: int


def age_phone(connection: Connection, number: str, *, seconds: float, now: float) -> Aged:
    """Make the messages, tickets, questions, answers and waiting work of a played phone older by `seconds`.

    Raises `ValueError` for a time that is not ahead, or more than `LONGEST_SECONDS` of it.
    """
    if not 0 < seconds <= LONGEST_SECONDS:
        raise ValueError(f"{seconds} seconds are no time to travel by")
    messages = and_(message.c.channel == PHONE, message.c.sender == number)
    ids = select(message.c.id).where(messages)
    tickets = ticket.c.message_id.in_(ids)
    ticket_ids = select(ticket.c.id).where(tickets)
    outgoing = or_(and_(outbox.c.channel == PHONE, outbox.c.recipient == number), outbox.c.ticket_id.in_(ticket_ids))
    asked = or_(question.c.ticket_id.in_(ticket_ids), question.c.message_id.in_(ids))
    todo = _work_of(ids, ticket_ids, select(outbox.c.id).where(outgoing), select(question.c.id).where(asked))
    waiting = connection.scalars(select(work.c.next_at).where(todo, work.c.next_at > now)).all()
    due = sum(next_at - seconds <= now for next_at in waiting)
    _age(connection, work, todo, seconds, "next_at", "created_at")
    _age(connection, event, event.c.ticket_id.in_(ticket_ids), seconds, "created_at")
    _age(connection, outbox, outgoing, seconds, "created_at", "sending_at", "sent_at")
    questions = _age(connection, question, asked, seconds, "asked_at", "reminded_at", "closed_at")
    moved = _age(connection, ticket, tickets, seconds, *_OF_TICKETS)
    heard = _age(connection, message, messages, seconds, "received_at", "processed_at")
    return Aged(messages=heard, tickets=moved, questions=questions, due=due, waiting=len(waiting) - due)


def find_lead(connection: Connection, number: str) -> float:
    """Seconds by which the clock of a played phone is ahead of ours: as much as its first text grew older; 0 for none.

    Whether it is night for a phone is asked of its own clock.
    """
    query = (
        select(message.c.details, message.c.received_at)
        .where(message.c.channel == PHONE, message.c.sender == number)
        .order_by(message.c.id)
        .limit(1)
    )
    row = connection.execute(query).first()
    return max(0.0, float(row.details.get(PLAYED_AT, row.received_at)) - row.received_at) if row else 0.0


def _work_of(
    ids: Select[tuple[int]], tickets: Select[tuple[int]], outgoing: Select[tuple[int]], asked: Select[tuple[int]]
) -> ColumnElement[bool]:
    """What is ready to be done for this phone; what somebody is doing at this moment is left alone."""
    return and_(
        work.c.state == "ready",
        or_(
            and_(work.c.kind.in_(("process", "files")), work.c.ref.in_(ids)),
            and_(work.c.kind == "deliver", work.c.ref.in_(outgoing)),
            and_(work.c.kind == "remind", work.c.ref.in_(asked)),
            and_(work.c.kind == "locate", work.c.ref.in_(tickets)),
        ),
    )


def _age(connection: Connection, table: Table, which: ColumnElement[bool], seconds: float, *names: str) -> int:
    values: dict[str, Any] = {name: table.c[name] - seconds for name in names}
    return connection.execute(update(table).where(which).values(values)).rowcount
