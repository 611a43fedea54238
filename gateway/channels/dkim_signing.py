"""Signs our mail, so that other systems can tell it from mail that only says it is ours (PROTOCOL 11.6, RFC 6376).

What is signed are the octets that go over the wire. The headers that a reader sees are named once more than they stand
in the mail, so that nobody can add a second one on the way (RFC 6376 8.15).
"""

from __future__ import annotations

import base64
import logging
import re
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from gateway.errors import ChannelMisconfiguredError, SettingsError
from gateway.settings import Settings

log = logging.getLogger(__name__)

LEAST_BITS = 1024
GOOD_BITS = 2048
"""RFC 8301 3.2: signers use 2048 bits; shorter than 1024 is not even verified."""
_SELECTOR = re.compile(
    r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*", re.IGNORECASE
)
_SIGNED = (
    *("from", "to", "cc", "subject", "date", "message-id", "reply-to", "in-reply-to", "references"),
    *("mime-version", "content-type", "auto-submitted"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DkimSigner:
    """The city's key and the name that it is published under."""

    selector: str
    bits: int
    public_key: str
    """As it stands behind `p=` in the record."""
    key: bytes = field(repr=False)

    @property
    def record(self) -> str:
        """The TXT record that belongs at `selector._domainkey` of each of our domains."""
        return f"v=DKIM1; k=rsa; p={self.public_key}"

    def sign(self, message: bytes, *, domain: str) -> bytes:
        """The mail with a signature of `domain` above it; raises `ChannelMisconfiguredError`."""
        import dkim  # and with it the DNS, which only a city that signs should wait for

        try:
            header: bytes = dkim.sign(
                message,
                self.selector.encode(),
                domain.lower().encode("idna"),
                self.key,
                canonicalize=(b"relaxed", b"relaxed"),
                include_headers=_header_names(message),
            )
        except (dkim.DKIMException, ValueError) as error:
            raise ChannelMisconfiguredError(f"The mail cannot be signed: {type(error).__name__}.") from None
        return header + message


def load_signer(settings: Settings) -> DkimSigner | None:
    """The signer that the settings name, None when they name none; raises `SettingsError` saying what to change."""
    selector, path = settings.dkim_selector, settings.dkim_key
    if not selector and path is None:
        return None
    if not selector:
        raise SettingsError("GATEWAY_DKIM_KEY is set and GATEWAY_DKIM_SELECTOR is not: name the record of the key.")
    if path is None:
        raise SettingsError("GATEWAY_DKIM_SELECTOR is set and GATEWAY_DKIM_KEY is not: name the file of the key.")
    if not _SELECTOR.fullmatch(selector):
        raise SettingsError("GATEWAY_DKIM_SELECTOR must be a name of letters, digits and hyphens, such as city2026.")
    try:
        pem = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"GATEWAY_DKIM_KEY: {path} cannot be read ({error.strerror}).") from None
    return _signer(selector, _load_key(pem, str(path)))


def _load_key(pem: bytes, path: str) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except TypeError:
        message = f"GATEWAY_DKIM_KEY: {path} is locked with a password; write it without one and let only us read it."
        raise SettingsError(message) from None
    except (ValueError, UnsupportedAlgorithm):
        raise SettingsError(f"GATEWAY_DKIM_KEY: {path} holds no private key in PEM form.") from None
    if not isinstance(key, RSAPrivateKey):
        raise SettingsError(f"GATEWAY_DKIM_KEY: {path} is no RSA key; other kinds are verified by too few receivers.")
    if key.key_size < LEAST_BITS:
        raise SettingsError(f"GATEWAY_DKIM_KEY: {path} has {key.key_size} bits; receivers ask for {GOOD_BITS}.")
    return key


def _signer(selector: str, key: RSAPrivateKey) -> DkimSigner:
    if key.key_size < GOOD_BITS:
        log.warning("GATEWAY_DKIM_KEY has %s bits; make one of %s", key.key_size, GOOD_BITS)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return DkimSigner(
        selector=selector,
        bits=key.key_size,
        public_key=base64.b64encode(public).decode(),
        key=key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()),
    )


def _header_names(message: bytes) -> list[bytes]:
    """Every name once for each of its headers and once more (over-signing)."""
    head = b"\r\n" + message.partition(b"\r\n\r\n")[0].lower()
    return [name.encode() for name in _SIGNED for _ in range(head.count(f"\r\n{name}:".encode()) + 1)]
