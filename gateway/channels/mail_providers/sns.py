"""Believes a notification only when Amazon SNS signed it (AWS, "Verifying the signatures of Amazon SNS messages")."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from cryptography.x509 import load_pem_x509_certificate

from gateway.channels.mail_providers.amazon import Fetch, is_sns_address
from gateway.channels.mail_providers.shape import refused

_CERTIFICATE_OCTETS = 64 * 1024
_MOST_CERTIFICATES = 8
_HASHES: Mapping[str, HashAlgorithm] = {
    "1": SHA1(),  # noqa: S303 - what SNS signs with unless the topic says SignatureVersion 2
    "2": SHA256(),
}
_SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    "UnsubscribeConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}


class SnsCertificates:
    """The certificates that SNS signs with, each fetched once."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._keys: dict[str, RSAPublicKey] = {}

    def verify(self, document: Mapping[str, Any]) -> None:
        """Raises `WebhookRefusedError` unless Amazon signed this, `IntakeError` when its certificate cannot be had."""
        names = _SIGNED.get(str(document.get("Type")))
        algorithm = _HASHES.get(str(document.get("SignatureVersion")))
        if names is None or algorithm is None:
            raise refused("This is no notification of Amazon SNS.")
        signed = "".join(f"{name}\n{document[name]}\n" for name in names if document.get(name) is not None)
        key = self._find_key(str(document.get("SigningCertURL", "")))
        try:
            signature = base64.b64decode(str(document.get("Signature", "")), validate=True)
            key.verify(signature, signed.encode("utf-8", "replace"), PKCS1v15(), algorithm)
        except (binascii.Error, InvalidSignature):
            raise refused("The signature is wrong.") from None

    def _find_key(self, url: str) -> RSAPublicKey:
        if not is_sns_address(url) or not url.endswith(".pem"):
            raise refused("The certificate would come from somebody else than Amazon SNS.")
        if url not in self._keys:
            key = _read_key(self._fetch(url, {}, most=_CERTIFICATE_OCTETS))
            if len(self._keys) >= _MOST_CERTIFICATES:
                self._keys.clear()
            self._keys[url] = key
        return self._keys[url]


def _read_key(pem: bytes) -> RSAPublicKey:
    try:
        key = load_pem_x509_certificate(pem).public_key()
    except ValueError:
        raise refused("The certificate cannot be read.") from None
    if not isinstance(key, RSAPublicKey):
        raise refused("The certificate has no RSA key.")
    return key
