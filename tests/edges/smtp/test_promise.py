"""Success is said after the commit and not before; whatever is unknown is temporary."""

from __future__ import annotations

import time
from typing import Any

import pytest

from gateway.edges.dialogue import Dialogue
from gateway.edges.lookout import View
from gateway.edges.recipients import AddressBook
from gateway.errors import IntakeError, OverloadedError, StoreFullError, StoreUnavailableError
from tests.edges.smtp.client import MAIL
from tests.edges.smtp.conftest import House

SECRET = "password=hunter2"


def test_2_20_no_reply_before_the_commit(house: House) -> None:
    """A sender that hears 250 forgets the mail."""
    client = house.write()
    client.begin()
    client.say("DATA")
    house.intake.hold()
    client.send(MAIL + b".\r\n")
    house.intake.submitted.acquire(timeout=5)
    assert not client.hears_within(0.3)
    house.intake.release()
    assert client.read() == "250 2.0.0 OK 1"


def test_2_21_a_duplicate_hears_the_same_id(house: House) -> None:
    """The sender's 250 was lost on the way; it must not get an error for coming again."""
    client = house.write()
    assert [client.deliver() for _ in range(2)] == ["250 2.0.0 OK 1"] * 2
    assert client.deliver(MAIL, "water@elmcity.example") == "250 2.0.0 OK 2"


@pytest.mark.parametrize(
    ("failure", "reply"),
    [
        (StoreUnavailableError(), "451 4.3.0"),
        (StoreFullError(), "452 4.3.1"),
        (IntakeError(SECRET), "451 4.3.0"),
        (RuntimeError(SECRET), "451 4.3.0"),
        (KeyError(SECRET), "451 4.3.0"),
    ],
)
@pytest.mark.parametrize("where", ["refusal", "failure"])
def test_2_21_failures_of_the_store_are_temporary(house: House, where: str, failure: Exception, reply: str) -> None:
    """The mail stays with the sender, the connection stays usable, and nobody reads our secrets (PROTOCOL 2.22)."""
    client = house.write()
    setattr(house.intake, where, failure)
    heard = client.deliver()
    assert heard.startswith(reply)
    assert "hunter2" not in heard
    setattr(house.intake, where, None)
    assert client.deliver().startswith("250")


@pytest.mark.parametrize("where", ["refusal", "failure"])
def test_2_21_overload_closes_the_connection(house: House, where: str) -> None:
    """421 sends the sender away, so that those who are already in can be served."""
    client = house.write()
    setattr(house.intake, where, OverloadedError())
    assert client.deliver().startswith("421 4.3.2")
    assert client.is_closed()


def test_f2_3_database_away_before_rcpt_is_temporary_and_never_unknown(house: House) -> None:
    """550 for a minute's outage would bounce every resident."""
    client = house.write()
    house.intake.available = False
    assert client.begin()[-1] == "451 4.3.0 Temporary failure, try again later"
    assert client.say("RCPT TO:<nobody@elmcity.example>").startswith("451")
    house.intake.available = True
    time.sleep(1.1)
    assert client.say("RCPT TO:<311@elmcity.example>").startswith("250")


def test_f2_4_low_disk_is_said_at_mail_and_recovers(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is found before a mail is on it; when there is room again nothing must be restarted."""
    client = house.write()
    with monkeypatch.context() as patch:
        patch.setattr(View, "has_disk_for", lambda *_: False)
        assert client.say("MAIL FROM:<anne@home.example>").startswith("452 4.3.1")
    assert client.deliver().startswith("250")


@pytest.mark.parametrize(
    ("free", "size", "fits"), [(0, 0, False), (64 << 20, 0, True), (64 << 20, 1, False), (99 << 20, 1, True)]
)
def test_f2_4_some_disk_is_left_for_the_database(free: int, size: int, fits: bool) -> None:
    """A database that cannot write its journal helps nobody."""
    assert View(database_answers=True, book=AddressBook(), free_octets=free).has_disk_for(size) == fits


@pytest.mark.parametrize(
    ("place", "command"),
    [
        ("_greet", "EHLO home.example"),
        ("_begin_mail", "MAIL FROM:<anne@home.example>"),
        ("_add_recipient", "RCPT TO:<311@elmcity.example>"),
        ("_forget_mail", "RSET"),
        ("take_transaction", "DATA"),
    ],
)
def test_f2_5_exception_in_any_hook_is_temporary(
    house: House, monkeypatch: pytest.MonkeyPatch, place: str, command: str
) -> None:
    """A bug of ours must not bounce mail, must not be read by strangers, must not end the conversation."""
    client = house.write()
    if command.startswith("RCPT"):
        client.say("MAIL FROM:<anne@home.example>")
    with monkeypatch.context() as patch:
        patch.setattr(Dialogue, place, _fail)
        assert client.say(command) == "451 4.3.0 Temporary failure, try again later"
    client.say("RSET")
    assert client.deliver().startswith("250")


def test_f2_5_exception_after_the_final_dot_is_temporary(house: House) -> None:
    """The clock is the last thing before the commit that could fail."""
    house.clock = _fail
    client = house.write()
    assert client.deliver() == "451 4.3.0 Temporary failure, try again later"
    assert client.say("NOOP").startswith("250")


def test_f2_5_a_broken_lookout_is_temporary(house: House) -> None:
    """When the rulebook cannot be asked, nobody is unknown."""
    house.addresses = None  # type: ignore[assignment]
    client = house.write()
    assert client.say("MAIL FROM:<anne@home.example>").startswith("451")
    house.addresses = ("311@elmcity.example",)
    assert client.deliver().startswith("250")


def test_10_8_a_failure_is_logged_without_what_it_says(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """The log's message has the kind only; the exception is left to the formatter, which shows places."""
    client = house.write()
    house.intake.failure = RuntimeError(SECRET)
    client.deliver()
    assert [record.getMessage() for record in caplog.records if "smtp_failed" in record.getMessage()] == [
        "smtp_failed reason=RuntimeError"
    ]


def test_10_8_addresses_are_not_logged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """aiosmtpd would log every command; ids are enough."""
    caplog.set_level("INFO")
    client = house.write()
    client.begin("cris@nowhere.example")
    client.deliver()
    assert not any(word in caplog.text for word in ("anne", "cris", "311@", "Oak"))


@pytest.mark.parametrize("farewell", ["close", "hang_up_halfway"])
def test_f2_6_a_client_that_leaves_after_the_dot_has_its_mail_stored_once(house: House, farewell: str) -> None:
    """The commit is under way; the sender will come again and must find the same message (PROTOCOL 2.23)."""
    client = house.write()
    client.begin()
    client.say("DATA")
    house.intake.hold()
    client.send(MAIL + b".\r\n")
    house.intake.submitted.acquire(timeout=5)
    getattr(client, farewell)()
    time.sleep(0.2)
    house.intake.release()
    other = house.connect(house.listeners[0])
    other.greet()
    assert other.deliver() == "250 2.0.0 OK 1"
    assert len(house.intake.arrivals) == 1


def test_f2_6_everything_in_one_packet_and_half_closed_is_served_to_the_end(house: House) -> None:
    """A script that pipes a whole session into a socket gets all its replies."""
    client = house.write()
    client.send(b"MAIL FROM:<>\r\nRCPT TO:<postmaster>\r\nDATA\r\n" + MAIL + b".\r\nQUIT\r\n")
    client.hang_up_halfway()
    assert [client.read()[:3] for _ in range(6)] == ["250", "250", "354", "250", "221", ""]
    assert house.intake.only.raw == MAIL


def test_a_client_that_leaves_before_the_dot_has_nothing_stored(house: House) -> None:
    """Half a mail is no mail, and its room is free again."""
    listener = house.open(bytes_in_flight_limit=1 << 20, message_size_limit=1 << 20)
    for _ in range(3):
        client = house.connect(listener)
        client.greet()
        client.begin()
        client.say("DATA")
        client.send(b"x" * 900_000)
        client.close()
    time.sleep(0.3)
    client = house.connect(listener)
    client.greet()
    assert client.deliver(b"x" * 900_000 + b"\r\n").startswith("250")
    assert len(house.intake.arrivals) == 1


def _fail(*_: Any, **__: Any) -> Any:
    raise RuntimeError(SECRET)
