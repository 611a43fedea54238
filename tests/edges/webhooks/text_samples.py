"""What each provider of texts posts and answers, in our own words: signed as it signs, with its fields.

A new provider gets a class here and a place in `SAMPLES`; then every test of the contract is about it too.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.fake_twilio import ACCOUNT, ANNE, NUMBER, TOKEN, sign, text_fields

PUBLIC = "https://311.elmcity.example"
PICTURE = "https://media.provider.example/1.jpg"
SECRET = "a secret that only tests use"
_OUTBOX = "outbox-{row}-1780329600"


@dataclass(frozen=True)
class Request:
    """A request that a provider makes; `path` is what comes behind `/inbound/NAME`."""

    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    path: str = ""
    method: str = "POST"


@dataclass(frozen=True)
class Reply:
    """What a provider's REST API answers."""

    status: int
    document: Any


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text on its way to us; `more` are fields that nobody knows."""

    body: str = "Pothole at 12 Oak St"
    key: str = "text-1"
    sender: str = ANNE
    recipient: str = NUMBER
    pictures: Sequence[str] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


class Sample(ABC):
    """One provider as a test sees it."""

    name: str
    settings: Mapping[str, Any]
    api_setting: str
    """The setting with the address of its REST API."""
    holds_several = False
    refuses_old_signatures = True
    delivered = "delivered"
    sent = "sent"
    failed = "failed"
    wants_no_texts = ""
    """The code of a report or a refusal that says so; empty where the provider has none."""

    @abstractmethod
    def post(self, *texts: Text, age: float = 0.0) -> Request:
        """Texts in one request, posted as the provider does, `age` seconds ago."""

    @abstractmethod
    def report(self, state: str, *, row: int, code: str = "") -> Request:
        """What became of the text with this row in the outbox."""

    @abstractmethod
    def signed(self, body: bytes) -> Request:
        """Any octets, signed rightly."""

    @abstractmethod
    def forged(self, request: Request) -> Request:
        """The same request from somebody who does not know the secret."""

    @abstractmethod
    def taken(self) -> Reply:
        """The answer to a text that it took, under the id `taken-1`."""

    @abstractmethod
    def refused(self, code: str) -> Reply:
        """The answer to a text that it refused."""


class TwilioSample(Sample):
    name = "twilio"
    settings: Mapping[str, Any] = {"twilio_account_sid": ACCOUNT, "twilio_auth_token": TOKEN}
    api_setting = "twilio_api_url"
    refuses_old_signatures = False
    wants_no_texts = "21610"

    def post(self, *texts: Text, age: float = 0.0) -> Request:
        (text,) = texts
        known = dict(text_fields(text.body, sid=text.key)) | {"From": text.sender, "To": text.recipient}
        for index, url in enumerate(text.pictures):
            known |= {f"MediaUrl{index}": url, f"MediaContentType{index}": "image/jpeg"}
        return self._form({**known, **{name: str(value) for name, value in text.more.items()}})

    def report(self, state: str, *, row: int, code: str = "") -> Request:
        fields = {"MessageSid": "taken-1", "AccountSid": ACCOUNT, "MessageStatus": state, "ErrorCode": code}
        return self._form(fields, path=f"/status?outbox={row}")

    def signed(self, body: bytes) -> Request:
        path = f"?bodySHA256={hashlib.sha256(body).hexdigest()}"
        headers = {"X-Twilio-Signature": sign(f"{PUBLIC}/inbound/twilio{path}"), "Content-Type": "application/json"}
        return Request(body, headers, path)

    def forged(self, request: Request) -> Request:
        return replace(request, headers={**request.headers, "X-Twilio-Signature": "guessed"})

    def taken(self) -> Reply:
        return Reply(201, {"sid": "taken-1", "status": "queued"})

    def refused(self, code: str) -> Reply:
        return Reply(400, {"code": int(code), "message": f"{ANNE} went wrong"})

    def _form(self, fields: Mapping[str, str], path: str = "") -> Request:
        signature = sign(f"{PUBLIC}/inbound/twilio{path}", list(fields.items()))
        headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
        return Request(urlencode(fields).encode(), headers, path)


class VonageSample(Sample):
    """The SMS API, set to JSON and to HMAC-SHA256."""

    name = "vonage"
    method = "sha256"
    api_setting = "vonage_api_url"
    wants_no_texts = "9"
    settings: Mapping[str, Any] = {
        "vonage_signature_secret": SECRET,
        "vonage_api_key": "abcd1234",
        "vonage_api_secret": "s",
    }

    def post(self, *texts: Text, age: float = 0.0) -> Request:
        (text,) = texts
        fields = {
            "api-key": "abcd1234",
            "msisdn": text.sender.lstrip("+"),
            "to": text.recipient.lstrip("+"),
            "messageId": text.key,
            "text": text.body,
            "type": "unicode",
            "keyword": "POTHOLE",
            "message-timestamp": "2026-03-02 17:00:00",
            **text.more,
        }
        return self.request(self.sign(fields, age=age))

    def report(self, state: str, *, row: int, code: str = "") -> Request:
        fields = {"msisdn": ANNE.lstrip("+"), "to": NUMBER.lstrip("+"), "messageId": "taken-1", "status": state}
        fields |= {"err-code": code or "0", "client-ref": _OUTBOX.format(row=row), "api-key": "abcd1234"}
        return replace(self.request(self.sign(fields)), path="/status")

    def signed(self, body: bytes) -> Request:
        told = {"iat": int(time.time()), "payload_hash": hashlib.sha256(body).hexdigest(), "api_key": "abcd1234"}
        head, claims = _part({"alg": "HS256", "typ": "JWT"}), _part(told)
        signature = hmac.digest(SECRET.encode(), f"{head}.{claims}".encode(), hashlib.sha256)
        token = f"{head}.{claims}.{_unpadded(signature)}"
        return Request(body, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})

    def forged(self, request: Request) -> Request:
        return replace(request, body=request.body.replace(b'"sig": "', b'"sig": "0'))

    def taken(self) -> Reply:
        return Reply(200, {"message-count": "1", "messages": [{"status": "0", "message-id": "taken-1"}]})

    def refused(self, code: str) -> Reply:
        return Reply(200, {"message-count": "1", "messages": [{"status": code, "error-text": f"{ANNE} went wrong"}]})

    def sign(self, fields: Mapping[str, Any], *, age: float = 0.0) -> dict[str, Any]:
        """Name and value of each, sorted, with & and = in values as a low line."""
        whole = {**fields, "timestamp": str(int(time.time() - age)), "nonce": "aaaaaaaa-bbbb"}
        told = "".join(f"&{name}={_low(whole[name])}" for name in sorted(whole))
        return {**whole, "sig": self.signature(told)}

    def signature(self, told: str) -> str:
        return hmac.new(SECRET.encode(), told.encode(), "sha256").hexdigest().upper()

    def request(self, fields: Mapping[str, Any]) -> Request:
        return Request(json.dumps(fields).encode(), {"Content-Type": "application/json"})


class VonageQuerySample(VonageSample):
    """The same by GET, with the plain MD5 hash that old accounts have."""

    settings: Mapping[str, Any] = {**VonageSample.settings, "vonage_signature_method": "md5hash"}

    def signature(self, told: str) -> str:
        return hashlib.md5((told + SECRET).encode(), usedforsecurity=False).hexdigest()

    def request(self, fields: Mapping[str, Any]) -> Request:
        return Request(method="GET", path=f"?{urlencode(fields)}")

    def report(self, state: str, *, row: int, code: str = "") -> Request:
        fields = {"status": state, "err-code": code or "0", "client-ref": _OUTBOX.format(row=row)}
        fields |= {"messageId": "taken-1", "api-key": "abcd1234"}
        return Request(method="GET", path=f"/status?{urlencode(self.sign(fields))}")

    def forged(self, request: Request) -> Request:
        return replace(request, path=request.path.replace("sig=", "sig=0"))


class BandwidthSample(Sample):
    name = "bandwidth"
    api_setting = "bandwidth_api_url"
    holds_several = True
    refuses_old_signatures = False
    delivered, sent, failed = "message-delivered", "message-sending", "message-failed"
    wants_no_texts = "4475"
    settings: Mapping[str, Any] = {
        "bandwidth_webhook_user": "bandwidth",
        "bandwidth_webhook_password": SECRET,
        "bandwidth_account_id": "920012",
        "bandwidth_application_id": "93de2206",
        "bandwidth_api_user": "u",
        "bandwidth_api_password": "p",
    }

    def post(self, *texts: Text, age: float = 0.0) -> Request:
        return self.signed(json.dumps([self._event(text) for text in texts]).encode())

    def report(self, state: str, *, row: int, code: str = "") -> Request:
        message = {"id": "taken-1", "tag": _OUTBOX.format(row=row), "owner": NUMBER, "to": [ANNE]}
        event: dict[str, Any] = {"type": state, "message": message, "to": ANNE}
        if code:
            event["errorCode"] = int(code)
        return replace(self.signed(json.dumps([event]).encode()), path="/status")

    def signed(self, body: bytes) -> Request:
        return Request(body, {"Authorization": _basic("bandwidth", SECRET), "Content-Type": "application/json"})

    def forged(self, request: Request) -> Request:
        return replace(request, headers={**request.headers, "Authorization": _basic("bandwidth", "guessed")})

    def taken(self) -> Reply:
        return Reply(202, {"id": "taken-1", "owner": NUMBER, "to": [ANNE], "segmentCount": 1})

    def refused(self, code: str) -> Reply:
        return Reply(400, {"type": "request-validation", "errorCode": int(code), "description": ANNE})

    def _event(self, text: Text) -> dict[str, Any]:
        message = {
            "id": text.key,
            "owner": text.recipient,
            "applicationId": "93de2206",
            "time": "2026-03-02T17:00:00Z",
            "segmentCount": 1,
            "direction": "in",
            "to": [text.recipient, "+12035550177"],
            "from": text.sender,
            "text": text.body,
            "media": [*text.pictures, *(f"{url}.smil" for url in text.pictures)],
        }
        event = {"type": "message-received", "time": message["time"], "to": text.recipient, "message": message}
        return {**event, "description": "Incoming message received", **text.more}


class TelnyxSample(Sample):
    name = "telnyx"
    api_setting = "telnyx_api_url"
    wants_no_texts = "40300"
    failed = "delivery_failed"
    key = Ed25519PrivateKey.generate()
    settings: Mapping[str, Any] = {
        "telnyx_public_key": base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode(),
        "telnyx_api_key": "KEY1",
    }

    def post(self, *texts: Text, age: float = 0.0) -> Request:
        (text,) = texts
        message = {
            "record_type": "message",
            "direction": "inbound",
            "id": text.key,
            "type": "MMS" if text.pictures else "SMS",
            "from": {"phone_number": text.sender, "carrier": "", "line_type": "Wireless"},
            "to": [{"phone_number": text.recipient, "status": "webhook_delivered"}],
            "cc": [],
            "text": text.body,
            "media": [{"url": url, "content_type": "image/jpeg", "size": 1, "sha256": None} for url in text.pictures],
            "received_at": "2026-03-02T17:00:00.000+00:00",
            **text.more,
        }
        return self._event("message.received", message, age=age)

    def report(self, state: str, *, row: int, code: str = "") -> Request:
        message = {
            "id": "taken-1",
            "direction": "outbound",
            "to": [{"phone_number": ANNE, "status": state}],
            "tags": ["something else", _OUTBOX.format(row=row)],
            "errors": [{"code": code, "title": "Blocked due to STOP message"}] if code else [],
        }
        return replace(self._event("message.finalized", message), path="/status")

    def signed(self, body: bytes, *, age: float = 0.0) -> Request:
        timestamp = str(int(time.time() - age))
        signature = base64.b64encode(self.key.sign(timestamp.encode() + b"|" + body)).decode()
        headers = {"Telnyx-Signature-Ed25519": signature, "Telnyx-Timestamp": timestamp}
        return Request(body, {**headers, "Content-Type": "application/json"})

    def forged(self, request: Request) -> Request:
        return replace(request, body=request.body.replace(b'"data"', b' "data"'))

    def taken(self) -> Reply:
        return Reply(200, {"data": {"id": "taken-1", "record_type": "message"}})

    def refused(self, code: str) -> Reply:
        return Reply(400, {"errors": [{"code": code, "title": "refused", "detail": ANNE}]})

    def _event(self, kind: str, message: Mapping[str, Any], *, age: float = 0.0) -> Request:
        data = {"event_type": kind, "id": "e-1", "record_type": "event", "payload": message}
        return self.signed(json.dumps({"data": data, "meta": {"attempt": 1}}).encode(), age=age)


class AndroidSample(Sample):
    name = "android"
    api_setting = "android_api_url"
    delivered, sent, failed = "sms:delivered", "sms:sent", "sms:failed"
    settings: Mapping[str, Any] = {
        "android_signing_key": SECRET,
        "android_number": NUMBER,
        "android_user": "u",
        "android_password": "p",
    }

    def post(self, *texts: Text, age: float = 0.0) -> Request:
        (text,) = texts
        payload: dict[str, Any] = {"messageId": "ab12", "simNumber": 1}
        payload |= {"receivedAt": f"2026-03-02T12:00:00.000-05:00#{text.key}"}
        if text.pictures:
            parts = [{"partId": 1, "contentType": "image/jpeg", "url": url} for url in text.pictures]
            payload |= {"sender": text.sender, "recipient": NUMBER, "body": text.body, "attachments": parts}
            return self._event("mms:downloaded", {**payload, **text.more}, age=age)
        payload |= {"message": text.body, "phoneNumber": text.sender.removeprefix("+1")}
        return self._event("sms:received", {**payload, **text.more}, age=age)

    def report(self, state: str, *, row: int, code: str = "") -> Request:
        payload = {"messageId": _OUTBOX.format(row=row), "phoneNumber": ANNE, "simNumber": 1, "reason": code}
        return replace(self._event(state, payload), path="/status")

    def signed(self, body: bytes, *, age: float = 0.0) -> Request:
        timestamp = str(int(time.time() - age))
        signature = hmac.new(SECRET.encode(), body + timestamp.encode(), "sha256").hexdigest()
        headers = {"X-Signature": signature, "X-Timestamp": timestamp, "Content-Type": "application/json"}
        return Request(body, headers)

    def forged(self, request: Request) -> Request:
        return replace(request, headers={**request.headers, "X-Timestamp": str(int(time.time()) + 7)})

    def taken(self) -> Reply:
        return Reply(202, {"id": "taken-1", "state": "Pending", "recipients": []})

    def refused(self, code: str) -> Reply:
        return Reply(400, {"message": f"{ANNE} {code}"})

    def _event(self, kind: str, payload: Mapping[str, Any], *, age: float = 0.0) -> Request:
        event = {"deviceId": "f" * 32, "event": kind, "id": "e-1", "payload": payload, "webhookId": "w-1"}
        return self.signed(json.dumps(event).encode(), age=age)


def _part(document: Any) -> str:
    return _unpadded(json.dumps(document).encode())


def _unpadded(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def _low(value: Any) -> str:
    return str(value).replace("&", "_").replace("=", "_")


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


_KINDS = (TwilioSample, VonageSample, VonageQuerySample, BandwidthSample, TelnyxSample, AndroidSample)
SAMPLES: tuple[Sample, ...] = tuple(kind() for kind in _KINDS)
