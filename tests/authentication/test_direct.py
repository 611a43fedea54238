"""Mail that strangers' servers bring straight to us: SPF, DKIM, DMARC and ARC against a name server of the test."""

from __future__ import annotations

import time
from collections.abc import Callable

import dkim
import dns.resolver
import pytest

from gateway.authentication import dkim_check
from gateway.authentication.direct import check_sender
from gateway.authentication.lookups import NameServers
from tests.authentication.conftest import PEER, Key, arrive, as_read, ask, make_key, sign, write
from tests.authentication.name_server import SERVFAIL, SILENT, NameServer, Zone
from tests.own_time import done_within

Start = Callable[[Zone], NameServer]
CITY = "elm-city.example"
SPF = {f"TXT {CITY}": f"v=spf1 ip4:{PEER} -all"}
DENIED = {f"TXT {CITY}": "v=spf1 ip4:198.51.100.1 -all"}
REJECT = {f"TXT _dmarc.{CITY}": "v=DMARC1; p=reject; rua=mailto:dmarc@elm-city.example"}


def published(key: Key, domain: str = CITY) -> dict[str, str]:
    """The record of a DKIM key."""
    return {f"TXT s1._domainkey.{domain}": key.record}


def words(verdict: object) -> tuple[str, str, str, bool]:
    """SPF, DKIM, DMARC, and whether the sender is proven."""
    return verdict.spf, verdict.dkim, verdict.dmarc, verdict.is_proven  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("zone", "signer", "envelope", "expected"),
    [
        pytest.param(SPF | REJECT, "", f"anne@{CITY}", ("pass", "none", "pass", True), id="SPF of the same domain"),
        pytest.param(DENIED | REJECT, CITY, f"anne@{CITY}", ("fail", "pass", "pass", True), id="DKIM of the same"),
        pytest.param(SPF, "", f"anne@{CITY}", ("pass", "none", "none", True), id="no policy, but SPF speaks for it"),
        pytest.param(DENIED | REJECT, "", f"anne@{CITY}", ("fail", "none", "fail", False), id="nothing speaks for it"),
        pytest.param(
            {"TXT list.example": f"v=spf1 ip4:{PEER} -all"} | REJECT,
            "list.example",
            "bounces@list.example",
            ("pass", "pass", "fail", False),
            id="somebody else's SPF and DKIM",
        ),
        pytest.param(REJECT, f"news.{CITY}", "x@other.example", ("none", "pass", "pass", True), id="a subdomain signs"),
        pytest.param(
            {f"TXT _dmarc.{CITY}": "v=DMARC1; p=none; adkim=s; aspf=s"},
            f"news.{CITY}",
            "x@other.example",
            ("none", "pass", "fail", False),
            id="a subdomain signs, but the policy is strict",
        ),
        pytest.param({}, "", f"anne@{CITY}", ("none", "none", "none", False), id="a domain that says nothing"),
        pytest.param(
            SPF | {f"TXT _dmarc.{CITY}": ("v=DMARC1; p=reject", "v=DMARC1; p=none")},
            "",
            f"anne@{CITY}",
            ("pass", "none", "none", True),
            id="two policies are none",
        ),
        pytest.param(SPF | REJECT, "", "", ("none", "none", "fail", False), id="null sender, HELO without SPF"),
    ],
)
def test_the_domain_in_from_decides(
    name_server: Start, key: Key, zone: Zone, signer: str, envelope: str, expected: object
) -> None:
    """PROTOCOL 7.2: proof counts when it is of the domain that the reader sees, or of its organisation."""
    raw = sign(write(), key, signer) if signer else write()
    server = name_server(dict(zone) | (published(key, signer) if signer else {}))
    assert words(ask(server, arrive(raw, sender=envelope))) == expected


@pytest.mark.parametrize(
    ("above", "proven"),
    [
        pytest.param({f"TXT _dmarc.{CITY}": "v=DMARC1; p=reject"}, True, id="sisters of one organisation"),
        pytest.param({f"TXT _dmarc.{CITY}": "v=DMARC1; p=reject; psd=y"}, False, id="tenants below a public suffix"),
    ],
)
def test_sister_domains_count_only_below_an_organisation(
    name_server: Start, key: Key, above: Zone, proven: bool
) -> None:
    """`parks` may sign for `streets` of one city; two customers of one provider may not sign for each other."""
    signer = f"parks.{CITY}"
    server = name_server(dict(above) | published(key, signer))
    verdict = ask(server, arrive(sign(write(f"anne@streets.{CITY}"), key, signer), sender="x@other.example"))
    assert (verdict.is_proven, verdict.is_forged) == (proven, not proven)


def test_a_top_level_domain_is_nobodys_organisation(name_server: Start, key: Key) -> None:
    """A policy of `.example` itself must not let all of `.example` vouch for each other."""
    server = name_server({"TXT _dmarc.example": "v=DMARC1; p=reject"} | published(key, "offers.example"))
    verdict = ask(server, arrive(sign(write(), key, "offers.example"), sender="x@offers.example"))
    assert verdict.dmarc == "fail"


@pytest.mark.parametrize("trouble", [SERVFAIL, SILENT])
@pytest.mark.parametrize("name", [CITY, f"_dmarc.{CITY}", f"s1._domainkey.{CITY}"])
def test_f7_2_trouble_with_the_dns_is_no_verdict(name_server: Start, key: Key, name: str, trouble: str) -> None:
    """A name server that fails or keeps silent never makes a resident a forger."""
    server = name_server(DENIED | REJECT | {name: trouble})
    began = time.monotonic()
    verdict = ask(server, arrive(sign(write(), key)), seconds=0.5)
    assert verdict.dmarc == "temperror"
    assert not verdict.is_forged
    assert not verdict.is_proven
    assert time.monotonic() - began < 2


def test_f7_2_a_signature_of_the_very_domain_proves_it_without_its_policy(name_server: Start, key: Key) -> None:
    """The policy could not be asked for, but whoever signed holds the key of the domain in From."""
    verdict = ask(name_server(published(key) | {f"_dmarc.{CITY}": SERVFAIL}), arrive(sign(write(), key)))
    assert (verdict.dmarc, verdict.is_proven) == ("temperror", True)


def test_f7_2_all_questions_together_take_five_seconds_at_most(name_server: Start) -> None:
    """Ten name servers that keep silent one after the other do not add up; the time is for the whole mail."""
    records = {f"TXT {CITY}": "v=spf1 " + " ".join(f"include:s{n}.example" for n in range(9)) + " -all"}
    server = name_server(records | REJECT | {f"s{n}.example": SILENT for n in range(9)})
    began = time.monotonic()
    assert ask(server, arrive(write()), seconds=0.5).spf == "temperror"
    assert time.monotonic() - began < 1.5


def test_what_was_changed_on_the_way_is_not_signed(name_server: Start, key: Key) -> None:
    """A signature is over the octets that lie in the store."""
    raw = sign(write(), key).replace(b"12 Oak", b"99 Oak")
    assert words(ask(name_server(published(key) | DENIED | REJECT), arrive(raw))) == ("fail", "fail", "fail", False)


def test_a_second_from_proves_nothing(name_server: Start, key: Key) -> None:
    """The reader shows one sender and the signature covers another: neither is believed."""
    raw = b"From: mayor@elm-city.example\r\n" + sign(write(), key)
    verdict = ask(name_server(published(key) | SPF | REJECT), arrive(raw))
    assert (verdict.dmarc, verdict.is_proven) == ("permerror", False)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"length": True}, id="the end of the body is not signed"),
        pytest.param({"signature_algorithm": b"rsa-sha1"}, id="an algorithm that is broken"),
    ],
)
def test_weak_signatures_do_not_count(name_server: Start, key: Key, options: dict[str, object]) -> None:
    """RFC 8301 and RFC 6376 8.2: such a signature can be put under words that its owner never wrote."""
    verdict = ask(name_server(published(key) | DENIED | REJECT), arrive(sign(write(), key, **options)))
    assert (verdict.dkim, verdict.dmarc) == ("none", "fail")


def test_the_own_signature_is_found_among_many(name_server: Start, key: Key) -> None:
    """Five signatures are tried at most, those of the sender's domain first; each other costs us no question."""
    raw = sign(write(), key)
    fake = b"DKIM-Signature: v=1; a=rsa-sha256; d=offers%d.example; s=s1; h=from; bh=AAAA; b=AAAA\r\n"
    raw = b"".join(fake % number for number in range(90)) + raw
    server = name_server(published(key) | DENIED | REJECT)
    assert ask(server, arrive(raw)).dkim == "pass"
    assert not [question for question in server.asked if "offers" in question]


def _giant_key() -> str:
    modulus, exponent = "AQ" + "A" * 2500, "AQAB"
    return f"v=DKIM1; k=rsa; p={modulus}{exponent}"


@pytest.mark.parametrize(
    ("raw", "record"),
    [
        pytest.param(write(body="x" + " " * 2_000_000 + "x\r\n"), "", id="two million blanks"),
        pytest.param(write(body="\r\n" * 500_000), "", id="half a million empty lines"),
        pytest.param(write(body="x\r\n"), _giant_key(), id="a key of two thousand octets that is none"),
        pytest.param(write(body="x\r\n"), "v=DKIM1; p=" + "A" * 60_000, id="a record of sixty thousand octets"),
        pytest.param(b"X:\r\n" + b" y\r\n" * 30_000 + write(), "", id="a header folded thirty thousand times"),
    ],
)
def test_hostile_mail_and_keys_cost_a_second_at_most(name_server: Start, key: Key, raw: bytes, record: str) -> None:
    """PROTOCOL 1.2: nobody can keep a worker busy with a signature."""
    # The library signs as it verifies, so a mail that it could not sign in time is signed before it is blown up.
    signature = dkim.sign(write(body="x\r\n"), b"s1", CITY.encode(), key.private)
    server = name_server({f"TXT s1._domainkey.{CITY}": record or key.record} | DENIED | REJECT)
    verdict = done_within(2, lambda: ask(server, arrive(signature + raw)))
    assert verdict.dmarc == "fail"


@pytest.mark.parametrize("bits", [8192, 512])
def test_keys_of_no_reasonable_size_are_none(
    name_server: Start, key: Key, bits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key beyond 4096 bits costs more than it proves, and one of 512 proves nothing (RFC 8301 3.2)."""
    monkeypatch.setattr(dkim_check, "KEY_BITS", (2048, 4096) if bits == 512 else (512, 768))
    server = name_server(published(key) | DENIED | REJECT)
    assert ask(server, arrive(sign(write(), key))).is_forged


def test_names_in_other_scripts_are_asked_for_in_ascii(name_server: Start, key: Key) -> None:
    """`bücher.example` publishes under its name in the DNS."""
    domain = "xn--bcher-kva.example"
    server = name_server(published(key, domain) | {f"TXT _dmarc.{domain}": "v=DMARC1; p=reject"})
    raw = sign(write("anne@bücher.example"), key, domain)
    assert ask(server, arrive(raw, sender="anne@bücher.example", helo="")).dmarc == "pass"


def test_a_machine_without_name_servers_takes_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where /etc/resolv.conf is missing the mail is read all the same, and the verdict says that nobody was asked."""

    def refuse(**_: object) -> None:
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(dns.resolver, "Resolver", refuse)
    arrival = arrive(write())
    verdict = check_sender(NameServers(), arrival, as_read(arrival))
    assert (verdict.dmarc, verdict.source) == ("temperror", "gateway")
    assert "DNS" in verdict.reason


FORWARDER = "forwarder.example"


def sealed(key: Key, seen: str, *, domain: str = FORWARDER) -> bytes:
    """A mail whose signature was broken by a forwarder, who says in its seal what it saw before."""
    raw = b"Authentication-Results: mx.forwarder.example; " + seen.encode() + b"\r\n" + write(body="changed\r\n")
    lines = dkim.arc_sign(raw, b"s1", domain.encode(), key.private, b"mx.forwarder.example")
    return b"".join(lines) + raw


@pytest.mark.parametrize(
    ("sealers", "seen", "proven"),
    [
        pytest.param((FORWARDER,), f"dmarc=pass header.from={CITY}", True, id="a sealer that we name"),
        pytest.param((), f"dmarc=pass header.from={CITY}", False, id="nobody is named"),
        pytest.param(("other.example",), f"dmarc=pass header.from={CITY}", False, id="somebody else is named"),
        pytest.param((FORWARDER,), f"dmarc=fail header.from={CITY}", False, id="the sealer saw a forgery"),
        pytest.param((FORWARDER,), "dmarc=pass header.from=offers.example", False, id="another From was seen"),
    ],
)
def test_a_seal_counts_only_from_a_named_forwarder(
    name_server: Start, key: Key, sealers: tuple[str, ...], seen: str, proven: bool
) -> None:
    """PROTOCOL 7.4: the city's own tenant may vouch for what it forwards; anybody else's seal proves nothing."""
    server = name_server(published(key, FORWARDER) | DENIED | REJECT)
    verdict = ask(server, arrive(sealed(key, seen), sender="x@forwarder.example"), sealers=sealers)
    assert (verdict.is_proven, verdict.is_forged) == (proven, not proven)


def test_a_seal_that_does_not_fit_is_worth_nothing(name_server: Start, key: Key) -> None:
    """The mail was changed after the forwarder sealed it, or somebody else's key made the seal."""
    server = name_server(published(make_key(), FORWARDER) | DENIED | REJECT)
    raw = sealed(key, f"dmarc=pass header.from={CITY}")
    verdict = ask(server, arrive(raw, sender="x@forwarder.example"), sealers=(FORWARDER,))
    assert (verdict.arc, verdict.is_forged) == ("fail", True)
