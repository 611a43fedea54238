"""What a page says about who wrote a mail: in a few words, and never by colour alone (PROTOCOL 7.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.store.outcomes import read_verdict
from parsers.values import Authentication

_OURSELVES = "gateway"


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderCheck:
    """One line for the facts of a ticket."""

    is_forged: bool
    words: str
    details: str = ""


def describe_sender(stored: Mapping[str, Any] | None, address: str = "") -> SenderCheck | None:
    """What the recorded verdict means; None where nobody looked. `address` is the sender's, as far as it is known."""
    verdict = read_verdict(stored)
    if verdict.is_forged:
        words = verdict.reason or "The sender's domain says that this mail is not its own (DMARC fail)."
        return SenderCheck(is_forged=True, words=words, details=_results(verdict))
    if not verdict.source:
        return None
    if verdict.is_proven:
        domain = address.rpartition("@")[2]
        way = "DMARC pass" if verdict.dmarc == "pass" else "SPF or DKIM pass"
        return SenderCheck(is_forged=False, words=f"{way} ({domain})" if domain else way, details=verdict.reason)
    return SenderCheck(
        is_forged=False, words="Not proven", details=" ".join((_results(verdict), verdict.reason)).strip()
    )


def _results(verdict: Authentication) -> str:
    """The single results with who found them, for whoever wants to know."""
    who = "We found" if verdict.source == _OURSELVES else "The mail server found"
    return f"{who}: SPF {verdict.spf}, DKIM {verdict.dkim}, DMARC {verdict.dmarc}."
