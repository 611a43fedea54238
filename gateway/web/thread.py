"""One resident's conversation with the city in one medium, with what the gateway made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from gateway.bootstrap import Gateway
from gateway.envelopes import Arrival
from gateway.store.desk import InboundRow, OutboundRow
from gateway.store.exchange import Exchange, load_exchange, load_originals
from gateway.store.tickets import TicketRow
from gateway.web.explanation import Explanation, explain
from gateway.web.highlight import Piece, cut
from gateway.web.resident import Resident

Medium = Literal["phone", "mailbox"]
SHOWN = 30
_TICKETS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One bubble or mail; `note` says in small what became of it, and `ticket_number` follows it."""

    id: int
    is_ours: bool
    at: float
    text: str
    subject: str = ""
    note: str = ""
    ticket_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A ticket of this resident, with why it is where it is."""

    ticket: TicketRow
    why: Explanation
    pieces: tuple[Piece, ...]
    department: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """All that one half of the simulator shows; `lines` are oldest first."""

    lines: tuple[Line, ...]
    understood: tuple[Understood, ...]
    version: str

    @property
    def last_word(self) -> str:
        """A sentence for screen readers when something changes."""
        if not self.lines:
            return ""
        last = self.lines[-1]
        return f"The city answered: {last.text}" if last.is_ours else "Your message is on its way."


def load_pane(gateway: Gateway, medium: Medium, resident: Resident) -> Pane:
    """Read the newest messages of a resident; four queries."""
    channel, address = _channel_of(medium, resident)
    with gateway.store.reading() as connection:
        exchange = load_exchange(connection, channel=channel, address=address, limit=SHOWN)
        originals = load_originals(connection, [row.id for row in exchange.inbound])
    theirs = [_theirs(gateway, row, originals.get(row.id, b""), exchange.tickets) for row in exchange.inbound]
    ours = [_ours(row) for row in exchange.outbound]
    lines = sorted([*theirs, *ours], key=lambda line: (line.at, line.is_ours))
    return Pane(lines=tuple(lines), understood=_understood(gateway, exchange), version=exchange.version)


def find_sent_mail(gateway: Gateway, resident: Resident, outbound_id: int) -> OutboundRow | None:
    """A mail of the city to this resident, or None."""
    with gateway.store.reading() as connection:
        exchange = load_exchange(connection, channel="simulator_email", address=resident.email, limit=SHOWN)
    return next((row for row in exchange.outbound if row.id == outbound_id), None)


def _channel_of(medium: Medium, resident: Resident) -> tuple[str, str]:
    return ("simulator_sms", resident.phone) if medium == "phone" else ("simulator_email", resident.email)


def _theirs(gateway: Gateway, row: InboundRow, raw: bytes, tickets: Sequence[TicketRow]) -> Line:
    arrival = Arrival(
        channel=row.channel,
        key="",
        raw=raw,
        sender=row.sender,
        recipients=(),
        received_at=datetime.fromtimestamp(row.received_at, UTC),
    )
    message = gateway.channels[row.channel].decode(arrival)
    return Line(
        id=row.id,
        is_ours=False,
        at=row.received_at,
        text=message.text,
        subject=message.subject,
        note=_note(row, tickets),
        ticket_number=next((ticket.number for ticket in tickets if ticket.id == row.ticket_id), ""),
    )


def _note(row: InboundRow, tickets: Sequence[TicketRow]) -> str:
    """What became of a message, in a few words that the ticket number may follow."""
    if row.processed_at is None:
        return "stored, being read"
    if any(ticket.message_id == row.id for ticket in tickets):
        return "opened"
    kind = (row.kind or "stored").replace("_", " ")
    words = f"{kind}, {row.reason}" if row.reason else kind
    return f"{words}, added to" if row.ticket_id else words


def _ours(row: OutboundRow) -> Line:
    unsent = f"not sent: {row.reason}" if row.state in {"suppressed", "failed"} else ""
    return Line(
        id=row.id,
        is_ours=True,
        at=row.created_at,
        text=row.body,
        subject=row.subject,
        note=unsent,
    )


def _understood(gateway: Gateway, exchange: Exchange) -> tuple[Understood, ...]:
    departments = gateway.rulebooks.current().departments
    return tuple(
        Understood(
            ticket=row,
            why=(why := explain(row)),
            pieces=cut(row.description[:1_000], why.marks),
            department=departments[row.department].name if row.department in departments else row.department,
        )
        for row in exchange.tickets[:_TICKETS]
    )
