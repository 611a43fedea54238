"""Mail with and without proof of who wrote it: keys made for the test run, a name server in this process."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from gateway.authentication.direct import check_sender
from gateway.authentication.lookups import NameServers
from gateway.channels.email import mail_arrival
from gateway.envelopes import Arrival
from parsers.email import read_mail
from parsers.values import Authentication, InboundMessage, Medium
from tests.authentication.name_server import NameServer, Zone

RECEIVED = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
PEER = "192.0.2.25"


@dataclass(frozen=True, kw_only=True)
class Key:
    """A DKIM key: what signs, and the record that is published."""

    private: bytes
    record: str


def make_key(bits: int = 1024) -> Key:
    """A fresh RSA key; short, because it only lives as long as the test."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    spki = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return Key(private=pem, record=f"v=DKIM1; k=rsa; p={base64.b64encode(spki).decode()}")


@pytest.fixture(scope="session")
def key() -> Key:
    """One key for all senders."""
    return make_key()


@pytest.fixture
def name_server() -> Iterator[Callable[[Zone], NameServer]]:
    """A function that starts a name server with a zone."""
    started: list[NameServer] = []

    def start(zone: Zone) -> NameServer:
        started.append(NameServer(zone))
        return started[-1]

    yield start
    for server in started:
        server.stop()


def write(sender: str = "anne@elm-city.example", *, body: str = "There is a hole at 12 Oak St.\r\n") -> bytes:
    """A plain mail."""
    return (
        f"From: {sender}\r\nTo: 311@elmcity.example\r\nSubject: hole\r\nDate: Mon, 01 Jun 2026 12:00:00 -0400\r\n"
        f"Message-ID: <1@elm-city.example>\r\n\r\n{body}"
    ).encode()


def sign(raw: bytes, key: Key, domain: str = "elm-city.example", **options: Any) -> bytes:
    """The mail with a DKIM signature of `domain`, selector `s1`."""
    return dkim.sign(raw, b"s1", domain.encode(), key.private, **options) + raw


def arrive(raw: bytes, *, sender: str = "anne@elm-city.example", **details: str) -> Arrival:
    """As it came over the wire from a stranger's server, unless `details` say otherwise."""
    wire = {"peer": PEER, "helo": "mail.elm-city.example", "protocol": "ESMTP"} | details
    return mail_arrival("email", raw, sender=sender, recipients=("311@elmcity.example",), now=RECEIVED, details=wire)


def as_read(arrival: Arrival) -> InboundMessage:
    """The mail as the channel reads it."""
    mail = read_mail(arrival.raw, envelope_sender=arrival.sender)
    return InboundMessage(
        medium=Medium.EMAIL,
        sender=mail.sender,
        received_at=arrival.received_at,
        text=mail.text,
        headers=mail.headers,
        flags=mail.flags,
    )


def ask(server: NameServer, arrival: Arrival, *, sealers: tuple[str, ...] = (), seconds: float = 5.0) -> Authentication:
    """The verdict with this name server."""
    servers = NameServers(addresses=(server.address,), seconds=seconds)
    return check_sender(servers, arrival, as_read(arrival), sealers=sealers)
