"""F12.1: only what Twilio signed for our public address is believed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest
from twilio.request_validator import RequestValidator

from gateway.channels.text_providers.shape import REFUSED, WRONG_ACCOUNT, WRONG_NUMBER
from gateway.channels.twilio import TwilioChannel
from gateway.envelopes import Webhook
from gateway.errors import WebhookRefusedError
from tests.fake_twilio import ACCOUNT, TOKEN, Fields, sign, text_fields

PUBLIC = "https://311.elmcity.example"
PATH = "/inbound/twilio"


@pytest.fixture
def make_channel(settings: Any, rulebooks: Any) -> Any:
    def make(**overrides: Any) -> TwilioChannel:
        values = {"public_url": PUBLIC, "twilio_account_sid": ACCOUNT, "twilio_auth_token": TOKEN, **overrides}
        return TwilioChannel(settings=settings(**values), rulebooks=rulebooks)

    return make


def webhook(fields: Fields, signature: str, *, path: str = PATH, **headers: str) -> Webhook:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return Webhook(
        method="POST",
        path=path,
        headers={"x-twilio-signature": signature, "content-type": "application/x-www-form-urlencoded", **given},
        form=tuple(fields),
        body=b"",
        received_at=datetime(2026, 6, 1, 16, 0, tzinfo=UTC),
    )


def refusal(channel: TwilioChannel, request: Webhook) -> WebhookRefusedError:
    with pytest.raises(WebhookRefusedError) as caught:
        channel.accept(request)
    return caught.value


def test_f12_1_signed_by_us_and_by_the_sdk(make_channel: Any) -> None:
    """Both ways to make a signature agree, so the test's own way is right."""
    fields = text_fields()
    ours = sign(PUBLIC + PATH, fields)
    assert ours == RequestValidator(TOKEN).compute_signature(PUBLIC + PATH, dict(fields))
    (arrival,) = make_channel().accept(webhook(fields, ours))
    assert (arrival.channel, arrival.key) == ("twilio", "SM" + "a" * 32)
    assert (arrival.sender, arrival.recipients) == ("+12035550111", ("+12035550142",))


@pytest.mark.parametrize("signature", ["", "x", "ä" * 28, sign(PUBLIC + PATH, text_fields("another text"))])
def test_f12_1_wrong_or_missing_signature(make_channel: Any, signature: str) -> None:
    """What is not signed is refused and counted, whatever it says."""
    error = refusal(make_channel(), webhook(text_fields(), signature))
    assert (error.status, error.counter) == (403, REFUSED)


def test_f12_1_right_signature_for_http(make_channel: Any) -> None:
    """A signature for the address without TLS is a signature for another address."""
    signature = sign(PUBLIC.replace("https", "http") + PATH, text_fields())
    assert refusal(make_channel(), webhook(text_fields(), signature)).status == 403


@pytest.mark.parametrize("signed_for", [f"{PUBLIC}{PATH}", f"{PUBLIC}:443{PATH}"])
def test_f12_1_behind_a_proxy_with_and_without_port(make_channel: Any, signed_for: str) -> None:
    """Twilio signs with or without the port; what the proxy's headers say does not matter."""
    request = webhook(
        text_fields(), sign(signed_for, text_fields()), host="10.0.0.7:8311", x_forwarded_host="evil.example"
    )
    assert make_channel().accept(request)[0].key


def test_f12_1_a_configured_port(make_channel: Any) -> None:
    """A public address with a port of its own is signed with that port, or without one."""
    channel = make_channel(public_url="https://311.elmcity.example:8443")
    for address in ("https://311.elmcity.example:8443", "https://311.elmcity.example"):
        assert channel.accept(webhook(text_fields(), sign(address + PATH, text_fields())))[0].key


def test_f12_1_extra_unknown_parameters_are_kept(make_channel: Any) -> None:
    """Twilio adds parameters without notice, and every one of them is kept for ever."""
    fields = [*text_fields(), ("FromCity", "NEW HAVEN"), ("SomethingNew", ""), ("ChannelMetadata", '{"type":"x"}')]
    (arrival,) = make_channel().accept(webhook(fields, sign(PUBLIC + PATH, fields)))
    assert parse_qsl(arrival.raw.decode(), keep_blank_values=True) == fields


def test_f12_1_repeated_keys(make_channel: Any) -> None:
    """Different values of one name are all signed and all kept."""
    fields = [*text_fields(), ("Tag", "b"), ("Tag", "a"), ("Tag", "b")]
    (arrival,) = make_channel().accept(webhook(fields, sign(PUBLIC + PATH, fields)))
    assert parse_qsl(arrival.raw.decode()) == fields


@pytest.mark.parametrize("body", ["  two spaces before and a newline after\n", "\t", "ñ ü 🕳️ &=+%20", "a\x00b"])
def test_f12_1_values_are_not_trimmed(make_channel: Any, body: str) -> None:
    """The signature is over every space, so none may be lost before or after."""
    fields = text_fields(body)
    (arrival,) = make_channel().accept(webhook(fields, sign(PUBLIC + PATH, fields)))
    assert dict(parse_qsl(arrival.raw.decode(), keep_blank_values=True))["Body"] == body


def json_webhook(document: object, *, digest: str | None = None) -> Webhook:
    body = json.dumps(document).encode()
    path = f"{PATH}?bodySHA256={digest or hashlib.sha256(body).hexdigest()}"
    return Webhook(
        method="POST",
        path=path,
        headers={"x-twilio-signature": sign(PUBLIC + path), "content-type": "application/json"},
        form=(),
        body=body,
        received_at=datetime(2026, 6, 1, 16, 0, tzinfo=UTC),
    )


def test_f12_1_json_with_body_digest(make_channel: Any) -> None:
    """A JSON body is signed through its digest in the address."""
    (arrival,) = make_channel().accept(json_webhook({**dict(text_fields()), "Tags": ["a", 1]}))
    fields = dict(parse_qsl(arrival.raw.decode()))
    assert (fields["Body"], fields["Tags"]) == ("Pothole at 12 Oak St", '["a", 1]')


@pytest.mark.parametrize(
    "request_",
    [
        json_webhook(dict(text_fields()), digest="0" * 64),
        json_webhook(["no", "object"]),
        json_webhook("x" * 10),
    ],
)
def test_f12_1_json_with_a_wrong_digest_or_shape(make_channel: Any, request_: Webhook) -> None:
    """A body that is not the signed one, or is no object, is refused and not a crash."""
    assert refusal(make_channel(), request_).counter == REFUSED


def test_f12_1_json_without_digest(make_channel: Any) -> None:
    """Without the digest the body is not covered by the signature at all."""
    request = webhook([], sign(PUBLIC + PATH), content_type="application/json")
    assert refusal(make_channel(), request).counter == REFUSED


def test_f12_1_rotated_token(make_channel: Any) -> None:
    """During a rotation both tokens are believed, afterwards only the new one."""
    old = webhook(text_fields(), sign(PUBLIC + PATH, text_fields(), token="the old token"))
    assert make_channel(twilio_auth_token_previous="the old token").accept(old)[0].key
    assert refusal(make_channel(), old).counter == REFUSED


def test_f12_1_a_shared_key_signs_with_sha256(make_channel: Any) -> None:
    """The algorithm belongs to our secret: neither a header nor the other secret changes what is believed."""
    told = PUBLIC + PATH + "".join(name + value for name, value in sorted(text_fields()))
    header = {"x_twilio_webhooks_signature_settings": "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"}

    def signed(secret: str, algorithm: str) -> Webhook:
        made = base64.b64encode(hmac.digest(secret.encode(), told.encode(), algorithm)).decode()
        return webhook(text_fields(), made, **header)

    channel = make_channel(twilio_shared_key="a shared key")
    assert channel.accept(signed("a shared key", "sha256"))[0].key
    assert channel.accept(signed(TOKEN, "sha1"))[0].key
    for secret, algorithm in (("a shared key", "sha1"), (TOKEN, "sha256")):
        assert refusal(channel, signed(secret, algorithm)).counter == REFUSED
    assert refusal(make_channel(), signed("a shared key", "sha256")).counter == REFUSED


def test_without_a_token_nothing_is_believed(make_channel: Any) -> None:
    """An empty token would make everybody's signature right; say what to set instead."""
    request = webhook(text_fields(), sign(PUBLIC + PATH, text_fields(), token=""))
    assert "GATEWAY_TWILIO_AUTH_TOKEN" in str(refusal(make_channel(twilio_auth_token=""), request))


def test_12_4_another_account_or_number(make_channel: Any) -> None:
    """A true signature for somebody else's text is not ours to store."""
    for name, value, counter in [("AccountSid", "AC2", WRONG_ACCOUNT), ("To", "+12035550999", WRONG_NUMBER)]:
        fields = [(key, value if key == name else old) for key, old in text_fields()]
        error = refusal(make_channel(), webhook(fields, sign(PUBLIC + PATH, fields)))
        assert (error.status, error.counter) == (403, counter)


def test_12_4_our_messaging_service_makes_any_number_ours(make_channel: Any) -> None:
    """The numbers of a messaging service need not stand in the rulebook."""
    fields = [(key, "+12035550999" if key == "To" else value) for key, value in text_fields(MessagingServiceSid="MG1")]
    request = webhook(fields, sign(PUBLIC + PATH, fields))
    assert make_channel(twilio_messaging_service_sid="MG1").accept(request)[0].recipients == ("+12035550999",)
    assert refusal(make_channel(), request).counter == WRONG_NUMBER


def test_a_refusal_names_no_resident(make_channel: Any) -> None:
    """PROTOCOL 10.8: what goes into the log says nothing about who wrote or what."""
    for fields in (text_fields(), [(key, "+12035550999" if key == "To" else value) for key, value in text_fields()]):
        for signature in ("x", sign(PUBLIC + PATH, fields, token="wrong"), sign(PUBLIC + PATH, [*fields, ("a", "b")])):
            said = str(refusal(make_channel(), webhook(fields, signature)))
            assert not any(word in said for word in ("2035550111", "Pothole", "2035550999", TOKEN))
