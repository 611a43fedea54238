"""Amazon SES by way of SNS (AWS, "Contents of notifications for Amazon SES email receiving").

The mail is in the notification (SNS action, up to 150 kB), or in a bucket (S3 action) from which it is fetched.
"""

from __future__ import annotations

import base64
import binascii
import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from gateway.channels.mail_providers.amazon import (
    AccessKey,
    Fetch,
    fetch_from_amazon,
    is_sns_address,
    object_address,
    sign_get,
)
from gateway.channels.mail_providers.shape import (
    MailMissingError,
    MailWebhook,
    ProviderMail,
    as_sender,
    malformed,
    refused,
)
from gateway.channels.mail_providers.sns import SnsCertificates

log = logging.getLogger(__name__)

_ANSWER_OCTETS = 64 * 1024
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_RESULTS = {"PASS": "pass", "FAIL": "fail", "GRAY": "none", "PROCESSING_FAILED": "temperror"}


class AmazonSes:
    """Believed by the signature of SNS and the name of our topic."""

    def __init__(
        self, *, topic_arn: str, access: AccessKey | None = None, most: int, fetch: Fetch = fetch_from_amazon
    ) -> None:
        self._topic_arn = topic_arn
        self._access = access
        self._most = most
        self._fetch = fetch
        self._certificates = SnsCertificates(fetch)
        self._confirmed = ""

    @property
    def name(self) -> str:
        """Stands in the webhook's address."""
        return "ses"

    def verify(self, webhook: MailWebhook) -> str:
        """There is no one-time token; a repeated mail has the same octets and is stored once."""
        document = _read_object(webhook.body)
        if document.get("TopicArn") != self._topic_arn:
            raise refused("The notification is of another topic than GATEWAY_SES_TOPIC_ARN.")
        self._certificates.verify(document)
        return ""

    def messages(self, webhook: MailWebhook) -> tuple[ProviderMail, ...]:
        """The mail of a notification; a request to confirm the subscription holds none and is answered."""
        document = _read_object(webhook.body)
        if document.get("Type") == "SubscriptionConfirmation":
            self._confirm(str(document.get("SubscribeURL", "")))
        if document.get("Type") != "Notification":
            return ()
        notification = _read_object(document.get("Message"))
        if notification.get("notificationType") != "Received":
            return ()
        return (self._read_mail(notification),)

    def _confirm(self, url: str) -> None:
        if not is_sns_address(url):
            raise refused("The subscription would be confirmed with somebody else than Amazon SNS.")
        if url != self._confirmed:
            self._fetch(url, {}, most=_ANSWER_OCTETS)
            self._confirmed = url
            log.warning("the subscription to mail of Amazon SES is confirmed")

    def _read_mail(self, notification: dict[str, Any]) -> ProviderMail:
        receipt, mail = _mapping(notification, "receipt"), _mapping(notification, "mail")
        recipients = receipt.get("recipients")
        return ProviderMail(
            raw=self._read_content(notification, _mapping(receipt, "action")),
            sender=as_sender(str(mail.get("source") or "")),
            recipients=tuple(map(str, recipients)) if isinstance(recipients, list) else (),
            details=dict(_details(receipt)),
        )

    def _read_content(self, notification: dict[str, Any], action: dict[str, Any]) -> bytes:
        content = notification.get("content")
        if isinstance(content, str):
            return _decode(content, str(action.get("encoding", "")))
        if action.get("type") == "S3":
            return self._fetch_object(str(action.get("bucketName", "")), str(action.get("objectKey", "")))
        raise MailMissingError("SES leaves out the mail: let the rule have an SNS or an S3 action with this topic.")

    def _fetch_object(self, bucket: str, key: str) -> bytes:
        if self._access is None:
            raise MailMissingError(
                "SES puts mail into a bucket: set GATEWAY_SES_ACCESS_KEY and GATEWAY_SES_SECRET_KEY."
            )
        if not _BUCKET.fullmatch(bucket) or not key:
            raise malformed("The notification names no object of S3.")
        url = object_address(bucket, key, self._access.region)
        return self._fetch(url, sign_get(url, self._access, datetime.now(UTC)), most=self._most)


def _read_object(text: Any) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        raise malformed("The request is no JSON.") from None
    if not isinstance(document, dict):
        raise malformed("The request is no JSON object.")
    return document


def _mapping(document: dict[str, Any], key: str) -> dict[str, Any]:
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def _decode(content: str, encoding: str) -> bytes:
    if encoding.upper() != "BASE64":
        return content.encode("utf-8", "replace")
    try:
        return base64.b64decode(content)
    except binascii.Error:
        raise malformed("The mail in the notification is not Base64.") from None


def _details(receipt: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("spf", "dkim", "dmarc"):
        status = _mapping(receipt, f"{name}Verdict").get("status")
        if status in _RESULTS:
            yield name, _RESULTS[status]
    for name, words in (("virus", "Amazon SES found a virus"), ("spam", "Amazon SES calls it spam")):
        if _mapping(receipt, f"{name}Verdict").get("status") == "FAIL":
            yield "spam", words
