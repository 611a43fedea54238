"""Decides which recipients are ours: the city's addresses, reply tokens, the postmaster (PROTOCOL 2.10, 3.2-3.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gateway.edges import statuses
from gateway.edges.statuses import Refusal
from gateway.tokens import looks_like_token

_OPERATOR = ("postmaster", "abuse")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressBook:
    """The addresses of the city, by their lower-case form."""

    addresses: Mapping[str, str] = field(default_factory=dict)
    domains: frozenset[str] = frozenset()

    def resolve(self, recipient: str) -> str:
        """The address a recipient stands for, its `+detail` taken away; raises `Refusal` when it is not ours.

        A token is kept whole, also one that was tampered with: it opens a new ticket (F3.1).
        """
        folded = recipient.lower()
        if known := self.addresses.get(folded):
            return known
        local, at, domain = folded.rpartition("@")
        if not at:
            local = domain
        elif domain not in self.domains:
            raise Refusal(statuses.S550_RELAY)
        return self._resolve_local(local, at + domain if at else "")

    def _resolve_local(self, local: str, at_domain: str) -> str:
        name = local.partition("+")[0]
        if name in _OPERATOR and (at_domain or name == _OPERATOR[0]):
            return name + at_domain
        if at_domain and looks_like_token(local):
            return local + at_domain
        if known := self.addresses.get(name + at_domain):
            return known
        raise Refusal(statuses.S550_UNKNOWN)


def make_address_book(addresses: Iterable[str]) -> AddressBook:
    """The address book of a city with these addresses."""
    known = {address.lower(): address for address in addresses}
    return AddressBook(addresses=known, domains=frozenset(address.rpartition("@")[2] for address in known))
