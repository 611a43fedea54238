"""Every provider's REST API is asked alike: what was taken, what comes later, what never will, what nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.channels.text_providers.opening import open_texts
from gateway.channels.text_providers.shape import FILTERED, NOT_A_MOBILE, OPTED_OUT, TextProvider
from gateway.envelopes import Outbound, OutboundKind, SendReceipt
from gateway.errors import (
    ChannelMisconfiguredError,
    MediaGoneError,
    MediaLaterError,
    PermanentSendError,
    SendError,
    TemporarySendError,
    UnknownOutcomeError,
)
from tests.edges.webhooks.text_samples import PUBLIC, SAMPLES, AndroidSample, Sample
from tests.fake_carrier import HANGS_UP, FakeCarrier
from tests.fake_twilio import ANNE, NUMBER

KINDS = {sample.name: sample for sample in reversed(SAMPLES)}
EACH = pytest.mark.parametrize("sample", KINDS.values(), ids=lambda sample: sample.name)
SINCE = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def carrier() -> Iterator[FakeCarrier]:
    carrier = FakeCarrier()
    carrier.start()
    yield carrier
    carrier.stop()


@pytest.fixture
def make_provider(settings: Any, rulebooks: Any, carrier: FakeCarrier) -> Any:
    def make(sample: Sample, **more: Any) -> TextProvider:
        given = {"public_url": PUBLIC, **sample.settings, sample.api_setting: carrier.url, **more}
        return next(one for one in open_texts(settings(**given), rulebooks) if one.name == sample.name)

    return make


@pytest.fixture
def text(outbound: Any) -> Any:
    def make(body: str = "Thank you. 🕳️ “noted”", **changes: Any) -> Outbound:
        made: Outbound = outbound(recipient=ANNE, sender=NUMBER, subject="", body=body, **changes)
        return made

    return make


@EACH
def test_a_text_is_handed_over(make_provider: Any, text: Any, carrier: FakeCarrier, sample: Sample) -> None:
    """Our number, theirs, the words, and our own id to be named in reports."""
    taken = sample.taken()
    carrier.answers = [(taken.status, taken.document)]
    assert make_provider(sample).send(text()) == SendReceipt(provider_id="taken-1")
    told = str(carrier.sent[0])
    assert all(part in told for part in (ANNE.lstrip("+"), "🕳️", '"noted"'))
    assert NUMBER.lstrip("+") in told or sample.name == "android"
    assert f"outbox-7-{int(text().created_at.timestamp())}" in told or sample.name == "twilio"
    assert f"{PUBLIC}/inbound/{sample.name}/status" in told or sample.name in {"bandwidth", "android"}


@EACH
@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, ChannelMisconfiguredError),
        (429, TemporarySendError),
        (500, UnknownOutcomeError),
        (502, UnknownOutcomeError),
        (503, TemporarySendError),
        (422, PermanentSendError),
    ],
)
def test_13_4_http_statuses_mean_the_same_everywhere(
    make_provider: Any, text: Any, carrier: FakeCarrier, sample: Sample, status: int, error: type[SendError]
) -> None:
    """Later, never, for a person, or unknown; the reason holds no number."""
    carrier.answers = [(status, None)]
    with pytest.raises(error) as caught:
        make_provider(sample).send(text())
    assert "2035550111" not in str(caught.value)
    assert type(caught.value) is error


@EACH
def test_13_3_an_answer_that_never_came_is_unknown(
    make_provider: Any, text: Any, carrier: FakeCarrier, sample: Sample
) -> None:
    """It may have gone out; only a connection that was never made surely sent nothing."""
    carrier.answers = [HANGS_UP]
    provider = make_provider(sample)
    with pytest.raises(UnknownOutcomeError):
        provider.send(text())
    with pytest.raises(TemporarySendError):
        make_provider(sample, **{sample.api_setting: "http://127.0.0.1:9"}).send(text())


@EACH
def test_13_3_an_answer_without_an_id_is_unknown(
    make_provider: Any, text: Any, carrier: FakeCarrier, sample: Sample
) -> None:
    """A success that says nothing else, such as a page of a proxy."""
    if sample.name == "twilio":
        return
    carrier.answers = [(200, None)]
    with pytest.raises(UnknownOutcomeError):
        make_provider(sample).send(text())


@pytest.mark.parametrize(
    ("name", "code", "error", "meaning"),
    [
        ("twilio", "21610", PermanentSendError, OPTED_OUT),
        ("twilio", "21614", PermanentSendError, NOT_A_MOBILE),
        ("vonage", "1", TemporarySendError, ""),
        ("vonage", "4", ChannelMisconfiguredError, ""),
        ("vonage", "33", PermanentSendError, NOT_A_MOBILE),
        ("vonage", "7", PermanentSendError, "7"),
        ("bandwidth", "4475", PermanentSendError, OPTED_OUT),
        ("bandwidth", "4720", PermanentSendError, NOT_A_MOBILE),
        ("bandwidth", "4452", ChannelMisconfiguredError, ""),
        ("telnyx", "40300", PermanentSendError, OPTED_OUT),
        ("telnyx", "40310", PermanentSendError, NOT_A_MOBILE),
        ("telnyx", "10011", TemporarySendError, ""),
        ("telnyx", "10009", ChannelMisconfiguredError, ""),
        ("telnyx", "40002", PermanentSendError, FILTERED),
        ("telnyx", "40009", PermanentSendError, "40009"),
    ],
)
def test_13_4_codes_of_each_provider(
    make_provider: Any, text: Any, carrier: FakeCarrier, name: str, code: str, error: type[SendError], meaning: str
) -> None:
    """What each provider's own codes mean for us; opted out is opted out, whoever says so."""
    reply = KINDS[name].refused(code)
    carrier.answers = [(reply.status, reply.document)]
    with pytest.raises(error) as caught:
        make_provider(KINDS[name]).send(text())
    assert type(caught.value) is error
    assert getattr(caught.value, "code", "") == meaning
    assert "2035550111" not in str(caught.value)


@EACH
def test_without_an_address_a_text_is_only_shown(make_provider: Any, text: Any, sample: Sample) -> None:
    """A city can try a provider before it lets anything out."""
    assert make_provider(sample, **{sample.api_setting: ""}).send(text()) == SendReceipt(simulated=True)


@pytest.mark.parametrize("name", ["vonage", "bandwidth", "telnyx", "android"])
def test_without_credentials_the_channel_says_what_to_set(make_provider: Any, text: Any, name: str) -> None:
    """The messages wait, and a person reads the sentence."""
    sample = KINDS[name]
    missing = {key: "" for key in sample.settings if key.endswith(("api_secret", "api_password", "api_key"))}
    missing |= {"android_password": ""} if name == "android" else {}
    with pytest.raises(ChannelMisconfiguredError, match=f"Set GATEWAY_{name.upper()}_"):
        make_provider(sample, **missing).send(text())


@EACH
def test_13_5_the_carrier_is_told_how_long_it_is_worth(
    make_provider: Any, text: Any, carrier: FakeCarrier, sample: Sample
) -> None:
    """A question of the evening must not come at night, where the provider has such a field."""
    fields = {"twilio": ("ValidityPeriod", "3600"), "vonage": ("ttl", "3600000"), "android": ("ttl", 3_600)}
    if sample.name not in fields:
        return
    carrier.answers = [(sample.taken().status, sample.taken().document)]
    make_provider(sample).send(text(kind=OutboundKind.QUESTION))
    name, value = fields[sample.name]
    assert carrier.sent[0][name] == value


@pytest.mark.parametrize("name", ["vonage", "bandwidth", "telnyx"])
def test_13_3_who_cannot_be_asked_says_so(make_provider: Any, text: Any, carrier: FakeCarrier, name: str) -> None:
    """Then an automatic text is given up rather than sent twice."""
    assert make_provider(KINDS[name]).find_sent(text(), since=SINCE) is None
    assert carrier.asked == []


def test_13_3_a_telephone_is_asked_by_our_own_id(make_provider: Any, text: Any, carrier: FakeCarrier) -> None:
    """It has it, it has it not, it does not know; and a second try of the same text is no second text."""
    phone = make_provider(AndroidSample())
    carrier.answers = [(200, {"state": "Sent"}), (404, {}), (500, {}), (409, {})]
    reference = f"outbox-7-{int(text().created_at.timestamp())}"
    assert phone.find_sent(text(), since=SINCE) == SendReceipt(provider_id=reference)
    assert phone.find_sent(text(), since=SINCE) is None
    with pytest.raises(TemporarySendError):
        phone.find_sent(text(), since=SINCE)
    assert phone.send(text()) == SendReceipt(provider_id=reference)
    assert carrier.asked[0] == f"GET /message/{reference}"


@EACH
@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest", "https://evil.example/a.jpg", "file:///etc/passwd", "https://[::1", ""]
)
def test_12_11_pictures_come_from_the_provider_only(make_provider: Any, sample: Sample, url: str) -> None:
    """A message must not let us knock at doors of its choice."""
    with pytest.raises(MediaGoneError):
        make_provider(sample, **{sample.api_setting: "https://api.provider.example"}).fetch_media(url)


def test_12_11_pictures_of_a_telephone(make_provider: Any, carrier: FakeCarrier) -> None:
    """They come inside the request, or are asked for at the address of the settings, which may be in our own house."""
    phone = make_provider(AndroidSample())
    inline = phone.fetch_media("data:image/jpeg;base64,aGVsbG8=")
    assert (inline.octets, inline.content_type) == (b"hello", "image/jpeg")
    with pytest.raises(MediaGoneError, match="damaged"):
        phone.fetch_media("data:image/jpeg;base64,no base64")
    carrier.answers = [(200, {"a": 1}), (404, {})]
    assert phone.fetch_media("/inbox/ab12/attachments/3").octets == b'{"a": 1}'
    assert carrier.asked == ["GET /inbox/ab12/attachments/3"]
    assert carrier.authorizations == {"Basic dTpw"}
    with pytest.raises(MediaLaterError):
        phone.fetch_media("/inbox/ab12/attachments/4")
