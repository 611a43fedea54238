"""SMS Gateway for Android: a telephone of the city's own as carrier (docs.sms-gate.app, "Webhooks", "MMS", "API").

The app repeats a webhook for two days. Its `messageId` is made from the words, so that two equal texts share it; what
makes a text one is who sent it, its words and when the telephone received it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from gateway.channels.characters import plain_characters
from gateway.channels.fetching import MOST_OCTETS, MediaRules, basic_authorization, fetch_media
from gateway.channels.text_message import INLINE, describe_media, make_text, plain_number, unreadable_text
from gateway.channels.text_providers.rest import (
    Account,
    Answer,
    Meanings,
    get_json,
    post_json,
    refusal,
)
from gateway.channels.text_providers.shape import (
    Acknowledgement,
    as_dict,
    as_list,
    as_text,
    check_time,
    is_same_secret,
    make_reference,
    read_json,
    read_reference,
    refused,
)
from gateway.channels.validity import seconds_worth_sending
from gateway.envelopes import Arrival, DeliveryReport, FetchedMedia, Outbound, SendReceipt, Webhook
from gateway.errors import ChannelMisconfiguredError, MediaGoneError, TemporarySendError, UnknownOutcomeError
from gateway.settings import Settings
from parsers.values import InboundMessage, Medium

_TEXTS = frozenset({"sms:received", "mms:downloaded"})
"""`mms:received` only announces a picture message; what is in it comes with `mms:downloaded`."""
_STATES = {"sms:sent": "sent", "sms:delivered": "delivered", "sms:failed": "failed"}
_MEANINGS = Meanings()
_LARGEST_BODY = 4 * 1024 * 1024
"""Carriers take picture messages up to 1.2 MB, and the app sends them in Base64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AndroidPhone:
    """Believed by an HMAC over body and time, made anew for each try."""

    settings: Settings

    name: ClassVar[str] = "android"
    medium: ClassVar[Medium] = Medium.SMS
    methods: ClassVar[tuple[str, ...]] = ("POST",)
    largest_body: ClassVar[int] = _LARGEST_BODY

    def accept(self, webhook: Webhook) -> tuple[Arrival, ...]:
        """One text or picture message; raises `WebhookRefusedError`."""
        event, payload = self._verified(webhook)
        if event not in _TEXTS:
            return ()
        recipient = as_text(payload.get("recipient")) or self.settings.android_number
        return (
            Arrival(
                channel=self.name,
                key=_key(payload),
                raw=webhook.body,
                sender=self._complete(as_text(payload.get("sender") or payload.get("phoneNumber"))),
                recipients=(self._complete(recipient),),
                received_at=webhook.received_at,
                details={"provider_time": time[:40]} if (time := as_text(payload.get("receivedAt"))) else {},
            ),
        )

    def read_reports(self, webhook: Webhook) -> tuple[DeliveryReport, ...]:
        """What became of a text that we sent; raises `WebhookRefusedError`."""
        event, payload = self._verified(webhook)
        if event not in _STATES:
            return ()
        given = as_text(payload.get("messageId"))
        report = DeliveryReport(provider_id=given[:64], status=_STATES[event], outbound_id=read_reference(given))
        return (report,)

    def acknowledge(self) -> Acknowledgement:
        """Any 2xx within 30 seconds."""
        return Acknowledgement()

    def decode(self, arrival: Arrival) -> InboundMessage:
        """Read a stored text or picture message."""
        try:
            payload = as_dict(as_dict(json.loads(arrival.raw)).get("payload"))
        except (ValueError, RecursionError) as error:
            return unreadable_text(arrival, error)
        words = (as_text(payload.get(name)) for name in ("message", "body", "subject"))
        text = next((found for found in words if found), "")
        return make_text(arrival, text=text, attachments=describe_media(_media(payload)))

    def send(self, outbound: Outbound) -> SendReceipt:
        """Send one text; without an address of the API it is only shown."""
        if not self.settings.android_api_url:
            return SendReceipt(simulated=True)
        account, reference = self.account, make_reference(outbound)
        request = {
            "id": reference,
            "phoneNumbers": [outbound.draft.recipient],
            "textMessage": {"text": plain_characters(outbound.draft.body)},
            "ttl": seconds_worth_sending(outbound.draft.kind),
            "withDeliveryReport": True,
        }
        return _receipt(account, post_json(account, "/message", request), reference)

    def find_sent(self, outbound: Outbound, *, since: datetime) -> SendReceipt | None:  # noqa: ARG002 - the shape's
        """Ask the app by the id that we gave the text; raises a `SendError`."""
        if not self.settings.android_api_url:
            return SendReceipt(simulated=True)
        reference = make_reference(outbound)
        answer = get_json(self.account, f"/message/{reference}")
        if answer.status == 404:
            return None
        if answer.status >= 400:
            raise TemporarySendError(f"The Android gateway answered {answer.status}.")
        return SendReceipt(provider_id=reference)

    def fetch_media(self, url: str) -> FetchedMedia:
        """A picture that came in the request, or one that the telephone still has; raises a `MediaError`."""
        if url.startswith(INLINE):
            return _read_inline(url)
        if not url.startswith("/"):
            raise MediaGoneError("It does not lie on the telephone, so it was not fetched.")
        own = self.settings.android_api_url.rstrip("/")
        rules = MediaRules(provider="The Android gateway", hosts=(), headers=self._credentials, own_address=own)
        return fetch_media(own + url, rules)

    @property
    def _credentials(self) -> dict[str, str]:
        password = self.settings.android_password.get_secret_value()
        return basic_authorization(self.settings.android_user, password) if password else {}

    @property
    def account(self) -> Account:
        """Who we are there; raises `ChannelMisconfiguredError`."""
        if not self._credentials:
            raise ChannelMisconfiguredError("Set GATEWAY_ANDROID_USER and GATEWAY_ANDROID_PASSWORD.")
        url = self.settings.android_api_url.rstrip("/")
        return Account(service="The Android gateway", settings="GATEWAY_ANDROID_", url=url, headers=self._credentials)

    def _complete(self, number: str) -> str:
        """A number with its country, which telephones leave out within their own."""
        import phonenumbers

        plain, own = plain_number(number), plain_number(self.settings.android_number)
        if plain.startswith("+") or not plain.isdigit() or len(plain) < 7 or not own.startswith("+"):
            return plain
        try:
            region = phonenumbers.region_code_for_number(phonenumbers.parse(own))
            found = phonenumbers.parse(plain, region)
        except phonenumbers.NumberParseException:
            return plain
        is_number = phonenumbers.is_possible_number(found)
        return str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)) if is_number else plain

    def _verified(self, webhook: Webhook) -> tuple[str, Mapping[str, Any]]:
        """The type of an event and its payload; raises `WebhookRefusedError`."""
        timestamp, key = webhook.headers.get("x-timestamp", ""), self.settings.android_signing_key.get_secret_value()
        signed = webhook.body + timestamp.encode("utf-8", "replace")
        expected = hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()
        if not key or not is_same_secret(webhook.headers.get("x-signature", "").strip().lower(), expected):
            raise refused("The signature does not fit GATEWAY_ANDROID_SIGNING_KEY.")
        check_time(timestamp, webhook)
        document = as_dict(read_json(webhook.body))
        return as_text(document.get("event")), as_dict(document.get("payload"))


def _key(payload: Mapping[str, Any]) -> str:
    names = ("sender", "phoneNumber", "message", "body", "transactionId", "messageId", "receivedAt")
    told = json.dumps([as_text(payload.get(name)) for name in names])
    return hashlib.sha256(told.encode()).hexdigest()


def _media(payload: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for part in map(as_dict, as_list(payload.get("attachments"))):
        kind, data, url = (as_text(part.get(name)) for name in ("contentType", "data", "url"))
        if data:
            yield f"{INLINE}{kind};base64,{data}", kind
        elif url.startswith("/"):
            yield url, kind


def _read_inline(url: str) -> FetchedMedia:
    kind, _, data = url.removeprefix(INLINE).partition(";base64,")
    if len(data) > MOST_OCTETS:
        raise MediaGoneError("It is too large, so it was not kept.")
    try:
        return FetchedMedia(octets=base64.b64decode(data, validate=True), content_type=kind)
    except binascii.Error:
        raise MediaGoneError("It arrived damaged.") from None


def _receipt(account: Account, answer: Answer, reference: str) -> SendReceipt:
    """The app refuses an id that it has with 409, so the text of an earlier try was taken."""
    if answer.status == 409:
        return SendReceipt(provider_id=reference)
    if answer.status >= 400:
        raise refusal(account, answer, "", _MEANINGS)
    if not (given := as_text(answer.document.get("id"))):
        raise UnknownOutcomeError("The Android gateway's answer cannot be read.")
    return SendReceipt(provider_id=given[:64])
