"""Postmark's inbound webhook with "Include raw email content in JSON payload" (Postmark, "Inbound webhook")."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gateway.channels.mail_providers.passwords import check_password
from gateway.channels.mail_providers.shape import (
    MailMissingError,
    MailWebhook,
    ProviderMail,
    address_in,
    as_result,
    as_sender,
    malformed,
)

_ENVELOPE_FROM = re.compile(r"\benvelope-from=\s*<?([^\s;>]*)>?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Postmark:
    """Believed by the password in the webhook's address; Postmark signs nothing."""

    password: str

    @property
    def name(self) -> str:
        """Stands in the webhook's address."""
        return "postmark"

    def verify(self, webhook: MailWebhook) -> str:
        """There is no one-time token; a repeated mail has the same octets and is stored once."""
        check_password(webhook, self.password)
        return ""

    def messages(self, webhook: MailWebhook) -> tuple[ProviderMail, ...]:
        """The mail in `RawEmail`."""
        try:
            document = json.loads(webhook.body)
        except (ValueError, RecursionError):
            raise malformed("The request is no JSON.") from None
        if not isinstance(document, dict):
            raise malformed("The request is no JSON object.")
        raw = document.get("RawEmail")
        if not isinstance(raw, str) or not raw:
            raise MailMissingError("Postmark leaves out the mail: check “Include raw email content” there.")
        headers = dict(_headers(document))
        return (
            ProviderMail(
                raw=raw.encode("utf-8", "replace"),
                sender=_sender(document, headers),
                recipients=tuple(_recipients(document)),
                details=dict(_details(headers)),
            ),
        )


def _headers(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The headers that are of interest; of a repeated one the topmost counts, which Postmark wrote."""
    listed = document.get("Headers")
    for item in reversed(listed if isinstance(listed, list) else []):
        if isinstance(item, dict):
            yield str(item.get("Name", "")).lower(), str(item.get("Value", ""))


def _sender(document: dict[str, Any], headers: dict[str, str]) -> str:
    """Postmark tells the envelope sender only in its SPF header and as Return-Path."""
    if found := _ENVELOPE_FROM.search(headers.get("received-spf", "")):
        return as_sender(found[1])
    if "return-path" in headers:
        return as_sender(headers["return-path"])
    return address_in(str(document.get("From", "")))


def _recipients(document: dict[str, Any]) -> Iterator[str]:
    if original := as_sender(str(document.get("OriginalRecipient") or "")):
        yield original
        return
    for listed in (document.get(name) for name in ("ToFull", "CcFull", "BccFull")):
        for item in listed if isinstance(listed, list) else []:
            if isinstance(item, dict) and (address := as_sender(str(item.get("Email", "")))):
                yield address


def _details(headers: dict[str, str]) -> Iterator[tuple[str, str]]:
    if spf := headers.get("received-spf", "").split(maxsplit=1):
        yield "spf", as_result(spf[0])
    if headers.get("x-spam-status", "").strip().lower().startswith("yes"):
        yield "spam", "Postmark calls it spam"
