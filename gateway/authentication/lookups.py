"""Asks the DNS about senders: bounded in time, in size and in what an answer may do to its reader (PROTOCOL 7.2)."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import dns.exception
import dns.name
import dns.resolver

from gateway.errors import SettingsError

SECONDS_IN_ALL = 5.0
"""For everything that is asked about one mail."""
SECONDS_EACH = 2.5
MOST_QUESTIONS = 60
"""About one mail; SPF alone may ask for ten names, and each of ten MX hosts for its address."""
MOST_RECORDS = 50
MOST_OCTETS = 4096
"""A longer text is none of ours: the largest DKIM key and SPF record in use are far below."""
_CACHED = 5000


class DnsTroubleError(Exception):
    """The DNS did not answer, or not in time; nothing may be concluded from that."""


@dataclass(slots=True, kw_only=True)
class Inquiry:
    """Everything asked about one mail; `deadline` is on the monotonic clock."""

    resolver: dns.resolver.Resolver
    deadline: float
    questions: int = 0

    def find_texts(self, name: str) -> tuple[bytes, ...]:
        """The TXT records of a name, each as one text; nothing where there is none. Raises `DnsTroubleError`."""
        texts = (b"".join(record.strings) for record in self.find_records(name, "TXT"))
        return tuple(text for text in texts if len(text) <= MOST_OCTETS)

    def find_records(self, name: str, kind: str) -> list[Any]:
        """The records of a kind, at most `MOST_RECORDS`; none for a name that no DNS can have."""
        left = self.deadline - time.monotonic()
        self.questions += 1
        if left <= 0 or self.questions > MOST_QUESTIONS:
            raise DnsTroubleError("there is no time left")
        try:
            wanted = dns.name.from_text(name.rstrip(".") + ".")
        except (dns.exception.DNSException, UnicodeError):
            return []
        return self._ask(wanted, kind, min(left, SECONDS_EACH))

    def _ask(self, name: dns.name.Name, kind: str, seconds: float) -> list[Any]:
        try:
            answer = self.resolver.resolve(name, kind, lifetime=seconds, raise_on_no_answer=False, search=False)
        except dns.resolver.NXDOMAIN:
            return []
        except (dns.exception.DNSException, OSError) as error:
            raise DnsTroubleError(type(error).__name__) from None
        return list(answer)[:MOST_RECORDS] if answer.rrset is not None else []


@dataclass(frozen=True, slots=True, kw_only=True)
class NameServers:
    """The name servers to ask, as `address` or `address:port`; those of the machine when there are none."""

    addresses: tuple[str, ...] = ()
    seconds: float = SECONDS_IN_ALL
    _made: list[dns.resolver.Resolver] = field(default_factory=list, repr=False, compare=False)

    def inquire(self) -> Inquiry:
        """Begin to ask about one mail. Raises `DnsTroubleError` where the machine knows no name server."""
        if not self._made:
            self._made.append(self._make())
        return Inquiry(resolver=self._made[0], deadline=time.monotonic() + self.seconds)

    def _make(self) -> dns.resolver.Resolver:
        try:
            resolver = dns.resolver.Resolver(configure=not self.addresses)
        except dns.exception.DNSException as error:
            raise DnsTroubleError(type(error).__name__) from None
        if self.addresses:
            resolver.nameservers = [dns.nameserver.Do53Nameserver(*read_server(text)) for text in self.addresses]
        resolver.cache = dns.resolver.LRUCache(_CACHED)
        resolver.timeout = 1.0
        return resolver


def read_server(text: str) -> tuple[str, int]:
    """Address and port; raises `SettingsError` for what is neither `address` nor `address:port`."""
    host, _, port = text.rpartition(":") if text.count(":") == 1 or text.startswith("[") else (text, "", "53")
    try:
        return str(ipaddress.ip_address(host.strip("[]"))), int(port)
    except ValueError:
        raise SettingsError(
            f"GATEWAY_DNS_SERVERS: {text!r} is no address; write 192.0.2.53 or 192.0.2.53:53."
        ) from None


def check_servers(texts: Sequence[str]) -> tuple[str, ...]:
    """The same addresses; raises `SettingsError` for one that makes no sense."""
    for text in texts:
        read_server(text)
    return tuple(texts)
