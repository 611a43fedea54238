"""Believes a forwarder that the city has named, when it seals what it saw before it passed a mail on (ARC, RFC 8617).

Forwarding breaks SPF, and a mailing list breaks DKIM too. The chain of seals is verified by `dkimpy`; whom to believe
is the administrator's choice and nobody else's (PROTOCOL 7.4).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import dkim

from gateway.authentication.dkim_check import SILENT, bounded_key_of, is_bounded
from gateway.authentication.lookups import DnsTroubleError, Inquiry
from gateway.authentication.results import Results, read_results

MOST_SETS = 10
"""Hops that sealed a mail; RFC 8617 allows 50, mail that people forward has one to three."""
_INSTANCE = re.compile(rb"\A\s*i\s*=\s*\d{1,3}\s*;")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What the seals are worth: none, pass, fail or temperror."""

    result: str = "none"
    sealer: str = ""
    """Who sealed last, in lower case; only for a chain that passes."""
    results: Results | None = None
    """What that sealer saw."""


def check_arc(inquiry: Inquiry, raw: bytes, *, sealers: tuple[str, ...]) -> Chain:
    """Verify the chain if the last to seal the mail is one of `sealers`, or below one of them. Total."""
    if not sealers or b"arc-seal" not in raw[: 256 * 1024].lower() or not is_bounded(raw):
        return Chain()
    try:
        mail = dkim.ARC(raw, logger=SILENT)
        newest, _ = mail.sorted_arc_headers()
        if not 0 < newest <= MOST_SETS or not _is_sealed_by(mail, newest, sealers):
            return Chain()
        word, sets, _ = mail.verify(dnsfunc=bounded_key_of(inquiry))
    except DnsTroubleError:
        return Chain(result="temperror")
    except Exception:  # noqa: BLE001 - a library reads what strangers wrote
        return Chain(result="permerror")
    if word != dkim.CV_Pass:
        return Chain(result="fail")
    sealer = sets[0]["as-domain"].decode("ascii", "replace").lower()
    return Chain(result="pass", sealer=sealer, results=read_results(_INSTANCE.sub(b"", sets[0]["aar-value"])))


def _is_sealed_by(mail: dkim.ARC, newest: int, sealers: tuple[str, ...]) -> bool:
    """Whether the newest seal names a trusted domain; asked first, so that a stranger's seals cost no question."""
    for name, value in mail.headers:
        tags = dict(part.strip().partition(b"=")[::2] for part in value.split(b";"))
        if name.lower() == b"arc-seal" and tags.get(b"i", b"").strip() == str(newest).encode():
            domain = tags.get(b"d", b"").decode("ascii", "replace").strip().lower()
            return any(domain == sealer or domain.endswith(f".{sealer}") for sealer in sealers)
    return False
