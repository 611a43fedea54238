"""Believes a webhook only when Twilio signed it for our public address (PROTOCOL 12.3)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from twilio.request_validator import HMAC_SHA1, HMAC_SHA256, RequestValidator

from gateway.channels.text_providers.shape import refused
from gateway.envelopes import Webhook

Fields = tuple[tuple[str, str], ...]


class _Form(dict[str, list[str]]):
    """All values of each name, as Twilio's library asks for them first."""

    def __init__(self, fields: Fields) -> None:
        super().__init__()
        for name, value in fields:
            self.setdefault(name, []).append(value)

    def getall(self, name: str) -> list[str]:
        """Every value of `name`."""
        return self[name]


def verify_signature(webhook: Webhook, *, public_url: str, tokens: Sequence[str], shared_key: str = "") -> Fields:
    """The signed fields; raises `WebhookRefusedError`. Any of `tokens` will do, as there are two during a rotation.

    Tokens sign with HMAC-SHA1 and a SharedKey with HMAC-SHA256: whatever the request says, our secret decides. The
    address is the configured one: what a proxy says about host, port and scheme is not believed.
    """
    secrets = [*((token, HMAC_SHA1) for token in tokens if token), *([(shared_key, HMAC_SHA256)] if shared_key else [])]
    if not secrets:
        raise refused("Set GATEWAY_TWILIO_AUTH_TOKEN: without it no webhook can be believed.")
    signature = webhook.headers.get("x-twilio-signature", "")
    if not signature:
        raise refused("The webhook carries no X-Twilio-Signature.")
    address = public_url.partition("#")[0].rstrip("/") + webhook.path
    signed, fields = _signed_part(webhook)
    if not any(_is_signed(secret, address, signed, signature, algorithm) for secret, algorithm in secrets):
        raise refused(f"The signature does not fit GATEWAY_PUBLIC_URL ({public_url}) and the auth token.")
    return fields


def _is_signed(secret: str, address: str, signed: _Form | str, signature: str, algorithm: str) -> bool:
    try:
        return bool(RequestValidator(secret).validate(address, signed, signature, algorithm))
    except (ValueError, UnicodeError, TypeError):
        return False


def _signed_part(webhook: Webhook) -> tuple[_Form | str, Fields]:
    if "json" not in webhook.headers.get("content-type", "").lower():
        return _Form(webhook.form), webhook.form
    if "bodySHA256=" not in webhook.path:
        raise refused("The JSON webhook carries no bodySHA256.")
    try:
        text = webhook.body.decode("utf-8")
        return text, _json_fields(json.loads(text))
    except (ValueError, RecursionError):
        raise refused("The JSON webhook cannot be read.") from None


def _json_fields(document: object) -> Fields:
    """A JSON body in the shape of a form; what is no text keeps its JSON."""
    if not isinstance(document, Mapping):
        raise ValueError("not an object")  # noqa: TRY004 - every unreadable body is one and the same to the caller
    return tuple(
        (str(name), value if isinstance(value, str) else json.dumps(value)) for name, value in document.items()
    )
