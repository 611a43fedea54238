"""Composes the bytes of an outgoing mail, so that no text of a resident can break or forge a header (PROTOCOL 11).

The words go out twice, as plain text and as HTML made from it, in octets below 128 only: nothing on the way has to
encode them anew, which would break a signature (RFC 6376 5.3).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import Any, assert_never, cast

from gateway.channels.mail_html import Stationery, render_html
from gateway.channels.mail_words import files_left_out
from gateway.envelopes import Draft, Outbound, OutboundFile, OutboundKind
from gateway.errors import PermanentSendError
from gateway.routing.look import Look
from parsers.clean import clean_text
from parsers.email.reply_marker import reply_marker

LOOP_HEADER = "X-City311-Loop"
MAP = "https://www.openstreetmap.org"
"""Where notices to departments show the place."""
MOST_OCTETS = 9 * 1024 * 1024
"""Of a whole mail: Postfix and Exchange take 10 MB unless somebody told them otherwise."""
_LONGEST_SUBJECT = 250
_LONGEST_FILENAME = 100
_LONGEST_PLAIN_LINE = 78
_MOST_REFERENCES = 21
_ROOM_FOR_WORDS = 32_768
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_IDENTIFIER = re.compile(r"<[^<>\s]{1,900}>")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\\\"@]{1,64}@[^\s<>()\[\],;:\\\"@/]{1,253}")
_CONTENT_TYPE = re.compile(r"(application|audio|image|video)/([a-z0-9][a-z0-9.+-]{0,60})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What is the same on all mail of an installation: its mark against loops, its look, and its web address."""

    instance: str
    look: Look = field(default_factory=Look)
    public_url: str = ""


class _Identifiers:
    """A header of Message-IDs, one a line: the standard folding would encode the long ones and break the thread."""

    name: str
    max_count = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, object]) -> None:
        kwds["decoded"] = value
        kwds["parse_tree"] = None

    def fold(self, *, policy: EmailPolicy[Any]) -> str:
        lines = f"{policy.linesep} ".join(str(self).split())
        return f"{self.name}: {lines}{policy.linesep}"


class _Headers(HeaderRegistry):
    """The standard registry makes a class for every header of every mail, which takes longer than the rest of it."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, type[BaseHeader]] = {}

    def __getitem__(self, name: str) -> type[BaseHeader]:
        found = self._made.get(name)
        if found is None:
            found = self._made[name] = super().__getitem__(name)
        return found


def _policy() -> EmailPolicy[Any]:
    registry = _Headers()
    for name in ("message-id", "in-reply-to", "references"):
        registry.map_to_type(name, cast("type[BaseHeader]", _Identifiers))
    return SMTP.clone(header_factory=registry)


_POLICY = _policy()
_POLICY_OF_UTF8 = _POLICY.clone(utf8=True)


def compose_mail(outbound: Outbound, letterhead: Letterhead, *, room: int = MOST_OCTETS) -> bytes:
    """The whole mail with CRLF line ends and lines of at most 998 octets.

    Files go along in their order while the mail stays within `room` octets; the words say how many do not. The Date is
    when the row was made, and the boundaries come from the Message-ID, so that a retry sends the same mail. A recipient
    with letters beyond ASCII needs a relay with SMTPUTF8 (RFC 6531). Raises `PermanentSendError` for addresses that no
    mail can go to, and for whatever else no mail can be made of, so that nothing is tried for ever (PROTOCOL 10.6).
    """
    try:
        return _compose(outbound, letterhead, room)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise PermanentSendError(f"No mail can be made of this message: {type(error).__name__}.") from None


def _compose(outbound: Outbound, letterhead: Letterhead, room: int) -> bytes:
    draft = outbound.draft
    recipient = wire_address(draft.recipient)
    message = EmailMessage(policy=_POLICY if recipient.isascii() else _POLICY_OF_UTF8)
    message["From"] = _mailbox(draft.sender_name, draft.sender)
    message["To"] = _mailbox("", recipient)
    message["Subject"] = one_line(draft.subject)[:_LONGEST_SUBJECT]
    message["Date"] = format_datetime(outbound.created_at)
    _set_thread(message, draft)
    _set_automation(message, draft)
    message[LOOP_HEADER] = letterhead.instance
    files = tuple(_fitting(outbound.files, room - _ROOM_FOR_WORDS - 8 * len(draft.body)))
    _set_words(message, draft, letterhead, left_out=len(outbound.files) - len(files))
    for file in files:
        _add_file(message, file)
    message["Content-Language"] = _language(draft)
    _set_boundaries(message, draft)
    return message.as_bytes()


def wire_address(address: str) -> str:
    """The address as RCPT TO may carry it; raises `PermanentSendError` for one that could smuggle a command."""
    if not _ADDRESS.fullmatch(address) or not address.isprintable():
        raise PermanentSendError("The recipient's address is not one that mail can be sent to.", code="address")
    local, _, domain = address.rpartition("@")
    try:
        return address if domain.isascii() else f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise PermanentSendError("The recipient's domain is not a valid name.", code="address") from None


def one_line(text: str) -> str:
    """Text for a header: no line breaks and no control characters (PROTOCOL 10.6).

    A resident's `=?utf-8?q?x=0d=0aBcc:y?=` would be decoded by the standard library, line break and all.
    """
    return " ".join(clean_text(text).replace("=?", "= ?").split())


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = wire_address(address).rpartition("@")
    try:
        if local.isascii():
            return Address(display_name=one_line(name)[:100], addr_spec=f"{local}@{domain}")
        return Address(username=local, domain=domain)
    except (MessageError, ValueError, IndexError):
        raise PermanentSendError("An address of the mail is not valid.", code="address") from None


def _set_thread(message: EmailMessage, draft: Draft) -> None:
    """The first and the last twenty references are enough to find the thread again (PROTOCOL 11.2).

    Apple Mail and others follow References. Gmail wants the same subject besides, but for `Re:`, and references to
    mails of the thread (Google Workspace Updates, 29 March 2019). Outlook has Thread-Index, and Exchange makes one from
    References where a mail brings none; one of ours would differ from the one in the resident's own mail and break the
    thread that it should hold together.
    """
    references = [found for reference in draft.references for found in _IDENTIFIER.findall(clean_text(reference))]
    if len(references) > _MOST_REFERENCES:
        references = [references[0], *references[1 - _MOST_REFERENCES :]]
    if _IDENTIFIER.fullmatch(draft.message_id):
        message["Message-ID"] = draft.message_id
    if references:
        message["In-Reply-To"] = references[-1]
        message["References"] = " ".join(references)
    if draft.reply_to:
        message["Reply-To"] = _mailbox(draft.sender_name, draft.reply_to)


def _set_automation(message: EmailMessage, draft: Draft) -> None:
    """Says that a machine wrote, and asks other machines for silence (PROTOCOL 11.3, RFC 3834 section 5)."""
    if not draft.automatic:
        return
    message["Auto-Submitted"] = _auto_submitted(draft.kind)
    message["X-Auto-Response-Suppress"] = "All"


def _auto_submitted(kind: OutboundKind) -> str:
    match kind:
        case OutboundKind.ACKNOWLEDGEMENT | OutboundKind.QUESTION | OutboundKind.ANSWER:
            return "auto-replied"
        case OutboundKind.CONFIRMATION | OutboundKind.EXPLANATION:
            return "auto-replied"
        case OutboundKind.NOTICE | OutboundKind.REMINDER | OutboundKind.DEPARTMENT | OutboundKind.STAFF_REPLY:
            return "auto-generated"
        case OutboundKind.INVITATION | OutboundKind.HANDOVER | OutboundKind.WEBHOOK:
            return "auto-generated"
        case _ as never:
            assert_never(never)


def _language(draft: Draft) -> str:
    return draft.language if _LANGUAGE.fullmatch(draft.language) else "en"


def _set_words(message: EmailMessage, draft: Draft, letterhead: Letterhead, *, left_out: int) -> None:
    """The words as text and as HTML; the marker stands first in a mail that can be answered (PROTOCOL 9.2)."""
    body = clean_text(draft.body).strip("\n")
    words = f"{body}\n\n{files_left_out(left_out, draft.language)}" if left_out else body
    marker = reply_marker(draft.language) if draft.reply_to else ""
    footer = clean_text(letterhead.look.footer(draft.language)).strip()
    paper = Stationery(
        city=one_line(draft.sender_name) or draft.sender,
        language=_language(draft),
        links=tuple(link for link in (letterhead.public_url, MAP) if link),
        color=letterhead.look.color,
        marker=marker,
        footer=footer,
        domain=draft.sender.rpartition("@")[2],
        pages=f"{letterhead.public_url}/r/" if letterhead.public_url else "",
    )
    plain = (marker, words, f"-- \n{footer}" if footer else "")
    text = "\n\n".join(part for part in plain if part) + "\n"
    html = render_html(words, paper)
    message.set_content(text, cte=_transfer_encoding(text))
    message.add_alternative(html, subtype="html", cte=_transfer_encoding(html))


def _transfer_encoding(text: str) -> str:
    """Never 8bit: a relay without 8BITMIME would have to change it."""
    if text.isascii() and max(map(len, text.split("\n"))) <= _LONGEST_PLAIN_LINE:
        return "7bit"
    octets = text.encode()
    beyond_ascii = sum(octet > 127 for octet in octets)
    return "quoted-printable" if len(octets) + 2 * beyond_ascii <= len(octets) * 4 / 3 else "base64"


def _fitting(files: Iterable[OutboundFile], room: int) -> Iterable[OutboundFile]:
    """The files for which there is room, each a third larger than it is, because mail is text."""
    for file in files:
        needed = len(file.octets) * 4 * 78 // (3 * 76) + 1_024
        if needed <= room:
            room -= needed
            yield file


def _add_file(message: EmailMessage, file: OutboundFile) -> None:
    known = _CONTENT_TYPE.fullmatch(file.content_type.lower())
    maintype, subtype = known.groups() if known else ("application", "octet-stream")
    name = one_line(file.filename.replace("/", "_").replace("\\", "_"))[-_LONGEST_FILENAME:]
    message.add_attachment(file.octets, maintype=maintype, subtype=subtype, filename=name or "file")


def _set_boundaries(message: EmailMessage, draft: Draft) -> None:
    """`=_` cannot stand in encoded words, and nobody who wrote them knew the Message-ID."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            digest = hashlib.sha256(f"{number}:{draft.message_id}:{draft.cause}".encode(errors="replace")).hexdigest()
            part.set_boundary(f"=_{digest[:32]}")
