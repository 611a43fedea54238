"""Past requests and tickets as messages: what a resident said then, ready to be read by rules of today."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import assert_never

from sqlalchemy import Connection

from gateway.envelopes import PastRequest
from gateway.rehearsing.values import Against
from gateway.store.history import list_newest_ids, load_requests
from gateway.store.openings import Opening, list_newest_tickets, load_openings
from parsers.values import Coordinates, InboundMessage, Medium

_LONGEST = 20_000
"""Characters of a past request; what stands behind says nothing new (as for every message)."""
_NO_DATE = datetime(2000, 1, 3, 12, tzinfo=UTC)
"""A Monday noon, for the requests of an export without dates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One request of the past: what was written, and the address that the export names beside it."""

    key: str
    message: InboundMessage
    address: str = ""
    id: int | None = None
    """Of a past request in the store; None for a ticket, and for what does not lie there."""


def list_past(
    connection: Connection, against: Against, *, since: float | None = None, limit: int | None = None
) -> array[int]:
    """The ids of what can be replayed, the newest first; `since` is in UTC epoch seconds."""
    match against:
        case "history":
            return list_newest_ids(connection, since=since, limit=limit)
        case "tickets":
            return list_newest_tickets(connection, since=since, limit=limit)
        case _ as never:
            assert_never(never)


def load_past(connection: Connection, against: Against, ids: Sequence[int]) -> list[Past]:
    """What `list_past` listed, as far as it is still there."""
    match against:
        case "history":
            return [replace(past_of_request(one), id=number) for number, one in load_requests(connection, ids)]
        case "tickets":
            return [past_of_opening(opening) for opening in load_openings(connection, ids)]
        case _ as never:
            assert_never(never)


def past_of_request(request: PastRequest) -> Past:
    """A past request as a text message: an export does not say how it came or who wrote it."""
    text = request.text[:_LONGEST]
    has_point = request.lat is not None and request.lon is not None
    message = InboundMessage(
        medium=Medium.SMS,
        sender="",
        received_at=request.requested_at or _NO_DATE,
        text=text,
        reply_text=text,
        coordinates=Coordinates(lat=request.lat, lon=request.lon) if has_point else None,  # type: ignore[arg-type]
    )
    return Past(key=request.key, message=message, address=request.address)


def past_of_opening(opening: Opening) -> Past:
    """A ticket as the message that opened it, in its own words where the message told of several problems."""
    message = InboundMessage(
        medium=Medium.EMAIL if opening.channel.endswith("email") else Medium.SMS,
        sender=opening.sender,
        recipients=opening.recipients,
        received_at=opening.received_at,
        subject=opening.subject,
        text=opening.text,
        reply_text=opening.text,
        attachments=opening.attachments,
        coordinates=opening.pin,
        stated=opening.stated,
    )
    return Past(key=opening.number, message=message)
