"""Questions of ours to a resident: whether one may be asked, and whether it still waits for its answer.

By text one question is open at a time for each contact, in the table `question`, so that a restart forgets none. By
mail the thread carries the question, and its state is read from the outbox.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, or_, select, update

from gateway.envelopes import OutboundKind
from gateway.store.events import count_events
from gateway.store.schema import outbox, question
from gateway.store.ticket_changes import count_asked, stop_clock
from gateway.store.tickets import TicketRow
from gateway.store.waiting import SAID_LATER
from parsers.values import Asked

_WENT_OUT = ("sending", "sent", "simulated")
_ACKNOWLEDGED = (
    select(outbox.c.id)
    .where(
        outbox.c.cause == bindparam("because"),
        outbox.c.kind == OutboundKind.ACKNOWLEDGEMENT.value,
        outbox.c.recipient == bindparam("reader"),
        or_(outbox.c.state.in_(("queued", *_WENT_OUT)), outbox.c.reason == SAID_LATER),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One line of a numbered list: a ticket, or a place with WGS84 degrees where they are known."""

    words: str
    ticket_id: int | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewQuestion:
    """A question about to be asked by text. `message_id` is the message that waits for the answer, if one does."""

    contact_id: int
    kind: Asked
    ticket_id: int | None = None
    message_id: int | None = None
    choices: tuple[Choice, ...] = ()
    tries: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow:
    """A question that was asked by text; times are UTC epoch seconds."""

    id: int
    contact_id: int
    kind: Asked
    ticket_id: int | None
    message_id: int | None
    choices: tuple[Choice, ...]
    tries: int
    asked_at: float
    reminded_at: float | None
    closed_at: float | None
    outcome: str


BLOCKING = frozenset({Asked.PLACE, Asked.WHAT, Asked.CONFIRM_PLACE, Asked.PHOTO_PLACE})
"""Questions without whose answer nobody can begin; while one is open, the ticket's clock stands still."""
_OPEN = select(question).where(question.c.contact_id == bindparam("contact"), question.c.closed_at.is_(None))
_ASKED = select(question.c.kind).where(question.c.ticket_id == bindparam("ticket"))
_OPEN_ABOUT = select(question).where(question.c.ticket_id == bindparam("ticket"), question.c.closed_at.is_(None))
_BY_ID = select(question).where(question.c.id == bindparam("id"))


def find_open_question(connection: Connection, contact_id: int) -> QuestionRow | None:
    """What this contact has not answered yet, or None."""
    row = connection.execute(_OPEN, {"contact": contact_id}).first()
    return _read(row) if row else None


def load_question(connection: Connection, question_id: int) -> QuestionRow:
    """The question with this id; raises `NoResultFound`."""
    return _read(connection.execute(_BY_ID, {"id": question_id}).one())


def open_question(connection: Connection, new: NewQuestion, *, now: float) -> QuestionRow:
    """Write down what is asked now; whatever this contact was asked before is closed as `superseded`.

    The clock of a ticket that cannot be begun without the answer stands still from now on.
    """
    mine = (question.c.contact_id == new.contact_id, question.c.closed_at.is_(None))
    connection.execute(update(question).where(*mine).values(closed_at=now, outcome="superseded"))
    values = {
        "contact_id": new.contact_id,
        "ticket_id": new.ticket_id,
        "message_id": new.message_id,
        "kind": new.kind.value,
        "choices": [asdict(choice) for choice in new.choices],
        "tries": new.tries,
        "asked_at": now,
    }
    if new.ticket_id is not None and new.kind is not Asked.FIXED:
        count_asked(connection, new.ticket_id)
    if new.ticket_id is not None and new.kind in BLOCKING:
        stop_clock(connection, new.ticket_id, now=now)
    return _read(connection.execute(insert(question).values(values).returning(question)).one())


def is_settled(asked: QuestionRow, about: TicketRow) -> bool:
    """Whether nobody need answer any more: the ticket was closed, or its place became known some other way.

    Whether it is fixed is asked of closed tickets, and need not be answered of one that is open again.
    """
    if asked.kind is Asked.FIXED:
        return not about.is_closed
    wants_place = asked.kind in {Asked.PLACE, Asked.PHOTO_PLACE} and asked.tries == 1
    return about.is_closed or (wants_place and about.location is not None)


def is_waiting(connection: Connection, about: TicketRow) -> bool:
    """Whether a question about a ticket is still open, and not settled."""
    rows = connection.execute(_OPEN_ABOUT, {"ticket": about.id})
    return any(not is_settled(_read(row), about) for row in rows)


def is_blocked(connection: Connection, about: TicketRow) -> bool:
    """Whether the work waits for the answer to an open question: where it is, or what is wrong."""
    asked = [_read(row) for row in connection.execute(_OPEN_ABOUT, {"ticket": about.id})]
    return any(one.kind in BLOCKING and not is_settled(one, about) for one in asked)


def find_last_settled(connection: Connection, ticket_id: int, *, since: float) -> float | None:
    """When the last question about a ticket was closed since then, in UTC epoch seconds; None when none was."""
    mine = (question.c.ticket_id == ticket_id, question.c.closed_at >= since, question.c.kind.in_(BLOCKING))
    closed_at: float | None = connection.scalar(select(func.max(question.c.closed_at)).where(*mine))
    return closed_at


def close_question(connection: Connection, question_id: int, *, outcome: str, now: float) -> bool:
    """Ask no more: `outcome` says why (answered, expired, superseded, settled). False when it was closed before."""
    mine = (question.c.id == question_id, question.c.closed_at.is_(None))
    return connection.execute(update(question).where(*mine).values(closed_at=now, outcome=outcome)).rowcount == 1


def settle_questions(connection: Connection, ticket_id: int, *, outcome: str, now: float) -> None:
    """Close whatever still waits for an answer about a ticket."""
    mine = (question.c.ticket_id == ticket_id, question.c.closed_at.is_(None))
    connection.execute(update(question).where(*mine).values(closed_at=now, outcome=outcome))


def list_kinds_asked(connection: Connection, ticket_id: int) -> frozenset[Asked]:
    """What was asked about a ticket so far; a question that was put once more counts once."""
    rows = connection.execute(_ASKED, {"ticket": ticket_id})
    return frozenset(Asked(row.kind) for row in rows)


def note_reminded(connection: Connection, question_id: int, *, now: float) -> None:
    """A question is come back to once."""
    connection.execute(update(question).where(question.c.id == question_id).values(reminded_at=now))


def _read(row: Row[Any]) -> QuestionRow:
    values = dict(row._mapping)
    choices = tuple(Choice(**choice) for choice in values.pop("choices"))
    return QuestionRow(**{**values, "kind": Asked(values["kind"]), "choices": choices})
