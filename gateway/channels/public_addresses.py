"""Whether an internet address is one that strangers could reach too, and not a door into our own network."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""NAT64 (RFC 6052): the last 32 bits are the IPv4 address that is really asked."""


def is_public(address: str) -> bool:
    """False for private, loopback, link-local, multicast and reserved addresses, also when hidden in an IPv6 one."""
    try:
        known = ip_address(address)
    except ValueError:
        return False
    if isinstance(known, IPv4Address):
        return _is_public_v4(known)
    hidden = _hidden_in(known)
    if hidden is not None:
        return _is_public_v4(hidden)
    return known in _GLOBAL_UNICAST and known.is_global and not known.is_multicast


def _hidden_in(known: IPv6Address) -> IPv4Address | None:
    if known in _TRANSLATED:
        return IPv4Address(int(known) & 0xFFFF_FFFF)
    return known.ipv4_mapped or known.sixtofour


def _is_public_v4(known: IPv4Address) -> bool:
    return known.is_global and not (known.is_multicast or known.is_reserved)
