"""Basic authentication, as providers do it that put user and password into the webhook's address (RFC 7617)."""

from __future__ import annotations

import base64
import binascii
import hmac

from gateway.channels.mail_providers.shape import MailWebhook, refused


def check_password(webhook: MailWebhook, password: str) -> None:
    """Raises `WebhookRefusedError` unless the request carries the password; the user's name may be any."""
    scheme, _, coded = webhook.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        raise refused("The request carries no user and password.")
    try:
        given = base64.b64decode(coded.strip(), validate=True).partition(b":")[2]
    except binascii.Error:
        raise refused("User and password cannot be read.") from None
    if not hmac.compare_digest(given, password.encode()):
        raise refused("The password is wrong.")
