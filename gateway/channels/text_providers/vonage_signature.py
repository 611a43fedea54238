"""Believes a webhook only when Vonage signed it (developer.vonage.com, "Signing messages" and "Signed webhooks")."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.channels.text_providers.shape import as_dict, as_text, check_time, is_same_secret, refused
from gateway.envelopes import Webhook

TOLERANCE = 25 * 3_600.0
"""Seconds: a webhook is repeated for a day, and its time is that of the first try; a replay changes nothing here."""
_PLAIN_HASH = "md5hash"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """The secret of the account and the way it signs, which is never taken from the request."""

    secret: str
    method: str

    def sign(self, text: str) -> str:
        """The signature of the joined fields, as hexadecimal digits in lower case."""
        octets = text.encode("utf-8", "replace")
        if self.method == _PLAIN_HASH:
            return hashlib.md5(octets + self.secret.encode(), usedforsecurity=False).hexdigest()
        return hmac.new(self.secret.encode(), octets, self.method).hexdigest()


def check_signature(fields: Mapping[str, Any], webhook: Webhook, signer: Signer) -> None:
    """Raises `WebhookRefusedError` unless `sig` is right for all other fields, and not of another day."""
    given = as_text(fields.get("sig")).strip().lower()
    if not given or not signer.secret:
        raise refused("The request carries no signature; ask Vonage to sign the account's webhooks.")
    if not is_same_secret(given, signer.sign(joined_fields(fields))):
        raise refused("The signature does not fit GATEWAY_VONAGE_SIGNATURE_SECRET and its method.")
    check_time(as_text(fields.get("timestamp")), webhook, tolerance=TOLERANCE)


def joined_fields(fields: Mapping[str, Any]) -> str:
    """What is signed: every field but `sig`, sorted by name, with & and = in values replaced by a low line."""
    pairs = ((name, as_signed(value)) for name, value in sorted(fields.items()) if name != "sig")
    return "".join(f"&{name}={value.replace('&', '_').replace('=', '_')}" for name, value in pairs)


def as_signed(value: object) -> str:
    """A value as it stands in the signed text; JSON knows more kinds of them than a form."""
    return ("true" if value else "false") if isinstance(value, bool) else as_text(value)


def check_token(webhook: Webhook, signer: Signer) -> Mapping[str, Any]:
    """The claims of a JWT with HS256 over the body's hash (RFC 7515); raises `WebhookRefusedError`."""
    token = webhook.headers.get("authorization", "").partition(" ")[2].strip()
    signed, _, signature = token.rpartition(".")
    head, _, body = signed.partition(".")
    expected = hmac.digest(signer.secret.encode(), signed.encode("utf-8", "replace"), hashlib.sha256)
    is_right = bool(signer.secret) and hmac.compare_digest(_octets(signature), expected)
    if not is_right or _claims(head).get("alg") != "HS256":
        raise refused("The token does not fit GATEWAY_VONAGE_SIGNATURE_SECRET.")
    claims = _claims(body)
    if not is_same_secret(as_text(claims.get("payload_hash")).lower(), hashlib.sha256(webhook.body).hexdigest()):
        raise refused("The token is for another body.")
    check_time(as_text(claims.get("iat")), webhook, tolerance=TOLERANCE)
    return claims


def _octets(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        return b""


def _claims(part: str) -> Mapping[str, Any]:
    try:
        return as_dict(json.loads(_octets(part)))
    except (ValueError, RecursionError):
        return {}
