"""What one address and the city said to each other: the simulator's phone, its mailbox and its outgoing tray."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any
from zlib import crc32

from sqlalchemy import Connection, select

from gateway.store.desk import InboundRow, OutboundRow
from gateway.store.schema import contact, event, message, message_raw, outbox, question, ticket, work
from gateway.store.tickets import TicketRow
from parsers.values import Medium

_INBOUND = tuple(message.c[field.name] for field in fields(InboundRow))
_OUTBOUND = tuple(outbox.c[field.name] for field in fields(OutboundRow))
_TICKET = tuple(ticket.c[field.name] for field in fields(TicketRow))


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """The newest messages of an address in both directions, newest first, and the tickets they made."""

    inbound: tuple[InboundRow, ...]
    outbound: tuple[OutboundRow, ...]
    tickets: tuple[TicketRow, ...]

    @property
    def version(self) -> str:
        """A short word that changes whenever a page would show something else."""
        shown = (
            [(row.id, row.processed_at, row.kind, row.received_at) for row in self.inbound],
            [(row.id, row.state, row.reason, row.delivery_status, row.created_at) for row in self.outbound],
            [(row.id, row.updated_at, row.status) for row in self.tickets],
        )
        return f"{crc32(repr(shown).encode()):08x}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A message that goes out later: when, in UTC epoch seconds, and why it did not go out before."""

    until: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """A question to a resident while it was open; times are UTC epoch seconds."""

    kind: str
    asked_at: float
    closed_at: float | None
    outcome: str

    def was_open(self, moment: float) -> bool:
        """Whether a message that was processed then could answer it."""
        return self.asked_at < moment and (self.closed_at is None or moment <= self.closed_at)


def load_exchange(connection: Connection, *, channel: str, address: str, limit: int) -> Exchange:
    """What an address sent and was sent on one channel; three queries."""
    inbound = _list_inbound(connection, channel, address, limit)
    outbound = _list_outbound(connection, channel, address, limit)
    return Exchange(inbound=inbound, outbound=outbound, tickets=_list_tickets(connection, inbound))


def _list_inbound(connection: Connection, channel: str, address: str, limit: int) -> tuple[InboundRow, ...]:
    query = (
        select(*_INBOUND)
        .where(message.c.channel == channel, message.c.sender == address)
        .order_by(message.c.id.desc())
        .limit(limit)
    )
    return tuple(InboundRow(**row._mapping) for row in connection.execute(query))


def _list_outbound(connection: Connection, channel: str, address: str, limit: int) -> tuple[OutboundRow, ...]:
    query = (
        select(*_OUTBOUND)
        .where(outbox.c.channel == channel, outbox.c.recipient == address)
        .order_by(outbox.c.id.desc())
        .limit(limit)
    )
    return tuple(OutboundRow(**row._mapping) for row in connection.execute(query))


def _list_tickets(connection: Connection, inbound: tuple[InboundRow, ...]) -> tuple[TicketRow, ...]:
    wanted = {row.ticket_id for row in inbound if row.ticket_id is not None}
    query = select(*_TICKET).where(ticket.c.id.in_(wanted)).order_by(ticket.c.id.desc())
    return tuple(TicketRow(**row._mapping) for row in connection.execute(query))


def find_waits(connection: Connection, outbound_ids: Collection[int]) -> dict[int, Wait]:
    """What of these is still to be sent, by id; what is due already has a time that is past."""
    query = select(work.c.ref, work.c.next_at, work.c.last_error).where(
        work.c.kind == "deliver", work.c.state == "ready", work.c.ref.in_(outbound_ids)
    )
    return {row.ref: Wait(until=row.next_at, reason=row.last_error or "") for row in connection.execute(query)}


def list_asked(connection: Connection, number: str, *, limit: int) -> tuple[AskedRow, ...]:
    """What the owner of a number was asked by text, the newest first."""
    query = (
        select(*(question.c[field.name] for field in fields(AskedRow)))
        .join(contact, contact.c.id == question.c.contact_id)
        .where(contact.c.medium == Medium.SMS.value, contact.c.address == number)
        .order_by(question.c.id.desc())
        .limit(limit)
    )
    return tuple(AskedRow(**row._mapping) for row in connection.execute(query))


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A message as it came, and what the history of its ticket notes about it."""

    raw: bytes
    noted: Mapping[str, Any]


def load_originals(connection: Connection, message_ids: Collection[int]) -> dict[int, Original]:
    """The raw bytes of messages with what was noted about them, by id."""
    query = (
        select(message_raw.c.message_id, message_raw.c.raw, event.c.data)
        .join(event, event.c.message_id == message_raw.c.message_id, isouter=True)
        .where(message_raw.c.message_id.in_(message_ids))
    )
    return {row.message_id: Original(raw=row.raw, noted=row.data or {}) for row in connection.execute(query)}


def list_simulated(connection: Connection, *, limit: int) -> tuple[OutboundRow, ...]:
    """What would have been sent if a relay or an account were configured, newest first."""
    query = select(*_OUTBOUND).where(outbox.c.state == "simulated").order_by(outbox.c.id.desc()).limit(limit)
    return tuple(OutboundRow(**row._mapping) for row in connection.execute(query))
