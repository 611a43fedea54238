"""Taking out of messages, and of what is known of who wrote them, everything that tells of persons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, exists, or_, select, update

from gateway.store.forgetting import NOBODY, Mask, Person, blank_outbox, to_address
from gateway.store.learning_schema import history_request
from gateway.store.schema import (
    attachment,
    bounce,
    consent,
    contact,
    message,
    message_raw,
    participant,
    question,
    text_part,
    ticket,
    work,
)

_EMPTY: dict[str, Any] = {
    "sender": "",
    "recipients": [],
    "details": {},
    "rfc_message_id": None,
    "quoted_text": "",
    "authentication": None,
    "personal": [],
}
_REWRITE = update(message).where(message.c.id == bindparam("row"))
_HASHES = (attachment.c.sha256, attachment.c.picture_sha256, attachment.c.thumbnail_sha256)


def list_senders(connection: Connection, messages: Collection[int]) -> Sequence[str]:
    """Who sent the messages."""
    query = select(message.c.sender).where(message.c.id.in_(messages), message.c.sender != "").distinct()
    return connection.scalars(query).all()


def forget_messages(connection: Connection, messages: Collection[int], mask: Mask, *, now: float) -> frozenset[str]:
    """Mask the words of messages and drop their bytes, files and reports; the hashes of the files are returned."""
    if not messages:
        return frozenset()
    query = select(message.c.id, message.c.text, message.c.reason).where(message.c.id.in_(messages))
    rows = [
        {"row": row.id, "text": mask(row.text or ""), "reason": mask(row.reason or ""), **_EMPTY, "forgotten_at": now}
        for row in connection.execute(query)
    ]
    connection.execute(_REWRITE, rows)
    of_messages = and_(work.c.kind.in_(("process", "files")), work.c.ref.in_(messages))
    connection.execute(update(work).where(of_messages).values(lane=None))
    hashes = _drop_files(connection, messages)
    for table in (message_raw, bounce, text_part):
        connection.execute(delete(table).where(table.c.message_id.in_(messages)))
    return hashes


def _drop_files(connection: Connection, messages: Collection[int]) -> frozenset[str]:
    rows = connection.execute(select(*_HASHES).where(attachment.c.message_id.in_(messages))).all()
    connection.execute(delete(attachment).where(attachment.c.message_id.in_(messages)))
    return frozenset(digest for row in rows for digest in row if digest is not None)


def find_people(connection: Connection, addresses: Collection[str]) -> tuple[Person, ...]:
    """The residents who write from these addresses."""
    query = select(contact.c.id, contact.c.address, contact.c.name).where(contact.c.address.in_(addresses))
    return tuple(Person(**row._mapping) for row in connection.execute(query.order_by(contact.c.id)))


def forget_people(connection: Connection, people: Iterable[Person]) -> None:
    """Forget those whom no ticket and no message needs any more.

    Of somebody who wished to get no texts the address stays, and the wish: it has to be kept.
    """
    for person in people:
        if _is_needed(connection, person):
            continue
        blank_outbox(connection, to_address(person.address))
        connection.execute(delete(bounce).where(bounce.c.contact_id == person.id))
        connection.execute(
            delete(question).where(question.c.contact_id == person.id, question.c.closed_at.is_not(None))
        )
        if not _blank(connection, person):
            connection.execute(update(contact).where(contact.c.id == person.id).values(name=""))


def _is_needed(connection: Connection, person: Person) -> bool:
    reasons = or_(
        exists().where(ticket.c.reporter_id == person.id),
        exists().where(participant.c.contact_id == person.id),
        exists().where(message.c.sender == person.address, message.c.forgotten_at.is_(None)),
    )
    return bool(connection.scalar(select(reasons)))


def _blank(connection: Connection, person: Person) -> bool:
    """Leave an empty row, for addresses that we gave out name it; False where a wish keeps the address."""
    values = {
        "address": f"{NOBODY}{person.id}",
        "name": "",
        "language": None,
        "opt_out_source": None,
        "undeliverable_at": None,
        "undeliverable_reason": "",
    }
    free = update(contact).where(contact.c.id == person.id, contact.c.opted_out_at.is_(None))
    is_free = connection.execute(free.values(values)).rowcount == 1
    if is_free:
        connection.execute(delete(consent).where(consent.c.contact_id == person.id))
    return is_free


def write_masked_requests(connection: Connection, masked: Iterable[tuple[int, str]], *, now: float) -> None:
    """Put masked words in the place of those of past requests; importing the same again leaves them so."""
    rows = [{"row": request_id, "words": words} for request_id, words in masked]
    statement = update(history_request).where(history_request.c.id == bindparam("row"))
    if rows:
        connection.execute(statement.values(text=bindparam("words"), masked_at=now), rows)
