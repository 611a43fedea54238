"""What every mail provider looks like to us: a request that is verified first and then holds mails with envelopes.

To add a provider, write a file like `postmark.py` beside this one, name it in `open_providers`, and give the contract
test (`tests/edges/webhooks/test_mail_providers.py`) a sample of what it sends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from typing import Protocol

from gateway.errors import IntakeError, WebhookRefusedError

REFUSED = "mail_webhook_refused"
MALFORMED = "mail_webhook_malformed"
_LONGEST_HEADER = 2000
_RESULTS = frozenset({"pass", "fail", "softfail", "neutral", "none", "temperror", "permerror"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWebhook:
    """A request of a mail provider, before anything in it is believed."""

    headers: Mapping[str, str]
    """Lower-case names."""
    form: Mapping[str, bytes]
    """The fields of a form, undecoded; empty when the body is no form. Of a repeated name the first counts."""
    body: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderMail:
    """One mail that a provider hands over."""

    raw: bytes
    sender: str
    """Envelope sender, empty for the null sender."""
    recipients: tuple[str, ...]
    """Envelope recipients as the provider says; it may know none."""
    details: Mapping[str, str] = field(default_factory=dict)
    """What the provider found out: `spf`, `dkim`, `dmarc` (RFC 8601 words), and `spam`: why it is spam, if it is."""


class EmailProvider(Protocol):
    """A service that takes mail for the city and posts it to us."""

    @property
    def name(self) -> str:
        """The word in the address of the webhook."""
        ...

    def verify(self, webhook: MailWebhook) -> str:
        """The one-time token of the request, empty where the provider has none; raises `WebhookRefusedError`."""
        ...

    def messages(self, webhook: MailWebhook) -> tuple[ProviderMail, ...]:
        """The mails of a verified request, which may be none.

        Raises `WebhookRefusedError` for what nobody can read and `IntakeError` for what can be mended in time.
        """
        ...


class MailMissingError(IntakeError):
    """The provider leaves out the mail itself; it comes again after the setting there was corrected."""


def refused(reason: str) -> WebhookRefusedError:
    """A request that its provider did not sign, or not for us: 401, as Rails' ingresses say (PROTOCOL 14)."""
    return WebhookRefusedError(reason, status=401, counter=REFUSED)


def malformed(reason: str) -> WebhookRefusedError:
    """A request that cannot be read: 422."""
    return WebhookRefusedError(reason, status=422, counter=MALFORMED)


def as_result(word: str) -> str:
    """An authentication result in the words of RFC 8601; what is unknown says nothing."""
    folded = word.strip().strip("()").lower()
    return folded if folded in _RESULTS else "none"


def as_sender(address: str) -> str:
    """An envelope sender; the null sender, however it is written, is empty (PROTOCOL 2.5)."""
    return address.strip().removeprefix("<").removesuffix(">").strip()


def address_in(header: str) -> str:
    """The first address of a header, for a provider that does not tell the envelope."""
    return parseaddr(header[:_LONGEST_HEADER])[1]


def addresses_in(listed: str) -> tuple[str, ...]:
    """Addresses with commas between them."""
    return tuple(part for item in listed.split(",") if (part := as_sender(item)))


def text_of(octets: bytes) -> str:
    """A form field as text, whatever its charset."""
    return octets.decode("utf-8", "replace")
