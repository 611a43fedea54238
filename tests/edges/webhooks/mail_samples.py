"""What each mail provider posts, in our own words: signed as it signs, with the fields that it is said to send."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import quote_from_bytes

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

PASSWORD = "a password: that only tests use"
TOPIC = "arn:aws:sns:us-east-1:123456789012:city-mail"
CERTIFICATE = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem"
CONFIRM = "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token=t"
BOUNDARY = "xYzZY"


@dataclass(frozen=True)
class Request:
    """A request that a provider makes."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    def with_headers(self, **headers: str) -> Request:
        return replace(self, headers={**self.headers, **headers})


class Sample(ABC):
    """One provider as a test sees it."""

    name: str
    settings: Mapping[str, Any]

    @abstractmethod
    def post(self, raw: bytes, *, sender: str, recipients: tuple[str, ...], is_spam: bool = True) -> Request:
        """A mail, posted as the provider does."""

    @abstractmethod
    def forged(self, request: Request) -> Request:
        """The same request from somebody who does not know the secret."""

    @abstractmethod
    def without_mail(self) -> Request:
        """A good request of a provider that was told to leave the raw mail out."""

    @abstractmethod
    def unreadable(self) -> Request:
        """A request that ends in the middle."""


def basic(password: str = PASSWORD) -> str:
    return "Basic " + base64.b64encode(f"gateway:{password}".encode()).decode()


def multipart(fields: Mapping[str, bytes]) -> Request:
    """A form as SendGrid and Mailgun post it."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value + b"\r\n"
        for name, value in fields.items()
    ]
    kind = f'multipart/form-data; boundary="{BOUNDARY}"'
    return Request(b"".join(parts) + f"--{BOUNDARY}--\r\n".encode(), {"Content-Type": kind})


def urlencoded(fields: Mapping[str, bytes]) -> Request:
    """The other kind of form."""
    body = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in fields.items())
    return Request(body.encode(), {"Content-Type": "application/x-www-form-urlencoded"})


def as_json(document: Any) -> Request:
    return Request(json.dumps(document).encode(), {"Content-Type": "application/json; charset=utf-8"})


class SendGridSample(Sample):
    name = "sendgrid"
    settings: Mapping[str, Any] = {"sendgrid_password": PASSWORD}

    def post(self, raw: bytes, *, sender: str, recipients: tuple[str, ...], is_spam: bool = True) -> Request:
        envelope = json.dumps({"to": recipients, "from": sender}).encode()
        fields = {
            "dkim": b"{@residents.example : pass}",
            "SPF": b"softfail",
            "spam_score": b"6.1" if is_spam else b"0.2",
        }
        fields |= {"to": b"311@elmcity.example", "email": raw, "envelope": envelope, "charsets": b"{}"}
        return multipart(fields).with_headers(Authorization=basic())

    def forged(self, request: Request) -> Request:
        return request.with_headers(Authorization=basic("guessed"))

    def without_mail(self) -> Request:
        return multipart({"text": b"There is a pothole", "to": b"x"}).with_headers(Authorization=basic())

    def unreadable(self) -> Request:
        whole = self.without_mail()
        return replace(whole, body=whole.body[:-20])


class SignedSendGridSample(SendGridSample):
    """SendGrid with a verification key instead of a password."""

    key = ec.generate_private_key(ec.SECP256R1())
    settings: Mapping[str, Any] = {
        "sendgrid_verification_key": base64.b64encode(
            key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        ).decode()
    }

    def post(self, raw: bytes, *, sender: str, recipients: tuple[str, ...], is_spam: bool = True) -> Request:
        return self._signed(super().post(raw, sender=sender, recipients=recipients, is_spam=is_spam))

    def forged(self, request: Request) -> Request:
        return replace(request, body=request.body.replace(b"Oak", b"Elm"))

    def without_mail(self) -> Request:
        return self._signed(super().without_mail())

    def _signed(self, request: Request) -> Request:
        signature = self.key.sign(b"1790000000" + request.body, ec.ECDSA(SHA256()))
        return Request(
            request.body,
            {
                "Content-Type": request.headers["Content-Type"],
                "X-Twilio-Email-Event-Webhook-Timestamp": "1790000000",
                "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
            },
        )


class MailgunSample(Sample):
    name = "mailgun"
    settings: Mapping[str, Any] = {"mailgun_signing_key": PASSWORD}

    def post(self, raw: bytes, *, sender: str, recipients: tuple[str, ...], is_spam: bool = True) -> Request:
        fields = {"X-Mailgun-Spf": b"SoftFail", "X-Mailgun-Dkim-Check-Result": b"Pass"}
        fields |= {"X-Mailgun-Sflag": b"Yes" if is_spam else b"No"}
        return multipart({**fields, **self.fields(raw, sender=sender, recipients=recipients)})

    def fields(
        self, raw: bytes, *, sender: str, recipients: tuple[str, ...], token: str = "", age: float = 0
    ) -> dict[str, bytes]:
        """The signed fields of a request made `age` seconds ago."""
        return {
            "sender": sender.encode(),
            "recipient": ", ".join(recipients).encode(),
            "body-mime": raw,
            **self.signature(token or hashlib.sha256(raw).hexdigest(), age=age),
        }

    def signature(self, token: str, *, age: float = 0) -> dict[str, bytes]:
        timestamp = str(int(time.time() - age))
        signature = hmac.new(PASSWORD.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
        return {"timestamp": timestamp.encode(), "token": token.encode(), "signature": signature.encode()}

    def forged(self, request: Request) -> Request:
        return replace(request, body=request.body.replace(b'name="token"\r\n\r\n', b'name="token"\r\n\r\nf'))

    def without_mail(self) -> Request:
        return urlencoded({"body-plain": b"There is a pothole", **self.signature("t")})

    def unreadable(self) -> Request:
        whole = multipart(self.signature("t"))
        return replace(whole, body=whole.body[:-20])


class PostmarkSample(Sample):
    name = "postmark"
    settings: Mapping[str, Any] = {"postmark_password": PASSWORD}

    def post(self, raw: bytes, *, sender: str, recipients: tuple[str, ...], is_spam: bool = True) -> Request:
        spf = f"SoftFail (not authorized) identity=mailfrom; client-ip=192.0.2.1; envelope-from={sender or '<>'}"
        headers = [
            {"Name": "X-Spam-Status", "Value": "Yes" if is_spam else "No"},
            {"Name": "Received-SPF", "Value": spf},
        ]
        headers.append({"Name": "Received-SPF", "Value": "Pass envelope-from=boss@elmcity.example"})
        document = {"From": "other@residents.example", "MessageID": "4711", "Headers": headers, "TextBody": "…"}
        document["ToFull"] = [{"Email": recipient, "Name": "", "MailboxHash": ""} for recipient in recipients]
        document |= {"OriginalRecipient": recipients[0]} if len(recipients) == 1 else {}
        return as_json({**document, "RawEmail": raw.decode()}).with_headers(Authorization=basic())

    def forged(self, request: Request) -> Request:
        return request.with_headers(Authorization="Basic =====")

    def without_mail(self) -> Request:
        return as_json({"TextBody": "There is a pothole"}).with_headers(Authorization=basic())

    def unreadable(self) -> Request:
        return Request(b'{"RawEmail": "Subj', {"Authorization": basic()})


@cache
def amazons_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def amazons_certificate() -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, amazons_key().public_key(), x509.random_serial_number())
    dated = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    return dated.sign(amazons_key(), SHA256()).public_bytes(Encoding.PEM)


class SesSample(Sample):
    name = "ses"
    settings: Mapping[str, Any] = {"ses_topic_arn": TOPIC}
    version = "1"

    def post(self, raw: bytes, *, sender: str, recipients: tuple[str, ...], is_spam: bool = True) -> Request:
        action = {"type": "SNS", "topicArn": TOPIC, "encoding": "BASE64"}
        content = {"content": base64.b64encode(raw).decode()}
        notification = self.notification(action, sender=sender, recipients=recipients)
        notification["receipt"]["spamVerdict"]["status"] = "FAIL" if is_spam else "PASS"
        return self.notify(notification | content)

    def notification(self, action: Mapping[str, str], *, sender: str, recipients: tuple[str, ...]) -> dict[str, Any]:
        """What SES says of a mail, beside its content."""
        verdicts = {"spf": "GRAY", "dkim": "PASS", "dmarc": "PROCESSING_FAILED", "spam": "FAIL", "virus": "PASS"}
        receipt: dict[str, Any] = {f"{name}Verdict": {"status": status} for name, status in verdicts.items()}
        receipt |= {"recipients": recipients, "action": action}
        mail = {"source": sender, "destination": ["not.the.envelope@elmcity.example"], "messageId": "4711"}
        return {"notificationType": "Received", "mail": mail, "receipt": receipt}

    def notify(self, message: Mapping[str, Any], **changes: str) -> Request:
        """A notification of SNS around it."""
        text = json.dumps(message)
        return self.signed({"Type": "Notification", "Subject": "Amazon SES Email Receipt", "Message": text, **changes})

    def signed(self, document: Mapping[str, str]) -> Request:
        whole = {"MessageId": "22b80b92", "TopicArn": TOPIC, "Timestamp": "2026-06-01T12:00:00.000Z", **document}
        to_sign = "".join(f"{name}\n{whole[name]}\n" for name in sorted(whole) if name != "SigningCertURL")
        signature = amazons_key().sign(to_sign.encode(), PKCS1v15(), SHA1() if self.version == "1" else SHA256())
        last = {"SignatureVersion": self.version, "Signature": base64.b64encode(signature).decode()}
        return as_json({"SigningCertURL": CERTIFICATE, **whole, **last})

    def forged(self, request: Request) -> Request:
        return replace(request, body=request.body.replace(b"22b80b92", b"22b80b93"))

    def without_mail(self) -> Request:
        return self.notify(self.notification({"type": "Lambda"}, sender="", recipients=()))

    def unreadable(self) -> Request:
        return Request(b'{"Type": "Notific', {"Content-Type": "text/plain; charset=UTF-8"})


class NewerSesSample(SesSample):
    """A topic with SignatureVersion 2."""

    version = "2"


SAMPLES = [SendGridSample(), SignedSendGridSample(), MailgunSample(), PostmarkSample(), SesSample(), NewerSesSample()]
