"""Twilio's REST API: one text out, and what each of its errors means for the next attempt (PROTOCOL 13.3-13.5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from gateway.channels.characters import plain_characters
from gateway.channels.validity import seconds_worth_sending
from gateway.envelopes import WHATSAPP, Outbound, SendReceipt
from gateway.errors import (
    ChannelMisconfiguredError,
    PermanentSendError,
    SendError,
    TemporarySendError,
    UnknownOutcomeError,
)
from gateway.settings import Settings

if TYPE_CHECKING:
    import requests

_TIMEOUT = (5.0, 15.0)
_LOCAL_HOSTS = frozenset({"127.0.0.1", "::1", "localhost", "0.0.0.0"})  # noqa: S104 - names to compare with, nothing is bound
_BUSY = frozenset({20429, 21611, 30001, 30022, 63018})
_ACCOUNT = frozenset({20003, 20005, 20006, 20404, 21212, 21603, 21606, 21609, 21659, 21660, 21701, 21703, 21712, 30034})
_LONGEST_WAIT = 3_600.0


def create_message(settings: Settings, outbound: Outbound) -> SendReceipt:
    """Send one text; raises a `SendError`. A second call is a second text, so it is for the caller to ask first."""
    import requests

    try:
        response = requests.post(
            _address(settings), data=_fields(settings, outbound), auth=credentials(settings), timeout=_TIMEOUT
        )
    except requests.exceptions.RequestException as error:
        raise _broken(error) from None
    document = _document(response)
    if response.status_code >= 400:
        raise _refusal(response.status_code, document, retry_after=_retry_after(response))
    return SendReceipt(provider_id=str(document.get("sid", ""))[:64])


def find_message(settings: Settings, outbound: Outbound, *, since: datetime) -> SendReceipt | None:
    """The text as Twilio knows it, by recipient, time and body (PROTOCOL F12.8); raises `TemporarySendError`."""
    import requests

    # No date is asked for: what Twilio still holds back has no date of sending, and the newest come first.
    query = {"To": outbound.draft.recipient, "PageSize": "200"}
    try:
        response = requests.get(_address(settings), params=query, auth=credentials(settings), timeout=_TIMEOUT)
    except requests.exceptions.RequestException as error:
        raise TemporarySendError(f"Twilio does not answer: {type(error).__name__}.") from None
    document = _document(response)
    if response.status_code >= 400:
        raise _lookup_refusal(response.status_code, document)
    messages = document.get("messages", [])
    return next((_receipt(item) for item in messages if _is_same(item, outbound, since)), None)


def _address(settings: Settings) -> str:
    return f"{settings.twilio_api_url.rstrip('/')}/2010-04-01/Accounts/{settings.twilio_account_sid}/Messages.json"


def credentials(settings: Settings) -> tuple[str, str]:
    """An API key where there is one, because it can be revoked alone."""
    if settings.twilio_api_key:
        return settings.twilio_api_key, settings.twilio_api_secret.get_secret_value()
    token = settings.twilio_auth_token.get_secret_value()
    if not token:
        raise ChannelMisconfiguredError("Set GATEWAY_TWILIO_API_KEY and its secret, or GATEWAY_TWILIO_AUTH_TOKEN.")
    return settings.twilio_account_sid, token


def _fields(settings: Settings, outbound: Outbound) -> dict[str, str]:
    draft = outbound.draft
    fields = {
        "To": draft.recipient,
        "Body": plain_characters(draft.body),
        "ValidityPeriod": str(seconds_worth_sending(draft.kind)),
    }
    if draft.sender:
        fields["From"] = draft.sender
    if settings.twilio_messaging_service_sid and not draft.recipient.startswith(WHATSAPP):
        fields["MessagingServiceSid"] = settings.twilio_messaging_service_sid
    if urlsplit(settings.public_url).hostname not in _LOCAL_HOSTS:
        # The id stands in the address because a report can come before the provider's id is committed.
        fields["StatusCallback"] = f"{settings.public_url}/inbound/twilio/status?outbox={outbound.id}"
    return fields


def _document(response: requests.Response) -> Mapping[str, Any]:
    try:
        document = response.json()
    except ValueError:
        return {}
    return document if isinstance(document, Mapping) else {}


def _broken(error: requests.exceptions.RequestException) -> SendError:
    """Only a connection that was never made is sure not to have sent anything."""
    import requests
    import urllib3

    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, requests.exceptions.SSLError):
        return ChannelMisconfiguredError(
            "No TLS with Twilio: check GATEWAY_TWILIO_API_URL and this machine's certificates."
        )
    never_connected = isinstance(reason, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError)
    if never_connected or isinstance(error, requests.exceptions.ConnectTimeout):
        return TemporarySendError(f"Twilio does not answer: {type(error).__name__}.")
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
        return ChannelMisconfiguredError("GATEWAY_TWILIO_API_URL is not an address.")
    return UnknownOutcomeError(f"The connection to Twilio broke: {type(error).__name__}.")


def _retry_after(response: requests.Response) -> float:
    """Seconds, of RFC 9110's two forms only the one that Twilio uses; an hour at most."""
    said = response.headers.get("Retry-After", "").strip()
    return min(float(said), _LONGEST_WAIT) if said.isascii() and said.isdigit() else 0.0


def _refusal(status: int, document: Mapping[str, Any], *, retry_after: float = 0.0) -> SendError:
    """Twilio's own code says more than the HTTP status. Its message can hold the number, so it is not repeated."""
    code = _code(document)
    said = f"Twilio answered {status}" + (f" with error {code}." if code else ".")
    if code in _BUSY or status in {429, 503}:
        return TemporarySendError(said, retry_after=retry_after)
    if code in _ACCOUNT or status == 401:
        return ChannelMisconfiguredError(f"{said} Check GATEWAY_TWILIO_* and the city's number.")
    if status >= 500:
        return UnknownOutcomeError(said)
    return PermanentSendError(said, code=str(code or status))


def _lookup_refusal(status: int, document: Mapping[str, Any]) -> SendError:
    """A question that failed says nothing about the message it asked for, so that it can only be asked again."""
    refusal = _refusal(status, document)
    return refusal if isinstance(refusal, ChannelMisconfiguredError) else TemporarySendError(str(refusal))


def _code(document: Mapping[str, Any]) -> int:
    code = document.get("code")
    return code if isinstance(code, int) else 0


def _receipt(item: Mapping[str, Any]) -> SendReceipt:
    return SendReceipt(provider_id=str(item.get("sid", ""))[:64])


def _is_same(item: Mapping[str, Any], outbound: Outbound, since: datetime) -> bool:
    same_words = str(item.get("body", "")).strip() == plain_characters(outbound.draft.body).strip()
    is_ours = str(item.get("direction", "outbound-api")).startswith("outbound")
    try:
        made_at = parsedate_to_datetime(str(item.get("date_created", "")))
    except ValueError:
        return False
    return same_words and is_ours and made_at >= since
