"""What tickets were opened with, for those who ask what other rules would have made of them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from gateway.store.schema import message, ticket
from gateway.store.ticket_schema import OPEN311_TEST
from parsers.stated import Stated
from parsers.values import Attachment, Coordinates, LocationKind

_READ_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A ticket's own words, and how they came; a mail's headers are not kept beside its bytes."""

    number: str
    channel: str
    sender: str
    recipients: tuple[str, ...]
    received_at: datetime
    subject: str
    text: str
    attachments: tuple[Attachment, ...] = ()
    pin: Coordinates | None = None
    """The place that was shared as data, where the words name none."""
    stated: Stated | None = None
    """What an app's user chose."""


_COLUMNS = (
    ticket.c.id,
    ticket.c.number,
    ticket.c.channel,
    ticket.c.subject,
    ticket.c.description,
    ticket.c.understanding,
    ticket.c.part,
    ticket.c.source,
    message.c.sender,
    message.c.recipients,
    message.c.received_at,
)


def list_newest_tickets(connection: Connection, *, since: float | None = None, limit: int | None = None) -> array[int]:
    """The ids of tickets, the newest first; `since` is in UTC epoch seconds."""
    query = select(ticket.c.id).where(ticket.c.source != OPEN311_TEST)
    query = query.order_by(ticket.c.created_at.desc(), ticket.c.id.desc()).limit(limit)
    if since is not None:
        query = query.where(ticket.c.created_at >= since)
    return array("q", connection.execute(query).scalars().yield_per(_READ_AT_ONCE))


def load_openings(connection: Connection, ids: Sequence[int]) -> list[Opening]:
    """What the tickets with these ids were opened with, in the order of their ids."""
    query = select(*_COLUMNS).join(message, message.c.id == ticket.c.message_id).where(ticket.c.id.in_(ids))
    return [_opening(row) for row in connection.execute(query.order_by(ticket.c.id))]


def _opening(row: Row[*tuple[Any, ...]]) -> Opening:
    return Opening(
        number=row.number,
        channel=row.channel,
        sender=row.sender,
        recipients=tuple(row.recipients),
        received_at=datetime.fromtimestamp(row.received_at, UTC),
        subject=row.subject if row.part == 0 else "",
        text=row.description,
        attachments=tuple(_attachment(item) for item in row.understanding.get("attachments") or ()),
        pin=_pin(row.understanding.get("location") or {}),
        stated=_stated(row.understanding) if row.source else None,
    )


def _stated(understood: dict[str, Any]) -> Stated | None:
    """As it was filed; a place that stands outside of the description was typed for itself."""
    service, place = understood.get("service"), understood.get("location") or {}
    if not service:
        return None
    is_typed = place.get("end") == 0 and place.get("kind") != LocationKind.COORDINATES.value
    return Stated(
        service=service["code"],
        service_name=service["name"],
        place=place.get("text", "") if is_typed else "",
        answers=understood.get("answers") or {},
    )


def _attachment(item: dict[str, Any]) -> Attachment:
    return Attachment(filename=item["filename"], content_type=item["content_type"], size=item["size"])


def _pin(location: dict[str, Any]) -> Coordinates | None:
    is_pin = location.get("kind") == LocationKind.COORDINATES.value and not location.get("text")
    return Coordinates(lat=location["lat"], lon=location["lon"]) if is_pin else None
