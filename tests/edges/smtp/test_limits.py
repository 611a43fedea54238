"""What one client may take from the others: size, memory, time, connections, commands."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from gateway.edges.limits import Body, Connections, Room, Verdict
from tests.edges.smtp.client import MAIL
from tests.edges.smtp.conftest import House

MEBIBYTE = 1 << 20


def resident_octets() -> int:
    """The memory of this process, in which the listener runs."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_f2_7_a_line_of_a_mebibyte_is_accepted(house: House) -> None:
    """aiosmtpd bounces lines over 1,001 octets; residents' mail systems write them (PROTOCOL 2.7)."""
    mail = b"Subject: x\r\n\r\n" + b"x" * MEBIBYTE + b"\r\n"
    assert house.write().deliver(mail).startswith("250")
    assert house.intake.only.raw == mail


def test_f2_7_ten_megabytes_of_empty_lines_take_little_memory_and_time(house: House) -> None:
    """aiosmtpd keeps an object for every line: 4 MB took 170 MB and five seconds (PROTOCOL 2.8)."""
    client = house.write()
    before, start = resident_octets(), time.monotonic()
    assert client.deliver(b"\r\n" * 5_000_000).startswith("250")
    assert resident_octets() - before < 80 * MEBIBYTE
    assert time.monotonic() - start < 5
    assert len(house.intake.only.raw) == 10_000_000


def test_f2_7_36_mebibytes_are_a_mail_and_one_octet_more_is_too_big(house: House) -> None:
    """Phone photos must get through; the refusal comes after the final dot, and the connection lives."""
    client = house.write()
    mail = b"x" * (36 * MEBIBYTE - 2)
    assert client.deliver(mail + b"\r\n").startswith("250")
    assert client.deliver(mail + b"x\r\n") == "552 5.3.4 Message too big"
    assert client.deliver().startswith("250")


def test_f2_7_an_honest_size_is_refused_at_mail_and_a_lie_at_the_dot(house: House) -> None:
    """The announced size saves the transfer; it is never believed."""
    client = house.write(message_size_limit=MEBIBYTE)
    assert client.say(f"MAIL FROM:<a@b.example> SIZE={MEBIBYTE + 1}").startswith("552 5.3.4")
    assert client.say("MAIL FROM:<a@b.example> SIZE=10").startswith("250")
    client.say("RCPT TO:<311@elmcity.example>")
    client.say("DATA")
    client.send(b"x" * MEBIBYTE + b"\r\n.\r\n")
    assert client.read().startswith("552 5.3.4")


def test_f2_7_a_sender_that_drips_is_closed_by_its_rate(house: House) -> None:
    """One octet a second would hold a connection for a year."""
    client = house.write(smtp_timeout=0.6)
    client.begin()
    client.say("DATA")
    start = time.monotonic()
    while not client.hears_within(0.1):
        client.send(b"x")
        assert time.monotonic() - start < 5
    assert client.read() == "421 4.4.2 Too slow, closing"
    assert client.is_closed()


def test_2_15_a_slow_but_honest_sender_is_not_cut_off(house: House) -> None:
    """The time is for silence, not for the whole mail: a big photo over a bad line takes longer."""
    client = house.write(smtp_timeout=0.6)
    client.begin()
    client.say("DATA")
    for _ in range(12):
        time.sleep(0.1)
        client.send(b"x" * 98 + b"\r\n")
    client.send(b".\r\n")
    assert client.read().startswith("250")


def test_2_15_without_a_rate_every_octet_buys_time(house: House) -> None:
    """0 switches the bound off."""
    client = house.write(smtp_timeout=0.6, smtp_min_data_rate=0)
    client.begin()
    client.say("DATA")
    for _ in range(10):
        time.sleep(0.1)
        client.send(b"x")
    client.send(b"\r\n.\r\n")
    assert client.read().startswith("250")


def test_2_15_a_burst_buys_no_more_than_the_full_time(house: House) -> None:
    """A megabyte at once must not pay for half an hour of silence."""
    client = house.write(smtp_timeout=0.5)
    client.begin()
    client.say("DATA")
    client.send(b"x" * MEBIBYTE)
    start = time.monotonic()
    assert client.read().startswith("421 4.4.2")
    assert time.monotonic() - start < 3


def test_2_15_an_idle_client_is_told_and_closed_and_a_busy_one_is_not(house: House) -> None:
    """Every command renews the time."""
    client = house.write(smtp_timeout=0.5)
    for _ in range(4):
        time.sleep(0.25)
        assert client.say("NOOP").startswith("250")
    assert client.read().startswith("421 4.4.2")
    assert client.is_closed()


def test_2_15_a_client_that_waits_for_our_commit_is_not_idle(house: House) -> None:
    """It would deliver again what we are about to store."""
    client = house.write(smtp_timeout=0.3)
    client.begin()
    client.say("DATA")
    house.intake.hold()
    client.send(MAIL + b".\r\n")
    time.sleep(0.9)
    house.intake.release()
    assert client.read().startswith("250")
    assert client.say("NOOP").startswith("250")


def test_f2_8_500_connections_from_one_address_leave_the_others_alone(house: House) -> None:
    """One broken script must not lock the city's door."""
    listener = house.open(smtp_connections=300)
    banners = [house.connect(listener).read() for _ in range(500)]
    assert [banner[:3] for banner in banners] == ["220"] * 50 + ["421"] * 450
    assert banners[-1] == "421 4.7.0 Too many connections, try again later"
    other = house.connect(listener, source="127.0.0.2")
    other.greet()
    assert other.deliver().startswith("250")


def test_2_13_a_full_house_says_so_and_has_room_again(house: House) -> None:
    """The bound for all addresses together; a place is free when its client is gone."""
    listener = house.open(smtp_connections=3)
    clients = [house.connect(listener, source=f"127.0.0.{number}") for number in range(2, 6)]
    assert [client.read()[:3] for client in clients] == ["220", "220", "220", "421"]
    clients[0].close()
    time.sleep(0.2)
    assert house.connect(listener).read().startswith("220")


def test_f2_8_10000_recipients_get_452_beyond_the_limit(house: House) -> None:
    """The first 200 are kept; the others are to be sent in another mail, and a list of addresses is not tried out."""
    client = house.write()
    client.say("MAIL FROM:<anne@home.example>")
    threading.Thread(
        target=client.send_while_listened_to, args=(b"RCPT TO:<311@elmcity.example>\r\n" * 10_000,)
    ).start()
    replies = [client.read() for _ in range(1001)]
    assert [reply[:9] for reply in replies] == ["250 2.1.5"] * 200 + ["452 4.5.3"] * 800 + ["421 4.7.0"]


def test_2_10_the_first_recipients_get_their_mail_when_others_are_too_many(house: House) -> None:
    """452 is for the extra ones only."""
    client = house.write(smtp_recipients=100)
    replies = client.begin(*["311@elmcity.example"] * 101)
    assert [reply[:3] for reply in replies[1:]] == ["250"] * 100 + ["452"]
    client.say("DATA")
    client.send(MAIL + b".\r\n")
    assert client.read().startswith("250")


@pytest.mark.parametrize(("command", "allowed"), [("NOOP", 20), ("VRFY anne", 5), ("RSET", 200)])
def test_f2_8_too_many_commands_without_a_mail_end_the_connection(house: House, command: str, allowed: int) -> None:
    """1,000 NOOPs are not mail."""
    client = house.write()
    replies = [client.say(command) for _ in range(allowed + 1)]
    assert {reply[:2] for reply in replies[:-1]} == {"25"}
    assert replies[-1] == "421 4.7.0 Too many commands"
    assert client.is_closed()


def test_2_13_a_kept_connection_may_bring_any_number_of_mails(house: House) -> None:
    """An MTA that reuses its connection must not be punished for it."""
    client = house.write()
    assert all(client.deliver(MAIL + b"%d\r\n" % number).startswith("250") for number in range(300))


def test_2_8_all_mails_together_are_bounded_and_the_room_comes_back(house: House) -> None:
    """Two big mails at once do not fit; the second is told to come again, at MAIL when it is honest."""
    listener = house.open(message_size_limit=MEBIBYTE, bytes_in_flight_limit=MEBIBYTE)
    first, second = house.connect(listener), house.connect(listener)
    for client in (first, second):
        client.greet()
    first.begin()
    first.say("DATA")
    first.send(b"x" * 700_000)
    time.sleep(0.2)
    assert second.say("MAIL FROM:<a@b.example> SIZE=700000").startswith("452 4.3.1")
    assert second.deliver(b"x" * 700_000 + b"\r\n").startswith("452 4.3.1")
    first.send(b"\r\n.\r\n")
    assert first.read().startswith("250")
    assert second.deliver(b"x" * 700_000 + b"\r\n").startswith("250")


def test_a_body_gives_its_room_back_whatever_happened() -> None:
    """Room that is lost would close the door for ever."""
    room = Room(100)
    for sizes, verdict in (((50, 40), Verdict.KEPT), ((50, 40, 1), Verdict.TOO_BIG), ((50, 40), Verdict.KEPT)):
        with Body(room, 90) as body:
            for size in sizes:
                body.add(bytearray(size))
            assert body.verdict is verdict
    with Body(room, 90) as first, Body(room, 90) as second:
        first.add(bytearray(60))
        second.add(bytearray(60))
        assert (first.verdict, second.verdict) == (Verdict.KEPT, Verdict.NO_ROOM)
    assert room.has(100)


def test_a_place_is_left_once() -> None:
    """QUIT and the end of the connection both leave it."""
    connections = Connections(most=1, most_per_peer=1)
    place = connections.enter()
    assert place is not None
    assert place.claim_for("192.0.2.1")
    assert connections.enter() is None
    place.leave()
    place.leave()
    other = connections.enter()
    assert other is not None
    assert connections.enter() is None
    assert other.claim_for("192.0.2.1")


def test_a_client_that_never_reads_leaves_its_place_when_its_time_is_over(house: House) -> None:
    """It hears neither our replies nor that it is to go, and goes all the same."""
    listener = house.open(smtp_timeout=0.5, smtp_connections=1)
    house.connect(listener).send(b"EHLO x\r\n" * 150)
    time.sleep(1.0)
    assert house.connect(listener).read().startswith("220")
