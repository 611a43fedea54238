"""The mail channel joins what the bytes say with what the envelope says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.channels.email import EmailChannel, mail_arrival
from gateway.channels.mail_message import Letterhead, compose_mail
from gateway.channels.simulator import SimulatorEmail, simulator_mail
from gateway.envelopes import Arrival, SendReceipt
from gateway.tokens import Tokens
from parsers.values import Medium, Origin

NOW = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
ANNE = "anne@residents.example"
CITY = "311@elmcity.example"
MAIL = (
    b"From: Anne <Anne@Residents.example>\r\nTo: somebody@else.example\r\nSubject: Pothole\r\n"
    b"Message-ID: <1@residents.example>\r\n\r\nHuge pothole at 12 Oak St.\r\n"
)


@pytest.fixture
def channel(settings: Any, rulebooks: Any) -> EmailChannel:
    return EmailChannel(settings=settings(), tokens=Tokens(key=b"a key"), rulebooks=rulebooks)


def arrival(raw: bytes = MAIL, *, sender: str = "bounces@residents.example", flags: tuple[str, ...] = ()) -> Arrival:
    return mail_arrival("email", raw, sender=sender, recipients=(CITY,), now=NOW, flags=flags)


def test_the_envelope_says_for_whom_and_when(channel: EmailChannel) -> None:
    """Recipients and time come from the wire; who wrote and what come from the mail (3.1)."""
    message = channel.decode(arrival(flags=("bare_newline",)))
    assert (message.medium, message.sender, message.sender_name) == (Medium.EMAIL, ANNE, "Anne")
    assert message.recipients == (CITY,)
    assert message.received_at == NOW
    assert (message.subject, message.message_id) == ("Pothole", "<1@residents.example>")
    assert message.text.strip() == "Huge pothole at 12 Oak St."
    assert "bare_newline" in message.flags
    assert message.automation.reply


def test_a_mail_without_from_is_from_its_envelope(channel: EmailChannel) -> None:
    """There is somebody to answer after all."""
    assert channel.decode(arrival(b"Subject: x\r\n\r\nPothole", sender="Anne@Residents.example")).sender == ANNE


def test_5_1_the_null_sender_is_never_answered(channel: EmailChannel) -> None:
    """Whatever the headers say, a mail without a sender is a machine's."""
    assert not channel.decode(arrival(sender="")).automation.reply


def test_5_6_our_own_mail_that_comes_back(channel: EmailChannel, outbound: Any) -> None:
    """A forward of our notice to the intake address opens nothing and is answered by nobody."""
    raw = compose_mail(outbound(automatic=False), Letterhead(instance=channel.instance))
    automation = channel.decode(arrival(raw)).automation
    assert (automation.origin, automation.reply) == (Origin.AUTO_REPLY, False)
    assert "X-City311-Loop" in automation.reason


def test_5_6_another_citys_gateway_is_not_ourselves(channel: EmailChannel, outbound: Any) -> None:
    """Two cities that write to each other may open tickets; neither answers the other's gateway."""
    for automatic in (False, True):
        raw = compose_mail(outbound(automatic=automatic), Letterhead(instance="another"))
        automation = channel.decode(arrival(raw)).automation
        assert automation.origin is not Origin.AUTO_REPLY or automatic
        assert not automation.reply


def test_5_6_a_quoted_header_is_no_loop(channel: EmailChannel) -> None:
    """A resident who pastes our headers into a mail has still written it."""
    raw = MAIL + b"\r\nX-City311-Loop: " + channel.instance.encode() + b"\r\n"
    assert channel.decode(arrival(raw)).automation.reply


def test_the_instance_does_not_tell_the_key(settings: Any, rulebooks: Any) -> None:
    """It goes out with every mail."""
    names = {
        EmailChannel(settings=settings(), tokens=Tokens(key=key), rulebooks=rulebooks).instance
        for key in (b"key one", b"key two")
    }
    assert len(names) == 2
    assert all(name.isalnum() and "key" not in name for name in names)


def test_4_1_the_key_is_of_bytes_and_recipients() -> None:
    """The same mail to the same people, in any order and case, is the same arrival."""

    def key(raw: bytes, *recipients: str) -> str:
        return mail_arrival("email", raw, sender=ANNE, recipients=recipients, now=NOW).key

    assert key(MAIL, CITY, "b@x.example") == key(MAIL, "B@x.example", CITY.upper())
    assert len({key(MAIL, CITY), key(MAIL + b" ", CITY), key(MAIL, CITY, "b@x.example")}) == 3


def test_the_simulators_mailbox_speaks_like_a_mail_program(channel: EmailChannel) -> None:
    """What a visitor types is a whole mail, and an answer names what it answers."""
    simulator = SimulatorEmail(email=channel)
    played = simulator_mail(ANNE, CITY, "Bache\r\nBcc: x", "¡Hay un bache!", now=NOW, in_reply_to="<7@elmcity.example>")
    message = simulator.decode(played)
    assert (message.sender, message.recipients, message.subject) == (ANNE, (CITY,), "Bache Bcc: x")
    assert message.text.strip() == "¡Hay un bache!"
    assert message.references[0] == "<7@elmcity.example>"
    assert message.automation.reply
    assert message.message_id


def test_the_simulator_sends_nothing(settings: Any, rulebooks: Any, outbound: Any) -> None:
    """Not even where a relay is configured."""
    given = settings(smtp_relay="127.0.0.1:9")
    channel = EmailChannel(settings=given, tokens=Tokens(key=b"a key"), rulebooks=rulebooks)
    assert SimulatorEmail(email=channel).send(outbound()) == SendReceipt(simulated=True)


@pytest.mark.parametrize("words", ["", "\x00", "\ud800", "a" * 5_000, "日本"])
def test_the_simulator_takes_whatever_is_typed(channel: EmailChannel, words: str) -> None:
    """A visitor can type anything into every field."""
    played = simulator_mail(words or ANNE, CITY, words, words, now=NOW, in_reply_to=words, references=(words,))
    assert SimulatorEmail(email=channel).decode(played).recipients == (CITY,)
