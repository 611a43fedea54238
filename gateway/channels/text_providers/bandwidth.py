"""Bandwidth: lists of events with Basic credentials (dev.bandwidth.com, "Messaging webhooks" and "Errors").

It waits 10 seconds, repeats for 24 hours, may repeat what was answered, and gives each recipient of a group its own id.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from mimetypes import guess_type
from typing import Any, ClassVar

from gateway.channels import Rulebooks
from gateway.channels.characters import plain_characters
from gateway.channels.fetching import S3_HOSTS, MediaRules, basic_authorization, fetch_media
from gateway.channels.text_message import describe_media, make_text, plain_number, unreadable_text
from gateway.channels.text_providers.rest import Account, Answer, Meanings, post_json, refusal
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
    is_same_secret,
    make_reference,
    read_json,
    read_reference,
    refused,
)
from gateway.envelopes import Arrival, DeliveryReport, FetchedMedia, Outbound, SendReceipt, Webhook
from gateway.errors import ChannelMisconfiguredError, UnknownOutcomeError, WebhookRefusedError
from gateway.settings import Settings
from parsers.values import InboundMessage, Medium

_RECEIVED = "message-received"
_STATES = {"message-sending": "sending", "message-delivered": "delivered", "message-failed": "failed"}
_MEANINGS = Meanings(
    later={"4702", "5100", "5101"},
    account={"4403", "4405", "4407", "4409", "4451", "4452", "4476", "4481", "4493", "4795"},
    known={
        "4475": OPTED_OUT,
        **dict.fromkeys(("4404", "4406", "4720", "4721"), NOT_A_MOBILE),
        **dict.fromkeys(("4470", "4770"), FILTERED),
        "4476": UNREGISTERED,
    },
)
_LAYOUT = (".smil", ".xml", "smil")
"""What a picture message carries beside its pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bandwidth:
    """Believed by user and password, which it sends after being asked for them (RFC 7617)."""

    settings: Settings
    rulebooks: Rulebooks

    name: ClassVar[str] = "bandwidth"
    medium: ClassVar[Medium] = Medium.SMS
    methods: ClassVar[tuple[str, ...]] = ("POST",)
    largest_body: ClassVar[int] = LARGEST_TEXT

    def accept(self, webhook: Webhook) -> tuple[Arrival, ...]:
        """The texts of a list of events; one to a number of somebody else keeps none of ours out."""
        texts = [event for event in self._events(webhook) if as_text(event.get("type")) == _RECEIVED]
        ours = [arrival for event in texts if self._is_ours(arrival := _arrival(event, webhook))]
        if texts and not ours:
            check_numbers([], self.rulebooks)
        return tuple(ours)

    def read_reports(self, webhook: Webhook) -> tuple[DeliveryReport, ...]:
        """What became of texts that we sent; raises `WebhookRefusedError`."""
        return tuple(_report(event) for event in self._events(webhook) if as_text(event.get("type")) in _STATES)

    def acknowledge(self) -> Acknowledgement:
        """Any 2xx."""
        return Acknowledgement()

    def decode(self, arrival: Arrival) -> InboundMessage:
        """Read a stored text."""
        try:
            message = as_dict(as_dict(json.loads(arrival.raw)).get("message"))
        except (ValueError, RecursionError) as error:
            return unreadable_text(arrival, error)
        return make_text(arrival, text=as_text(message.get("text")), attachments=describe_media(_media(message)))

    def send(self, outbound: Outbound) -> SendReceipt:
        """Send one text; without an address of the API it is only shown."""
        if not self.settings.bandwidth_api_url:
            return SendReceipt(simulated=True)
        account, number = self.account, self.settings.bandwidth_account_id
        return _receipt(account, post_json(account, f"/users/{number}/messages", self._request(outbound)))

    def find_sent(self, outbound: Outbound, *, since: datetime) -> SendReceipt | None:  # noqa: ARG002 - the shape's
        """None: its list of messages is a paid extra and lags behind."""
        return None

    def fetch_media(self, url: str) -> FetchedMedia:
        """A file that Bandwidth keeps for the account; raises a `MediaError`."""
        rules = MediaRules(
            provider="Bandwidth",
            hosts=("messaging.bandwidth.com",),
            redirect_hosts=S3_HOSTS,
            headers=self._credentials,
        )
        return fetch_media(url, rules)

    @property
    def _credentials(self) -> dict[str, str]:
        password = self.settings.bandwidth_api_password.get_secret_value()
        return basic_authorization(self.settings.bandwidth_api_user, password) if password else {}

    @property
    def account(self) -> Account:
        """Who we are there; raises `ChannelMisconfiguredError`."""
        given = self.settings
        if not self._credentials or not given.bandwidth_account_id or not given.bandwidth_application_id:
            raise ChannelMisconfiguredError(
                "Set GATEWAY_BANDWIDTH_ACCOUNT_ID, _APPLICATION_ID, _API_USER and _API_PASSWORD."
            )
        url = given.bandwidth_api_url.rstrip("/")
        return Account(service="Bandwidth", settings="GATEWAY_BANDWIDTH_", url=url, headers=self._credentials)

    def _request(self, outbound: Outbound) -> dict[str, Any]:
        return {
            "applicationId": self.settings.bandwidth_application_id,
            "from": outbound.draft.sender,
            "to": [outbound.draft.recipient],
            "text": plain_characters(outbound.draft.body),
            "tag": make_reference(outbound),
        }

    def _events(self, webhook: Webhook) -> list[dict[str, Any]]:
        """The list in a request that carries our password; raises `WebhookRefusedError`."""
        _check_password(webhook, self.settings)
        document = read_json(webhook.body)
        return [as_dict(event) for event in (document if isinstance(document, list) else [document])]

    def _is_ours(self, arrival: Arrival) -> bool:
        try:
            check_numbers(arrival.recipients, self.rulebooks)
        except WebhookRefusedError:
            return False
        return True


def _check_password(webhook: Webhook, settings: Settings) -> None:
    scheme, _, coded = webhook.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        # Bandwidth asks first without them.
        raise WebhookRefusedError("User and password are asked for.", status=401, counter="webhook_challenged")
    try:
        given = base64.b64decode(coded.strip(), validate=True).decode("utf-8", "replace")
    except binascii.Error:
        raise refused("User and password cannot be read.") from None
    user, password = settings.bandwidth_webhook_user, settings.bandwidth_webhook_password.get_secret_value()
    if not password or not is_same_secret(given, f"{user}:{password}"):
        raise refused("User or password are not those of GATEWAY_BANDWIDTH_WEBHOOK_*.")


def _arrival(event: dict[str, Any], webhook: Webhook) -> Arrival:
    message = as_dict(event.get("message"))
    owner = as_text(message.get("owner")) or as_text(event.get("to"))
    return Arrival(
        channel="bandwidth",
        key=as_text(message.get("id"))[:200],
        raw=json.dumps(event).encode(),
        sender=plain_number(as_text(message.get("from"))),
        recipients=(plain_number(owner),),
        received_at=webhook.received_at,
        details={"provider_time": time[:40]} if (time := as_text(message.get("time"))) else {},
    )


def _report(event: Mapping[str, Any]) -> DeliveryReport:
    message = as_dict(event.get("message"))
    return DeliveryReport(
        provider_id=as_text(message.get("id"))[:64],
        status=_STATES[event["type"]],
        code=_MEANINGS.translate(as_text(event.get("errorCode"))),
        outbound_id=read_reference(message.get("tag")),
    )


def _media(message: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for url in map(as_text, as_list(message.get("media"))):
        if url and not url.lower().endswith(_LAYOUT):
            yield url, guess_type(url)[0] or ""


def _receipt(account: Account, answer: Answer) -> SendReceipt:
    if answer.status >= 400:
        raise refusal(account, answer, as_text(answer.document.get("errorCode")), _MEANINGS)
    if not (given := as_text(answer.document.get("id"))):
        raise UnknownOutcomeError("Bandwidth's answer cannot be read.")
    return SendReceipt(provider_id=given[:64])
