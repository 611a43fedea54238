"""Composes the bytes of an outgoing mail, so that no text of a resident can break or forge a header (PROTOCOL 11)."""

from __future__ import annotations

import re
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import Any, assert_never, cast

from gateway.envelopes import Draft, Outbound, OutboundKind
from gateway.errors import PermanentSendError
from parsers.clean import clean_text

LOOP_HEADER = "X-City311-Loop"
_LONGEST_SUBJECT = 250
_MOST_REFERENCES = 21
_IDENTIFIER = re.compile(r"<[^<>\s]{1,900}>")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\\\"@]{1,64}@[^\s<>()\[\],;:\\\"@/]{1,253}")


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


def _policy() -> EmailPolicy[Any]:
    registry = HeaderRegistry()
    for name in ("message-id", "in-reply-to", "references"):
        registry.map_to_type(name, cast("type[BaseHeader]", _Identifiers))
    return SMTP.clone(header_factory=registry)


_POLICY = _policy()


def compose_mail(outbound: Outbound, *, instance: str) -> bytes:
    """The whole mail with CRLF line ends and lines of at most 998 octets.

    `instance` names this installation in the loop header. The Date is when the row was made, so that a retry sends
    the same mail. Raises `PermanentSendError` for addresses that no mail can go to.
    """
    draft = outbound.draft
    message = EmailMessage(policy=_POLICY)
    message["From"] = _mailbox(draft.sender_name, draft.sender)
    message["To"] = _mailbox("", draft.recipient)
    message["Subject"] = one_line(draft.subject)[:_LONGEST_SUBJECT]
    message["Date"] = format_datetime(outbound.created_at)
    _set_thread(message, draft)
    _set_automation(message, draft)
    message[LOOP_HEADER] = instance
    message.set_content(clean_text(draft.body))
    return message.as_bytes()


def envelope_recipient(address: str) -> str:
    """The address as RCPT TO may carry it; raises `PermanentSendError` for one that could smuggle a command."""
    if not _ADDRESS.fullmatch(address) or not address.isprintable():
        raise PermanentSendError("The recipient's address is not one that mail can be sent to.", code="address")
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        raise PermanentSendError("The recipient's mailbox has letters that not every relay can carry.", code="address")
    try:
        return address if address.isascii() else f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise PermanentSendError("The recipient's domain is not a valid name.", code="address") from None


def one_line(text: str) -> str:
    """Text for a header: no line breaks and no control characters (PROTOCOL 10.6)."""
    return " ".join(clean_text(text).split())


def _mailbox(name: str, address: str) -> Address:
    try:
        return Address(display_name=one_line(name)[:100], addr_spec=envelope_recipient(address))
    except (ValueError, IndexError):
        raise PermanentSendError("An address of the mail is not valid.", code="address") from None


def _set_thread(message: EmailMessage, draft: Draft) -> None:
    """The first and the last twenty references are enough to find the thread again (PROTOCOL 11.2)."""
    references = [found for reference in draft.references for found in _IDENTIFIER.findall(reference)]
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
        case OutboundKind.NOTICE | OutboundKind.DEPARTMENT | OutboundKind.STAFF_REPLY:
            return "auto-generated"
        case _ as never:
            assert_never(never)
