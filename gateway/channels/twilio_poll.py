"""Asks Twilio which texts it received for us, because it keeps none for a webhook that failed (PROTOCOL 12.6).

The list of the REST API says less than a webhook (no OptOutType, no shared place), so it is only asked for what is a
few minutes old and has not come by then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from gateway.channels.text_message import plain_number
from gateway.channels.twilio import text_arrival
from gateway.channels.twilio_rest import credentials
from gateway.envelopes import Arrival
from gateway.errors import ChannelMisconfiguredError, TemporarySendError
from gateway.settings import Settings

PAGE_SIZE = 1_000
"""The most that Twilio gives at once."""
_MOST_PAGES = 200
_TIMEOUT = (5.0, 30.0)
_FIELDS = {
    "sid": "MessageSid",
    "account_sid": "AccountSid",
    "messaging_service_sid": "MessagingServiceSid",
    "from": "From",
    "to": "To",
    "body": "Body",
    "num_segments": "NumSegments",
    "num_media": "NumMedia",
    "status": "SmsStatus",
    "api_version": "ApiVersion",
}
"""What the list calls a thing, and what the webhook calls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedText:
    """A text as Twilio lists it."""

    sid: str
    created_at: datetime
    """When Twilio received it; aware."""
    fields: tuple[tuple[str, str], ...]
    """By the names of the webhook, without its media."""
    has_media: bool


def list_received(settings: Settings, numbers: Sequence[str], *, since: datetime) -> list[ReceivedText]:
    """Every text to one of `numbers`, or by our messaging service, received since then; the oldest first.

    Raises `TemporarySendError` when Twilio does not answer and `ChannelMisconfiguredError` when it refuses us.
    """
    found: dict[str, ReceivedText] = {}
    for query in _queries(settings, numbers, since):
        for item in _pages(settings, "Messages.json", query, "messages"):
            text = _read(item) if _is_for_us(item, settings, numbers) else None
            if text and text.created_at >= since:
                found[text.sid] = text
    # Times are in whole seconds; of one second the list has the latest first.
    oldest_first = list(found.values())[::-1]
    return sorted(oldest_first, key=lambda text: text.created_at)


def as_arrival(settings: Settings, text: ReceivedText, *, now: datetime) -> Arrival:
    """The text as its webhook would have brought it, with the addresses of its media; raises as `list_received` does.

    It was received by us now: nothing may be filed before what was filed already. Twilio's own time is kept beside.
    """
    media = _list_media(settings, text) if text.has_media else ()
    arrival = text_arrival((*text.fields, *media), received_at=now)
    details = {**arrival.details, "door": "poll", "provider_time": text.created_at.astimezone(UTC).isoformat()}
    return replace(arrival, details=details)


def without_media(text: ReceivedText, *, now: datetime) -> Arrival:
    """The text alone, when Twilio will not say where its media are."""
    arrival = text_arrival(text.fields, received_at=now)
    details = {"door": "poll", "provider_time": text.created_at.astimezone(UTC).isoformat()}
    return replace(arrival, details=details)


def _queries(settings: Settings, numbers: Sequence[str], since: datetime) -> Iterator[dict[str, str]]:
    """One list for each number; a messaging service has numbers that we do not know, so all is listed for it."""
    window = {"DateSent>": f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "PageSize": str(PAGE_SIZE)}
    if settings.twilio_messaging_service_sid:
        yield window
        return
    for number in numbers:
        yield {"To": plain_number(number), **window}
        yield {"To": f"whatsapp:{plain_number(number)}", **window}


def _pages(settings: Settings, path: str, query: Mapping[str, str], name: str) -> Iterator[Mapping[str, Any]]:
    base = f"{settings.twilio_api_url.rstrip('/')}/2010-04-01/Accounts/{settings.twilio_account_sid}"
    url: str | None = f"{base}/{path}"
    for _ in range(_MOST_PAGES):
        if url is None:
            return
        document = _ask(settings, url, query)
        yield from (item for item in document.get(name) or () if isinstance(item, Mapping))
        url, query = _next_page(settings, document), {}


def _next_page(settings: Settings, document: Mapping[str, Any]) -> str | None:
    """The address of the next page, which stands there without its host and must not bring another one."""
    path = document.get("next_page_uri")
    if not isinstance(path, str) or not path.startswith("/") or path.startswith("//"):
        return None
    return _absolute(settings, path)


def _absolute(settings: Settings, path: str) -> str:
    parts = urlsplit(settings.twilio_api_url)
    return f"{parts.scheme}://{parts.netloc}{path}"


def _ask(settings: Settings, url: str, query: Mapping[str, str]) -> Mapping[str, Any]:
    import requests

    try:
        answer = requests.get(url, params=query, auth=credentials(settings), timeout=_TIMEOUT, allow_redirects=False)
        document = answer.json() if answer.ok else {}
    except (requests.exceptions.RequestException, ValueError) as error:
        raise TemporarySendError(f"Twilio could not be asked for texts: {type(error).__name__}.") from None
    if answer.status_code in {401, 403, 404}:
        raise ChannelMisconfiguredError(
            f"Twilio answered {answer.status_code} when it was asked for texts. Check GATEWAY_TWILIO_ACCOUNT_SID, and "
            "that the token or the API key may read messages."
        )
    if answer.status_code != 200 or not isinstance(document, Mapping):
        raise TemporarySendError(f"Twilio answered {answer.status_code} when it was asked for texts.")
    return document


def _is_for_us(item: Mapping[str, Any], settings: Settings, numbers: Sequence[str]) -> bool:
    """As for a webhook: the number or the messaging service is ours; what goes out is listed too."""
    service = settings.twilio_messaging_service_sid
    is_ours = plain_number(str(item.get("to") or "")) in {plain_number(number) for number in numbers}
    is_served = bool(service) and item.get("messaging_service_sid") == service
    is_whole = item.get("direction") == "inbound" and item.get("status") != "receiving"
    return is_whole and (is_ours or is_served)


def _read(item: Mapping[str, Any]) -> ReceivedText | None:
    try:
        created_at = parsedate_to_datetime(str(item.get("date_created")))
        media = int(item.get("num_media") or 0)
    except (ValueError, TypeError):
        return None
    sid = str(item.get("sid") or "")[:64]
    if not sid or created_at.tzinfo is None:
        return None
    fields = tuple((field, str(item[name])) for name, field in _FIELDS.items() if item.get(name) is not None)
    return ReceivedText(sid=sid, created_at=created_at, fields=fields, has_media=media > 0)


def _list_media(settings: Settings, text: ReceivedText) -> tuple[tuple[str, str], ...]:
    items = _pages(settings, f"Messages/{text.sid}/Media.json", {}, "media_list")
    fields: list[tuple[str, str]] = []
    for index, item in enumerate(items):
        address = _absolute(settings, str(item.get("uri") or "").removesuffix(".json"))
        fields += [(f"MediaUrl{index}", address), (f"MediaContentType{index}", str(item.get("content_type") or ""))]
    return tuple(fields)
