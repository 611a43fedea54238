"""What the page of a ticket reads: the whole ticket in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from gateway.envelopes import OutboundKind
from gateway.store.contacts import ContactRow
from gateway.store.events import EventRow, list_events
from gateway.store.schema import contact, message, message_raw, outbox, ticket
from gateway.store.tickets import TicketRow

_TO_SYSTEMS = (OutboundKind.WEBHOOK.value, OutboundKind.HANDOVER.value)
_TEXT = 20_000
"""Characters of one message that a page shows; the original has the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundRow:
    """One message that came in; `text` is None until it is processed."""

    id: int
    channel: str
    sender: str
    received_at: float
    kind: str | None
    reason: str | None
    text: str | None
    quoted_text: str | None
    flags: list[str]
    authentication: dict[str, Any] | None
    """Who vouches for the sender, as it was recorded."""
    ticket_id: int | None
    processed_at: float | None
    personal: list[list[Any]] | None
    """Where `text` tells of persons (see `gateway.store.outcomes.read_personal`)."""

    @property
    def is_inbound(self) -> bool:
        """True: a page lists both directions in one order."""
        return True

    @property
    def happened_at(self) -> float:
        """When it was received."""
        return self.received_at


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundRow:
    """One message that goes out, and how far it got."""

    id: int
    kind: str
    channel: str
    recipient: str
    subject: str
    body: str
    language: str
    automatic: bool
    ticket_id: int | None
    rfc_message_id: str
    reply_to: str
    state: str
    reason: str
    delivery_status: str
    created_at: float
    sent_at: float | None
    cause: str
    segments: int
    """What a carrier charges for; 0 for mail and for a text that has not gone out."""

    @property
    def is_inbound(self) -> bool:
        """False: a page lists both directions in one order."""
        return False

    @property
    def happened_at(self) -> float:
        """When it was written."""
        return self.created_at


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """Everything one page about a ticket needs."""

    ticket: TicketRow
    reporter: ContactRow | None
    inbound: tuple[InboundRow, ...]
    outbound: tuple[OutboundRow, ...]
    events: tuple[EventRow, ...]

    @property
    def opening(self) -> InboundRow | None:
        """The message that opened the ticket."""
        return next((row for row in self.inbound if row.id == self.ticket.message_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The bytes of a message as they came."""

    message_id: int
    channel: str
    raw: bytes


_TICKET = tuple(ticket.c[field.name] for field in fields(TicketRow))
_REPORTER = tuple(contact.c[field.name] for field in fields(ContactRow))
_INBOUND = tuple(message.c[field.name] for field in fields(InboundRow) if field.name not in {"text", "quoted_text"})
_TEXTS = tuple(func.substr(message.c[name], 1, _TEXT).label(name) for name in ("text", "quoted_text"))
_OUTBOUND = tuple(outbox.c[field.name] for field in fields(OutboundRow))


def find_ticket_view(connection: Connection, number: str) -> TicketView | None:
    """A ticket with all that was said and done about it, by its canonical number; five queries."""
    row = connection.execute(select(*_TICKET).where(ticket.c.number == number)).first()
    if row is None:
        return None
    found = TicketRow(**row._mapping)
    return TicketView(
        ticket=found,
        reporter=_find_reporter(connection, found),
        inbound=_list_inbound(connection, found),
        outbound=_list_outbound(connection, found.id),
        events=tuple(list_events(connection, found.id)),
    )


def _find_reporter(connection: Connection, found: TicketRow) -> ContactRow | None:
    if found.reporter_id is None:
        return None
    row = connection.execute(select(*_REPORTER).where(contact.c.id == found.reporter_id)).first()
    return ContactRow(**row._mapping) if row else None


def _belongs(found: TicketRow) -> ColumnElement[bool]:
    return or_(message.c.ticket_id == found.id, message.c.id == found.message_id)


def _list_inbound(connection: Connection, found: TicketRow) -> tuple[InboundRow, ...]:
    query = select(*_INBOUND, *_TEXTS).where(_belongs(found)).order_by(message.c.id)
    return tuple(InboundRow(**row._mapping) for row in connection.execute(query))


def _list_outbound(connection: Connection, ticket_id: int) -> tuple[OutboundRow, ...]:
    """What other computers are told is no word of the story; it stands in a log or a box of its own."""
    told = (outbox.c.ticket_id == ticket_id, outbox.c.kind.not_in(_TO_SYSTEMS))
    query = select(*_OUTBOUND).where(*told).order_by(outbox.c.id)
    return tuple(OutboundRow(**row._mapping) for row in connection.execute(query))


def find_original(connection: Connection, found: TicketRow, message_id: int) -> Original | None:
    """The raw bytes of a message of this ticket, or None when it is not one of its messages."""
    query = (
        select(message.c.id.label("message_id"), message.c.channel, message_raw.c.raw)
        .join(message_raw, message_raw.c.message_id == message.c.id)
        .where(message.c.id == message_id, _belongs(found))
    )
    row = connection.execute(query).first()
    return Original(**row._mapping) if row else None
