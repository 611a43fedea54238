"""Whose requests count together: one visitor has one IPv4 address, or the 2^64 of an IPv6 line."""

from __future__ import annotations

import ipaddress


def network_of(address: str) -> str:
    """The IPv4 address, or the /64 that an IPv6 address is in; what is no address stays as it is."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{known}/64", strict=False)) if known.version == 6 else str(known)
