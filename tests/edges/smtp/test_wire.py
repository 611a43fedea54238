"""The octets of a message: where it ends, what is taken away, what is kept."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.edges.arrivals import Trace, has_bare_newline, is_looping, make_arrival
from gateway.edges.certificates import Certificates
from gateway.edges.limits import Body, Room
from gateway.edges.wire import MailReader, unstuff
from gateway.errors import NotReadyError
from tests.edges.smtp.client import MAIL
from tests.edges.smtp.conftest import FOLDER, NOON, House

LINES = st.lists(
    st.sampled_from([b"", b".", b"..", b".x", b"x", b"\r", b"\n", b"\n.\n", b"\r.\r", b"x" * 70_000]), max_size=12
)
TRACE = Trace(peer="192.0.2.1", helo="home.example", tls="", protocol="ESMTP", host="mx", queue_id="1")
ENDINGS_THAT_ARE_NONE = (b"\n.\n", b"\r.\r", b"\n.\r\n", b"\r\n.\n", b"\r\n.\r", b"\r.\r\n")


def stuff(message: bytes) -> bytes:
    """What a correct client sends for a message whose last line is ended."""
    lines = message.split(b"\r\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + b".\r\n"


def receive(chunks: Iterable[bytes]) -> tuple[bytes, bytes]:
    """The message and what is left behind it, when the wire delivers in these chunks."""

    async def main() -> tuple[bytes, bytes]:
        reader = MailReader(asyncio.get_running_loop())
        body = Body(Room(1 << 30), 1 << 30)
        reading = asyncio.create_task(reader.read_message(body))
        for chunk in chunks:
            reader.feed_data(chunk)
            await asyncio.sleep(0)
        await reading
        reader.feed_eof()
        return unstuff(body.octets), await reader.read()

    return asyncio.run(main())


@settings(deadline=None)
@given(LINES, st.lists(st.floats(0, 1), max_size=6))
def test_2_9_a_message_arrives_as_it_was_meant_however_it_is_cut(lines: list[bytes], places: list[float]) -> None:
    """Packets end anywhere, also inside the end of the message, and the next command must not be lost."""
    message = b"".join(line + b"\r\n" for line in lines)
    wire = stuff(message) + b"NOOP\r\n"
    cuts = sorted(int(place * len(wire)) for place in places)
    chunks = [wire[start:end] for start, end in zip([0, *cuts], [*cuts, len(wire)], strict=True)]
    assert receive(chunks) == (message, b"NOOP\r\n")


def test_an_octet_at_a_time() -> None:
    """The slowest client is heard as well as the fastest."""
    assert receive(bytes([octet]) for octet in MAIL + b".\r\n") == (MAIL, b"")


@pytest.mark.parametrize("ending", ENDINGS_THAT_ARE_NONE)
def test_f2_1_only_crlf_dot_crlf_ends_a_message(house: House, ending: bytes) -> None:
    """A second mail hidden behind another ending would carry our good name and a false sender (CVE-2023-51764)."""
    client = house.write()
    hidden = b"MAIL FROM:<boss@elmcity.example>\r\nRCPT TO:<311@elmcity.example>\r\nDATA\r\nSubject: fake\r\n"
    assert client.deliver(b"Subject: x\r\n\r\nhello" + ending + hidden).startswith("250")
    assert client.say("NOOP") == "250 2.0.0 OK"
    arrival = house.intake.only
    assert (arrival.sender, arrival.flags) == ("anne@home.example", ("bare_newline",))
    assert b"MAIL FROM:<boss" in arrival.raw


@pytest.mark.parametrize("ending", ENDINGS_THAT_ARE_NONE)
def test_f2_1_a_city_may_refuse_bare_newlines(house: House, ending: bytes) -> None:
    """The strict choice: nothing is stored, and the sender is told why."""
    client = house.write(smtp_bare_newline="reject")
    assert client.deliver(b"Subject: x\r\n\r\nhello" + ending + b"x\r\n").startswith("550 5.5.2")
    assert house.intake.arrivals == []
    assert client.deliver().startswith("250")


@pytest.mark.parametrize(("choice", "reply"), [("normalize", "250"), ("reject", "550 5.5.2")])
def test_2_9_commands_with_a_bare_line_feed(house: House, choice: str, reply: str) -> None:
    """As Postfix does it: obeyed as if they ended well, or refused with the connection closed."""
    client = house.write(smtp_bare_newline=choice)
    client.send(b"NOOP\n")
    assert client.read().startswith(reply)
    client.send(b"NOOP\n")
    assert client.is_closed() == (choice == "reject")


def test_an_empty_message_is_a_message(house: House) -> None:
    """Somebody pressed send too early; what to do with it is not decided at the door."""
    assert house.write().deliver(b"").startswith("250")
    assert house.intake.only.raw == b""


def test_f2_2_what_follows_starttls_in_the_same_packet_is_discarded(tls_house: House) -> None:
    """An attacker on the wire could otherwise put commands into the encrypted session (CVE-2024-34083)."""
    client = tls_house.write()
    client.send(b"STARTTLS\r\nMAIL FROM:<boss@elmcity.example>\r\nRCPT TO:<311@elmcity.example>\r\n")
    assert client.read().startswith("220")
    client.start_tls()
    assert client.say("EHLO home.example").startswith("250")
    assert client.say("DATA") == "503 5.5.1 Need RCPT first"


def test_2_4_tls_is_offered_used_and_noted(tls_house: House) -> None:
    """Encryption is opportunistic; everything said before it is forgotten, and it cannot be had twice."""
    client = tls_house.write()
    client.begin()
    assert client.say("STARTTLS").startswith("220")
    assert client.start_tls().version() in {"TLSv1.2", "TLSv1.3"}
    assert client.say("MAIL FROM:<anne@home.example>").startswith("503")
    assert "STARTTLS" not in client.say("EHLO home.example")
    assert client.say("STARTTLS").startswith("503")
    assert client.deliver(MAIL * 5000).startswith("250")
    details = tls_house.intake.only.details
    assert (details["protocol"], details["tls"][:5]) == ("ESMTPS", "TLSv1")


def test_2_4_mail_without_tls_is_taken_too(tls_house: House) -> None:
    """A public mail server must not require TLS (RFC 3207 4)."""
    client = tls_house.call()
    assert client.greet().endswith("250 STARTTLS")
    assert client.deliver().startswith("250")


def test_2_4_a_handshake_that_fails_ends_one_connection_only(tls_house: House) -> None:
    """A scanner that talks nonsense must not trouble the next client."""
    listener = tls_house.open()
    client = tls_house.connect(listener)
    client.greet()
    client.say("STARTTLS")
    client.send(b"this is no handshake\r\n" * 10)
    assert client.drain_to_end()
    other = tls_house.connect(listener)
    other.greet()
    assert other.deliver().startswith("250")


def test_2_4_the_oldest_tls_is_1_2() -> None:
    """TLS 1.1 is broken."""
    assert Certificates(FOLDER / "first.pem", FOLDER / "key.pem").context().minimum_version == ssl.TLSVersion.TLSv1_2


def test_2_4_a_renewed_certificate_is_used_without_a_restart(tls_house: House) -> None:
    """Certificates live for weeks, the listener for years; a broken renewal keeps the old one."""
    listener = tls_house.open()
    chain = tls_house.folder / "chain.pem"
    for content, name in (
        (None, b"mail."),
        ((FOLDER / "renewed.pem").read_text(), b"renewed."),
        ("broken", b"renewed."),
    ):
        if content is not None:
            chain.write_text(content)
            time.sleep(1.1)
        client = tls_house.connect(listener)
        client.greet()
        client.say("STARTTLS")
        assert name + b"elmcity.example" in (client.start_tls().getpeercert(binary_form=True) or b"")


def test_a_certificate_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    """Running without the encryption that was asked for would go unnoticed."""
    with pytest.raises(NotReadyError, match="GATEWAY_SMTP_TLS_CERT"):
        Certificates(tmp_path / "nothing.pem", None)


def test_50_hops_are_a_journey_and_51_a_loop(house: House) -> None:
    """Two forwarding rules that point at each other must not fill the disk (PROTOCOL 2.18)."""
    client = house.write()
    assert client.deliver(b"Received: from a by b\r\n" * 50 + MAIL).startswith("250")
    assert client.deliver(b"RECEIVED: from a by b\r\n" * 51 + MAIL) == "554 5.4.6 Too many hops"
    assert client.deliver(MAIL + b"Received: from a by b\r\n" * 60).startswith("250")


@pytest.mark.parametrize(
    ("raw", "flags"),
    [
        (MAIL, ()),
        (b"Subject: a\rX-City311-Loop: 1\r\n\r\n", ("bare_newline",)),
        (b"x-city311-loop: 1\r\n\r\n", ("internal_headers",)),
        (b"Subject: x\r\n\r\nX-City311-Loop: 1\r\n", ()),
        (b"Subject: x\nX-City311-Loop: 1\n\n", ("bare_newline", "internal_headers")),
    ],
)
def test_2_18_suspicious_octets_are_flagged_and_kept(raw: bytes, flags: tuple[str, ...]) -> None:
    """DKIM needs the octets as they came; the readers need to know."""
    arrival = make_arrival(raw, sender="", recipients=("a@b.example",), received_at=NOON, trace=TRACE)
    assert (arrival.raw, arrival.flags) == (raw, flags)


def test_4_1_the_key_is_of_the_octets_and_the_different_recipients() -> None:
    """The same mail sent again is the same; to somebody else, or with another word, it is not."""

    def key(raw: bytes, *recipients: str) -> str:
        return make_arrival(raw, sender="", recipients=recipients, received_at=NOON, trace=TRACE).key

    assert key(MAIL, "b@x.example", "A@x.example") == key(MAIL, "a@x.example", "b@x.example", "b@x.example")
    assert len({key(MAIL, "a@x.example"), key(MAIL, "b@x.example"), key(MAIL + b"x", "a@x.example")}) == 3


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_a_bare_newline_is_what_is_left_without_the_pairs(raw: bytes) -> None:
    """Counting is fast; this is what it must mean."""
    rest = raw.replace(b"\r\n", b"")
    assert has_bare_newline(raw) == (b"\r" in rest or b"\n" in rest)


def test_a_header_without_end_is_searched_only_so_far() -> None:
    """36 MiB of header must not hold the event loop."""
    assert not is_looping(b"x" * 300_000 + b"\r\nReceived: a" * 60)
    assert is_looping(b"\r\nReceived: a" * 60 + b"x" * 300_000)
