"""Checks the sender of a mail that a stranger's server brought straight to us (PROTOCOL 7.2)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from gateway.authentication.arc_check import Chain, check_arc
from gateway.authentication.dkim_check import Signatures, check_dkim
from gateway.authentication.dmarc import Policy, TreeWalk
from gateway.authentication.lookups import DnsTroubleError, Inquiry, NameServers
from gateway.authentication.mail_server import OURSELVES, explain, judge
from gateway.authentication.results import domain_of
from gateway.authentication.spf_check import check_spf
from gateway.envelopes import Arrival
from parsers.values import Authentication, InboundMessage

_NO_DNS = "The DNS could not be asked about the sender."
_SEVERAL_SENDERS = frozenset({"several_senders", "duplicate_from", "no_sender"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What SPF and DKIM found; `spf_domain` is the one that SPF speaks of."""

    spf: str
    spf_domain: str
    dkim: Signatures

    @property
    def is_incomplete(self) -> bool:
        """Whether the DNS left one of the two unanswered."""
        return "temperror" in {self.spf, self.dkim.result}


def check_sender(
    servers: NameServers, arrival: Arrival, message: InboundMessage, *, sealers: tuple[str, ...] = ()
) -> Authentication:
    """SPF, DKIM, DMARC and ARC within five seconds in all; what the DNS does not say in time is `temperror`."""
    try:
        inquiry = servers.inquire()
    except DnsTroubleError:
        return Authentication(source=OURSELVES, spf="temperror", dkim="temperror", dmarc="temperror", reason=_NO_DNS)
    domain = to_ascii(domain_of(message.sender))
    walk = TreeWalk(inquiry=inquiry)
    with suppress(DnsTroubleError):  # asked first, because a large mail may take all the time for its signature
        walk.find_policy(domain)
    findings = _find(inquiry, arrival, message)
    if not domain or _SEVERAL_SENDERS & set(message.flags):
        return Authentication(source=OURSELVES, spf=findings.spf, dkim=findings.dkim.result, dmarc="permerror")
    verdict = _judge(walk, domain, findings)
    if verdict.is_proven:
        return verdict
    return _with_chain(verdict, check_arc(inquiry, arrival.raw, sealers=sealers), message.sender)


def _find(inquiry: Inquiry, arrival: Arrival, message: InboundMessage) -> Findings:
    helo = arrival.details.get("helo", "")
    return Findings(
        spf=check_spf(inquiry, peer=arrival.details.get("peer", ""), helo=helo, sender=to_ascii(arrival.sender)),
        dkim=check_dkim(inquiry, arrival.raw, sender=to_ascii(message.sender)),
        spf_domain=to_ascii(domain_of(arrival.sender or helo)),
    )


def _judge(walk: TreeWalk, domain: str, findings: Findings) -> Authentication:
    try:
        policy = walk.find_policy(domain)
        aligned = _is_aligned(walk, policy, domain, findings)
        dmarc = _dmarc(policy, findings, is_aligned=aligned)
    except DnsTroubleError:
        # The very domain in From is aligned whatever its policy says.
        aligned = domain in {*findings.dkim.domains, findings.spf_domain if findings.spf == "pass" else ""}
        dmarc = "temperror"
    return Authentication(
        source=OURSELVES,
        spf=findings.spf,
        dkim=findings.dkim.result,
        dmarc=dmarc,
        aligned=aligned,
        reason=explain(dmarc, domain),
    )


def _dmarc(policy: Policy | None, findings: Findings, *, is_aligned: bool) -> str:
    if policy is None:
        return "none"
    if is_aligned:
        return "pass"
    return "temperror" if findings.is_incomplete else "fail"


def _is_aligned(walk: TreeWalk, policy: Policy | None, domain: str, findings: Findings) -> bool:
    """Whether SPF or a signature speaks for the domain in From."""
    policy = policy or Policy(domain=domain, tags={})
    signed = any(
        walk.is_aligned(signer, domain, strictly=policy.is_strict_about_dkim) for signer in findings.dkim.domains
    )
    return signed or (
        findings.spf == "pass" and walk.is_aligned(findings.spf_domain, domain, strictly=policy.is_strict_about_spf)
    )


def _with_chain(verdict: Authentication, chain: Chain, sender: str) -> Authentication:
    """A trusted forwarder saw the mail before it was changed, so what it saw counts where we see less."""
    seen = judge(chain.results, sender) if chain.result == "pass" and chain.results else None
    if seen is None or not seen.is_proven:
        return replace(verdict, arc=chain.result)
    reason = f"{chain.sealer} forwarded it and saw that it is genuine (ARC)."
    return replace(verdict, arc="pass", dmarc="pass", aligned=True, reason=reason)


def to_ascii(text: str) -> str:
    """An address or domain as the DNS spells it; unchanged where it has no such spelling."""
    local, at, domain = text.rpartition("@")
    try:
        return local + at + (domain if domain.isascii() else domain.encode("idna").decode("ascii")).lower()
    except UnicodeError:
        return text
