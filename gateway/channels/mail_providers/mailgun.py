"""Mailgun's routes whose address ends in `mime` (Mailgun, "Receiving messages via HTTP" and "Securing webhooks")."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.channels.mail_providers.shape import (
    MailMissingError,
    MailWebhook,
    ProviderMail,
    addresses_in,
    as_result,
    as_sender,
    refused,
    text_of,
)

WINDOW_SECONDS = 120
"""How old a signature may be, as Rails' Mailgun ingress has it."""
_RESULTS = {"spf": "X-Mailgun-Spf", "dkim": "X-Mailgun-Dkim-Check-Result"}
_LONGEST_TOKEN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailgun:
    """Believed by a signature over time and token. It does not cover the mail, so a token counts only once."""

    signing_key: str

    @property
    def name(self) -> str:
        """Stands in the webhook's address."""
        return "mailgun"

    def verify(self, webhook: MailWebhook) -> str:
        """The token; raises `WebhookRefusedError` for a wrong signature and for one of another time."""
        timestamp, token, signature = (webhook.form.get(name, b"") for name in ("timestamp", "token", "signature"))
        expected = hmac.new(self.signing_key.encode(), timestamp + token, hashlib.sha256).hexdigest()
        if not token or not hmac.compare_digest(expected.encode(), signature.strip()):
            raise refused("The signature is missing or wrong.")
        if not timestamp.isdigit() or abs(webhook.received_at.timestamp() - int(timestamp)) > WINDOW_SECONDS:
            raise refused("The signature is of another time. See that this machine's clock is right.")
        return text_of(token)[:_LONGEST_TOKEN]

    def messages(self, webhook: MailWebhook) -> tuple[ProviderMail, ...]:
        """The mail in the field `body-mime`."""
        raw = webhook.form.get("body-mime")
        if raw is None:
            raise MailMissingError("Mailgun leaves out the mail: let the route's address end in /mailgun/mime.")
        return (
            ProviderMail(
                raw=raw,
                sender=as_sender(text_of(webhook.form.get("sender", b""))),
                recipients=addresses_in(text_of(webhook.form.get("recipient", b""))),
                details=dict(_details(webhook)),
            ),
        )


def _details(webhook: MailWebhook) -> Iterator[tuple[str, str]]:
    for name, field in _RESULTS.items():
        if said := webhook.form.get(field):
            yield name, as_result(text_of(said))
    if text_of(webhook.form.get("X-Mailgun-Sflag", b"")).strip().lower() == "yes":
        yield "spam", "Mailgun calls it spam"
