"""Makes the `Arrival` of a mail off the wire; the octets stay as they came, for DKIM, and oddities in them are flags.

Flags: `bare_newline` (PROTOCOL 2.9: read a normalised copy) and `internal_headers` (2.18: somebody sent an `X-City311-`
header; it is kept, because it may prove a loop, and must never be believed).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from gateway.channels.email import mail_arrival
from gateway.envelopes import Arrival

MOST_HOPS = 50
_HEADER_OCTETS = 256 * 1024
_INTERNAL_HEADER = b"\nx-city311-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What the wire knew about one mail."""

    peer: str
    helo: str
    tls: str
    """The version of TLS, empty without."""
    protocol: str
    """SMTP, ESMTP, ESMTPS, LMTP or LMTPS (RFC 3848)."""
    host: str
    queue_id: str


def make_arrival(raw: bytes, *, sender: str, recipients: Iterable[str], received_at: datetime, trace: Trace) -> Arrival:
    """The arrival of a mail to its different recipients."""
    return mail_arrival(
        "email",
        raw,
        sender=sender,
        recipients=tuple(dict.fromkeys(recipients)),
        now=received_at,
        details=_details(trace, received_at),
        flags=read_flags(raw),
    )


def has_bare_newline(raw: bytes) -> bool:
    """True for a line feed without carriage return, or the reverse: what message smuggling is made of."""
    pairs = raw.count(b"\r\n")
    return raw.count(b"\n") != pairs or raw.count(b"\r") != pairs


def is_looping(raw: bytes) -> bool:
    """True when more than fifty systems have passed the mail on."""
    return _header(raw).count(b"\nreceived:") > MOST_HOPS


def read_flags(raw: bytes) -> tuple[str, ...]:
    """What is odd in the octets."""
    bare = ("bare_newline",) if has_bare_newline(raw) else ()
    return (*bare, "internal_headers") if _INTERNAL_HEADER in _header(raw) else bare


def _header(raw: bytes) -> bytes:
    ends = [end for blank in (b"\r\n\r\n", b"\n\n") if (end := raw.find(blank, 0, _HEADER_OCTETS)) >= 0]
    return b"\n" + raw[: min(ends, default=_HEADER_OCTETS)].lower()


def _details(trace: Trace, received_at: datetime) -> dict[str, str]:
    return {
        "peer": trace.peer,
        "helo": trace.helo,
        "tls": trace.tls,
        "protocol": trace.protocol,
        "queue_id": trace.queue_id,
        "received": _received_line(trace, received_at),
    }


def _received_line(trace: Trace, received_at: datetime) -> str:
    """The text of our own `Received:` field (RFC 5321 4.4), which is not put into the octets."""
    date = format_datetime(received_at)
    return f"from {trace.helo} ([{trace.peer}]) by {trace.host} with {trace.protocol} id {trace.queue_id}; {date}"
