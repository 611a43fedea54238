"""Telnyx: events signed with Ed25519 (developers.telnyx.com, "Webhooks", "Receive message", "Messaging error codes").

It repeats, keeps no order, and can call a second address when the first does not answer. STOP it heeds itself: it says
so in `autoresponse_type`, and answers 40300 to whoever sends all the same.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from gateway.channels import Rulebooks
from gateway.channels.characters import plain_characters
from gateway.channels.fetching import S3_HOSTS, MediaRules, fetch_media
from gateway.channels.text_message import describe_media, make_text, plain_number, unreadable_text
from gateway.channels.text_providers.rest import Account, Answer, Meanings, post_json, refusal, report_address
from gateway.channels.text_providers.shape import (
    FILTERED,
    LARGEST_TEXT,
    NOT_A_MOBILE,
    OPTED_OUT,
    UNREGISTERED,
    Acknowledgement,
    as_dict,
    as_list,
    as_text,
    check_numbers,
    check_time,
    make_reference,
    read_json,
    read_reference,
    refused,
)
from gateway.envelopes import Arrival, DeliveryReport, FetchedMedia, Outbound, SendReceipt, Webhook
from gateway.errors import ChannelMisconfiguredError, SettingsError, UnknownOutcomeError
from gateway.settings import Settings
from parsers.values import InboundMessage, Medium

_RECEIVED = "message.received"
_REPORTS = frozenset({"message.sent", "message.finalized"})
_STATES = {
    "queued": "queued",
    "sending": "sending",
    "sent": "sent",
    "delivered": "delivered",
    "sending_failed": "failed",
    "delivery_failed": "undelivered",
    "delivery_unconfirmed": "sent",
    "expired": "undelivered",
}
_MEANINGS = Meanings(
    later={"10011", "40011", "40006", "40318"},
    account={"10009", "10010", "40305", "40306", "40312", "40313", "40329", "40333"},
    known={
        "40300": OPTED_OUT,
        **dict.fromkeys(("40001", "40310"), NOT_A_MOBILE),
        **dict.fromkeys(("40002", "40003"), FILTERED),
        "40010": UNREGISTERED,
    },
)
_HOSTS = ("*.telnyx.com", "*.telnyxcloudstorage.com")


def read_public_key(given: str) -> Ed25519PublicKey:
    """The account's public key as its portal shows it; raises `SettingsError`."""
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(given.strip(), validate=True))
    except (binascii.Error, ValueError):
        raise SettingsError("GATEWAY_TELNYX_PUBLIC_KEY is no public key: copy it from the portal.") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telnyx:
    """Believed by a signature over time and body, made anew for each try."""

    settings: Settings
    rulebooks: Rulebooks
    public_key: Ed25519PublicKey

    name: ClassVar[str] = "telnyx"
    medium: ClassVar[Medium] = Medium.SMS
    methods: ClassVar[tuple[str, ...]] = ("POST",)
    largest_body: ClassVar[int] = LARGEST_TEXT

    def accept(self, webhook: Webhook) -> tuple[Arrival, ...]:
        """One text; raises `WebhookRefusedError`."""
        event, message = self._verified(webhook)
        if event != _RECEIVED:
            return ()
        people = (*as_list(message.get("to")), *as_list(message.get("cc")))
        recipients = tuple(plain_number(as_text(as_dict(one).get("phone_number"))) for one in people)
        check_numbers(recipients, self.rulebooks)
        return (
            Arrival(
                channel=self.name,
                key=as_text(message.get("id"))[:200],
                raw=webhook.body,
                sender=plain_number(as_text(as_dict(message.get("from")).get("phone_number"))),
                recipients=recipients,
                received_at=webhook.received_at,
                details={"provider_time": time[:40]} if (time := as_text(message.get("received_at"))) else {},
            ),
        )

    def read_reports(self, webhook: Webhook) -> tuple[DeliveryReport, ...]:
        """What became of a text that we sent; raises `WebhookRefusedError`."""
        event, message = self._verified(webhook)
        if event not in _REPORTS:
            return ()
        to, problem = _first(message.get("to")), _first(message.get("errors"))
        tags = (read_reference(tag) for tag in as_list(message.get("tags")))
        return (
            DeliveryReport(
                provider_id=as_text(message.get("id"))[:64],
                status=_STATES.get(as_text(to.get("status")), "sent"),
                code=_MEANINGS.translate(as_text(problem.get("code"))),
                outbound_id=next((row for row in tags if row is not None), None),
            ),
        )

    def acknowledge(self) -> Acknowledgement:
        """200 within two seconds, or it tries the other address."""
        return Acknowledgement()

    def decode(self, arrival: Arrival) -> InboundMessage:
        """Read a stored text."""
        try:
            message = as_dict(as_dict(as_dict(json.loads(arrival.raw)).get("data")).get("payload"))
        except (ValueError, RecursionError) as error:
            return unreadable_text(arrival, error)
        media = map(as_dict, as_list(message.get("media")))
        return make_text(
            arrival,
            text=as_text(message.get("text")),
            attachments=describe_media((as_text(one.get("url")), as_text(one.get("content_type"))) for one in media),
            opt_out_type=as_text(message.get("autoresponse_type")).upper() or None,
        )

    def send(self, outbound: Outbound) -> SendReceipt:
        """Send one text; without an address of the API it is only shown."""
        if not self.settings.telnyx_api_url:
            return SendReceipt(simulated=True)
        account = self.account
        return _receipt(account, post_json(account, "/messages", self._request(outbound)))

    def find_sent(self, outbound: Outbound, *, since: datetime) -> SendReceipt | None:  # noqa: ARG002 - the shape's
        """None: a message can be asked for by Telnyx's own id only."""
        return None

    def fetch_media(self, url: str) -> FetchedMedia:
        """A file that Telnyx keeps for 30 days at an address nobody can guess; raises a `MediaError`."""
        return fetch_media(url, MediaRules(provider="Telnyx", hosts=_HOSTS, redirect_hosts=S3_HOSTS))

    @property
    def account(self) -> Account:
        """Who we are there; raises `ChannelMisconfiguredError`."""
        key = self.settings.telnyx_api_key.get_secret_value()
        if not key:
            raise ChannelMisconfiguredError("Set GATEWAY_TELNYX_API_KEY.")
        url = self.settings.telnyx_api_url.rstrip("/")
        headers = {"Authorization": f"Bearer {key}"}
        return Account(service="Telnyx", settings="GATEWAY_TELNYX_", url=url, headers=headers)

    def _request(self, outbound: Outbound) -> dict[str, Any]:
        profile = self.settings.telnyx_messaging_profile_id
        reports = report_address(self.settings.public_url, self.name)
        return {
            "from": outbound.draft.sender,
            "to": outbound.draft.recipient,
            "text": plain_characters(outbound.draft.body),
            "tags": [make_reference(outbound)],
            **({"messaging_profile_id": profile} if profile else {}),
            **({"webhook_url": reports} if reports else {}),
        }

    def _verified(self, webhook: Webhook) -> tuple[str, Mapping[str, Any]]:
        """The type of an event and its message; raises `WebhookRefusedError`."""
        timestamp = webhook.headers.get("telnyx-timestamp", "")
        signed = timestamp.encode("utf-8", "replace") + b"|" + webhook.body
        try:
            signature = base64.b64decode(webhook.headers.get("telnyx-signature-ed25519", ""), validate=True)
            self.public_key.verify(signature, signed)
        except (InvalidSignature, binascii.Error, ValueError):
            raise refused("The signature does not fit GATEWAY_TELNYX_PUBLIC_KEY.") from None
        check_time(timestamp, webhook)
        event = as_dict(as_dict(read_json(webhook.body)).get("data"))
        return as_text(event.get("event_type")), as_dict(event.get("payload"))


def _first(value: object) -> Mapping[str, Any]:
    return next(map(as_dict, as_list(value)), {})


def _receipt(account: Account, answer: Answer) -> SendReceipt:
    if answer.status >= 400:
        raise refusal(account, answer, as_text(_first(answer.document.get("errors")).get("code")), _MEANINGS)
    if not (given := as_text(as_dict(answer.document.get("data")).get("id"))):
        raise UnknownOutcomeError("Telnyx's answer cannot be read.")
    return SendReceipt(provider_id=given[:64])
