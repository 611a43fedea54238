"""What one played phone or mailbox shows: the conversation, how far each answer got, and which files came along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal
from zlib import crc32

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.channels.page_words import MARK, read_page_words
from gateway.envelopes import Arrival
from gateway.store.ageing import find_lead
from gateway.store.attachments import AttachmentRow, list_attachments_of
from gateway.store.desk import InboundRow, OutboundRow
from gateway.store.exchange import (
    AskedRow,
    Exchange,
    Wait,
    find_waits,
    list_asked,
    load_exchange,
    load_originals,
)
from gateway.store.tickets import TicketRow
from gateway.store.waiting import SAID_LATER
from gateway.web.simulator.progress import Progress, tell_progress
from parsers.values import InboundMessage

Medium = Literal["phone", "mailbox"]
SHOWN = 30
_CHANNELS: Mapping[Medium, str] = {"phone": "simulator_sms", "mailbox": "simulator_email"}


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
    is_read: bool = True
    """Whether the gateway has processed it, so that there is something to explain."""
    pictures: tuple[AttachmentRow, ...] = ()
    unprepared: int = 0
    """Pictures that came along and are not ready to be shown."""
    pin: str = ""
    progress: Progress | None = None
    """How far an answer got; None for what residents wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Everything that was read from the store about one phone or mailbox."""

    now: float
    exchange: Exchange
    messages: Mapping[int, InboundMessage]
    lead: float = 0.0
    """Seconds by which the phone's clock is ahead of ours, after time travel."""
    files: Sequence[AttachmentRow] = ()
    waits: Mapping[int, Wait] = field(default_factory=dict)
    asked: tuple[AskedRow, ...] = ()
    noted: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    """What the history of a ticket says about each message."""

    def find_message(self, message_id: int | None) -> InboundRow | None:
        """The text with this id, or the last one that was read; None when there is none."""
        read = [row for row in self.exchange.inbound if row.processed_at is not None]
        return next((row for row in read if row.id == message_id), read[0] if read else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """All that one half of the simulator shows; `lines` are oldest first."""

    lines: tuple[Line, ...]
    version: str
    conversation: Conversation

    @property
    def clock(self) -> float:
        """What the phone's clock shows, in UTC epoch seconds."""
        return self.conversation.now + self.conversation.lead

    @property
    def last_word(self) -> str:
        """A sentence for screen readers when something changes."""
        if not self.lines:
            return ""
        last = self.lines[-1]
        return f"The city answered: {last.text}" if last.is_ours else "Your message is on its way."

    @property
    def is_counting(self) -> bool:
        """Whether an answer goes out so soon that the seconds are counted."""
        return any(line.progress is not None and line.progress.seconds for line in self.lines)


def load_pane(gateway: Gateway, medium: Medium, address: str) -> Pane:
    """Read the newest messages of a number or an address: four queries, and up to four more for a phone."""
    with gateway.store.reading() as connection:
        found = _load(connection, gateway, medium, address)
    by_message = [_theirs(found, row) for row in found.exchange.inbound]
    answers = [_ours(found, row) for row in found.exchange.outbound if row.reason != SAID_LATER]
    lines = sorted([*by_message, *answers], key=lambda line: (line.at, line.is_ours))
    return Pane(lines=tuple(lines), version=_version(found), conversation=found)


def find_sent_mail(gateway: Gateway, address: str, outbound_id: int) -> OutboundRow | None:
    """A mail of the city to this address, or None."""
    with gateway.store.reading() as connection:
        exchange = load_exchange(connection, channel=_CHANNELS["mailbox"], address=address, limit=SHOWN)
    return next((row for row in exchange.outbound if row.id == outbound_id), None)


def _load(connection: Connection, gateway: Gateway, medium: Medium, address: str) -> Conversation:
    exchange = load_exchange(connection, channel=_CHANNELS[medium], address=address, limit=SHOWN)
    ids = [row.id for row in exchange.inbound]
    originals = load_originals(connection, ids)
    found = Conversation(
        now=gateway.clock(),
        exchange=exchange,
        messages={row.id: _decode(gateway, row, originals[row.id].raw) for row in exchange.inbound},
        noted={id_: original.noted for id_, original in originals.items()},
    )
    return found if medium == "mailbox" else _with_phone(connection, found, address)


def _with_phone(connection: Connection, found: Conversation, number: str) -> Conversation:
    """What only a phone shows: pictures, waits, questions, moves and its own clock."""
    pictured = [id_ for id_, message in found.messages.items() if message.attachments]
    queued = [row.id for row in found.exchange.outbound if row.state == "queued"]
    return replace(
        found,
        lead=find_lead(connection, number),
        files=list_attachments_of(connection, pictured) if pictured else (),
        waits=find_waits(connection, queued) if queued else {},
        asked=list_asked(connection, number, limit=SHOWN),
    )


def _version(found: Conversation) -> str:
    """A wait that is over changes nothing but itself, so only its end is part of it; the clock shows minutes."""
    rest = (
        (found.now + found.lead) // 60,
        [(file.id, file.problem) for file in found.files],
        sorted((id_, wait.until) for id_, wait in found.waits.items()),
        [(row.kind, row.asked_at, row.closed_at) for row in found.asked],
    )
    return f"{found.exchange.version}{crc32(repr(rest).encode()):08x}"


def _decode(gateway: Gateway, row: InboundRow, raw: bytes) -> InboundMessage:
    arrival = Arrival(
        channel=row.channel,
        key="",
        raw=raw,
        sender=row.sender,
        recipients=(),
        received_at=datetime.fromtimestamp(row.received_at, UTC),
    )
    is_from_page = raw.startswith(MARK)
    return read_page_words(arrival) if is_from_page else gateway.channels[row.channel].decode(arrival)


def _theirs(found: Conversation, row: InboundRow) -> Line:
    message, tickets = found.messages[row.id], found.exchange.tickets
    files = tuple(file for file in found.files if file.message_id == row.id)
    pin = message.coordinates
    return Line(
        id=row.id,
        is_ours=False,
        at=row.received_at + found.lead,
        text=message.text,
        subject=message.subject,
        note=_note(row, tickets),
        ticket_number=next((ticket.number for ticket in tickets if ticket.id == row.ticket_id), ""),
        is_read=row.processed_at is not None,
        pictures=files,
        unprepared=max(0, sum(bool(file.url) for file in message.attachments) - len(files)),
        pin=f"{pin.lat:.5f}, {pin.lon:.5f}" if pin else "",
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


def _ours(found: Conversation, row: OutboundRow) -> Line:
    progress = tell_progress(row, found.waits.get(row.id), now=found.now, lead=found.lead)
    return Line(
        id=row.id,
        is_ours=True,
        at=row.created_at + found.lead,
        text=row.body,
        subject=row.subject,
        note=progress.words if progress.is_lost else "",
        progress=progress,
    )
