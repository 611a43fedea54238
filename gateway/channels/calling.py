"""One bounded call to a system that the city has named, so that nothing it answers, or does not, can hold us up.

Whoever may name a system could name a door inside our own network. So only public addresses are called, by https, and
the connection goes to the very address that was looked at; `GATEWAY_OWN_SYSTEMS` names the operator's exceptions.
"""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import urlsplit

from gateway.channels.fetching import (
    Connect,
    Hop,
    PinnedConnection,
    Resolve,
    hung_up_in_time,
    open_connection,
    resolve_name,
    target_of,
)
from gateway.channels.public_addresses import is_public
from gateway.errors import PermanentSendError, SendError, TemporarySendError, UnknownOutcomeError

SECONDS = 10.0
"""For the whole call: connecting, sending and reading."""
MOST_OCTETS = 1024 * 1024
_LONGEST_WAIT = 86_400.0
_CHUNK = 64 * 1024
_PORTS = {"https": 443, "http": 80}
_AGENT = "city-intake-gateway"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is asked of a system. Only a GET may be asked twice without harm."""

    method: Literal["GET", "POST"]
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a system said, whatever it was: redirects are not followed, and no status is an error here."""

    status: int
    headers: Mapping[str, str]
    """Lower-case names."""
    body: bytes
    is_whole: bool = True
    """False where the body was longer than `MOST_OCTETS`, or broke off; `body` is its beginning."""

    @property
    def retry_after(self) -> float:
        """Seconds that it asks us to wait (RFC 9110, 10.2.3); a day at most, 0 where it says nothing."""
        said = self.headers.get("retry-after", "").strip()
        seconds = float(said) if said.isascii() and said.isdigit() else _seconds_between(self.headers, said)
        return min(max(seconds, 0.0), _LONGEST_WAIT)


def call(
    asked: Call,
    *,
    own_systems: Collection[str] = (),
    seconds: float = SECONDS,
    resolve: Resolve = resolve_name,
    connect: Connect = open_connection,
) -> Answer:
    """What the system answers. `own_systems` are hosts that may be private or http.

    Raises `PermanentSendError` for an address that is not called, `TemporarySendError` where surely nothing was
    asked, and `UnknownOutcomeError` where a POST has no answer.
    """
    hop = _admit(asked.url, own_systems)
    deadline = time.monotonic() + seconds
    connection = connect(hop, _find_address(hop, resolve), seconds)
    with hung_up_in_time(connection, deadline=deadline):
        _connect(connection, hop)
        try:
            return _exchange(connection, hop, asked, deadline=deadline)
        except (OSError, http.client.HTTPException) as error:
            raise _broken(asked, hop, error) from None


def _admit(url: str, own_systems: Collection[str]) -> Hop:
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise PermanentSendError("Its address cannot be read; correct it.") from None
    is_own = host in {name.lower() for name in own_systems}
    if not host or parts.scheme not in _PORTS or parts.username is not None:
        raise PermanentSendError("Its address must be https://HOST/PATH, without a name and a password in it.")
    if parts.scheme == "http" and not is_own:
        raise PermanentSendError(f"{host} is called by https only; the operator may allow it in GATEWAY_OWN_SYSTEMS.")
    return Hop(scheme=parts.scheme, host=host, port=port, target=target_of(parts), is_chosen=is_own)


def _find_address(hop: Hop, resolve: Resolve) -> str:
    try:
        addresses = resolve(hop.host, hop.port)
    except (OSError, UnicodeError):
        addresses = ()
    if not addresses:
        raise TemporarySendError(f"{hop.host} has no address.")
    if not hop.is_chosen and not all(is_public(address) for address in addresses):
        raise PermanentSendError(
            f"{hop.host} leads into a private network, so it is not called; the operator may allow it in "
            "GATEWAY_OWN_SYSTEMS."
        )
    return addresses[0]


def _connect(connection: PinnedConnection, hop: Hop) -> None:
    try:
        connection.connect()
    except ssl.SSLError:
        raise TemporarySendError(f"No TLS with {hop.host}: its certificate is wrong or too old.") from None
    except OSError as error:
        raise TemporarySendError(f"{hop.host} does not answer ({type(error).__name__}).") from None


def _exchange(connection: PinnedConnection, hop: Hop, asked: Call, *, deadline: float) -> Answer:
    headers = {"User-Agent": _AGENT, "Accept-Encoding": "identity", **asked.headers}
    try:
        connection.request(asked.method, hop.target, body=asked.body or None, headers=headers)
    except ValueError:
        raise PermanentSendError("Its key or its address has letters that cannot be sent; correct it.") from None
    answer = connection.getresponse()
    body, is_whole = _read(answer)
    fields = {name.lower(): value for name, value in answer.getheaders()}
    return Answer(status=answer.status, headers=fields, body=body, is_whole=is_whole and time.monotonic() < deadline)


def _read(answer: http.client.HTTPResponse) -> tuple[bytes, bool]:
    """The body up to the bound, and whether that is all; its status counts also when it breaks off."""
    octets = bytearray()
    try:
        while len(octets) <= MOST_OCTETS and (chunk := answer.read(_CHUNK)):
            octets += chunk
    except (OSError, http.client.HTTPException):
        return bytes(octets[:MOST_OCTETS]), False
    return bytes(octets[:MOST_OCTETS]), len(octets) <= MOST_OCTETS and not answer.length


def _broken(asked: Call, hop: Hop, error: Exception) -> SendError:
    """Only what changes nothing is sure to have changed nothing."""
    words = f"{hop.host} gave no answer ({type(error).__name__})."
    return TemporarySendError(words) if asked.method == "GET" else UnknownOutcomeError(words)


def _seconds_between(headers: Mapping[str, str], said: str) -> float:
    """Until the moment that was named, by the clock of the side that named it."""
    try:
        until, now = parsedate_to_datetime(said), parsedate_to_datetime(headers.get("date", ""))
        return (until - now).total_seconds()
    except (ValueError, TypeError):
        return 0.0
