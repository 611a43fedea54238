"""The frozen values that travel down the road of a message, and the shape of a channel.

`Arrival` (the wire) -> `Stored` (the promise) -> `parsers.InboundMessage` (hearing) -> `parsers.Intent`
(understanding) -> `routing.Decision` (deciding) -> `Draft` and `Outbound` (doing) -> `SendReceipt`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from parsers.values import InboundMessage, Medium

WHATSAPP = "whatsapp:"
"""Stands before the number of somebody who wrote by WhatsApp: another mailbox of the same telephone, answered there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One message as it came over the wire; `raw` is what is kept for ever.

    `channel` names the channel that decodes it (`email`, `twilio`, `simulator_sms`, `simulator_email`).
    `key` makes a second arrival of the same thing the same message (unique with `channel`): for mail
    SHA-256 of the raw bytes and the sorted recipients, for texts the provider's id (PROTOCOL 4.1, 12.8).
    """

    channel: str
    key: str
    raw: bytes
    sender: str
    """Envelope sender: addr-spec, empty for the null sender; or the number a text came from."""
    recipients: tuple[str, ...]
    """Envelope recipients: the only routing truth (PROTOCOL 3.1)."""
    received_at: datetime
    details: Mapping[str, str] = field(default_factory=dict)
    """What the wire knew: peer, helo, tls, queue_id; every webhook parameter is in `raw`."""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The promise: the message is durably committed under `id`; `is_new` is False for a second arrival."""

    id: int
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An HTTP request of a provider, before anything in it is believed."""

    method: str
    path: str
    """Path and query string as sent, to be joined to the configured public URL (PROTOCOL 12.3)."""
    headers: Mapping[str, str]
    """Lower-case names."""
    form: tuple[tuple[str, str], ...]
    """Decoded form fields in order, repeated names kept, values untrimmed."""
    body: bytes
    received_at: datetime


class OutboundKind(StrEnum):
    """Why a message goes out; with cause and recipient it is unique, so no effect happens twice."""

    ACKNOWLEDGEMENT = "acknowledgement"
    QUESTION = "question"
    ANSWER = "answer"
    """An answer to STATUS, HELP or an empty text: automatic, like an acknowledgement."""
    REMINDER = "reminder"
    """The one time that we come back to a question; never at night."""
    NOTICE = "notice"
    """A change of state told to the resident."""
    STAFF_REPLY = "staff_reply"
    DEPARTMENT = "department"
    """A notice to a department's mailbox."""
    CONFIRMATION = "confirmation"
    """What a command in a department's mail has done, told to whoever wrote it; no machine writes commands."""
    EXPLANATION = "explanation"
    """Where the words of a department's mail went, or what was not understood in it; a machine could cause it."""
    INVITATION = "invitation"
    """A one-time link for somebody who is to work at the desk; a person asked for it."""
    HANDOVER = "handover"
    """A ticket for a department's own system; `recipient` is the department's key."""
    WEBHOOK = "webhook"
    """News of a ticket for a system that asked for it; `recipient` is `webhook:ID`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One message to one recipient, composed but not yet in the outbox."""

    cause: str
    """What it answers, `message:ID`, `event:ID` or both; unique together with kind and recipient."""
    kind: OutboundKind
    channel: str
    recipient: str
    sender: str
    """Our address or number that it goes out from."""
    sender_name: str
    subject: str
    body: str
    language: str
    automatic: bool
    """True when no person wrote it: Auto-Submitted is set and loop limits apply."""
    ticket_id: int | None = None
    message_id: str = ""
    """RFC 5322 Message-ID with angle brackets, made with the row and the same on every retry."""
    references: tuple[str, ...] = ()
    """The chain of Message-IDs, oldest first; the last is In-Reply-To."""
    reply_to: str = ""
    """The address with the reply token; empty for texts."""
    wait: float = 0.0
    """Seconds that it is held back, because the reader may still be writing; it is in the outbox meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundFile:
    """A file that goes out with a message: a picture that we encoded anew, never a resident's own octets."""

    filename: str
    content_type: str
    octets: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """A row of the outbox, ready to be sent."""

    id: int
    attempts: int
    created_at: datetime
    draft: Draft
    files: tuple[OutboundFile, ...] = ()
    """What a mail carries along; loaded when it is sent, never kept in the outbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendReceipt:
    """What the other side said. `simulated` means that it was only shown, for want of a relay or an account."""

    provider_id: str = ""
    simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedMedia:
    """A file that a provider kept for us; nothing that it says about itself is believed yet."""

    octets: bytes
    content_type: str = ""
    filename: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What a provider says later about a message that it took; statuses are the provider's own words."""

    provider_id: str
    status: str
    code: str = ""
    """The provider's error code; empty when all is well."""
    outbound_id: int | None = None
    """Our row in the outbox, which the provider was told when the message was sent; None when it does not say."""


class Channel(Protocol):
    """One way in and out. To add a provider, write one of these and name it in `gateway.bootstrap`."""

    @property
    def name(self) -> str:
        """The word that stands in `Arrival.channel` and `Outbound.channel`."""
        ...

    @property
    def medium(self) -> Medium:
        """What a rule sees as `channel`."""
        ...

    def decode(self, arrival: Arrival) -> InboundMessage:
        """Read a stored arrival. Total: what cannot be read comes back with `error` set."""
        ...

    def send(self, outbound: Outbound) -> SendReceipt:
        """Send one message, or raise one of `gateway.errors.SendError`."""
        ...


@runtime_checkable
class SearchableChannel(Protocol):
    """A channel on which a message sent twice is read twice, but which can be asked what it took (PROTOCOL 13.3)."""

    def find_sent(self, outbound: Outbound, *, since: datetime) -> SendReceipt | None:
        """The message if the provider has it; raises one of `gateway.errors.SendError`."""
        ...


@runtime_checkable
class MediaChannel(Protocol):
    """A channel whose files lie at the provider and are fetched later (PROTOCOL 12.11)."""

    def fetch_media(self, url: str) -> FetchedMedia:
        """The file behind an address of `Attachment.url`; raises one of `gateway.errors.MediaError`."""
        ...


def mask(address: str) -> str:
    """An address or number that may stand in a log: enough to recognise, not enough to use (PROTOCOL 10.8)."""
    if "@" in address:
        local, _, domain = address.rpartition("@")
        return f"{local[:1]}***@{domain[:1]}***"
    return f"***{address[-2:]}" if address else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRequest:
    """One request of the past, as a city's export tells it; what the export does not tell is empty."""

    key: str
    """Its id in the export, or made of its content; unique within one source."""
    line: int
    """The line of the file at which it begins, the header being line 1; 0 for one that comes from the database."""
    text: str
    category: str = ""
    department: str = ""
    address: str = ""
    lat: float | None = None
    """Degrees WGS84; given only together with `lon`."""
    lon: float | None = None
    requested_at: datetime | None = None
    """Aware, in UTC."""
    closed_at: datetime | None = None
    """Aware, in UTC."""
