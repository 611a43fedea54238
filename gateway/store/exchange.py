"""What one address and the city said to each other: the simulator's phone, its mailbox and its outgoing tray."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import Connection, select

from gateway.store.desk import InboundRow, OutboundRow
from gateway.store.schema import message, message_raw, outbox, ticket
from gateway.store.tickets import TicketRow

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
        processed = sum(1 for row in self.inbound if row.processed_at is not None)
        newest = [str(rows[0].id if rows else 0) for rows in (self.inbound, self.outbound)]
        states = "".join(row.state[:2] for row in self.outbound)
        changed = max((row.updated_at for row in self.tickets), default=0.0)
        return f"{'.'.join(newest)}.{processed}.{states}.{changed:.3f}"


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


def load_originals(connection: Connection, message_ids: list[int]) -> dict[int, bytes]:
    """The raw bytes of messages, by id."""
    query = select(message_raw.c.message_id, message_raw.c.raw).where(message_raw.c.message_id.in_(message_ids))
    return {row.message_id: row.raw for row in connection.execute(query)}


def list_simulated(connection: Connection, *, limit: int) -> tuple[OutboundRow, ...]:
    """What would have been sent if a relay or an account were configured, newest first."""
    query = select(*_OUTBOUND).where(outbox.c.state == "simulated").order_by(outbox.c.id.desc()).limit(limit)
    return tuple(OutboundRow(**row._mapping) for row in connection.execute(query))
