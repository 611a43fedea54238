"""Texts through Twilio: webhooks that are believed only when signed, and messages sent by REST, never by TwiML."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from gateway.channels import Rulebooks
from gateway.channels.text_message import (
    decode_form,
    encode_form,
    plain_number,
    read_text,
    sender_address,
)
from gateway.channels.text_providers.shape import (
    LARGEST_TEXT,
    WRONG_ACCOUNT,
    Acknowledgement,
    check_numbers,
    refused,
)
from gateway.channels.twilio_media import fetch_from_twilio
from gateway.channels.twilio_rest import create_message, find_message
from gateway.channels.twilio_signature import Fields, verify_signature
from gateway.envelopes import WHATSAPP, Arrival, DeliveryReport, FetchedMedia, Outbound, SendReceipt, Webhook
from gateway.settings import Settings
from parsers.clean import clean_text
from parsers.values import InboundMessage, Medium

# What we say goes out through the outbox, so there is nothing in the answer (PROTOCOL 12.9).
_NOTHING_TO_SAY = Acknowledgement(
    content_type="text/xml; charset=utf-8", body='<?xml version="1.0" encoding="UTF-8"?><Response/>'
)


def text_arrival(fields: Fields, *, received_at: datetime, raw: bytes = b"", token: str = "") -> Arrival:
    """A text of Twilio's as it is stored; the same for the webhook and for a text that was asked for later (12.6).

    `raw` is the form as it came, made of `fields` where there was none; `token` is of `I-Twilio-Idempotency-Token`.
    """
    first = dict(reversed(fields))
    raw = raw or encode_form(fields)
    sender = sender_address(first.get("From", ""))
    return Arrival(
        channel="twilio",
        key=_message_sid(first) or hashlib.sha256(raw).hexdigest(),
        raw=raw,
        sender=sender,
        recipients=(plain_number(first.get("To", "")),),
        received_at=received_at,
        details={"idempotency_token": token} if token else {},
        flags=("whatsapp",) if sender.startswith(WHATSAPP) else (),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioChannel:
    """Texts in both directions, and WhatsApp on the same webhook."""

    settings: Settings
    rulebooks: Rulebooks

    @property
    def name(self) -> str:
        """Stands in `Arrival.channel`."""
        return "twilio"

    @property
    def medium(self) -> Medium:
        """Texts."""
        return Medium.SMS

    @property
    def methods(self) -> tuple[str, ...]:
        """What the webhook is configured to use."""
        return ("POST",)

    @property
    def largest_body(self) -> int:
        """Octets; pictures come as addresses."""
        return LARGEST_TEXT

    def accept(self, webhook: Webhook) -> tuple[Arrival, ...]:
        """Verify the signature, then the account, then that the number is ours; raises `WebhookRefusedError`."""
        fields = self._verified(webhook)
        raw = webhook.body if webhook.form and webhook.body else b""
        token = clean_text(webhook.headers.get("i-twilio-idempotency-token", ""))[:100]
        arrival = text_arrival(fields, received_at=webhook.received_at, raw=raw, token=token)
        self._check_number(fields, arrival)
        return (arrival,)

    def check(self, arrival: Arrival) -> None:
        """Raises `WebhookRefusedError` when a text that the fallback endpoint kept is not to this city."""
        if arrival.channel != self.name:
            raise refused("Only texts of Twilio come by the fallback endpoint.")
        self._check_number(decode_form(arrival.raw), arrival)

    def read_reports(self, webhook: Webhook) -> tuple[DeliveryReport, ...]:
        """What became of a text that we sent; raises `WebhookRefusedError`."""
        first = dict(reversed(self._verified(webhook)))
        status = first.get("MessageStatus") or first.get("SmsStatus", "")
        query = dict(decode_form(webhook.path.partition("?")[2].encode(errors="replace")))
        return (
            DeliveryReport(
                provider_id=_message_sid(first) or "",
                status=clean_text(status).strip().lower()[:40],
                code=clean_text(first.get("ErrorCode", ""))[:10],
                outbound_id=_row(query.get("outbox", "")),
            ),
        )

    def acknowledge(self) -> Acknowledgement:
        """Twilio wants XML (PROTOCOL 12.5)."""
        return _NOTHING_TO_SAY

    def decode(self, arrival: Arrival) -> InboundMessage:
        """Read a stored text."""
        return read_text(arrival)

    def send(self, outbound: Outbound) -> SendReceipt:
        """Send one text; without an account it is only shown."""
        if not self._can_send:
            return SendReceipt(simulated=True)
        return create_message(self.settings, _on_its_network(outbound))

    def find_sent(self, outbound: Outbound, *, since: datetime) -> SendReceipt | None:
        """Ask Twilio whether it already took this text, because a second one could not be told from the first."""
        if not self._can_send:
            return SendReceipt(simulated=True)
        return find_message(self.settings, outbound, since=since)

    def fetch_media(self, url: str) -> FetchedMedia:
        """A picture of a text; raises a `MediaError`."""
        return fetch_from_twilio(self.settings, url)

    @property
    def _can_send(self) -> bool:
        return bool(self.settings.twilio_account_sid and self.settings.twilio_api_url)

    def _check_number(self, fields: Fields, arrival: Arrival) -> None:
        service = self.settings.twilio_messaging_service_sid
        if not service or dict(fields).get("MessagingServiceSid") != service:
            check_numbers(arrival.recipients, self.rulebooks)

    def _verified(self, webhook: Webhook) -> Fields:
        tokens = (self.settings.twilio_auth_token, self.settings.twilio_auth_token_previous)
        fields = verify_signature(
            webhook,
            public_url=self.settings.public_url,
            tokens=[token.get_secret_value() for token in tokens],
            shared_key=self.settings.twilio_shared_key.get_secret_value(),
        )
        account = self.settings.twilio_account_sid
        if not account or dict(fields).get("AccountSid") != account:
            raise refused("The AccountSid is not the one in GATEWAY_TWILIO_ACCOUNT_SID.", counter=WRONG_ACCOUNT)
        return fields


def _on_its_network(outbound: Outbound) -> Outbound:
    """Somebody on WhatsApp is answered from our number there."""
    if not outbound.draft.recipient.startswith(WHATSAPP):
        return outbound
    return replace(outbound, draft=replace(outbound.draft, sender=f"{WHATSAPP}{outbound.draft.sender}"))


def _message_sid(fields: dict[str, str]) -> str | None:
    """The id under any of its names; the older two are what Twilio called it before."""
    names = ("MessageSid", "SmsSid", "SmsMessageSid")
    return next((sid for name in names if (sid := clean_text(fields.get(name, "")).strip()[:64])), None)


def _row(digits: str) -> int | None:
    """The row of the outbox that stood in the address of the report."""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None
