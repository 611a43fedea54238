"""Our own mail is signed, the signature holds over what goes through the wire, and a wrong key is found at start."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from gateway.channels.dkim_signing import load_signer
from gateway.channels.email import EmailChannel
from gateway.envelopes import OutboundFile
from gateway.errors import SettingsError
from gateway.tokens import Tokens
from tests.fake_relay import FakeRelay

PEM = (Encoding.PEM, PrivateFormat.PKCS8)


@cache
def key_of(bits: int) -> rsa.RSAPrivateKey:
    """Making one takes a while."""
    return rsa.generate_private_key(65537, bits)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "dkim.pem"
    path.write_bytes(key_of(2048).private_bytes(*PEM, NoEncryption()))
    return path


@pytest.fixture
def channel(settings: Any, rulebooks: Any, relay: FakeRelay, key_file: Path) -> EmailChannel:
    given = settings(smtp_relay=f"127.0.0.1:{relay.port}", dkim_selector="city2026", dkim_key=key_file)
    return EmailChannel(settings=given, tokens=Tokens(key=b"a key of the tests"), rulebooks=rulebooks)


def is_verified(channel: EmailChannel, raw: bytes) -> bool:
    """As a receiver does it, with the record that the doctor tells to publish."""
    signer = channel.signer
    assert signer is not None
    records = {b"city2026._domainkey.elmcity.example.": signer.record.encode()}
    return bool(dkim.verify(raw, dnsfunc=lambda name, timeout=5: records.get(name)))


BODIES = {
    "plain": "Thank you. Your number is ABCD-EFGH.\n",
    "letters": "¡Gracias! Señal caída, ngập nước, 路灯坏了, 🕳️\n",
    "long lines": "a" * 5_000 + "\n" + "ñ" * 3_000 + "\n",
    "dots": ".\n..\n.dot\n\n.\n",
    "from": "From the street\n>From\n",
    "spaces": "trailing   \n\t\n  leading\n\n\n\n",
    "empty": "",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("number_of_files", [0, 2])
def test_f11_4_the_signature_holds_behind_the_relay(
    channel: EmailChannel, outbound: Any, relay: FakeRelay, body: str, number_of_files: int
) -> None:
    """All letters, long lines and leading dots arrive as they were signed."""
    picture = OutboundFile(filename="photo.jpg", content_type="image/jpeg", octets=bytes(range(256)) * 40)
    mail = outbound(body=body, subject="Señal caída " * 12, files=(picture,) * number_of_files)
    channel.send(mail)
    (taken,) = relay.mails
    assert taken.raw.startswith(b"DKIM-Signature: ")
    assert b"d=elmcity.example" in taken.raw
    assert is_verified(channel, taken.raw)
    assert all(octet < 128 for octet in taken.raw)


@pytest.mark.parametrize("name", ["From", "Subject", "To", "Cc", "Reply-To", "Date", "Message-ID", "References"])
def test_f11_4_nobody_adds_a_second_header(channel: EmailChannel, outbound: Any, name: str) -> None:
    """Mail programs show the first or the last one; a second one breaks the signature."""
    raw = channel.compose(outbound())
    head, _, body = raw.partition(b"\r\n\r\n")
    assert not is_verified(channel, f"{name}: Mayor <mayor@elmcity.example>\r\n".encode() + raw)
    assert not is_verified(channel, head + f"\r\n{name}: Mayor <mayor@elmcity.example>\r\n\r\n".encode() + body)


def test_f11_4_a_changed_word_breaks_it(channel: EmailChannel, outbound: Any) -> None:
    """That is what it is for; what a mail system adds above it does no harm."""
    raw = channel.compose(outbound())
    assert is_verified(channel, raw)
    assert not is_verified(channel, raw.replace(b"ABCD-EFGH", b"ABCD-ZZZZ"))
    assert is_verified(channel, b"Received: from x by y; now\r\n" + raw)


def test_11_6_only_our_own_domain_is_signed_for(channel: EmailChannel, outbound: Any) -> None:
    """The key speaks for the city's addresses and for nobody else's."""
    assert b"DKIM-Signature" not in channel.compose(outbound(sender="311@another.example"))
    assert b"d=elmcity.example;" in channel.compose(outbound(sender="311@ELMCITY.example"))


def test_11_6_without_a_key_the_relay_signs(settings: Any, rulebooks: Any, outbound: Any) -> None:
    """Most cities have a mail system that does it already."""
    channel = EmailChannel(settings=settings(), tokens=Tokens(key=b"k"), rulebooks=rulebooks)
    assert channel.signer is None
    assert b"DKIM-Signature" not in channel.compose(outbound())


WRONG = {
    "no file": (None, "cannot be read"),
    "no key": (b"hello", "no private key in PEM form"),
    "empty": (b"", "no private key in PEM form"),
    "a public key": (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "no private key in PEM form"),
}


@pytest.mark.parametrize(("octets", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_key_is_found_at_start(settings: Any, tmp_path: Path, octets: bytes | None, words: str) -> None:
    """One sentence with the variable, not a mail that fails in the night."""
    path = tmp_path / "key.pem"
    if octets is not None:
        path.write_bytes(octets)
    with pytest.raises(SettingsError, match=f"GATEWAY_DKIM_KEY: .*{words}"):
        load_signer(settings(dkim_selector="a", dkim_key=path))


def test_other_kinds_of_keys_are_refused(settings: Any, tmp_path: Path) -> None:
    """A locked key, one that is too short, and one that is not RSA."""
    path = tmp_path / "key.pem"
    keys = {
        "locked with a password": key_of(2048).private_bytes(*PEM, BestAvailableEncryption(b"secret")),
        "no RSA key": ed25519.Ed25519PrivateKey.generate().private_bytes(*PEM, NoEncryption()),
    }
    for words, octets in keys.items():
        path.write_bytes(octets)
        with pytest.raises(SettingsError, match=words):
            load_signer(settings(dkim_selector="a", dkim_key=path))


def test_a_short_key_is_used_and_complained_about(
    settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is still verified by everybody, but not for long."""
    path = tmp_path / "key.pem"
    path.write_bytes(key_of(1024).private_bytes(*PEM, NoEncryption()))
    signer = load_signer(settings(dkim_selector="a", dkim_key=path))
    assert signer is not None
    assert signer.bits == 1024
    assert "1024 bits" in caplog.text
    assert "PRIVATE" not in repr(signer)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"dkim_selector": "city2026"}, "GATEWAY_DKIM_SELECTOR is set and GATEWAY_DKIM_KEY is not"),
        ({"dkim_key": "key.pem"}, "GATEWAY_DKIM_KEY is set and GATEWAY_DKIM_SELECTOR is not"),
        ({"dkim_key": "key.pem", "dkim_selector": "a b"}, "GATEWAY_DKIM_SELECTOR must be a name"),
    ],
)
def test_half_a_setting_is_a_mistake(settings: Any, rulebooks: Any, given: dict[str, str], words: str) -> None:
    """Nobody believes that mail is signed while it is not."""
    with pytest.raises(SettingsError, match=words):
        EmailChannel(settings=settings(**given), tokens=Tokens(key=b"k"), rulebooks=rulebooks)


def test_an_empty_variable_is_none(settings: Any) -> None:
    """`GATEWAY_DKIM_KEY=` in a file of settings means that there is no key."""
    assert load_signer(settings(dkim_key="", dkim_selector="")) is None
