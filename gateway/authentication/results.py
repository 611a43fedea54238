"""Reads what a server says in an `Authentication-Results:` field (RFC 8601), by `authres` behind limits."""

from __future__ import annotations

from dataclasses import dataclass

from authres import AuthenticationResultsHeader

MOST_OCTETS = 8 * 1024
WORDS = frozenset({"pass", "fail", "softfail", "neutral", "none", "temperror", "permerror"})
_OTHER_WORDS = {"hardfail": "fail", "bestguesspass": "none", "unknown": "permerror", "error": "temperror"}
_CAUTION = ("fail", "temperror", "permerror", "softfail", "neutral", "none", "pass")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One result: a method (spf, dkim, dmarc, arc), its result in a word of RFC 8601, and the domain it is about."""

    method: str
    result: str
    domain: str = ""
    """In lower case, without the local part: header.d or header.i, smtp.mailfrom or smtp.helo, header.from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What one server says about one mail."""

    server: str
    """The authserv-id in lower case, without a job number behind a slash."""
    findings: tuple[Finding, ...]

    def of(self, method: str) -> tuple[Finding, ...]:
        """What it says by one method; a mail may have several DKIM signatures."""
        return tuple(finding for finding in self.findings if finding.method == method)

    def most_cautious(self, method: str) -> str:
        """The worst of its results by one method: who smuggled a second one in must gain nothing by it."""
        results = {finding.result for finding in self.of(method)}
        return next((result for result in _CAUTION if result in results), "none")

    def best(self, method: str) -> str:
        """The best of its results by one method: one good signature among many is enough."""
        results = {finding.result for finding in self.of(method)}
        return next((result for result in reversed(_CAUTION) if result in results - {"none"}), "none")


_PROPERTIES = {
    "spf": (("smtp", "mailfrom"), ("smtp", "helo")),
    "dkim": (("header", "d"), ("header", "i")),
    "dmarc": (("header", "from"),),
}


def read_results(value: bytes) -> Results | None:
    """What the value of a field says; None when it is too long or cannot be read, which proves nothing."""
    if len(value) > MOST_OCTETS:
        return None
    try:
        parsed = AuthenticationResultsHeader.parse_value(value.decode("utf-8", "replace"))
        findings = tuple(_finding(result) for result in parsed.results if hasattr(result, "method"))
    except Exception:  # noqa: BLE001 - a library reads what strangers may have had a hand in
        return None
    return Results(server=str(parsed.authserv_id).lower().partition("/")[0], findings=findings)


def read_word(text: str) -> str:
    """A result in the words of RFC 8601; `none` for what is no result."""
    word = text.strip().lower()
    word = _OTHER_WORDS.get(word, word)
    return word if word in WORDS else "none"


def domain_of(address: str) -> str:
    """The domain of an address, or a domain as it is, in lower case and without the dot at its end."""
    return address.rpartition("@")[2].strip().rstrip(".").lower()


def _finding(result: object) -> Finding:
    method = str(getattr(result, "method", "")).lower()
    properties = {(one.type, one.name): str(one.value or "") for one in getattr(result, "properties", ())}
    named = next((properties[name] for name in _PROPERTIES.get(method, ()) if properties.get(name)), "")
    return Finding(method=method, result=read_word(str(getattr(result, "result", ""))), domain=domain_of(named))
