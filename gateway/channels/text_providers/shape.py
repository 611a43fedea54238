"""What every provider of texts looks like to us: a request is verified first, and then holds texts or reports on ours.

To add a provider, follow `docs/add-a-provider.md`: one file beside this one, its settings, a line in `open_texts`, and
a sample for the contract test (`tests/edges/webhooks/text_samples.py`).
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from gateway.channels import Rulebooks
from gateway.channels.text_message import plain_number
from gateway.envelopes import Arrival, DeliveryReport, FetchedMedia, Outbound, SendReceipt, Webhook
from gateway.errors import WebhookRefusedError
from parsers.values import InboundMessage, Medium

REFUSED = "webhook_refused_signature"
WRONG_ACCOUNT = "webhook_refused_account"
WRONG_NUMBER = "webhook_refused_number"
MALFORMED = "webhook_malformed"

OPTED_OUT = "21610"
"""The code of a report, or of a `PermanentSendError`, that says: this person wants no texts. Twilio's, for all."""
NOT_A_MOBILE = "21614"
"""The code that says: this number never takes a text."""
FILTERED = "30007"
"""The code of a report that says: the carrier took it for spam. The operator is told."""
UNREGISTERED = "30034"
"""The code of a report that says: our number is not registered with the carriers. The operator is told."""
LARGEST_TEXT = 256 * 1024
"""Octets of the largest request, for a provider that sends the addresses of pictures and not the pictures."""
TOLERANCE = 300.0
"""Seconds that a signature counts, where each try is signed anew."""
_SHORTEST_NUMBER = 8
_REFERENCE = re.compile(r"outbox-(\d{1,18})-\d+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """What a provider wants to hear when everything in its request is stored."""

    status: int = 200
    content_type: str = "text/plain; charset=utf-8"
    body: str = ""


@runtime_checkable
class TextProvider(Protocol):
    """A carrier's service: it posts residents' texts to us, and takes ours by REST."""

    @property
    def name(self) -> str:
        """The word in the address of the webhook, in `Arrival.channel` and in `Outbound.channel`."""
        ...

    @property
    def medium(self) -> Medium:
        """`Medium.SMS`, which is what a rule sees as `channel`."""
        ...

    @property
    def methods(self) -> tuple[str, ...]:
        """The HTTP methods of its webhooks; others get 405."""
        ...

    @property
    def largest_body(self) -> int:
        """Octets of its largest request; beyond that it hears 413."""
        ...

    def accept(self, webhook: Webhook) -> tuple[Arrival, ...]:
        """The texts in a request, verified first; none when it holds something else.

        `Arrival.key` is the provider's id of the text, so that a second copy is the same message; without a unique id
        it is a hash of what makes it one. `details` may hold `provider_time` (ISO 8601), and for a part of a long text
        that the provider does not join `part_reference`, `part_number` (from 1) and `part_total`.
        Raises `WebhookRefusedError`: 403 for what is not signed or not for us, 400 for what nobody can read.
        """
        ...

    def read_reports(self, webhook: Webhook) -> tuple[DeliveryReport, ...]:
        """What became of texts of ours, verified first; none when the request holds something else.

        The status is one of accepted, queued, sending, sent, delivered, read, undelivered, failed and canceled, which
        have an order (PROTOCOL 13.2); the code is `OPTED_OUT`, `NOT_A_MOBILE`, `FILTERED` or `UNREGISTERED` where it
        means that, else the provider's own; the row is found by `outbound_id`, which `send` gave the provider along.
        """
        ...

    def acknowledge(self) -> Acknowledgement:
        """The answer when all is stored."""
        ...

    def decode(self, arrival: Arrival) -> InboundMessage:
        """Read a stored text. Total: what cannot be read comes back with `error` set."""
        ...

    def send(self, outbound: Outbound) -> SendReceipt:
        """Hand over one text; raises a `SendError`.

        Temporary: surely not taken, try again. Permanent: refused for good. Misconfigured: the account, for a person.
        Unknown outcome: it may have been taken, so `find_sent` is asked before anything goes out twice.
        """
        ...

    def find_sent(self, outbound: Outbound, *, since: datetime) -> SendReceipt | None:
        """The text if the provider has it already; None when it has not, or cannot be asked.

        None means: an automatic text is given up, a word of the staff is sent again. Raises a `SendError`.
        """
        ...

    def fetch_media(self, url: str) -> FetchedMedia:
        """A file of a text by its `Attachment.url`, through `gateway.channels.fetching`; raises a `MediaError`."""
        ...


@runtime_checkable
class JoinsParts(Protocol):
    """A provider that hands over the parts of a long text one by one."""

    def join(self, parts: Sequence[Arrival]) -> Arrival:
        """One arrival, the first, with the words of all in this order; `raw` is what its `decode` reads."""
        ...


def refused(reason: str, *, counter: str = REFUSED) -> WebhookRefusedError:
    """A request that its provider did not sign, or not for us. The reason is logged, so it names nobody."""
    return WebhookRefusedError(reason, status=403, counter=counter)


def malformed(reason: str) -> WebhookRefusedError:
    """A request that was signed and cannot be read."""
    return WebhookRefusedError(reason, status=400, counter=MALFORMED)


def check_numbers(numbers: Iterable[str], rulebooks: Rulebooks) -> None:
    """Raises `WebhookRefusedError` unless one of `numbers` is the city's (PROTOCOL 12.4)."""
    ours = {plain_number(number) for number in rulebooks.current().city.numbers}
    if not ours.intersection(numbers):
        raise refused("The text is to a number that is not in city.numbers of the rulebook.", counter=WRONG_NUMBER)


def check_time(timestamp: str, webhook: Webhook, *, tolerance: float = TOLERANCE) -> None:
    """Raises `WebhookRefusedError` unless a signature's Unix time is within `tolerance` seconds of ours."""
    is_number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12
    if not is_number or abs(webhook.received_at.timestamp() - int(timestamp)) > tolerance:
        raise refused("The signature is of another time. See that this machine's clock is right.")


def is_same_secret(given: str, expected: str) -> bool:
    """Compare in constant time; an empty secret is never the same."""
    return bool(expected) and hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def read_json(body: bytes) -> Any:
    """The JSON of a verified request; raises `WebhookRefusedError`."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise malformed("The request is no JSON.") from None


def as_dict(value: object) -> dict[str, Any]:
    """A JSON object, or an empty one for anything else: providers leave out what they like."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    """A JSON array, or an empty one for anything else."""
    return value if isinstance(value, list) else []


def as_text(value: object) -> str:
    """A JSON string or number as text, or nothing for anything else."""
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def make_reference(outbound: Outbound) -> str:
    """What a provider is told as our own id of a text, and gives back in its reports; at most 36 characters.

    The time keeps it apart from a text of another installation with the same account.
    """
    return f"outbox-{outbound.id}-{int(outbound.created_at.timestamp())}"


def read_reference(reference: object) -> int | None:
    """The row of the outbox that a reference of ours names, or None."""
    found = _REFERENCE.fullmatch(as_text(reference))
    return int(found[1]) if found else None


def as_e164(number: object) -> str:
    """A number with its plus sign, which some providers leave out; a short code and a name stay as they are."""
    plain = plain_number(as_text(number))
    return f"+{plain}" if plain.isdigit() and len(plain) >= _SHORTEST_NUMBER else plain
