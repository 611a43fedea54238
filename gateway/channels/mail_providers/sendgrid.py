"""SendGrid's Inbound Parse with "POST the raw, full MIME message".

Twilio SendGrid, "Setting up the Inbound Parse Webhook". A signature is read as in "Getting started with the Event
Webhook security features"; that Inbound Parse signs alike was not tried against the live service (PROTOCOL 14).
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from gateway.channels.mail_providers.passwords import check_password
from gateway.channels.mail_providers.shape import (
    MailMissingError,
    MailWebhook,
    ProviderMail,
    address_in,
    addresses_in,
    as_result,
    as_sender,
    refused,
    text_of,
)
from gateway.errors import SettingsError

_SIGNATURE = "x-twilio-email-event-webhook-signature"
_TIMESTAMP = "x-twilio-email-event-webhook-timestamp"
_DKIM = re.compile(r":\s*(\w+)")
_SPAM_SCORE = 5.0
"""What SpamAssassin itself calls spam."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendGrid:
    """Believed by password, by signature, or by both where both are set."""

    password: str
    verification_key: EllipticCurvePublicKey | None

    @property
    def name(self) -> str:
        """Stands in the webhook's address."""
        return "sendgrid"

    def verify(self, webhook: MailWebhook) -> str:
        """There is no one-time token; a repeated mail has the same octets and is stored once."""
        if self.verification_key:
            _check_signature(webhook, self.verification_key)
        if self.password:
            check_password(webhook, self.password)
        return ""

    def messages(self, webhook: MailWebhook) -> tuple[ProviderMail, ...]:
        """The mail in the field `email`."""
        raw = webhook.form.get("email")
        if raw is None:
            raise MailMissingError("SendGrid leaves out the mail: check “POST the raw, full MIME message” there.")
        envelope = _read_envelope(webhook)
        return (
            ProviderMail(
                raw=raw,
                sender=as_sender(str(envelope.get("from", address_in(text_of(webhook.form.get("from", b"")))))),
                recipients=tuple(_recipients(envelope)) or addresses_in(text_of(webhook.form.get("to", b""))),
                details=dict(_details(webhook)),
            ),
        )


def read_verification_key(coded: str) -> EllipticCurvePublicKey | None:
    """The public key of the setting, None for an empty one; raises `SettingsError`."""
    if not coded:
        return None
    try:
        key = load_der_public_key(base64.b64decode(coded, validate=True))
    except (ValueError, binascii.Error, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, EllipticCurvePublicKey):
        raise SettingsError("GATEWAY_SENDGRID_VERIFICATION_KEY is no public key. Copy it from SendGrid as it stands.")
    return key


def _check_signature(webhook: MailWebhook, key: EllipticCurvePublicKey) -> None:
    signed = webhook.headers.get(_TIMESTAMP, "").encode() + webhook.body
    try:
        signature = base64.b64decode(webhook.headers.get(_SIGNATURE, ""), validate=True)
        key.verify(signature, signed, ECDSA(SHA256()))
    except (binascii.Error, InvalidSignature):
        raise refused("The signature is missing or wrong.") from None


def _read_envelope(webhook: MailWebhook) -> dict[str, Any]:
    try:
        envelope = json.loads(webhook.form.get("envelope", b""))
    except ValueError:
        return {}
    return envelope if isinstance(envelope, dict) else {}


def _recipients(envelope: dict[str, Any]) -> Iterator[str]:
    listed = envelope.get("to", ())
    for recipient in listed if isinstance(listed, list) else [listed]:
        if isinstance(recipient, str) and (address := as_sender(recipient)):
            yield address


def _details(webhook: MailWebhook) -> Iterator[tuple[str, str]]:
    if spf := text_of(webhook.form.get("SPF", b"")):
        yield "spf", as_result(spf)
    if dkim := _DKIM.findall(text_of(webhook.form.get("dkim", b""))):
        results = [as_result(word) for word in dkim]
        yield "dkim", "pass" if "pass" in results else results[0]
    try:
        score = float(webhook.form["spam_score"])
    except (KeyError, ValueError):
        return
    if score >= _SPAM_SCORE:
        yield "spam", f"SendGrid's spam score is {score:.1f}"
