"""Which domains signed a mail as it lies here (DKIM, RFC 6376), by `dkimpy` behind limits of our own.

The library has none: a key of a megabyte, a thousand signatures or a line of blanks would keep it busy for minutes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

import dkim
import dkim.canonicalization
from dkim.util import parse_tag_value

from gateway.authentication.lookups import DnsTroubleError, Inquiry
from gateway.authentication.mail_server import is_related
from gateway.authentication.results import domain_of

MOST_SIGNATURES = 5
"""Tried for one mail, those of the sender's own domain first; a mailing list leaves two or three."""
MOST_LINES = 600_000
"""A mail of 36 MB in base64 has fewer than 500,000."""
MOST_HEADER_OCTETS = 128 * 1024
LONGEST_SIGNATURE = 6 * 1024
KEY_BITS = (1024, 4096)
_LONGEST_EXPONENT = 33
SILENT = logging.getLogger("gateway.dkim")
SILENT.disabled = True
"""The library would log addresses and signatures (PROTOCOL 10.8)."""
GetText = Callable[..., bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """What the signatures of a mail are worth together, and the domains whose signature is good."""

    result: str = "none"
    domains: tuple[str, ...] = ()


def check_dkim(inquiry: Inquiry, raw: bytes, *, sender: str) -> Signatures:
    """Verify signatures over the octets as they came, until one of the sender's own domain is good. Total."""
    if not is_bounded(raw):
        return Signatures(result="permerror")
    try:
        mail = dkim.DKIM(raw, logger=SILENT, minkey=KEY_BITS[0])
    except Exception:  # noqa: BLE001 - a library reads what strangers wrote
        return Signatures(result="permerror" if b"dkim-signature:" in raw[:MOST_HEADER_OCTETS].lower() else "none")
    results: list[str] = []
    domains: list[str] = []
    for index, domain in _worth_trying(mail, domain_of(sender)):
        results.append(_verify(inquiry, mail, index))
        if results[-1] == "pass":
            domains.append(domain)
            if is_related(domain, domain_of(sender)):
                break
    return Signatures(result=_together(results), domains=tuple(dict.fromkeys(domains)))


def is_bounded(raw: bytes) -> bool:
    """Whether the library can read a mail in a second or so."""
    head = min((end for blank in (b"\r\n\r\n", b"\n\n") if (end := raw.find(blank)) >= 0), default=len(raw))
    return head <= MOST_HEADER_OCTETS and raw.count(b"\n") <= MOST_LINES


def bounded_key_of(inquiry: Inquiry) -> GetText:
    """How the library asks for a key: a key that is no RSA key of a size in use is none at all."""

    def get_text(name: bytes, timeout: object = None) -> bytes:  # noqa: ARG001 - the inquiry has its own
        texts = [text for text in inquiry.find_texts(name.decode("utf-8", "replace")) if b"p=" in text]
        return texts[0] if texts and _is_reasonable(name, texts[0]) else b""

    return get_text


def _is_reasonable(name: bytes, text: bytes) -> bool:
    key, bits, kind, _ = dkim.evaluate_pk(name, text)
    if kind != b"rsa":
        return True
    return bits <= KEY_BITS[1] and int(key["publicExponent"]).bit_length() <= _LONGEST_EXPONENT


def _worth_trying(mail: dkim.DKIM, domain: str) -> list[tuple[int, str]]:
    """Number and domain of the signatures to verify: those over From and the whole body, by an algorithm in use."""
    values = [value for name, value in mail.headers if name.lower() == b"dkim-signature"]
    found = [(index, signed) for index, value in enumerate(values[:100]) if (signed := _signing_domain(value))]
    found.sort(key=lambda one: not is_related(one[1], domain))
    return found[:MOST_SIGNATURES]


def _signing_domain(value: bytes) -> str:
    if len(value) > LONGEST_SIGNATURE:
        return ""
    try:
        tags = parse_tag_value(value)
    except Exception:  # noqa: BLE001 - as above
        return ""
    signed = {name.strip().lower() for name in tags.get(b"h", b"").split(b":")}
    is_whole = b"from" in signed and b"l" not in tags and tags.get(b"a", b"").strip().lower() != b"rsa-sha1"
    return tags.get(b"d", b"").decode("ascii", "replace").strip().rstrip(".").lower() if is_whole else ""


def _verify(inquiry: Inquiry, mail: dkim.DKIM, index: int) -> str:
    try:
        return "pass" if mail.verify(index, dnsfunc=bounded_key_of(inquiry)) else "fail"
    except DnsTroubleError:
        return "temperror"
    except dkim.ValidationError:
        return "fail"
    except dkim.NaClNotFoundError:
        return "neutral"
    except Exception:  # noqa: BLE001 - as above
        return "permerror"


def _together(results: list[str]) -> str:
    return next((word for word in ("pass", "temperror", "fail", "permerror", "neutral") if word in results), "none")


def _strip_trailing_whitespace(content: bytes) -> bytes:
    """The library's own takes a time that grows with the square of the blanks in a line."""
    *lines, last = content.split(b"\r\n")
    return b"\r\n".join([*(line.rstrip(b"\t ") for line in lines), last])


dkim.canonicalization.strip_trailing_whitespace = _strip_trailing_whitespace
