"""One call to a provider's REST API, and what its silence or its status means for the next attempt (PROTOCOL 13.3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from gateway.channels.text_providers.shape import as_dict
from gateway.errors import (
    ChannelMisconfiguredError,
    PermanentSendError,
    SendError,
    TemporarySendError,
    UnknownOutcomeError,
)

if TYPE_CHECKING:
    import requests

TIMEOUT = (5.0, 15.0)
"""Seconds to connect, and between two octets of the answer."""
_LOCAL_HOSTS = frozenset({"127.0.0.1", "::1", "localhost", "0.0.0.0"})  # noqa: S104 - names to compare with, nothing is bound
_LONGEST_WAIT = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who we are at a provider."""

    service: str
    """Its name in a sentence."""
    settings: str
    """What its settings begin with, to say what to look at."""
    url: str
    """Where its API is, without a slash at the end; empty: texts are received and the answers only shown."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """What proves to it that we are ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a provider said: an HTTP status and its JSON object, empty where there was none."""

    status: int
    document: Mapping[str, Any]
    retry_after: float = 0.0
    """Seconds that it asks us to wait (RFC 9110, 10.2.3); an hour at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanings:
    """What the codes of a provider mean; every other one is a refusal for good."""

    later: Collection[str] = ()
    account: Collection[str] = ()
    known: Mapping[str, str] = field(default_factory=dict)
    """Codes that the gateway acts on, such as `OPTED_OUT`, by the provider's own."""

    def translate(self, code: str) -> str:
        """The code as the gateway knows it, else the provider's own."""
        return self.known.get(code, code[:10])


def post_json(account: Account, path: str, document: Mapping[str, Any]) -> Answer:
    """Hand a text over; raises a `SendError` when there is no answer. A second call may be a second text."""
    import requests

    try:
        response = requests.post(account.url + path, json=document, headers=dict(account.headers), timeout=TIMEOUT)
    except requests.exceptions.RequestException as error:
        raise broken(account, error) from None
    return _answer(response)


def post_form(account: Account, path: str, fields: Mapping[str, str]) -> Answer:
    """As `post_json`, for a provider that takes a form."""
    import requests

    try:
        response = requests.post(account.url + path, data=fields, headers=dict(account.headers), timeout=TIMEOUT)
    except requests.exceptions.RequestException as error:
        raise broken(account, error) from None
    return _answer(response)


def get_json(account: Account, path: str) -> Answer:
    """Ask something that changes nothing; raises `TemporarySendError` when there is no answer."""
    import requests

    try:
        response = requests.get(account.url + path, headers=dict(account.headers), timeout=TIMEOUT)
    except requests.exceptions.RequestException as error:
        raise TemporarySendError(f"{account.service} does not answer: {type(error).__name__}.") from None
    return _answer(response)


def _answer(response: requests.Response) -> Answer:
    said = response.headers.get("Retry-After", "").strip()
    wait = min(float(said), _LONGEST_WAIT) if said.isascii() and said.isdigit() else 0.0
    return Answer(status=response.status_code, document=_document(response), retry_after=wait)


def _document(response: requests.Response) -> Mapping[str, Any]:
    try:
        return as_dict(response.json())
    except (ValueError, RecursionError):
        return {}


def broken(account: Account, error: requests.exceptions.RequestException) -> SendError:
    """Only a connection that was never made is sure not to have sent anything."""
    import requests
    import urllib3

    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, requests.exceptions.SSLError):
        return ChannelMisconfiguredError(f"No TLS with {account.service}: check {account.settings}API_URL.")
    never_connected = isinstance(reason, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError)
    if never_connected or isinstance(error, requests.exceptions.ConnectTimeout):
        return TemporarySendError(f"{account.service} does not answer: {type(error).__name__}.")
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
        return ChannelMisconfiguredError(f"{account.settings}API_URL is not an address.")
    return UnknownOutcomeError(f"The connection to {account.service} broke: {type(error).__name__}.")


def refusal(account: Account, answer: Answer, code: str, meanings: Meanings) -> SendError:
    """Why a text was not taken. What the provider says in words can hold the number, so it is not repeated."""
    said = f"{account.service} answered {answer.status}" + (f" with error {code[:40]}." if code else ".")
    if code in meanings.later or answer.status in {429, 503}:
        return TemporarySendError(said, retry_after=answer.retry_after)
    if code in meanings.account or (answer.status in {401, 403, 404} and code not in meanings.known):
        return ChannelMisconfiguredError(f"{said} Check {account.settings}* and the city's number.")
    if answer.status >= 500 and code not in meanings.known:
        return UnknownOutcomeError(said)
    return PermanentSendError(said, code=meanings.translate(code) or str(answer.status))


def report_address(public_url: str, name: str) -> str:
    """Where reports on our texts go; empty on a machine that no provider can reach."""
    return "" if urlsplit(public_url).hostname in _LOCAL_HOSTS else f"{public_url}/inbound/{name}/status"
