"""Mail inside a signature is read, and believed no more for it; other envelopes stay closed (PROTOCOL 8.9)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from parsers.email import read_mail
from parsers.email.files import extract_files
from parsers.email.signed import Envelope, open_envelope
from tests.own_time import done_within
from tests.parsers.email import samples
from tests.parsers.email.samples import signed

INNER = samples.mixed(
    b"Content-Type: text/plain\r\n\r\nHole at 12 Oak St", b"Content-Type: image/jpeg; name=a.jpg\r\n\r\nphoto"
)
SIGNED = b"application/pkcs7-mime; smime-type=signed-data; name=smime.p7m"


@pytest.mark.parametrize(
    ("content_type", "octets"),
    [
        (SIGNED, signed(INNER)),
        (SIGNED, signed(INNER, pieces=[INNER[:30], INNER[30:]])),
        (b"application/x-pkcs7-mime; name=smime.p7m", signed(INNER)),
        (b"application/octet-stream; name=smime.p7m", signed(INNER)),
    ],
)
def test_8_9_mail_inside_a_signature_is_read(content_type: bytes, octets: bytes) -> None:
    """With lengths, in pieces without, and under the names that programs give it."""
    mail = read_mail(samples.mail(content_type, octets))
    assert (mail.text, mail.flags, mail.error) == ("Hole at 12 Oak St", ("signed",), None)
    assert [(found.filename, found.octets) for found in extract_files(samples.mail(content_type, octets))] == [
        ("a.jpg", b"photo")
    ]


def test_8_9_signature_of_a_real_library_is_opened() -> None:
    """Certificates and all, as a mail program makes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Anne")])
    now = datetime(2026, 5, 4, tzinfo=UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    dated = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    signer = (
        pkcs7.PKCS7SignatureBuilder().set_data(INNER).add_signer(dated.sign(key, hashes.SHA256()), key, hashes.SHA256())
    )
    octets = signer.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])
    assert open_envelope(octets) == (Envelope.SIGNED, INNER)


@pytest.mark.parametrize(
    ("smime_type", "octets", "flag"),
    [
        (b"enveloped-data", signed(b"", kind=3), "encrypted"),
        (b"signed-data", signed(b"", kind=3), "encrypted"),
        (b"enveloped-data", b"damaged", "encrypted"),
        (b"signed-data", b"damaged", "signed_opaque"),
    ],
)
def test_8_9_envelope_that_stays_closed_is_named_and_kept(smime_type: bytes, octets: bytes, flag: str) -> None:
    """The ticket says what the sender can do, and the file is there."""
    mail = read_mail(samples.mail(b"application/pkcs7-mime; name=smime.p7m; smime-type=" + smime_type, octets))
    assert mail.flags == (flag,)
    assert mail.error is not None
    assert [attachment.size for attachment in mail.attachments] == [len(octets)]


def test_8_9_certificates_without_a_mail_are_only_a_file() -> None:
    """Somebody sends a certificate along; nothing is hidden."""
    part = b"Content-Type: application/pkcs7-mime; smime-type=certs-only; name=a.p7c\r\n\r\nx"
    mail = read_mail(samples.mixed(b"Content-Type: text/plain\r\n\r\nHole", part))
    assert (mail.text, mail.flags, len(mail.attachments)) == ("Hole", (), 1)


def test_8_1_envelopes_in_envelopes_end_three_deep() -> None:
    """The same limit as for mails inside mails."""
    octets = b"Content-Type: text/plain\r\n\r\nHole"
    for _ in range(5):
        octets = samples.mail(b"application/pkcs7-mime", signed(octets))
    assert read_mail(octets).flags == ("mails_too_deep", "signed")


@pytest.mark.parametrize(
    "hostile", [b"\x30\x80\x3f" + b"\xff" * 10**6, b"\x30\x80" * 10**6, b"\x30\x84\xff\xff\xff\xff"]
)
def test_8_1_hostile_envelope_costs_nothing(hostile: bytes) -> None:
    """A known library needs 19 seconds for a third of the first."""
    assert done_within(0.5, lambda: open_envelope(hostile)) == (Envelope.UNKNOWN, b"")
