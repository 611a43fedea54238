"""What is said to every command, and what is not said."""

from __future__ import annotations

import pytest

from gateway.edges.lmtp import LmtpServer
from tests.edges.smtp.client import MAIL
from tests.edges.smtp.conftest import House


def test_2_2_capabilities_are_exactly_these(house: House) -> None:
    """A capability that is announced is one that must work; AUTH, HELP and PIPELINING are not."""
    client = house.call(message_size_limit=2_000_000)
    assert client.greet() == "250-mx.elmcity.example\n250-SIZE 2000000\n250-8BITMIME\n250 SMTPUTF8"


def test_2_12_banner_names_the_host_and_no_version(house: House) -> None:
    """A version in the banner tells an attacker what to try."""
    assert house.call().read() == "220 mx.elmcity.example ESMTP City Intake Gateway"


def test_the_host_of_the_public_url_is_the_name_where_none_is_set(house: House) -> None:
    """A city that sets one address should not have to set it twice."""
    client = house.call(smtp_hostname="", public_url="https://311.elmcity.example/x")
    assert client.read().startswith("220 311.elmcity.example ")


def test_2_12_curious_commands_learn_nothing(house: House) -> None:
    """VRFY must not echo, EXPN has no lists, HELP does not list commands."""
    client = house.write()
    assert client.say("VRFY anne@home.example") == "252 2.0.0 Send some mail and see"
    assert client.say("EXPN staff") == "502 5.5.1 EXPN not available"
    assert client.say("HELP") == "214 2.0.0 See RFC 5321"


@pytest.mark.parametrize("command", ["AUTH PLAIN AGEAYg==", "BDAT 12 LAST", "XCLIENT ADDR=1.2.3.4", "\u00e4", ""])
def test_2_2_what_is_not_announced_does_not_exist(house: House, command: str) -> None:
    """aiosmtpd knows AUTH; a city's listener does not."""
    assert house.write().say(command) == "500 5.5.1 Command not recognized"


def test_2_13_five_unknown_commands_end_the_connection(house: House) -> None:
    """An HTTP request or a port scan is not listened to for long."""
    client = house.write()
    replies = [client.say("GET / HTTP/1.1") for _ in range(5)]
    assert [reply[:3] for reply in replies] == ["500"] * 4 + ["421"]
    assert client.is_closed()


@pytest.mark.parametrize(
    ("before", "command", "reply"),
    [
        ((), "MAIL FROM:<anne@home.example>", "503 5.5.1 Say hello first"),
        (("EHLO x",), "RCPT TO:<311@elmcity.example>", "503 5.5.1 Need MAIL first"),
        (("EHLO x",), "DATA", "503 5.5.1 Need RCPT first"),
        (("EHLO x", "MAIL FROM:<a@b.example>"), "DATA", "503 5.5.1 Need RCPT first"),
        (("EHLO x", "MAIL FROM:<a@b.example>"), "MAIL FROM:<a@b.example>", "503 5.5.1 Sender already given"),
        (("EHLO x", "MAIL FROM:<>"), "MAIL FROM:<a@b.example>", "503 5.5.1 Sender already given"),
        (("EHLO x", "MAIL FROM:<a@b.example>", "RSET"), "RCPT TO:<311@elmcity.example>", "503 5.5.1 Need MAIL first"),
        (("EHLO x", "MAIL FROM:<a@b.example>", "EHLO x"), "RCPT TO:<311@elmcity.example>", "503 5.5.1 Need MAIL first"),
        ((), "EHLO", "501 5.5.4 Syntax error in argument"),
        ((), "STARTTLS", "454 4.7.0 TLS not available"),
        ((), "RSET now", "501 5.5.4 Syntax error in argument"),
    ],
)
def test_commands_out_of_order_are_told_so(house: House, before: tuple[str, ...], command: str, reply: str) -> None:
    """A client that is confused hears what is missing, and may go on."""
    client = house.call()
    client.read()
    for line in before:
        assert client.say(line).startswith("250")
    assert client.say(command) == reply
    assert client.say("NOOP") == "250 2.0.0 OK"


def test_data_with_an_argument_is_refused_and_keeps_the_envelope(house: House) -> None:
    """The client may say it right the second time."""
    client = house.write()
    client.begin()
    assert client.say("DATA now").startswith("501")
    assert client.say("DATA").startswith("354")


def test_2_14_a_long_command_is_refused_however_long_and_the_next_is_heard(house: House) -> None:
    """2,000 octets are enough for any address; more must not fill our memory."""
    client = house.write()
    assert client.say("NOOP " + "x" * 1990).startswith("250")
    assert client.say("NOOP " + "x" * 2000).startswith("500 5.5.2")
    assert client.say("NOOP " + "x" * 1_000_000).startswith("500 5.5.2")
    assert client.say("NOOP").startswith("250")


def test_2_3_commands_that_come_in_one_packet_are_all_answered(house: House) -> None:
    """PIPELINING is not announced, but a client that does it anyway loses nothing."""
    client = house.write()
    client.send(b"MAIL FROM:<anne@home.example>\r\nRCPT TO:<311@elmcity.example>\r\nDATA\r\n" + MAIL + b".\r\nNOOP\r\n")
    assert [client.read()[:3] for _ in range(5)] == ["250", "250", "354", "250", "250"]
    assert house.intake.only.raw == MAIL


def test_2_3_early_talkers_are_refused_where_the_city_wants_it(house: House) -> None:
    """Bots talk before the banner; a mail server never does."""
    client = house.call(smtp_early_talkers="reject")
    client.send(b"EHLO bot.example\r\n")
    assert client.read() == "554 5.5.0 Talked before being asked"
    assert client.is_closed()


@pytest.mark.parametrize("command", [b"EHLO x\r\n", b"DATA\r\n", b"STARTTLS\r\n"])
def test_2_3_nothing_may_follow_these_commands_in_the_same_packet(house: House, command: bytes) -> None:
    """What is queued behind them is an injection, and nothing of it is obeyed."""
    client = house.write(smtp_early_talkers="reject")
    client.begin()
    client.send(command + b"NOOP\r\n")
    assert client.read().startswith("554 5.5.0")
    assert client.is_closed()


def test_2_3_a_polite_client_is_welcome_where_early_talkers_are_not(house: House) -> None:
    """The option must not cost mail of those who wait."""
    assert house.write(smtp_early_talkers="reject").deliver().startswith("250")


def test_the_trace_of_a_mail_is_kept_beside_it(house: House) -> None:
    """The octets stay as they came, so what the wire knew travels apart (PROTOCOL 2.18)."""
    house.clock = lambda: 1_800_000_000.0
    house.write().deliver()
    arrival = house.intake.only
    details = dict(arrival.details)
    queue_id = details.pop("queue_id")
    date = "Fri, 15 Jan 2027 08:00:00 +0000"
    trace = f"from home.example ([127.0.0.1]) by mx.elmcity.example with ESMTP id {queue_id}; {date}"
    assert details == {"peer": "127.0.0.1", "helo": "home.example", "tls": "", "protocol": "ESMTP", "received": trace}
    assert (arrival.channel, arrival.raw, arrival.received_at.timestamp()) == ("email", MAIL, 1_800_000_000.0)


@pytest.mark.parametrize(("hello", "protocol"), [("HELO home.example", "SMTP"), ("EHLO home.example", "ESMTP")])
def test_helo_and_ehlo_are_told_apart_in_the_trace(house: House, hello: str, protocol: str) -> None:
    """Old clients still say HELO, and may."""
    client = house.call()
    assert client.greet(hello).startswith("250")
    client.deliver()
    assert house.intake.only.details["protocol"] == protocol


def test_2_11_octets_that_are_no_utf_8_never_become_surrogates(house: House) -> None:
    """PostgreSQL and a log both choke on a surrogate; a control character is no better."""
    client = house.call()
    client.read()
    client.say(b"EHLO ho\xffme\x01.example")
    assert client.say(b"MAIL FROM:<jos\xe9@home.example>").startswith("250")
    client.say("RCPT TO:<311@elmcity.example>")
    client.say("DATA")
    client.send(MAIL + b".\r\n")
    assert client.read().startswith("250")
    arrival = house.intake.only
    assert (arrival.sender, arrival.details["helo"]) == ("jos\ufffd@home.example", "ho\ufffdme.example")


def test_queue_ids_differ(house: House) -> None:
    """Two mails of one connection must be told apart in the logs of the sender."""
    client = house.write()
    client.deliver(MAIL + b"1\r\n")
    client.deliver(MAIL + b"2\r\n")
    first, second = house.intake.arrivals
    assert first.details["queue_id"] != second.details["queue_id"]


def test_lmtp_says_lhlo_and_not_ehlo(house: House) -> None:
    """RFC 2033 4.1: an SMTP client that lands here must notice."""
    client = house.call(LmtpServer)
    assert client.read() == "220 mx.elmcity.example LMTP City Intake Gateway"
    assert client.say("EHLO x").startswith("500")
    assert client.say("HELO x").startswith("500")
    assert client.say("LHLO mta.example").startswith("250-mx.elmcity.example")


def test_smtp_does_not_know_lhlo(house: House) -> None:
    """The reverse."""
    client = house.call()
    client.read()
    assert client.say("LHLO x").startswith("500")


def test_quit_is_answered_and_closes(house: House) -> None:
    """A client that says goodbye hears goodbye."""
    client = house.write()
    assert client.say("QUIT") == "221 2.0.0 Bye"
    assert client.is_closed()


def test_a_full_house_makes_room_before_the_goodbye_is_heard(house: House) -> None:
    """A sender that comes back at once must not find its own last connection in the way."""
    listener = house.open(smtp_connections=1)
    for _ in range(30):
        client = house.connect(listener)
        client.greet()
        client.say("QUIT")
