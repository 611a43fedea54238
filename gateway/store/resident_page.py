"""What the page behind a resident's link reads: their tickets, their own words, and what the city said to them.

Nothing of anybody else: a message is shown to the address that sent it, and a word of ours to the address that got it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from gateway.envelopes import OutboundKind
from gateway.store.alike import count_reporters, list_joined
from gateway.store.contacts import ContactRow, find_contact_by_id, find_role
from gateway.store.schema import event, message, outbox
from gateway.store.tickets import TicketRow, find_survivor, find_ticket
from parsers.values import Medium

MOST_LINES = 60
"""The newest words in each direction that are shown."""
_ANSWERS = ("acknowledgement", "question", "answer", "reminder")
_SAID_ANYWAY = (OutboundKind.NOTICE.value, OutboundKind.STAFF_REPLY.value)
"""News and a person's own words are shown also to whoever wants no texts."""
_REACHED = ("queued", "sending", "sent", "simulated")
_WORDS = ("opened", "message")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who looks at which ticket: `ticket` goes on with the story, `own` are those that this person reported."""

    ticket: TicketRow
    contact: ContactRow
    own: tuple[TicketRow, ...]
    reporters: int
    """How many people have reported the problem."""

    @property
    def is_reporter(self) -> bool:
        """Whether the ticket that goes on is theirs and not a neighbor's."""
        return self.ticket.reporter_id == self.contact.id

    @property
    def language(self) -> str:
        """The language that we write to them in."""
        return self.own[0].language if self.own else self.contact.language or self.ticket.language


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that was said, in UTC epoch seconds; `message_id` is that of the resident's own message."""

    id: int
    text: str
    at: float
    by_resident: bool
    message_id: int | None = None


def find_visit(connection: Connection, *, ticket_id: int, contact_id: int) -> Visit | None:
    """The ticket and the person of a link; None when either is gone or the person takes no part any more."""
    known, contact = find_ticket(connection, ticket_id), find_contact_by_id(connection, contact_id)
    if known is None or contact is None:
        return None
    ticket = find_survivor(connection, known)
    own = tuple(one for one in (ticket, *list_joined(connection, ticket.id)) if one.reporter_id == contact.id)
    if not own and find_role(connection, ticket_id=ticket.id, contact_id=contact.id) != "watcher":
        return None
    reporters = count_reporters(connection, ticket.id)
    return Visit(ticket=ticket, contact=contact, own=own, reporters=reporters)


def list_said(connection: Connection, visit: Visit) -> list[Said]:
    """What this person wrote and what was written to them, oldest first; two queries."""
    ids = {visit.ticket.id, *(one.id for one in visit.own)}
    lines = [*_words(connection, visit, ids), *_answers(connection, visit, ids)]
    return sorted(lines, key=lambda line: (line.at, not line.by_resident, line.id))


def _words(connection: Connection, visit: Visit, ids: Collection[int]) -> list[Said]:
    query = (
        select(event.c.id, event.c.text, event.c.created_at, event.c.message_id)
        .join(message, message.c.id == event.c.message_id, isouter=True)
        .where(event.c.ticket_id.in_(ids), event.c.kind.in_(_WORDS), _is_theirs(visit))
        .order_by(event.c.id.desc())
        .limit(MOST_LINES)
    )
    rows = connection.execute(query)
    return [
        Said(id=row.id, text=row.text, at=row.created_at, by_resident=True, message_id=row.message_id) for row in rows
    ]


def _is_theirs(visit: Visit) -> ColumnElement[bool]:
    """Sent from their address; or, by mail, from another one into a ticket of theirs with the token they were given.

    A text is of `resident` whoever of a ticket's people sent it, so that only the number tells.
    """
    address = visit.contact.address
    mine = or_(func.lower(message.c.sender) == address.lower(), event.c.actor == address)
    if visit.contact.medium != Medium.EMAIL:
        return mine
    own = event.c.ticket_id.in_([one.id for one in visit.own])
    return or_(mine, and_(event.c.actor == "resident", own))


def _answers(connection: Connection, visit: Visit, ids: Collection[int]) -> list[Said]:
    reached = (outbox.c.kind.in_(_ANSWERS), outbox.c.state.in_(_REACHED))
    query = (
        select(outbox.c.id, outbox.c.body, outbox.c.created_at)
        .where(
            outbox.c.ticket_id.in_(ids),
            outbox.c.recipient == visit.contact.address,
            or_(outbox.c.kind.in_(_SAID_ANYWAY), reached[0] & reached[1]),
        )
        .order_by(outbox.c.id.desc())
        .limit(MOST_LINES)
    )
    return [Said(id=row.id, text=row.body, at=row.created_at, by_resident=False) for row in connection.execute(query)]


def own_message_ids(lines: Sequence[Said]) -> list[int]:
    """The messages of the resident among the lines, whose files the page may show."""
    return [line.message_id for line in lines if line.message_id is not None]
