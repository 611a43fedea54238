"""Behind a load balancer: who the client is, is what the balancer says, and nobody else may say it (PROTOCOL 2.16)."""

from __future__ import annotations

import struct
from ipaddress import IPv4Address, IPv6Address

import pytest

from gateway.edges.lmtp import LmtpServer
from gateway.edges.smtp import SmtpServer
from gateway.errors import SettingsError
from tests.edges.smtp.conftest import House

SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"
V1 = b"PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\r\n"
V1_SIX = b"PROXY TCP6 2001:db8::7 2001:db8::1 4711 25\r\n"
V1_UNKNOWN = b"PROXY UNKNOWN\r\n"


def version_2(command: int, family: int, addresses: bytes) -> bytes:
    """A header of the PROXY protocol, version 2."""
    return SIGNATURE + struct.pack("!BBH", 0x20 | command, family, len(addresses)) + addresses


V2 = version_2(
    1, 0x11, IPv4Address("192.0.2.7").packed + IPv4Address("198.51.100.1").packed + struct.pack("!HH", 4711, 25)
)
V2_SIX = version_2(1, 0x21, IPv6Address("2001:db8::7").packed * 2 + struct.pack("!HH", 4711, 25))
V2_LOCAL = version_2(0, 0x00, b"")
BALANCER = {"smtp_proxy_protocol_from": ("127.0.0.1",)}


@pytest.mark.parametrize(
    ("header", "peer"),
    [
        (V1, "192.0.2.7"),
        (V1_SIX, "2001:db8::7"),
        (V1_UNKNOWN, "127.0.0.1"),
        (V2, "192.0.2.7"),
        (V2_SIX, "2001:db8::7"),
        (V2_LOCAL, "127.0.0.1"),
    ],
)
def test_f2_10_a_balancer_names_the_client(house: House, header: bytes, peer: str) -> None:
    """Both versions, both families, and the balancer's own health check (LOCAL)."""
    client = house.call(**BALANCER)
    client.send(header)
    client.greet()
    assert client.deliver().startswith("250")
    assert house.intake.only.details["peer"] == peer


@pytest.mark.parametrize(
    "start", [b"EHLO home.example\r\n", b"PROXY TCP4 nonsense\r\n", V2[:14] + b"\xff\xff", b"PROXY"]
)
def test_f2_10_a_missing_or_broken_header_is_refused(house: House, start: bytes) -> None:
    """Without it the client's limits and trace would be the balancer's."""
    client = house.call(**BALANCER)
    client.send(start)
    client.hang_up_halfway()
    assert client.read() in {"", "554 5.7.0 Not a known load balancer"}
    assert client.is_closed()


def test_f2_10_a_header_that_never_comes_is_not_waited_for(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A silent connection costs five seconds and no more."""
    monkeypatch.setattr("gateway.edges.session._PROXY_PATIENCE", 0.2)
    client = house.call(**BALANCER)
    assert client.read().startswith("554 5.7.0")
    assert client.is_closed()


@pytest.mark.parametrize("header", [V1, V2, b""])
def test_f2_10_a_stranger_is_refused_whatever_it_says(house: House, header: bytes) -> None:
    """A forged header would let anybody be anybody."""
    client = house.call(smtp_proxy_protocol_from=("10.0.0.0/8",))
    client.send(header)
    assert client.read().startswith("554 5.7.0")
    assert client.is_closed()


def test_f2_10_a_header_where_no_balancer_is_expected_is_no_command(house: House) -> None:
    """Without the setting the words mean nothing."""
    client = house.call()
    client.read()
    client.send(V1)
    assert client.read().startswith("500")


def test_f2_8_behind_a_balancer_the_limit_is_the_clients(house: House) -> None:
    """Otherwise the first fifty clients would lock out the world."""
    listener = house.open(smtp_connections_per_ip=1, **BALANCER)
    banners = []
    for header in (V1, V2_SIX, V1):
        client = house.connect(listener)
        client.send(header)
        banners.append(client.read()[:3])
    assert banners == ["220", "220", "421"]


def test_lmtp_knows_no_balancer(house: House) -> None:
    """The MTA beside us speaks directly, also where the SMTP port is behind a balancer."""
    client = house.call(LmtpServer, smtp_proxy_protocol_from=("10.0.0.0/8",))
    client.greet("LHLO mta.example")
    assert client.deliver().startswith("250")


def test_networks_are_checked_before_the_port_opens(house: House) -> None:
    """A typing error must not show itself as refused mail."""
    with pytest.raises(SettingsError, match="GATEWAY_SMTP_PROXY_PROTOCOL_FROM"):
        house.open(SmtpServer, smtp_proxy_protocol_from=("balancer.example",))
