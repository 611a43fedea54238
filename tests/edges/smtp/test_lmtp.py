"""LMTP: exactly one reply for every accepted recipient, in every branch (RFC 2033 4.2, PROTOCOL 2.17)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway.edges.lmtp import LmtpServer
from gateway.errors import OverloadedError, StoreFullError, StoreUnavailableError
from tests.edges.smtp.client import MAIL, Client
from tests.edges.smtp.conftest import House
from tests.edges.smtp.intakes import MemoryIntake

PATHS = ("311@elmcity.example", "nobody@elmcity.example", "water@elmcity.example")
MEBIBYTE = 1 << 20


def call(house: House, **settings: object) -> Client:
    """A client that has said LHLO."""
    client = house.call(LmtpServer, **settings)
    client.greet("LHLO mta.example")
    return client


def replies_to(client: Client, mail: bytes) -> list[str]:
    """Everything that is said to a mail for two known recipients and one unknown."""
    assert [reply[:3] for reply in client.begin(*PATHS)] == ["250", "250", "550", "250"]
    assert client.say("DATA").startswith("354")
    client.send(mail + b".\r\nNOOP\r\n")
    replies = []
    while (reply := client.read()) not in {"250 2.0.0 OK", ""}:
        replies.append(reply)
    return replies


def test_f2_9_ok_unknown_ok(house: House) -> None:
    """The unknown one was refused at RCPT and gets no second reply; the MTA would wait for a missing one."""
    assert replies_to(call(house), MAIL) == ["250 2.0.0 OK 1"] * 2
    assert house.intake.only.details["protocol"] == "LMTP"


@pytest.mark.parametrize(
    ("failure", "reply"),
    [
        (StoreUnavailableError(), "451 4.3.0"),
        (StoreFullError(), "452 4.3.1"),
        (RuntimeError("hunter2"), "451 4.3.0"),
        (OverloadedError(), "421 4.3.2"),
    ],
)
def test_f2_9_database_down(house: House, failure: Exception, reply: str) -> None:
    """Every recipient hears that it is temporary, also when the connection is closed behind it."""
    client = call(house)
    house.intake.failure = failure
    assert [heard[:9] for heard in replies_to(client, MAIL)] == [reply] * 2


@pytest.mark.parametrize(
    ("mail", "reply"),
    [
        (lambda: b"x" * MEBIBYTE + b"\r\n", "552 5.3.4"),
        (lambda: b"Received: x\r\n" * 51 + MAIL, "554 5.4.6"),
        (lambda: b"a\nb\r\n", "550 5.5.2"),
    ],
)
def test_f2_9_oversize_and_other_refusals(house: House, mail: Callable[[], bytes], reply: str) -> None:
    """aiosmtpd answers these once (PROTOCOL 2.17)."""
    client = call(house, message_size_limit=MEBIBYTE, smtp_bare_newline="reject")
    assert [heard[:9] for heard in replies_to(client, mail())] == [reply] * 2


def test_f2_9_the_same_recipient_twice_hears_twice(house: House) -> None:
    """Replies count accepted RCPT commands; the arrival counts people."""
    client = call(house)
    client.begin("311@elmcity.example", "311@ELMCITY.example")
    client.say("DATA")
    client.send(MAIL + b".\r\n")
    assert [client.read() for _ in range(2)] == ["250 2.0.0 OK 1"] * 2
    assert house.intake.only.recipients == ("311@elmcity.example",)


def test_data_without_an_accepted_recipient_has_one_reply(house: House) -> None:
    """RFC 2033 4.2: nobody is waiting for a reply."""
    client = call(house)
    client.begin("nobody@elmcity.example")
    assert client.say("DATA").startswith("503")
    assert client.say("NOOP") == "250 2.0.0 OK"


def test_the_second_mail_of_a_connection_is_counted_anew(house: House) -> None:
    """Postfix keeps its LMTP connections open."""
    client = call(house)
    assert len(replies_to(client, MAIL)) == 2
    assert client.deliver(MAIL, "311@elmcity.example") == "250 2.0.0 OK 2"
    assert isinstance(house.intake, MemoryIntake)
