"""Texts go out by REST once, and every error of Twilio says what the next step is (PROTOCOL 13)."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.channels.twilio import TwilioChannel
from gateway.envelopes import Outbound, OutboundKind, SearchableChannel, SendReceipt
from gateway.errors import (
    ChannelMisconfiguredError,
    PermanentSendError,
    SendError,
    TemporarySendError,
    UnknownOutcomeError,
)
from tests.fake_twilio import ACCOUNT, ANNE, NUMBER, TOKEN, FakeTwilio

HOUR = 3_600


@pytest.fixture
def make_channel(settings: Any, rulebooks: Any, twilio: FakeTwilio) -> Any:
    def make(**overrides: Any) -> TwilioChannel:
        values = {
            "public_url": "https://311.elmcity.example",
            "twilio_account_sid": ACCOUNT,
            "twilio_auth_token": TOKEN,
            "twilio_api_url": twilio.url,
            **overrides,
        }
        return TwilioChannel(settings=settings(**values), rulebooks=rulebooks)

    return make


@pytest.fixture
def text(outbound: Any) -> Any:
    def make(body: str = "Thank you.", **changes: Any) -> Outbound:
        made: Outbound = outbound(channel="twilio", recipient=ANNE, sender=NUMBER, subject="", body=body, **changes)
        return made

    return make


def test_a_text_is_handed_over(make_channel: Any, text: Any, twilio: FakeTwilio) -> None:
    """To, From, Body, how long it is worth sending, and where to report to, by the row's id (13.2, 13.5)."""
    receipt = make_channel().send(text())
    assert receipt == SendReceipt(provider_id=f"SM{1:032d}")
    assert twilio.sent == [
        {
            "To": ANNE,
            "From": NUMBER,
            "Body": "Thank you.",
            "ValidityPeriod": str(4 * HOUR),
            "StatusCallback": "https://311.elmcity.example/inbound/twilio/status?outbox=7",
        }
    ]


@pytest.mark.parametrize(
    ("kind", "seconds"),
    [(OutboundKind.QUESTION, HOUR), (OutboundKind.NOTICE, 4 * HOUR), (OutboundKind.STAFF_REPLY, 10 * HOUR)],
)
def test_13_5_a_stale_question_is_not_delivered(
    make_channel: Any, text: Any, twilio: FakeTwilio, kind: OutboundKind, seconds: int
) -> None:
    """A question of the evening must not wake anybody at three in the morning."""
    make_channel().send(text(kind=kind))
    assert twilio.sent[0]["ValidityPeriod"] == str(seconds)


def test_api_key_and_messaging_service(make_channel: Any, text: Any, twilio: FakeTwilio) -> None:
    """An API key can be revoked alone; the messaging service brings the campaign's registration."""
    make_channel(twilio_api_key="SK1", twilio_api_secret="s", twilio_messaging_service_sid="MG1").send(text())
    assert twilio.authorizations == {"Basic " + base64.b64encode(b"SK1:s").decode()}
    assert twilio.sent[0]["MessagingServiceSid"] == "MG1"


def test_no_report_is_asked_to_come_to_this_machine_alone(make_channel: Any, text: Any, twilio: FakeTwilio) -> None:
    """Twilio cannot reach 127.0.0.1 and refuses such an address."""
    make_channel(public_url="http://127.0.0.1:8311").send(text())
    assert "StatusCallback" not in twilio.sent[0]


@pytest.mark.parametrize("overrides", [{"twilio_account_sid": ""}, {"twilio_api_url": ""}])
def test_without_an_account_it_is_only_shown(
    make_channel: Any, text: Any, twilio: FakeTwilio, overrides: dict[str, str]
) -> None:
    """A city can try everything before it has an account."""
    channel = make_channel(**overrides)
    assert channel.send(text()) == SendReceipt(simulated=True)
    assert channel.find_sent(text(), since=datetime.now(UTC)) == SendReceipt(simulated=True)
    assert twilio.sent == []


@pytest.mark.parametrize(
    ("fault", "error", "code"),
    [
        (21610, PermanentSendError, "21610"),
        (21211, PermanentSendError, "21211"),
        (21614, PermanentSendError, "21614"),
        (21408, PermanentSendError, "21408"),
        (400, PermanentSendError, "400"),
        (20429, TemporarySendError, None),
        (429, TemporarySendError, None),
        (30022, TemporarySendError, None),
        (21611, TemporarySendError, None),
        (503, TemporarySendError, None),
        (500, UnknownOutcomeError, None),
        (502, UnknownOutcomeError, None),
        ("lost", UnknownOutcomeError, None),
        (20003, ChannelMisconfiguredError, None),
        (401, ChannelMisconfiguredError, None),
        (21606, ChannelMisconfiguredError, None),
        (30034, ChannelMisconfiguredError, None),
    ],
)
def test_13_4_what_an_error_means(
    make_channel: Any, text: Any, twilio: FakeTwilio, fault: int | str, error: type[SendError], code: str | None
) -> None:
    """For this number, for later, for the operator, or unknown; and no number in what is logged."""
    twilio.faults = [fault]
    with pytest.raises(SendError) as caught:
        make_channel().send(text())
    assert type(caught.value) is error
    assert getattr(caught.value, "code", None) == code
    assert ANNE not in str(caught.value)


def test_13_3_nobody_listens(make_channel: Any, text: Any, free_port: Any) -> None:
    """A connection that was never made has sent nothing, so trying again is safe."""
    with pytest.raises(TemporarySendError):
        make_channel(twilio_api_url=f"http://127.0.0.1:{free_port()}").send(text())


def test_no_credentials(make_channel: Any, text: Any) -> None:
    """An account without a key is a mistake of the settings, and says which."""
    with pytest.raises(ChannelMisconfiguredError, match="GATEWAY_TWILIO_API_KEY"):
        make_channel(twilio_auth_token="").send(text())


def test_f12_8_a_lost_answer_is_found_by_asking(make_channel: Any, text: Any, twilio: FakeTwilio) -> None:
    """The message is known by recipient, time and words; other words, or earlier ones, are another message."""
    channel = make_channel()
    assert isinstance(channel, SearchableChannel)
    twilio.faults = ["lost"]
    with pytest.raises(UnknownOutcomeError):
        channel.send(text("It is “fixed”…"))
    before = datetime.now(UTC) - timedelta(minutes=1)
    assert channel.find_sent(text("It is “fixed”…"), since=before) == SendReceipt(provider_id=f"SM{1:032d}")
    assert channel.find_sent(text("Other words"), since=before) is None
    assert channel.find_sent(text("It is “fixed”…"), since=datetime.now(UTC) + timedelta(minutes=1)) is None


def test_f12_8_a_question_that_fails_is_asked_again(make_channel: Any, text: Any, twilio: FakeTwilio) -> None:
    """No answer to the question is not the answer no."""
    twilio.lookup_faults = [500, 21211]
    for _ in range(2):
        with pytest.raises(TemporarySendError):
            make_channel().find_sent(text(), since=datetime.now(UTC))
