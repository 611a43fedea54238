"""What all sessions of one listener share; it lives on the listener's event loop and nowhere else."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiosmtpd.smtp import SMTP

from gateway.edges.certificates import Certificates
from gateway.edges.handover import Handover
from gateway.edges.limits import Connections, Room
from gateway.edges.lookout import Lookout
from gateway.envelopes import Stored
from gateway.errors import SettingsError
from gateway.settings import Settings

if TYPE_CHECKING:
    from gateway.bootstrap import Gateway
    from gateway.edges.session import SmtpSession
    from gateway.intake import Intake


Networks = tuple[IPv4Network | IPv6Network, ...]


@dataclass(slots=True, kw_only=True)
class Reception:
    """The house that a client comes to: its name, its limits, its promise."""

    loop: asyncio.AbstractEventLoop
    executor: Executor
    settings: Settings
    host: str
    clock: Callable[[], float]
    intake: Intake
    handover: Handover[Stored]
    lookout: Lookout
    connections: Connections
    room: Room
    certificates: Certificates | None
    balancers: Networks
    template: dict[str, Any]
    """The attributes that aiosmtpd's constructor makes: it takes half a millisecond, so it runs once."""
    sessions: set[SmtpSession] = field(default_factory=set)
    is_stopping: bool = False
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(time.time_ns() // 1_000_000))

    def next_queue_id(self) -> str:
        """A name for one mail in traces, unique on this host."""
        return f"{next(self._numbers):X}"

    def is_balancer(self, peer: str) -> bool:
        """True for an address that must speak the PROXY protocol (PROTOCOL 2.16)."""
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        return any(address in network for network in self.balancers)


def open_reception(
    gateway: Gateway,
    intake: Intake,
    *,
    loop: asyncio.AbstractEventLoop,
    executor: Executor,
    certificates: Certificates | None,
    balancers: Networks,
) -> Reception:
    """Furnish the house from the settings."""
    settings = gateway.settings
    return Reception(
        loop=loop,
        executor=executor,
        settings=settings,
        host=settings.smtp_hostname or urlsplit(settings.public_url).hostname or "localhost",
        clock=gateway.clock,
        intake=intake,
        handover=Handover(loop),
        lookout=Lookout(
            executor=executor,
            is_available=intake.is_available,
            city=lambda: gateway.rulebooks.current().city,
            folder=settings.data_dir,
        ),
        connections=Connections(most=settings.smtp_connections, most_per_peer=settings.smtp_connections_per_ip),
        room=Room(settings.bytes_in_flight_limit),
        certificates=certificates,
        balancers=balancers,
        template=_template(loop),
    )


def open_certificates(settings: Settings) -> Certificates | None:
    """The certificate of the settings, if there is one; raises `NotReadyError`."""
    return Certificates(settings.smtp_tls_cert, settings.smtp_tls_key) if settings.smtp_tls_cert else None


def open_balancers(settings: Settings, service: str) -> Networks:
    """Who must speak the PROXY protocol; raises `SettingsError`. LMTP comes from the MTA beside us."""
    addresses = settings.smtp_proxy_protocol_from if service == "SMTP" else ()
    try:
        return tuple(ip_network(address, strict=False) for address in addresses)
    except ValueError as error:
        raise SettingsError(
            f"GATEWAY_SMTP_PROXY_PROTOCOL_FROM: {error}. Write addresses or networks, like 10.0.0.7,10.1.0.0/16."
        ) from None


def _template(loop: asyncio.AbstractEventLoop) -> dict[str, Any]:
    return dict(vars(SMTP(None, hostname="template", enable_SMTPUTF8=True, loop=loop)))
