"""Whether the domain in From stands by a mail (DMARC), with the tree walk instead of a list of public suffixes.

`authheaders` reads `elm-city.example` as `elm`, looks at the first signature only and ages with its list of suffixes.
The walk asks the DNS itself where an organisation's domain begins, as the revision of RFC 7489 has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.authentication.lookups import Inquiry

MOST_STEPS = 8
"""Names asked in one walk; a longer domain is cut to its last seven labels after the first question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a domain publishes about mail in its name."""

    domain: str
    tags: Mapping[str, str]

    @property
    def is_public_suffix(self) -> bool:
        """Whether the names below it belong to different people; a top-level domain need not say so."""
        return self.tags.get("psd") == "y" or "." not in self.domain

    @property
    def is_strict_about_spf(self) -> bool:
        """Whether the envelope's domain must be the very one in From."""
        return self.tags.get("aspf", "r") == "s"

    @property
    def is_strict_about_dkim(self) -> bool:
        """Whether the signing domain must be the very one in From."""
        return self.tags.get("adkim", "r") == "s"


@dataclass(slots=True, kw_only=True)
class TreeWalk:
    """Asks about domains and remembers the answers for the one mail it is made for."""

    inquiry: Inquiry
    _walks: dict[str, tuple[Policy, ...]] = field(default_factory=dict)

    def find_policy(self, domain: str) -> Policy | None:
        """The policy for mail from `domain`: its own, its organisation's, or one above. Raises `DnsTroubleError`."""
        found = self._walk(domain)
        organisation = self.organisation_of(domain)
        by_domain = {policy.domain: policy for policy in found}
        return by_domain.get(domain) or by_domain.get(organisation) or next(iter(found), None)

    def organisation_of(self, domain: str) -> str:
        """The domain of the organisation that `domain` belongs to. Raises `DnsTroubleError`."""
        widest = domain
        for policy in self._walk(domain):
            if policy.tags.get("psd") == "n":
                return policy.domain
            if policy.is_public_suffix and policy.domain != domain:
                return _one_below(policy.domain, domain)
            widest = policy.domain
        return widest

    def is_aligned(self, one: str, other: str, *, strictly: bool) -> bool:
        """Whether two domains are the same, or where that is enough of the same organisation."""
        if one == other or strictly or not one:
            return one == other
        return self.organisation_of(one) == self.organisation_of(other)

    def _walk(self, domain: str) -> tuple[Policy, ...]:
        """The policies from `domain` upwards, the longest name first."""
        if domain not in self._walks:
            found = (self._ask(name) for name in _names_upwards(domain))
            self._walks[domain] = tuple(policy for policy in found if policy is not None)
        return self._walks[domain]

    def _ask(self, domain: str) -> Policy | None:
        texts = [text for text in self.inquiry.find_texts(f"_dmarc.{domain}") if text.startswith(b"v=DMARC1")]
        tags = _read_tags(texts[0]) if len(texts) == 1 else {}
        return Policy(domain=domain, tags=tags) if tags.get("p") or tags.get("psd") else None


def _names_upwards(domain: str) -> list[str]:
    labels = domain.split(".")
    above = range(max(1, len(labels) - MOST_STEPS + 1), len(labels))
    return [domain, *(".".join(labels[start:]) for start in above)]


def _one_below(suffix: str, domain: str) -> str:
    labels = domain.split(".")
    return ".".join(labels[-(suffix.count(".") + 2) :])


def _read_tags(text: bytes) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.decode("ascii", "replace").split(";")[:50])
    return {name.strip().lower(): value.strip().lower() for name, found, value in pairs if found}
