"""What the DNS says about our mail: `gateway doctor` compares it with what receivers want, and writes the missing line.

SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489), and where mail to us goes. A DNS that does not answer says nothing
about our records, so that it never counts as broken.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from gateway.authentication.lookups import DnsTroubleError, Inquiry, NameServers
from gateway.channels.dkim_signing import DkimSigner, load_signer
from gateway.channels.relay import parse_relay
from gateway.cli.finding import Finding, Health
from gateway.rulebook_file import RulebookFile
from gateway.settings import Settings

_MOST_DOMAINS = 5
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost", ""})


def check_records(settings: Settings) -> Iterator[Finding]:
    """The records of every domain that we send from, where anything is sent; five seconds in all."""
    signer = load_signer(settings)
    if not settings.smtp_relay:
        return
    yield _who_signs(signer)
    addresses = RulebookFile(settings.rules).current().city.addresses
    domains = dict.fromkeys(address.rpartition("@")[2] for address in addresses)
    try:
        inquiry = NameServers(addresses=settings.dns_servers).inquire()
        for domain in list(domains)[:_MOST_DOMAINS]:
            yield _check_mx(inquiry, domain, settings)
            yield _check_spf(inquiry, domain, settings)
            if signer:
                yield _check_dkim(inquiry, domain, signer)
            yield _check_dmarc(inquiry, domain)
    except DnsTroubleError as error:
        words = f"the DNS does not answer ({error}), so nothing is known about MX, SPF, DKIM and DMARC"
        yield Finding(what="mail records", health=Health.MISSING, words=words)


def _who_signs(signer: DkimSigner | None) -> Finding:
    if signer is None:
        words = "no GATEWAY_DKIM_KEY: the relay is expected to sign our mail"
        return Finding(what="signing", health=Health.MISSING, words=words)
    words = f"our mail is signed with a key of {signer.bits} bits for selector {signer.selector}"
    return Finding(what="signing", health=Health.GOOD, words=words)


def _check_mx(inquiry: Inquiry, domain: str, settings: Settings) -> Finding:
    hosts = sorted(
        (record.preference, str(record.exchange).rstrip(".")) for record in inquiry.find_records(domain, "MX")
    )
    if not hosts:
        line = f"{domain}. MX 10 {_our_host(settings, domain)}."
        return _missing("mx", f"{domain} has no MX record; add `{line}`")
    if hosts[0][1] == "":
        return _missing("mx", f"{domain} says with a null MX that it takes no mail, so no answer reaches us")
    return _good("mx", f"mail to {domain} goes to {hosts[0][1]}")


def _check_spf(inquiry: Inquiry, domain: str, settings: Settings) -> Finding:
    records = [text for text in inquiry.find_texts(domain) if text.lower().split(b" ")[0] == b"v=spf1"]
    if not records:
        line = f'{domain}. TXT "v=spf1 {_way_out(settings)} ~all"'
        return _missing("spf", f"{domain} has no SPF record; add `{line}`")
    if len(records) > 1:
        return _broken("spf", f"{domain} has {len(records)} SPF records, and receivers then heed none; join them")
    return _good("spf", f"{domain} has `{_shown(records[0])}`; the relay's address must be among them")


def _check_dkim(inquiry: Inquiry, domain: str, signer: DkimSigner) -> Finding:
    name = f"{signer.selector}._domainkey.{domain}"
    line = f'{name}. TXT "{signer.record}"'
    records = inquiry.find_texts(name)
    if not records:
        return _missing("dkim", f"there is no record for our key; add `{line}`")
    if any(_is_same_key(_tags(record).get("p", ""), signer.public_key) for record in records):
        return _good("dkim", f"{name} holds our key")
    return _broken("dkim", f"{name} holds another key than GATEWAY_DKIM_KEY; replace it by `{line}`")


def _check_dmarc(inquiry: Inquiry, domain: str) -> Finding:
    """The record of the domain or of one above it, as receivers look for it."""
    labels = domain.split(".")
    for parent in (".".join(labels[start:]) for start in range(max(len(labels) - 1, 1))):
        records = [text for text in inquiry.find_texts(f"_dmarc.{parent}") if text.lower().startswith(b"v=dmarc1")]
        if records:
            return _good("dmarc", f"_dmarc.{parent} has `{_shown(records[0])}`")
    line = f'_dmarc.{domain}. TXT "v=DMARC1; p=none; rua=mailto:postmaster@{domain}"'
    return _missing("dmarc", f"{domain} has no DMARC record; add `{line}`, and p=quarantine when its reports are good")


def _way_out(settings: Settings) -> str:
    """The relay as SPF names it; one on this machine sends from the address of the MX as a rule."""
    host = parse_relay(settings.smtp_relay).host if settings.smtp_relay else ""
    return "mx" if host in _LOOPBACK else f"mx a:{host}"


def _our_host(settings: Settings, domain: str) -> str:
    host = settings.smtp_hostname or urlsplit(settings.public_url).hostname or ""
    return host if re.search(r"\.[a-z]", host) else f"mail.{domain}"


def _tags(record: bytes) -> dict[str, str]:
    """`name=value` pairs of a DKIM record (RFC 6376 3.2)."""
    pairs = (part.partition("=") for part in record.decode("ascii", "replace").split(";"))
    return {name.strip(): "".join(value.split()) for name, _, value in pairs}


def _is_same_key(published: str, ours: str) -> bool:
    """Compared as octets, because padding and spaces may differ."""
    try:
        return base64.b64decode(published) == base64.b64decode(ours)
    except (binascii.Error, ValueError):
        return False


def _shown(record: bytes) -> str:
    return record.decode("ascii", "replace")[:200]


def _good(what: str, words: str) -> Finding:
    return Finding(what=what, health=Health.GOOD, words=words)


def _missing(what: str, words: str) -> Finding:
    return Finding(what=what, health=Health.MISSING, words=words)


def _broken(what: str, words: str) -> Finding:
    return Finding(what=what, health=Health.BROKEN, words=words)
