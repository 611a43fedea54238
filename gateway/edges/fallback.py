"""The second door for Twilio's texts: believes a signature, writes to a disk, and needs nothing else (PROTOCOL 12.6).

It is a process of its own without database, rulebook and pages, best on another machine: whatever keeps the first door
shut must not keep this one shut. The clock takes in what it kept, and only then is it known whose number was meant.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from gateway.channels.spool import Spool
from gateway.channels.text_message import decode_form
from gateway.channels.twilio import text_arrival
from gateway.channels.twilio_signature import Fields, verify_signature
from gateway.envelopes import Webhook
from gateway.errors import IntakeError, WebhookRefusedError
from gateway.settings import Settings

log = logging.getLogger(__name__)

LARGEST_BODY = 64 * 1024
"""Octets; Twilio's webhooks are far smaller."""
PATH = "/inbound/twilio"
_FORM = "application/x-www-form-urlencoded"
_NOTHING_TO_SAY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
_REASONS = {
    200: "200 OK",
    403: "403 Forbidden",
    404: "404 Not Found",
    405: "405 Method Not Allowed",
    413: "413 Content Too Large",
    503: "503 Service Unavailable",
}

StartResponse = Callable[[str, list[tuple[str, str]]], object]


class Fallback:
    """A WSGI application (PEP 3333): `POST /inbound/twilio`, and `GET /healthz` for whoever watches it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._spool = Spool(settings.fallback_spool_dir)

    def __call__(self, environ: Mapping[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        status = self._answer(environ)
        is_text = status == 200 and environ["REQUEST_METHOD"] == "POST"
        content_type = "text/xml; charset=utf-8" if is_text else "text/plain; charset=utf-8"
        body = _NOTHING_TO_SAY if is_text else _REASONS[status].encode() + b"\n"
        start_response(_REASONS[status], [("Content-Type", content_type), ("Content-Length", str(len(body)))])
        return [body]

    def _answer(self, environ: Mapping[str, Any]) -> int:
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        if path == "/healthz" and method in {"GET", "HEAD"}:
            return 200
        if path != PATH:
            return 404
        return self._take(environ) if method == "POST" else 405

    def _take(self, environ: Mapping[str, Any]) -> int:
        """Keep a text: 200 only when it is on the disk."""
        body = environ["wsgi.input"].read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            return 413
        webhook = _read_webhook(environ, body)
        try:
            fields = self._verified(webhook)
            arrival = text_arrival(fields, received_at=webhook.received_at, raw=body if webhook.form else b"")
            self._spool.put(replace(arrival, details={**arrival.details, "door": "fallback"}))
        except WebhookRefusedError as error:
            log.warning("a webhook was refused: %s", error, extra={"counter": error.counter})
            return 403
        except IntakeError as error:
            log.critical("a text could not be kept: %s", error)
            return 503
        log.warning("a text came by the fallback endpoint; see why Twilio could not reach the web service")
        return 200

    def _verified(self, webhook: Webhook) -> Fields:
        """The fields, signed for this door's address or for the other's; raises `WebhookRefusedError`."""
        settings = self._settings
        tokens = [
            token.get_secret_value() for token in (settings.twilio_auth_token, settings.twilio_auth_token_previous)
        ]
        key = settings.twilio_shared_key.get_secret_value()
        own = settings.fallback_url or settings.public_url
        try:
            fields = verify_signature(webhook, public_url=own, tokens=tokens, shared_key=key)
        except WebhookRefusedError:
            fields = verify_signature(webhook, public_url=settings.public_url, tokens=tokens, shared_key=key)
        account = settings.twilio_account_sid
        if not account or dict(fields).get("AccountSid") != account:
            words = "The AccountSid is not the one in GATEWAY_TWILIO_ACCOUNT_SID."
            raise WebhookRefusedError(words, status=403, counter="webhook_refused_account")
        return fields


def _read_webhook(environ: Mapping[str, Any], body: bytes) -> Webhook:
    """The request as it came; what it says of its host and scheme is not looked at."""
    query = environ.get("QUERY_STRING", "")
    named = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    content_type = environ.get("CONTENT_TYPE", "")
    return Webhook(
        method="POST",
        path=f"{PATH}?{query}" if query else PATH,
        headers={**named, "content-type": content_type},
        form=_form(content_type, body),
        body=body,
        received_at=datetime.now(UTC),
    )


def _form(content_type: str, body: bytes) -> Fields:
    if content_type.partition(";")[0].strip().lower() != _FORM:
        return ()
    try:
        return decode_form(body)
    except ValueError:
        return ()
