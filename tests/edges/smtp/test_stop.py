"""Opening and closing the port without losing a mail (PROTOCOL 2.19)."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from gateway.edges.lmtp import LmtpServer
from gateway.errors import NotReadyError
from tests.edges.smtp.client import MAIL
from tests.edges.smtp.conftest import House


def test_f2_12_sigterm_during_data_lets_the_mail_finish(house: House) -> None:
    """`stop` is what SIGTERM calls: the mail on the wire is stored, then the client is sent away."""
    client = house.write()
    client.begin()
    client.say("DATA")
    client.send(MAIL[:20])
    stopping = threading.Thread(target=house.listeners[0].stop)
    stopping.start()
    time.sleep(0.3)
    client.send(MAIL[20:] + b".\r\n")
    assert client.read() == "250 2.0.0 OK 1"
    assert client.read() == "421 4.3.2 Service stopping, try again later"
    assert client.is_closed()
    stopping.join(5)
    assert not stopping.is_alive()
    assert house.intake.only.raw == MAIL


def test_f2_12_a_commit_under_way_is_waited_for(house: House) -> None:
    """aiosmtpd's own controller would cancel it."""
    client = house.write()
    client.begin()
    client.say("DATA")
    house.intake.hold()
    client.send(MAIL + b".\r\n")
    house.intake.submitted.acquire(timeout=5)
    stopping = threading.Thread(target=house.listeners[0].stop)
    stopping.start()
    time.sleep(0.2)
    house.intake.release()
    assert client.read() == "250 2.0.0 OK 1"
    stopping.join(5)
    assert not stopping.is_alive()


def test_2_19_idle_clients_are_sent_away_at_once_and_nobody_new_comes_in(house: House) -> None:
    """They know what 421 means and come back later."""
    listener = house.open()
    idle, begun = house.connect(listener), house.connect(listener)
    idle.greet()
    begun.greet()
    begun.begin()
    start = time.monotonic()
    listener.stop()
    assert time.monotonic() - start < 2
    assert [idle.read(), begun.read()] == ["421 4.3.2 Service stopping, try again later"] * 2
    with pytest.raises(OSError, match="refused"):
        house.connect(listener)


def test_2_19_a_client_that_never_ends_is_left_after_the_grace(house: House) -> None:
    """A restart must not take for ever; half a mail was promised to nobody."""
    client = house.write()
    client.begin()
    client.say("DATA")
    start = time.monotonic()
    house.listeners[0].stop(grace=0.3)
    assert 0.2 < time.monotonic() - start < 3
    assert client.is_closed()


def test_stop_may_be_called_twice(house: House) -> None:
    """Whoever cleans up does not know how far it came."""
    listener = house.open()
    listener.stop(grace=0)
    start = time.monotonic()
    listener.stop()
    assert time.monotonic() - start < 1


def test_a_start_that_fails_for_any_reason_ends(house: House) -> None:
    """A host name that is none must not leave the program waiting for ever."""
    with pytest.raises((NotReadyError, UnicodeError)):
        house.open(smtp_host="x" * 100 + ".example")


@pytest.mark.parametrize("kind", ["SMTP", "LMTP"])
def test_a_port_in_use_is_one_sentence_that_says_what_to_do(house: House, kind: str) -> None:
    """An operator who starts it twice must see that at once."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(NotReadyError, match=f"{port}.*GATEWAY_{kind}_PORT"):
            house.open(*[LmtpServer] * (kind == "LMTP"), smtp_port=port, lmtp_port=port)


def test_a_commit_that_ends_after_the_listener_is_kept(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """The grace was over, the client heard nothing, the mail is stored: it comes again and is a duplicate then."""
    client = house.write()
    client.begin()
    client.say("DATA")
    house.intake.hold()
    client.send(MAIL + b".\r\n")
    house.intake.submitted.acquire(timeout=5)
    house.listeners[0].stop(grace=0.1)
    assert client.is_closed()
    house.intake.release()
    again = house.write()
    assert again.deliver() == "250 2.0.0 OK 1"
    assert caplog.records == []
