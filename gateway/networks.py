"""Whose requests count together: one visitor has one IPv4 address, or the 2^64 of an IPv6 line."""

from __future__ import annotations

import ipaddress

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def network_of(address: str) -> str:
    """The IPv4 address, or the /64 that an IPv6 address is in; what is no address stays as it is."""
    known = _find(address)
    if known is None:
        return address
    return str(ipaddress.ip_network(f"{known}/64", strict=False)) if known.version == 6 else str(known)


def is_this_machine(address: str) -> bool:
    """Whether requests come from a proxy in front of us that nobody told us of, or from a program on this machine."""
    known = _find(address)
    return known is not None and known.is_loopback


def _find(address: str) -> _Address | None:
    """The address, an IPv4 one also where it is written as an IPv6 one (RFC 4291 2.5.5.2)."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return None
    return (known.ipv4_mapped or known) if isinstance(known, ipaddress.IPv6Address) else known
