"""`gateway doctor` reads the records of our domain and writes the line that is missing (PROTOCOL 11.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gateway.channels.dkim_signing import load_signer
from gateway.cli.finding import Finding, Health
from gateway.cli.mail_records import check_records
from gateway.settings import Settings
from tests.authentication.name_server import SERVFAIL, SILENT, NameServer, Zone
from tests.small_city import SMALL_CITY

DOMAIN = "elmcity.example"
GOOD: dict[str, str | tuple[str, ...]] = {
    f"MX {DOMAIN}": "10 mx.elmcity.example.",
    f"TXT {DOMAIN}": ("v=spf1 mx -all", "some-verification=1"),
    f"TXT _dmarc.{DOMAIN}": "v=DMARC1; p=quarantine",
}


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "dkim.pem"
    key = rsa.generate_private_key(65537, 2048)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


@pytest.fixture
def make_settings(settings: Any) -> Iterator[Callable[..., Settings]]:
    servers: list[NameServer] = []

    def make(zone: Zone, **more: Any) -> Settings:
        servers.append(NameServer(zone))
        usual = {"rules_text": SMALL_CITY, "smtp_relay": "relay.elmcity.example:587"}
        return settings(**{**usual, "dns_servers": servers[-1].address, **more})

    yield make
    for server in servers:
        server.stop()


def findings(given: Settings) -> dict[str, Finding]:
    return {finding.what: finding for finding in check_records(given)}


def healths(given: Settings) -> dict[str, Health]:
    return {what: finding.health for what, finding in findings(given).items()}


def test_everything_is_there(make_settings: Callable[..., Settings], key_file: Path) -> None:
    """The record of the key is the one that we tell to publish, however it is spaced."""
    signer = load_signer(make_settings({}, dkim_selector="city", dkim_key=key_file))
    assert signer is not None
    record = signer.record.replace("p=", "t=s ; p= ").replace("MII", "M II")
    given = make_settings({**GOOD, f"TXT city._domainkey.{DOMAIN}": record}, dkim_selector="city", dkim_key=key_file)
    assert set(healths(given).values()) == {Health.GOOD}
    assert set(healths(given)) == {"signing", "mx", "spf", "dkim", "dmarc"}


def test_what_is_missing_comes_with_its_line(make_settings: Callable[..., Settings], key_file: Path) -> None:
    """Whoever keeps the DNS can paste it."""
    given = make_settings({}, dkim_selector="city", dkim_key=key_file, public_url="https://311.elmcity.example")
    found = findings(given)
    assert {finding.health for what, finding in found.items() if what != "signing"} == {Health.MISSING}
    assert f"`{DOMAIN}. MX 10 311.elmcity.example.`" in found["mx"].words
    assert f'`{DOMAIN}. TXT "v=spf1 mx a:relay.elmcity.example ~all"`' in found["spf"].words
    assert f'`city._domainkey.{DOMAIN}. TXT "v=DKIM1; k=rsa; p=MII' in found["dkim"].words
    assert f'`_dmarc.{DOMAIN}. TXT "v=DMARC1; p=none; rua=mailto:postmaster@{DOMAIN}"`' in found["dmarc"].words


def test_without_a_key_the_relay_is_said_to_sign(make_settings: Callable[..., Settings]) -> None:
    """No selector, no record to look for."""
    found = findings(make_settings(GOOD))
    assert "the relay is expected to sign" in found["signing"].words
    assert "dkim" not in found


@pytest.mark.parametrize(
    ("name", "records", "what", "words"),
    [
        (f"TXT {DOMAIN}", ("v=spf1 mx -all", "v=spf1 a -all"), "spf", "2 SPF records"),
        (f"TXT city._domainkey.{DOMAIN}", "v=DKIM1; k=rsa; p=AAAA", "dkim", "holds another key"),
        (f"TXT city._domainkey.{DOMAIN}", "v=DKIM1; k=rsa; p=", "dkim", "holds another key"),
        (f"TXT city._domainkey.{DOMAIN}", "p=!!!;;=;x", "dkim", "holds another key"),
    ],
)
def test_what_makes_receivers_refuse_is_broken(
    make_settings: Callable[..., Settings], key_file: Path, name: str, records: Any, what: str, words: str
) -> None:
    """Mail goes out signed and fails everywhere."""
    found = findings(make_settings({**GOOD, name: records}, dkim_selector="city", dkim_key=key_file))[what]
    assert (found.health, words in found.words) == (Health.BROKEN, True)


def test_a_record_of_the_domain_above_counts(make_settings: Callable[..., Settings]) -> None:
    """311.elmcity.example is covered by the DMARC record of elmcity.example."""
    rules = SMALL_CITY.replace("311@elmcity.example", "help@311.elmcity.example")
    given = make_settings({f"TXT _dmarc.{DOMAIN}": "v=DMARC1; p=none"}, rules_text=rules)
    assert findings(given)["dmarc"].health is Health.GOOD


def test_a_null_mx_is_said(make_settings: Callable[..., Settings]) -> None:
    """RFC 7505: nothing would ever be answered."""
    assert "null MX" in findings(make_settings({**GOOD, f"MX {DOMAIN}": "0 ."}))["mx"].words


@pytest.mark.parametrize("trouble", [SERVFAIL, SILENT])
def test_a_dns_that_does_not_answer_breaks_nothing(make_settings: Callable[..., Settings], trouble: str) -> None:
    """The doctor says that it knows nothing, in a few seconds, and does not fail for it."""
    found = healths(make_settings({DOMAIN: trouble}))
    assert set(found.values()) == {Health.MISSING}
    assert "mail records" in found


def test_without_a_relay_nothing_is_asked(make_settings: Callable[..., Settings]) -> None:
    """A city that only tries the gateway has no records, and no need of any."""
    assert findings(make_settings({}, smtp_relay="")) == {}
