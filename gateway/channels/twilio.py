"""Texts through Twilio: webhooks that are believed only when signed, and messages sent by REST, never by TwiML."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gateway.channels import Rulebooks
from gateway.channels.text_message import encode_form, plain_number, read_text
from gateway.channels.twilio_rest import create_message, find_message
from gateway.channels.twilio_signature import Fields, verify_signature
from gateway.envelopes import Arrival, DeliveryReport, Outbound, SendReceipt, Webhook
from gateway.errors import WebhookRefusedError
from gateway.settings import Settings
from parsers.clean import clean_text
from parsers.values import InboundMessage, Medium

WRONG_ACCOUNT = "webhook_refused_account"
WRONG_NUMBER = "webhook_refused_number"


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioChannel:
    """Texts in both directions."""

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

    def accept(self, webhook: Webhook) -> Arrival:
        """Verify the signature, then the account, then that the number is ours; raises `WebhookRefusedError`."""
        fields = self._verified(webhook)
        first = dict(reversed(fields))
        if not self._is_ours(first):
            raise WebhookRefusedError(
                "The text is to a number that is not in city.numbers of the rulebook.", status=403, counter=WRONG_NUMBER
            )
        raw = webhook.body if webhook.form and webhook.body else encode_form(fields)
        token = clean_text(webhook.headers.get("i-twilio-idempotency-token", ""))[:100]
        return Arrival(
            channel=self.name,
            key=_message_sid(first) or hashlib.sha256(raw).hexdigest(),
            raw=raw,
            sender=plain_number(first.get("From", "")),
            recipients=(plain_number(first.get("To", "")),),
            received_at=webhook.received_at,
            details={"idempotency_token": token} if token else {},
            flags=("whatsapp",) if first.get("From", "").lower().startswith("whatsapp:") else (),
        )

    def read_report(self, webhook: Webhook) -> DeliveryReport:
        """What became of a text that we sent; raises `WebhookRefusedError`."""
        first = dict(reversed(self._verified(webhook)))
        status = first.get("MessageStatus") or first.get("SmsStatus", "")
        return DeliveryReport(
            provider_id=_message_sid(first) or "",
            status=clean_text(status).strip().lower()[:40],
            code=clean_text(first.get("ErrorCode", ""))[:10],
        )

    def decode(self, arrival: Arrival) -> InboundMessage:
        """Read a stored text."""
        return read_text(arrival)

    def send(self, outbound: Outbound) -> SendReceipt:
        """Send one text; without an account it is only shown."""
        if not self._can_send:
            return SendReceipt(simulated=True)
        return create_message(self.settings, outbound)

    def find_sent(self, outbound: Outbound, *, since: datetime) -> SendReceipt | None:
        """Ask Twilio whether it already took this text, because a second one could not be told from the first."""
        if not self._can_send:
            return SendReceipt(simulated=True)
        return find_message(self.settings, outbound, since=since)

    @property
    def _can_send(self) -> bool:
        return bool(self.settings.twilio_account_sid and self.settings.twilio_api_url)

    def _verified(self, webhook: Webhook) -> Fields:
        tokens = (self.settings.twilio_auth_token, self.settings.twilio_auth_token_previous)
        fields = verify_signature(
            webhook, public_url=self.settings.public_url, tokens=[token.get_secret_value() for token in tokens]
        )
        account = self.settings.twilio_account_sid
        if not account or dict(fields).get("AccountSid") != account:
            raise WebhookRefusedError(
                "The AccountSid is not the one in GATEWAY_TWILIO_ACCOUNT_SID.", status=403, counter=WRONG_ACCOUNT
            )
        return fields

    def _is_ours(self, fields: Mapping[str, str]) -> bool:
        service = self.settings.twilio_messaging_service_sid
        if service and fields.get("MessagingServiceSid") == service:
            return True
        numbers = {plain_number(number) for number in self.rulebooks.current().city.numbers}
        return plain_number(fields.get("To", "")) in numbers


def _message_sid(fields: Mapping[str, str]) -> str | None:
    """The id under any of its names; the older two are what Twilio called it before."""
    names = ("MessageSid", "SmsSid", "SmsMessageSid")
    return next((sid for name in names if (sid := clean_text(fields.get(name, "")).strip()[:64])), None)
