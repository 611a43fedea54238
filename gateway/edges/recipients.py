"""Decides which recipients are ours: addresses and aliases, reply tokens, the postmaster (PROTOCOL 2.10, 3.2-3.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from gateway.edges import statuses
from gateway.edges.statuses import Refusal
from gateway.routing.rulebook import City
from gateway.tokens import looks_like_token

_OPERATOR = ("postmaster", "abuse")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressBook:
    """The addresses and aliases of the city, by their lower-case form."""

    addresses: Mapping[str, str] = field(default_factory=dict)
    domains: frozenset[str] = frozenset()
    catches_all: bool = False
    """Whether a name that nobody knows is ours all the same, at one of the domains."""

    def resolve(self, recipient: str) -> str:
        """The address a recipient stands for, its `+detail` taken away; raises `Refusal` when it is not ours.

        A token is kept whole, also one that was tampered with: it opens a new ticket (F3.1). So is an alias, because
        rules may ask for it.
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

    def choose(self, recipients: Iterable[str]) -> tuple[str, ...]:
        """Those recipients that are ours, for doors that cannot refuse: where none is, the city's first address."""
        found = dict.fromkeys(self._find_ours(recipients))
        return tuple(found or list(self.addresses.values())[:1]) or tuple(recipients)

    def _find_ours(self, recipients: Iterable[str]) -> Iterator[str]:
        for recipient in recipients:
            with suppress(Refusal):
                yield self.resolve(recipient)

    def _resolve_local(self, local: str, at_domain: str) -> str:
        name = local.partition("+")[0]
        if name in _OPERATOR and (at_domain or name == _OPERATOR[0]):
            return name + at_domain
        if at_domain and looks_like_token(local):
            return local + at_domain
        if known := self.addresses.get(name + at_domain):
            return known
        if self.catches_all and at_domain:
            return local + at_domain
        raise Refusal(statuses.S550_UNKNOWN)


def make_address_book(city: City) -> AddressBook:
    """The address book of a city."""
    known = {address.lower(): address for address in city.own_addresses}
    domains = frozenset(address.rpartition("@")[2] for address in known)
    return AddressBook(addresses=known, domains=domains, catches_all=city.catch_all)
