"""What became of an inbound message: its kind, its words and its ticket; and the earlier copies of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from gateway.store.schema import message
from parsers.values import Authentication, PersonalData, PersonalKind

_VERDICT = tuple(field.name for field in fields(Authentication))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What processing found; `kind` is the intent as `gateway parse` names it."""

    kind: str
    text: str
    quoted_text: str
    reason: str = ""
    ticket_id: int | None = None
    rfc_message_id: str | None = None
    flags: tuple[str, ...] = ()
    authentication: Authentication | None = None
    """Who vouches for the sender; None for what is no mail."""
    held: str = ""
    """Why nothing was filed (`spam`, `blocked`); empty for a message that went its way."""
    personal: tuple[PersonalData, ...] = ()
    """What `text` tells of persons, so that a public view can mask it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierCopy:
    """A processed message with the same Message-ID from the same sender."""

    id: int
    ticket_id: int | None
    text: str


_RECORD = update(message).where(message.c.id == bindparam("row_id"))
_EARLIER = (
    select(message.c.id, message.c.ticket_id, message.c.text)
    .where(
        message.c.rfc_message_id == bindparam("rfc_message_id"),
        message.c.sender == bindparam("sender"),
        message.c.id != bindparam("message_id"),
        message.c.received_at >= bindparam("since"),
    )
    .order_by(message.c.id)
    .limit(1)
)


def record_outcome(connection: Connection, message_id: int, outcome: Outcome, *, now: float) -> None:
    """Write the outcome on the message's row; processing a message again writes it again."""
    values = {
        "row_id": message_id,
        "kind": outcome.kind,
        "reason": outcome.reason,
        "text": outcome.text,
        "quoted_text": outcome.quoted_text,
        "ticket_id": outcome.ticket_id,
        "rfc_message_id": outcome.rfc_message_id,
        "flags": list(outcome.flags),
        "processed_at": now,
        "authentication": None if outcome.authentication is None else _to_json(outcome.authentication),
        "held": outcome.held,
        "personal": [[found.kind.value, found.start, found.end] for found in outcome.personal],
    }
    connection.execute(_RECORD, values)


def _to_json(verdict: Authentication) -> dict[str, str | bool]:
    """Only what was said: most mail of an installation that looks at nobody has an empty verdict."""
    return {name: value for name in _VERDICT if (value := getattr(verdict, name)) not in {"", "none", False}}


def read_verdict(stored: Mapping[str, Any] | None) -> Authentication:
    """The verdict as it was recorded."""
    return Authentication(**{name: value for name, value in (stored or {}).items() if name in _VERDICT})


def read_personal(stored: Sequence[Sequence[Any]] | None, text: str) -> tuple[PersonalData, ...]:
    """What `text`, a message's words, was found to tell of persons; of words that were cut off only what is left."""
    spans = ((PersonalKind(kind), int(start), int(end)) for kind, start, end in stored or ())
    return tuple(
        PersonalData(kind=kind, start=start, end=end, text=text[start:end])
        for kind, start, end in spans
        if end <= len(text)
    )


def find_earlier_copy(
    connection: Connection, *, rfc_message_id: str, sender: str, message_id: int, since: float
) -> EarlierCopy | None:
    """The first processed message with this Message-ID and envelope sender since then, other than `message_id`."""
    values = {"rfc_message_id": rfc_message_id, "sender": sender, "message_id": message_id, "since": since}
    row = connection.execute(_EARLIER, values).first()
    return EarlierCopy(id=row.id, ticket_id=row.ticket_id, text=row.text or "") if row else None


def find_words(connection: Connection, message_id: int) -> str:
    """What a message that was processed newly said; empty for one that is not there."""
    return connection.scalar(select(message.c.text).where(message.c.id == message_id)) or ""


def record_ticket(connection: Connection, message_id: int, ticket_id: int) -> None:
    """A message turns out to belong to another ticket; its files go with it."""
    connection.execute(update(message).where(message.c.id == message_id).values(ticket_id=ticket_id))
