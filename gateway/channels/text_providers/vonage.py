"""Vonage: the SMS API's webhooks and REST (developer.vonage.com, "Inbound SMS", "Delivery receipts", "Send an SMS").

Texts and pictures that its Messages API delivers are taken too. Vonage does not join the parts of a long text, and
repeats a webhook for 24 hours until it hears 200.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, ClassVar

from gateway.channels import Rulebooks
from gateway.channels.characters import plain_characters
from gateway.channels.fetching import S3_HOSTS, MediaRules, basic_authorization, fetch_media
from gateway.channels.text_message import decode_form, describe_media, make_text, unreadable_text
from gateway.channels.text_providers.rest import (
    Account,
    Answer,
    Meanings,
    post_form,
    refusal,
    report_address,
)
from gateway.channels.text_providers.shape import (
    FILTERED,
    LARGEST_TEXT,
    NOT_A_MOBILE,
    OPTED_OUT,
    WRONG_ACCOUNT,
    Acknowledgement,
    as_dict,
    as_e164,
    as_list,
    as_text,
    check_numbers,
    make_reference,
    malformed,
    read_json,
    read_reference,
    refused,
)
from gateway.channels.text_providers.vonage_signature import Signer, check_signature, check_token
from gateway.channels.validity import seconds_worth_sending
from gateway.envelopes import Arrival, DeliveryReport, FetchedMedia, Outbound, SendReceipt, Webhook
from gateway.errors import ChannelMisconfiguredError, UnknownOutcomeError, WebhookRefusedError
from gateway.routing.segments import is_plain
from gateway.settings import Settings
from parsers.values import InboundMessage, Medium

Fields = Mapping[str, str]

_STATES = {
    "submitted": "sent",
    "accepted": "sent",
    "buffered": "sent",
    "unknown": "sent",
    "delivered": "delivered",
    "read": "read",
    "expired": "undelivered",
    "undeliverable": "undelivered",
    "failed": "failed",
    "rejected": "failed",
}
# "Delivery receipts" and "Messaging opted-out numbers": 3 is a number that is no longer in use, 6 a filter.
_REPORTED = Meanings(known={"9": OPTED_OUT, "3": NOT_A_MOBILE, "6": FILTERED})
# "Troubleshooting SMS": the status of each message in the answer to a request.
_ANSWERED = Meanings(
    later={"1", "5", "10"}, account={"2", "4", "8", "9", "11", "14", "15", "29", "32"}, known={"33": NOT_A_MOBILE}
)
_MEDIA = ("image", "video", "audio", "file", "vcard")
_MEDIA_HOSTS = ("api.nexmo.com", "api-us.nexmo.com", "api-eu.nexmo.com", "api-ap.nexmo.com")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vonage:
    """Believed by a signature over all fields; its time is that of the first try, so it may be a day old."""

    settings: Settings
    rulebooks: Rulebooks

    name: ClassVar[str] = "vonage"
    medium: ClassVar[Medium] = Medium.SMS
    methods: ClassVar[tuple[str, ...]] = ("GET", "POST")
    largest_body: ClassVar[int] = LARGEST_TEXT

    def accept(self, webhook: Webhook) -> tuple[Arrival, ...]:
        """One text, or one part of a long one; raises `WebhookRefusedError`."""
        document = self._verified(webhook)
        if "status" in document or not _key(document):
            return ()
        recipient = as_e164(document.get("to"))
        check_numbers([recipient], self.rulebooks)
        return (
            Arrival(
                channel=self.name,
                key=_key(document),
                raw=json.dumps(document).encode(),
                sender=as_e164(document.get("msisdn") or document.get("from")),
                recipients=(recipient,),
                received_at=webhook.received_at,
                details=dict(_details(document)),
            ),
        )

    def read_reports(self, webhook: Webhook) -> tuple[DeliveryReport, ...]:
        """What became of a text that we sent; raises `WebhookRefusedError`."""
        document = self._verified(webhook)
        if "status" not in document:
            return ()
        problem = as_dict(document.get("error"))
        code = as_text(document.get("err-code")) or as_text(problem.get("title"))
        return (
            DeliveryReport(
                provider_id=as_text(document.get("messageId") or document.get("message_uuid"))[:64],
                status=_STATES.get(as_text(document["status"]).lower(), "sent"),
                code="" if code == "0" else _REPORTED.translate(code),
                outbound_id=read_reference(document.get("client-ref") or document.get("client_ref")),
            ),
        )

    def acknowledge(self) -> Acknowledgement:
        """200; anything but 200 and 204 is repeated for a day."""
        return Acknowledgement()

    def decode(self, arrival: Arrival) -> InboundMessage:
        """Read a stored text."""
        try:
            document = as_dict(json.loads(arrival.raw))
            return make_text(arrival, text=_words(document), attachments=describe_media(_media(document)))
        except (ValueError, RecursionError) as error:
            return unreadable_text(arrival, error)

    def join(self, parts: Sequence[Arrival]) -> Arrival:
        """The first part with the words of all of them, which may be cut anywhere."""
        documents = [as_dict(json.loads(part.raw)) for part in parts]
        # A part may end within a character that takes two places, such as an emoji.
        words = "".join(map(_words, documents)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return replace(parts[0], raw=json.dumps({**documents[0], "text": words}).encode())

    def send(self, outbound: Outbound) -> SendReceipt:
        """Send one text; without an address of the API it is only shown."""
        if not self.settings.vonage_api_url:
            return SendReceipt(simulated=True)
        account = self.account
        return _receipt(account, post_form(account, "/sms/json", self._request(outbound)))

    def find_sent(self, outbound: Outbound, *, since: datetime) -> SendReceipt | None:  # noqa: ARG002 - the shape's
        """None: Vonage's search knows texts by its own ids only."""
        return None

    def fetch_media(self, url: str) -> FetchedMedia:
        """A picture of the Messages API, which asks for the account's key; raises a `MediaError`."""
        key, secret = self.settings.vonage_api_key, self.settings.vonage_api_secret.get_secret_value()
        rules = MediaRules(
            provider="Vonage",
            hosts=_MEDIA_HOSTS,
            redirect_hosts=S3_HOSTS,
            headers=basic_authorization(key, secret) if secret else {},
        )
        return fetch_media(url, rules)

    @property
    def account(self) -> Account:
        """Who we are there; raises `ChannelMisconfiguredError`."""
        if not self.settings.vonage_api_key or not self.settings.vonage_api_secret.get_secret_value():
            raise ChannelMisconfiguredError("Set GATEWAY_VONAGE_API_KEY and GATEWAY_VONAGE_API_SECRET.")
        return Account(service="Vonage", settings="GATEWAY_VONAGE_", url=self.settings.vonage_api_url.rstrip("/"))

    def _request(self, outbound: Outbound) -> dict[str, str]:
        text = plain_characters(outbound.draft.body)
        fields = {
            "api_key": self.settings.vonage_api_key,
            "api_secret": self.settings.vonage_api_secret.get_secret_value(),
            "from": outbound.draft.sender.lstrip("+"),
            "to": outbound.draft.recipient.lstrip("+"),
            "text": text,
            "type": "text" if is_plain(text) else "unicode",
            "ttl": str(seconds_worth_sending(outbound.draft.kind) * 1_000),
            "client-ref": make_reference(outbound),
        }
        reports = report_address(self.settings.public_url, self.name)
        return {**fields, "callback": reports} if reports else fields

    def _verified(self, webhook: Webhook) -> Mapping[str, Any]:
        """The fields of a request that Vonage signed; raises `WebhookRefusedError`."""
        signer = Signer(
            secret=self.settings.vonage_signature_secret.get_secret_value(),
            method=self.settings.vonage_signature_method,
        )
        if webhook.headers.get("authorization", "").lower().startswith("bearer "):
            claims = check_token(webhook, signer)
            document, key = _object(read_json(webhook.body)), claims.get("api_key")
        else:
            document = _fields(webhook)
            check_signature(document, webhook, signer)
            key = document.get("api-key")
        if key and self.settings.vonage_api_key and key != self.settings.vonage_api_key:
            raise refused("The api-key is not the one in GATEWAY_VONAGE_API_KEY.", counter=WRONG_ACCOUNT)
        return document


def _fields(webhook: Webhook) -> Mapping[str, Any]:
    """The fields of a query, a form or a JSON object: whichever the account is set to."""
    if webhook.method == "GET":
        return dict(reversed(decode_form(webhook.path.partition("?")[2].encode(errors="replace"))))
    if webhook.form:
        return dict(reversed(webhook.form))
    try:
        return _object(read_json(webhook.body))
    except WebhookRefusedError:
        raise refused("The request is neither a signed form nor signed JSON.") from None


def _object(document: object) -> Mapping[str, Any]:
    if not isinstance(document, dict):
        raise malformed("The request is no JSON object.")
    return document


def _key(document: Mapping[str, Any]) -> str:
    """The id, and of a part which one it is, for some carriers give all parts one id."""
    parts = (document.get(name) for name in ("messageId", "message_uuid", "concat-ref", "concat-part"))
    return ":".join(as_text(part) for part in parts if part)[:200]


def _details(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if said := as_text(document.get("message-timestamp") or document.get("timestamp")):
        yield "provider_time", _iso(said)
    number, total = as_text(document.get("concat-part")), as_text(document.get("concat-total"))
    if document.get("concat-ref") and number.isdigit() and total.isdigit() and int(total) > 1:
        yield "part_reference", as_text(document["concat-ref"])[:100]
        yield "part_number", number
        yield "part_total", total


def _iso(said: str) -> str:
    """`2026-03-02 17:00:00` is UTC; the Messages API says so itself."""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return said[:40]
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def _words(document: Mapping[str, Any]) -> str:
    if text := as_text(document.get("text")):
        return text
    if data := as_text(document.get("data")):
        return _decoded(data)
    captions = (as_text(as_dict(document.get(kind)).get("caption")) for kind in _MEDIA)
    return next((caption for caption in captions if caption), "")


def _decoded(digits: str) -> str:
    """A binary message, which is a text only by chance."""
    try:
        return bytes.fromhex(digits).decode("utf-8", "replace")
    except ValueError:
        return ""


def _media(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for kind in _MEDIA:
        if url := as_text(as_dict(document.get(kind)).get("url")):
            yield url, f"{kind}/*" if kind in {"image", "video", "audio"} else ""
    for item in map(as_dict, as_list(document.get("content"))):
        if url := as_text(item.get("url")):
            yield url, ""


def _receipt(account: Account, answer: Answer) -> SendReceipt:
    """The first of the messages that the text was cut into says what became of it."""
    first = next(map(as_dict, as_list(answer.document.get("messages"))), {})
    status = as_text(first.get("status"))
    if status == "0":
        return SendReceipt(provider_id=as_text(first.get("message-id"))[:64])
    if not status and answer.status < 400:
        raise UnknownOutcomeError("Vonage's answer cannot be read.")
    raise refusal(account, answer, status, _ANSWERED)
