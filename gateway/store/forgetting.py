"""Taking out of tickets and their history what they tell of persons; numbers, times and places stay for the figures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, String, and_, bindparam, case, cast, delete, exists, literal, select, update

from gateway.envelopes import OutboundKind
from gateway.store.schema import contact, event, message, outbox, participant, question, staff, ticket, work

Mask = Callable[[str], str]
"""Makes of words the same without what they tell of persons."""
NOBODY = "forgotten:"
"""Stands with the row's id where an address was that is unique."""
TO_STAFF = tuple(
    kind.value
    for kind in (
        OutboundKind.DEPARTMENT,
        OutboundKind.CONFIRMATION,
        OutboundKind.EXPLANATION,
        OutboundKind.INVITATION,
        OutboundKind.HANDOVER,
        OutboundKind.WEBHOOK,
    )
)
"""Kinds whose recipient is a mailbox of the city, one of its staff, or a system that was named."""
_DEPARTMENT, _RESIDENT = "department", "resident"
_WITHDRAWN = "the person it was meant for was made unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketWords:
    """What a ticket tells of persons."""

    id: int
    number: str
    message_id: int
    subject: str
    description: str
    location: str | None
    decision: Mapping[str, Any]
    understanding: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A resident, by the address they write from."""

    id: int
    address: str
    name: str


_WORDS = tuple(ticket.c[field.name] for field in fields(TicketWords))
_PERSON = tuple(contact.c[field.name] for field in fields(Person))
_REWRITE = update(event).where(event.c.id == bindparam("row"))


def lock_ticket(connection: Connection, ticket_id: int) -> TicketWords:
    """The ticket, held until the end of the transaction; raises `NoResultFound`."""
    row = connection.execute(select(*_WORDS).where(ticket.c.id == ticket_id).with_for_update()).one()
    return TicketWords(**row._mapping)


def is_ripe(connection: Connection, ticket_id: int, *, before: float) -> bool:
    """Whether a ticket is closed for long enough: somebody may have opened it again a moment ago."""
    ripe = and_(ticket.c.id == ticket_id, ticket.c.updated_at < before, ticket.c.status == "closed")
    return connection.execute(select(ticket.c.id).where(ripe)).first() is not None


def list_people(connection: Connection, ticket_id: int) -> tuple[Person, ...]:
    """The residents who take part in a ticket; mailboxes of departments are nobody's secret."""
    reporter = select(ticket.c.reporter_id).where(ticket.c.id == ticket_id)
    takers = select(participant.c.contact_id).where(
        participant.c.ticket_id == ticket_id, participant.c.role != _DEPARTMENT
    )
    query = select(*_PERSON).where(contact.c.id.in_(reporter.union(takers)))
    return tuple(Person(**row._mapping) for row in connection.execute(query.order_by(contact.c.id)))


def list_own_messages(connection: Connection, ticket_id: int) -> Sequence[int]:
    """The messages that only this ticket still needs: one that opened others waits until they are forgotten."""
    others = ticket.alias("others")
    needed = exists().where(
        others.c.message_id == message.c.id, others.c.id != ticket_id, others.c.anonymized_at.is_(None)
    )
    opening = select(ticket.c.message_id).where(ticket.c.id == ticket_id).scalar_subquery()
    mine = (message.c.ticket_id == ticket_id) | (message.c.id == opening)
    query = select(message.c.id).where(mine, ~needed, message.c.forgotten_at.is_(None))
    return connection.scalars(query.order_by(message.c.id)).all()


def write_ticket(connection: Connection, words: TicketWords, *, now: float) -> None:
    """Put the masked words in the place of the others, without a reporter; `updated_at` stays as it was."""
    values = {
        field.name: getattr(words, field.name) for field in fields(TicketWords) if field.name not in {"id", "number"}
    }
    values |= {"decision": dict(words.decision), "understanding": dict(words.understanding)}
    values |= {"reporter_id": None, "anonymized_at": now}
    connection.execute(update(ticket).where(ticket.c.id == words.id).values(values))


def mask_history(connection: Connection, ticket_id: int, mask: Mask) -> None:
    """Mask every word of a ticket's history; who of the staff did what and when stays."""
    query = select(event.c.id, event.c.actor, event.c.text, event.c.data, event.c.message_id)
    found = connection.execute(query.where(event.c.ticket_id == ticket_id)).all()
    strangers = _strangers(connection, ticket_id, {row.actor for row in found if row.message_id is not None})
    rows = [
        {
            "row": row.id,
            "actor": _RESIDENT if row.actor in strangers else row.actor,
            "text": mask(row.text),
            "data": mask_strings(row.data, mask),
        }
        for row in found
    ]
    if rows:
        connection.execute(_REWRITE, rows)


def _strangers(connection: Connection, ticket_id: int, actors: Collection[str]) -> frozenset[str]:
    """Those of the addresses that wrote to a ticket which are neither staff nor a mailbox of its department."""
    written = {actor for actor in actors if "@" in actor or actor.startswith("+")}
    if not written:
        return frozenset()
    mailboxes = select(contact.c.address).join(participant, participant.c.contact_id == contact.c.id)
    ours = mailboxes.where(participant.c.ticket_id == ticket_id, participant.c.role == _DEPARTMENT)
    known = (*connection.scalars(ours), *connection.scalars(select(staff.c.email).where(staff.c.email.in_(written))))
    return frozenset(written - set(known))


def mask_strings(value: Any, mask: Mask) -> Any:
    """The same document with every string masked."""
    match value:
        case str():
            return mask(value)
        case Mapping():
            return {key: mask_strings(item, mask) for key, item in value.items()}
        case list() | tuple():
            return [mask_strings(item, mask) for item in value]
        case _:
            return value


def drop_participants(connection: Connection, ticket_id: int) -> None:
    """Let no resident take part any more."""
    mine = and_(participant.c.ticket_id == ticket_id, participant.c.role != _DEPARTMENT)
    connection.execute(delete(participant).where(mine))


def leave(connection: Connection, ticket_id: int, contacts: Collection[int]) -> None:
    """Let these people take part no more; what we asked them about the ticket is asked no more."""
    asked = and_(question.c.ticket_id == ticket_id, question.c.contact_id.in_(contacts))
    connection.execute(delete(work).where(work.c.kind == "remind", work.c.ref.in_(select(question.c.id).where(asked))))
    connection.execute(delete(question).where(asked))
    mine = and_(participant.c.ticket_id == ticket_id, participant.c.contact_id.in_(contacts))
    connection.execute(delete(participant).where(mine, participant.c.role != _DEPARTMENT))


def list_tickets_of(connection: Connection, messages: Collection[int]) -> Sequence[int]:
    """The tickets whose history quotes one of these messages."""
    query = select(event.c.ticket_id).where(event.c.message_id.in_(messages)).distinct()
    return connection.scalars(query).all()


def drop_questions(connection: Connection, ticket_id: int) -> None:
    """What we asked, and the work that would come back to it."""
    asked = select(question.c.id).where(question.c.ticket_id == ticket_id)
    connection.execute(delete(work).where(work.c.kind == "remind", work.c.ref.in_(asked)))
    connection.execute(delete(question).where(question.c.ticket_id == ticket_id))


def blank_outbox(connection: Connection, which: Any) -> None:
    """Empty what went out, or will not any more; that it did, when and how stays for the figures."""
    nobody = literal(NOBODY) + cast(outbox.c.id, String)
    is_open = outbox.c.state.in_(("queued", "sending"))
    values = {
        "recipient": case((outbox.c.kind.in_(TO_STAFF), outbox.c.recipient), else_=nobody),
        "subject": "",
        "body": "",
        "references": [],
        "reply_to": "",
        "state": case((is_open, "suppressed"), else_=outbox.c.state),
        "reason": case((is_open, _WITHDRAWN), else_=outbox.c.reason),
    }
    connection.execute(update(outbox).where(which).values(values))


def of_ticket(ticket_id: int) -> Any:
    """What went out about a ticket."""
    return outbox.c.ticket_id == ticket_id


def of_rows(ids: Collection[int]) -> Any:
    """These rows."""
    return outbox.c.id.in_(ids)


def that_name(number: str) -> Any:
    """What went out about no ticket and names one by its number, such as a digest."""
    return and_(outbox.c.ticket_id.is_(None), outbox.c.body.contains(number, autoescape=True))


def to_address(address: str) -> Any:
    """What went out to a resident; mail to the same address as one of the staff is the city's."""
    return and_(outbox.c.recipient == address, outbox.c.kind.not_in(TO_STAFF))


def because_of(messages: Collection[int]) -> Any:
    """What went out because of messages of no ticket; mail about tickets goes with these."""
    causes = [f"message:{message_id}" for message_id in messages]
    return and_(outbox.c.cause.in_(causes), outbox.c.ticket_id.is_(None))
