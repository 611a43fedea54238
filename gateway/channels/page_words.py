"""What a resident writes on the page of their request: kept as a mail-shaped original, read on the channel they use.

It comes by no carrier and no relay, but walks the same road as every text and mail: the same promise, rules, limits and
files. `details` name the ticket, because whoever has the link was given it for that one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.channels.originals import SOURCE, PageFile, read_words, write_original
from gateway.envelopes import Arrival
from parsers.clean import clean_text
from parsers.email.files import extract_files
from parsers.values import Attachment, InboundMessage, Medium

MARK = f"{SOURCE}: ".encode()
"""How the original begins of what was written on a page."""
_TICKET = "page_ticket"
_MEDIUM = "page_medium"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWriter:
    """Who writes, and about which ticket: the address and the channel by which we write to them."""

    ticket_id: int
    channel: str
    medium: Medium
    address: str
    our_address: str


def page_arrival(writer: PageWriter, text: str, files: Sequence[PageFile] = (), *, once: str, now: datetime) -> Arrival:
    """The words and files as an arrival; sending the same form (`once`) again makes the same message."""
    words = clean_text(text).strip()
    return Arrival(
        channel=writer.channel,
        key=f"page:{_fingerprint(writer, words, files, once)}",
        raw=write_original(f"the page of ticket {writer.ticket_id}", words, files),
        sender=writer.address,
        recipients=(writer.our_address,),
        received_at=now,
        details={_TICKET: str(writer.ticket_id), _MEDIUM: writer.medium.value},
    )


def _fingerprint(writer: PageWriter, words: str, files: Sequence[PageFile], once: str) -> str:
    digest = hashlib.sha256(f"{writer.ticket_id}:{writer.address}:{once}:{words}".encode())
    for file in files:
        digest.update(hashlib.sha256(file.octets).digest())
    return digest.hexdigest()


def find_page_ticket(arrival: Arrival) -> int | None:
    """The ticket on whose page it was written; None for what came any other way."""
    known = arrival.details.get(_TICKET, "")
    return int(known) if known.isascii() and known.isdigit() else None


def read_page_words(arrival: Arrival) -> InboundMessage:
    """Read what was written on a page as a message of the channel that its writer uses."""
    words = clean_text(read_words(arrival.raw)).strip()
    return InboundMessage(
        medium=Medium(arrival.details.get(_MEDIUM, Medium.EMAIL.value)),
        sender=arrival.sender,
        received_at=arrival.received_at,
        text=words,
        reply_text=words,
        recipients=arrival.recipients,
        attachments=tuple(
            Attachment(filename=file.filename, content_type=file.declared_type, size=len(file.octets))
            for file in extract_files(arrival.raw)
        ),
        flags=arrival.flags,
    )
