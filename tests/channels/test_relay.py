"""Every way in which a relay can fail means later, never, unknown, or a word to the operator (PROTOCOL 11.8, 11.9)."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import pytest

from gateway.channels.email import EmailChannel
from gateway.channels.relay import Relay, greet_relay, parse_relay
from gateway.envelopes import OutboundFile, OutboundKind, SendReceipt
from gateway.errors import (
    ChannelMisconfiguredError,
    PermanentSendError,
    SendError,
    SettingsError,
    TemporarySendError,
    UnknownOutcomeError,
)
from gateway.tokens import BounceToken, Tokens
from tests.fake_relay import DROP, FakeRelay

CERTIFICATES = Path(__file__).parents[1] / "edges" / "smtp"
TOKENS = Tokens(key=b"a key of the tests")


@pytest.fixture
def make_channel(settings: Any, rulebooks: Any, relay: FakeRelay) -> Any:
    def make(setting: str | None = None) -> EmailChannel:
        where = f"127.0.0.1:{relay.port}" if setting is None else setting
        return EmailChannel(settings=settings(smtp_relay=where), tokens=TOKENS, rulebooks=rulebooks)

    return make


def failure(channel: EmailChannel, mail: Any) -> SendError:
    with pytest.raises(SendError) as caught:
        channel.send(mail)
    assert "anne" not in str(caught.value)
    return caught.value


def test_a_mail_is_handed_over(make_channel: Any, outbound: Any, relay: FakeRelay) -> None:
    """One recipient, and an envelope sender that brings a bounce back to its row (3.9)."""
    receipt = make_channel().send(outbound())
    assert receipt == SendReceipt(provider_id="2.0.0 queued as 4711")
    (mail,) = relay.mails
    assert mail.recipient == "anne@residents.example"
    assert TOKENS.read(mail.sender) == BounceToken(outbox_id=7)
    assert mail.sender.endswith("@elmcity.example")
    assert mail.message["Message-ID"] == "<out-7@elmcity.example>"
    assert relay.seen["QUIT"] == 1


def test_lines_that_begin_with_a_dot_arrive_whole(make_channel: Any, outbound: Any, relay: FakeRelay) -> None:
    """A dot alone on a line ends a mail on the wire and must not end it in the middle."""
    body = "one\n.\n..two\n.three\n"
    make_channel().send(outbound(body=body))
    part = relay.mails[0].message.get_body(("plain",))
    assert part is not None
    assert part.get_content().endswith("\r\n\r\n" + body.replace("\n", "\r\n"))


def lines_at(relay: FakeRelay, *verbs: str) -> list[str]:
    """Record what the client says at these verbs."""
    lines: list[str] = []
    for verb in verbs:
        relay.faults[verb] = lines.append
    return lines


def test_a_relay_that_knows_dsn_is_asked_for_small_reports(make_channel: Any, outbound: Any, relay: FakeRelay) -> None:
    """RFC 3461: failures and delays only, the headers of the mail, and our own number back."""
    relay.extensions = ["8BITMIME", "DSN"]
    lines = lines_at(relay, "MAIL", "RCPT")
    make_channel().send(outbound())
    assert lines[0].endswith("> RET=HDRS ENVID=7")
    assert lines[1] == "rcpt TO:<anne@residents.example> NOTIFY=FAILURE,DELAY"
    assert len(relay.mails) == 1


def test_a_relay_that_knows_nothing_is_asked_for_nothing(make_channel: Any, outbound: Any, relay: FakeRelay) -> None:
    """An unknown parameter is refused (555)."""
    lines = lines_at(relay, "MAIL", "RCPT")
    make_channel().send(outbound())
    assert [line.partition(">")[2] for line in lines] == ["", ""]


PICTURE = OutboundFile(filename="photo.jpg", content_type="image/jpeg", octets=b"\xff" * 300_000)


@pytest.mark.parametrize(("size", "pictures"), [("SIZE 10240000", 1), ("SIZE 0", 1), ("SIZE", 1), ("SIZE 100000", 0)])
def test_pictures_go_along_while_the_relay_takes_them(
    make_channel: Any, outbound: Any, relay: FakeRelay, size: str, pictures: int
) -> None:
    """What is too big for it stays here, and the words say so."""
    relay.extensions = [size]
    lines = lines_at(relay, "MAIL")
    make_channel().send(outbound(files=(PICTURE,), kind=OutboundKind.DEPARTMENT))
    (mail,) = relay.mails
    assert len(list(mail.message.iter_attachments())) == pictures
    assert (b"too big for this mail" in mail.raw) is not pictures
    declared = lines[0].partition("SIZE=")[2]
    assert declared in {"", str(len(mail.raw))}


@pytest.mark.parametrize("at", ["MAIL", "DATA", "DOT"])
@pytest.mark.parametrize("answer", ["552 5.3.4 too big", "552 too big", "554 5.2.3 too big", "552 5.7.0 no such files"])
def test_a_mail_refused_for_its_pictures_is_sent_without_them(
    make_channel: Any, outbound: Any, relay: FakeRelay, at: str, answer: str
) -> None:
    """A department must hear of the ticket; it finds the pictures on its page."""
    relay.once(at, answer if at != "MAIL" else answer.replace("554", "552"))
    make_channel().send(outbound(files=(PICTURE,), kind=OutboundKind.DEPARTMENT))
    (mail,) = relay.mails
    assert list(mail.message.iter_attachments()) == []
    assert b"too big for this mail" in mail.raw
    assert mail.message["Message-ID"] == "<out-7@elmcity.example>"


def test_it_is_sent_without_pictures_once(make_channel: Any, outbound: Any, relay: FakeRelay) -> None:
    """What is refused for other reasons is refused, with pictures and without."""
    relay.always("DOT", "552 5.3.4 too big")
    assert type(failure(make_channel(), outbound(files=(PICTURE,)))) is PermanentSendError
    assert relay.seen["DATA"] == 2
    relay.always("RCPT", "550 5.1.1 unknown")
    assert type(failure(make_channel(), outbound(files=(PICTURE,)))) is PermanentSendError
    assert relay.seen["RCPT"] == 3


def test_a_mail_larger_than_the_relay_takes_is_given_up(make_channel: Any, outbound: Any, relay: FakeRelay) -> None:
    """The relay need not be asked: it has said so."""
    relay.extensions = ["SIZE 1000"]
    error = failure(make_channel(), outbound(body="x" * 2_000))
    assert isinstance(error, PermanentSendError)
    assert error.code == "5.3.4"
    assert relay.seen["MAIL"] == 0


def test_a_mailbox_beyond_ascii_needs_a_relay_that_knows_it(make_channel: Any, outbound: Any, relay: FakeRelay) -> None:
    """RFC 6531: with SMTPUTF8 it is sent, without it the row says why not, once and for all."""
    mail = outbound(recipient="ánne@münchen.example", subject="Señal caída")
    error = failure(make_channel(), mail)
    assert isinstance(error, PermanentSendError)
    assert "SMTPUTF8" in str(error)
    relay.extensions = ["8BITMIME", "SMTPUTF8"]
    lines = lines_at(relay, "MAIL")
    make_channel().send(mail)
    assert lines[0].endswith("> BODY=8BITMIME SMTPUTF8")
    assert relay.mails[0].recipient == "ánne@xn--mnchen-3ya.example"
    assert "To: ánne@xn--mnchen-3ya.example".encode() in relay.mails[0].raw


def test_10_6_a_poisoned_address_reaches_no_relay(make_channel: Any, outbound: Any, relay: FakeRelay) -> None:
    """It is given up before anybody is connected to."""
    error = failure(make_channel(), outbound(recipient="bart@x.example>\r\nRCPT TO:<cris@y.example"))
    assert isinstance(error, PermanentSendError)
    assert relay.seen == {}


def test_without_a_relay_it_is_only_shown(make_channel: Any, outbound: Any, relay: FakeRelay) -> None:
    """A city can try everything before it has a relay."""
    assert make_channel("").send(outbound()) == SendReceipt(simulated=True)
    assert relay.mails == []


@pytest.mark.parametrize(
    ("at", "answer", "error"),
    [
        ("GREETING", "421 too busy", TemporarySendError),
        ("GREETING", "554 no SMTP service for you", ChannelMisconfiguredError),
        ("GREETING", DROP, TemporarySendError),
        ("MAIL", "451 4.3.0 later", TemporarySendError),
        ("MAIL", "530 5.7.0 authentication required", ChannelMisconfiguredError),
        ("MAIL", "553 5.7.1 sender not owned", ChannelMisconfiguredError),
        ("MAIL", "552 5.3.4 too big", PermanentSendError),
        ("MAIL", DROP, TemporarySendError),
        ("RCPT", "450 4.7.1 greylisted anne@residents.example", TemporarySendError),
        ("RCPT", "550 5.1.1 <anne@residents.example> unknown", PermanentSendError),
        ("RCPT", "554 5.7.1 <anne@residents.example>: Relay access denied", ChannelMisconfiguredError),
        ("RCPT", "550 5.7.1 Unable to relay", ChannelMisconfiguredError),
        ("RCPT", "550 relaying denied", ChannelMisconfiguredError),
        ("RCPT", "550 5.1.1 <anne@relay.example>: unknown", PermanentSendError),
        ("RCPT", "550 5.1.1 relay@residents.example unknown", PermanentSendError),
        ("MAIL", "553 5.6.7 no such letters in an address", PermanentSendError),
        ("MAIL", "554 5.3.4 too big", PermanentSendError),
        ("RCPT", "421 4.3.2 shutting down", TemporarySendError),
        ("RCPT", DROP, TemporarySendError),
        ("DATA", "451 4.3.0 later", TemporarySendError),
        ("DATA", "554 5.5.1 no", PermanentSendError),
        ("DOT", "451 4.3.0 disk full", TemporarySendError),
        ("DOT", "554 5.7.1 spam", PermanentSendError),
        ("DOT", DROP, UnknownOutcomeError),
    ],
)
def test_what_a_refusal_means(
    make_channel: Any, outbound: Any, relay: FakeRelay, at: str, answer: str, error: type[SendError]
) -> None:
    """4xx is later, 5xx about the mail is never, 5xx about us is for the operator, silence after the dot is unknown."""
    relay.always(at, answer)
    assert type(failure(make_channel(), outbound())) is error


def test_the_status_of_a_refusal_is_kept(make_channel: Any, outbound: Any, relay: FakeRelay) -> None:
    """5.1.1 says that the address is wrong, 5.7.1 that the mail was not liked."""
    relay.always("RCPT", "550 5.1.1 unknown")
    error = failure(make_channel(), outbound())
    assert isinstance(error, PermanentSendError)
    assert error.code == "5.1.1"


def test_nobody_listens(make_channel: Any, outbound: Any, free_port: Any) -> None:
    """A relay that is down comes back."""
    assert type(failure(make_channel(f"127.0.0.1:{free_port()}"), outbound())) is TemporarySendError


def test_a_name_that_does_not_exist(make_channel: Any, outbound: Any) -> None:
    """Name servers fail for a while too."""
    assert type(failure(make_channel("relay.invalid:25"), outbound())) is TemporarySendError


@pytest.mark.parametrize(
    ("answer", "error"), [("535 5.7.8 no", ChannelMisconfiguredError), ("454 4.7.0 later", TemporarySendError)]
)
def test_a_wrong_password(
    make_channel: Any, outbound: Any, relay: FakeRelay, answer: str, error: type[SendError]
) -> None:
    """535 is not about this mail: all others would fail as well."""
    relay.extensions = ["AUTH PLAIN"]
    relay.always("AUTH", answer)
    found = failure(make_channel(f"smtp://city:secret@127.0.0.1:{relay.port}"), outbound())
    assert type(found) is error
    assert "secret" not in str(found)


def test_a_password_is_not_shown_to_a_relay_without_tls(make_channel: Any, outbound: Any, relay: FakeRelay) -> None:
    """A password in clear text goes to this machine's own relay at most."""
    relay.extensions = ["AUTH PLAIN"]
    channel = make_channel(f"smtp://city:secret@127.0.0.2:{relay.port}")
    relay.stop()
    relay.start(host="127.0.0.2")
    assert type(failure(channel, outbound())) is ChannelMisconfiguredError
    assert relay.seen["AUTH"] == 0


@pytest.fixture
def tls_relay(relay: FakeRelay) -> FakeRelay:
    """A relay with STARTTLS and a certificate that nobody vouches for."""
    relay.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    relay.tls.load_cert_chain(CERTIFICATES / "first.pem", CERTIFICATES / "key.pem")
    relay.extensions = ["AUTH PLAIN", "STARTTLS"]
    return relay


def test_tls_is_used_when_it_is_offered(make_channel: Any, outbound: Any, tls_relay: FakeRelay) -> None:
    """Without a password, encryption with a relay that cannot prove its name is better than none."""
    make_channel().send(outbound())
    assert tls_relay.encrypted == 1
    assert len(tls_relay.mails) == 1


def test_the_doctor_goes_the_same_way(tls_relay: FakeRelay, free_port: Any) -> None:
    """What `gateway doctor` says of the relay is what the next mail will meet; no mail is sent for it."""
    words = greet_relay(parse_relay(f"127.0.0.1:{tls_relay.port}"), hostname="elmcity.example")
    assert words.endswith("takes our mail over TLS")
    assert tls_relay.mails == []
    assert tls_relay.seen["MAIL"] == 0
    with pytest.raises(TemporarySendError):
        greet_relay(parse_relay(f"127.0.0.1:{free_port()}"), hostname="elmcity.example")


def test_a_password_goes_only_to_a_relay_that_proves_its_name(
    make_channel: Any, outbound: Any, tls_relay: FakeRelay
) -> None:
    """Whoever stands in between could present any certificate."""
    channel = make_channel(f"smtp://city:secret@127.0.0.1:{tls_relay.port}")
    assert type(failure(channel, outbound())) is ChannelMisconfiguredError
    assert tls_relay.seen["AUTH"] == 0


def test_a_relay_that_speaks_no_tls(make_channel: Any, outbound: Any, relay: FakeRelay) -> None:
    """smtps:// to a port without TLS is a mistake of the settings."""
    relay.always("GREETING", "220 plain text")
    assert type(failure(make_channel(f"smtps://127.0.0.1:{relay.port}"), outbound())) is ChannelMisconfiguredError


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("relay.example:2525", Relay(host="relay.example", port=2525)),
        ("relay.example", Relay(host="relay.example", port=25)),
        ("smtp://relay.example", Relay(host="relay.example", port=25)),
        ("smtps://relay.example", Relay(host="relay.example", port=465, is_tls=True)),
        (
            "smtp://ci%40ty:p%3Aw@relay.example",
            Relay(host="relay.example", port=587, user="ci@ty", password="p:w"),
        ),
        ("[::1]:2525", Relay(host="::1", port=2525)),
    ],
)
def test_ways_to_write_a_relay(setting: str, expected: Relay) -> None:
    """host:port and URLs, with the usual ports when none is given."""
    assert parse_relay(setting) == expected


@pytest.mark.parametrize("setting", ["http://relay.example", "relay.example:port", "smtp://", ":25"])
def test_a_relay_that_makes_no_sense(setting: str) -> None:
    """The sentence names the variable and how to write it."""
    with pytest.raises(SettingsError, match="GATEWAY_SMTP_RELAY"):
        parse_relay(setting)


def test_a_senseless_relay_is_found_at_the_start(make_channel: Any) -> None:
    """Not with the first mail, in the night."""
    with pytest.raises(SettingsError):
        make_channel("http://relay.example")


def test_a_relay_does_not_show_its_password() -> None:
    """What is logged or printed by accident holds no secret."""
    assert "secret" not in repr(parse_relay("smtp://city:secret@relay.example"))
