"""The files of a message: what they are called, what they are, and the pictures that were made of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields

from sqlalchemy import Connection, and_, bindparam, exists, func, or_, select, update

from gateway.store.dialects import DIALECTS
from gateway.store.schema import attachment, message, outbox, ticket, work
from gateway.store.work import add_work, revive

FAMILIAR = 3
"""A picture that a sender has sent in so many messages is a logo (PROTOCOL 8.10)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAttachment:
    """One file of a message, in the place it had there. Hashes name blobs that are kept already."""

    message_id: int
    position: int
    filename: str
    declared_type: str
    content_type: str
    """What its octets are, whatever the sender says."""
    size: int
    content_id: str = ""
    decorative: bool = False
    sha256: str | None = None
    """The file as it came; None when it could not be taken out of the message."""
    picture_sha256: str | None = None
    """A JPEG made anew from its pixels, without metadata."""
    thumbnail_sha256: str | None = None
    width: int | None = None
    height: int | None = None
    lat: float | None = None
    """Where the photo was taken, only when it may be suggested as the place (PROTOCOL 10.3)."""
    lon: float | None = None
    taken_at: float | None = None
    """UTC epoch seconds, by the camera's own clock."""
    problem: str = ""
    """Why there is no picture of it, in one sentence for staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentRow(NewAttachment):
    """A stored file of a message."""

    id: int


_COLUMNS = [attachment.c[field.name] for field in fields(AttachmentRow)]
_KEYS = ["message_id", "position"]
_OF_MESSAGES = (
    select(*_COLUMNS)
    .where(attachment.c.message_id.in_(bindparam("messages", expanding=True)))
    .order_by(attachment.c.message_id, attachment.c.position)
)
_UNFINISHED = select(work.c.ref).where(
    work.c.kind == "files",
    work.c.ref.in_(bindparam("messages", expanding=True)),
    work.c.state.in_(("ready", "leased")),
)
_SEEN = (
    select(attachment.c.sha256, func.count(attachment.c.message_id.distinct()).label("times"))
    .join(message, message.c.id == attachment.c.message_id)
    .where(
        attachment.c.sha256.in_(bindparam("hashes", expanding=True)),
        message.c.sender == bindparam("sender"),
        message.c.id != bindparam("besides"),
    )
    .group_by(attachment.c.sha256)
)
_WAITING_NOTICES = and_(
    work.c.kind == "deliver",
    work.c.state == "ready",
    work.c.ref.in_(select(outbox.c.id).where(outbox.c.cause == bindparam("because"), outbox.c.state == "queued")),
    work.c.next_at <= bindparam("soon"),
)


def write_attachments(connection: Connection, rows: Sequence[NewAttachment]) -> None:
    """Write the files of a message; writing them again replaces what was found out about each."""
    if not rows:
        return
    statement = DIALECTS[connection.dialect.name].insert(attachment)
    names = [field.name for field in fields(NewAttachment) if field.name not in _KEYS]
    again = {name: statement.excluded[name] for name in names}
    connection.execute(statement.on_conflict_do_update(index_elements=_KEYS, set_=again), [asdict(row) for row in rows])


def list_attachments(connection: Connection, message_id: int) -> tuple[AttachmentRow, ...]:
    """The files of one message in the order in which they came; empty before they are prepared."""
    return list_attachments_of(connection, [message_id])


def list_attachments_of(connection: Connection, message_ids: Collection[int]) -> tuple[AttachmentRow, ...]:
    """The files of several messages, message by message."""
    rows = connection.execute(_OF_MESSAGES, {"messages": list(message_ids)})
    return tuple(AttachmentRow(**row._mapping) for row in rows)


def find_attachment(connection: Connection, attachment_id: int) -> AttachmentRow | None:
    """The file with this id."""
    row = connection.execute(select(*_COLUMNS).where(attachment.c.id == attachment_id)).one_or_none()
    return AttachmentRow(**row._mapping) if row else None


def belongs_to_ticket(connection: Connection, file: AttachmentRow, ticket_id: int) -> bool:
    """Whether the file came with a message of this ticket, or with the one that opened it and others."""
    is_opening = exists().where(ticket.c.id == ticket_id, ticket.c.message_id == file.message_id)
    query = select(message.c.id).where(
        message.c.id == file.message_id, or_(message.c.ticket_id == ticket_id, is_opening)
    )
    return connection.execute(query).first() is not None


def is_on_ticket(connection: Connection, message_id: int) -> bool:
    """Whether the message belongs to a ticket by now."""
    return connection.scalar(select(message.c.ticket_id).where(message.c.id == message_id)) is not None


def list_unprepared(connection: Connection, message_ids: Collection[int]) -> frozenset[int]:
    """Those of the messages whose files are still to be prepared."""
    return frozenset(connection.scalars(_UNFINISHED, {"messages": list(message_ids)}))


def list_familiar(connection: Connection, *, sender: str, message_id: int, hashes: Collection[str]) -> frozenset[str]:
    """Those of the files that this sender sends for the third time at least, counting `message_id`."""
    if not sender or not hashes:
        return frozenset()
    found = connection.execute(_SEEN, {"hashes": list(hashes), "sender": sender, "besides": message_id})
    return frozenset(row.sha256 for row in found if row.times >= FAMILIAR - 1)


def ask_for_files(connection: Connection, message_id: int, *, now: float) -> None:
    """Have the files of a message prepared, or prepared again when they were before."""
    if not revive(connection, kind="files", ref=message_id, now=now):
        add_work(connection, kind="files", ref=message_id, now=now)


def hurry_notices(connection: Connection, message_id: int, *, now: float, within: float) -> None:
    """Let what waits for the files of a message go out now, if it was to be tried again within so many seconds."""
    values = {"because": f"message:{message_id}", "soon": now + within}
    connection.execute(update(work).where(_WAITING_NOTICES).values(next_at=now), values)
