"""What a resident writes on the page of their request: kept as a mail-shaped original, read on the channel they use.

It comes by no carrier and no relay, but walks the same road as every text and mail: the same promise, rules, limits and
files. `details` name the ticket, because whoever has the link was given it for that one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, default

from gateway.envelopes import Arrival
from parsers.clean import clean_text
from parsers.email.files import extract_files
from parsers.values import Attachment, InboundMessage, Medium

MARK = b"X-City311-Source: "
"""How the original begins of what was written on a page."""
_TICKET = "page_ticket"
_MEDIUM = "page_medium"
_CONTENT_TYPE = re.compile(r"([a-z0-9.+-]{1,60})/([a-z0-9.+-]{1,60})")
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFile:
    """A file that was chosen on the page; nothing that the browser says about it is believed."""

    filename: str
    declared_type: str
    octets: bytes


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
        raw=_original(writer, words, files),
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


def _original(writer: PageWriter, words: str, files: Sequence[PageFile]) -> bytes:
    message = EmailMessage(policy=SMTP)
    message[MARK.decode().rstrip(": ")] = f"the page of ticket {writer.ticket_id}"
    message.set_content(words, cte="quoted-printable")
    enclose(message, files)
    return message.as_bytes()


def enclose(message: EmailMessage, files: Sequence[PageFile]) -> None:
    """Put files behind the words of an original; their names and kinds are made safe for a header."""
    for file in files:
        known = _CONTENT_TYPE.fullmatch(file.declared_type.lower())
        maintype, subtype = known.groups() if known else ("application", "octet-stream")
        name = " ".join(clean_text(file.filename).split())[-_LONGEST_NAME:] or "file"
        if maintype in {"message", "multipart"}:
            maintype, subtype = "application", "octet-stream"
        message.add_attachment(file.octets, maintype=maintype, subtype=subtype, filename=name)


def find_page_ticket(arrival: Arrival) -> int | None:
    """The ticket on whose page it was written; None for what came any other way."""
    known = arrival.details.get(_TICKET, "")
    return int(known) if known.isascii() and known.isdigit() else None


def read_page_words(arrival: Arrival) -> InboundMessage:
    """Read what was written on a page as a message of the channel that its writer uses."""
    message = BytesParser(policy=default).parsebytes(arrival.raw)
    body = message.get_body(("plain",))
    words = clean_text(str(body.get_content()) if body else "").strip()
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
