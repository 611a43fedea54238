"""Fetches a file whose address stands in a message, without letting the message choose where we go (PROTOCOL 12.11).

Whoever can make us fetch an address can make us knock at doors inside our own network. So hosts are named in
advance, redirects are followed by hand, every name is resolved here, and the connection goes to the very address that
was looked at. What is read is bounded in octets, also after unpacking, and in time.
"""

from __future__ import annotations

import base64
import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from gateway.channels.public_addresses import is_public
from gateway.envelopes import FetchedMedia
from gateway.errors import MediaError, MediaGoneError, MediaLaterError

MOST_OCTETS = 25 * 1024 * 1024
MOST_REDIRECTS = 3
LONGEST_SECONDS = 40.0
"""For one file, redirects and all."""
S3_HOSTS = (
    "s3.amazonaws.com",
    "s3-*.amazonaws.com",
    "s3.*.amazonaws.com",
    "*.s3.amazonaws.com",
    "*.s3-*.amazonaws.com",
    "*.s3.*.amazonaws.com",
)
"""Amazon S3 in its spellings, where most providers keep media; no other machine of Amazon's has such a name."""
_SILENCE_SECONDS = 10.0
_CHUNK = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_COME_AGAIN = frozenset({401, 403, 404, 408, 409, 425, 429})
"""A file is often announced before it can be had, and a signed address or a key that is refused may be mended."""
_PORTS = {"https": 443, "http": 80}
_IN_PATH = "/%:=&?~+!$,;'@()*[]"
_GZIP_OR_ZLIB = 47
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRules:
    """Where the files of one provider may be fetched, and what proves there who asks. A `*` in a host is any letters.

    Listed hosts are asked by https at its own port and must have public addresses.
    """

    provider: str
    """Its name in a sentence."""
    hosts: tuple[str, ...]
    """Where a file may be asked for, in lower case; `headers` are sent there."""
    redirect_hosts: tuple[str, ...] = ()
    """Where it may lie besides."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Authorization and the like: sent to the first host only, and not again once another was asked."""
    own_address: str = ""
    """An address in our settings: what the operator chose may be http, and within our own network."""
    most_octets: int = MOST_OCTETS
    seconds: float = LONGEST_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One request on the way to a file."""

    scheme: str
    host: str
    port: int
    target: str
    """Path and query."""
    is_chosen: bool
    """True where the operator's settings name the address, so that its host need not be public."""

    @property
    def origin(self) -> tuple[str, str, int]:
        """What must stay the same for credentials to be sent again."""
        return self.scheme, self.host, self.port

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.host}:{self.port}{self.target}"


Resolve = Callable[[str, int], Sequence[str]]
"""All addresses of a name; raises `OSError`."""


class PinnedConnection(http.client.HTTPConnection):
    """Speaks to a host at an address that was chosen before, so that no second look-up can lead elsewhere."""

    def __init__(self, host: str, port: int, *, address: str, seconds: float, tls: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=seconds)
        self.default_port = 443 if tls else 80
        self._address = address
        self._tls = tls
        self._line: socket.socket | None = None

    def connect(self) -> None:
        """Connect, and with TLS see that the certificate is the host's."""
        self.sock = self._line = socket.create_connection((self._address, self.port), self.timeout)
        if self._tls:
            self.sock = self._line = self._tls.wrap_socket(self.sock, server_hostname=self.host)

    def hang_up(self) -> None:
        """End whatever is being read in another thread; `sock` is not told any more while an answer is read."""
        with suppress(OSError):
            if self._line:
                self._line.shutdown(socket.SHUT_RDWR)


Connect = Callable[[Hop, str, float], PinnedConnection]
"""A connection to this one address, which speaks to the hop's host; with a bound on silence in seconds."""


def basic_authorization(user: str, password: str) -> dict[str, str]:
    """The header of HTTP Basic authentication (RFC 7617)."""
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")}


def resolve_name(host: str, port: int) -> list[str]:
    """Every address of `host`, as the machine's resolver knows them; raises `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def open_connection(
    hop: Hop, address: str, seconds: float, *, context: ssl.SSLContext | None = None
) -> PinnedConnection:
    """A connection that goes to `address` and nowhere else; the certificate must be for the host's name."""
    tls = (context or _tls()) if hop.scheme == "https" else None
    return PinnedConnection(hop.host, hop.port, address=address, seconds=seconds, tls=tls)


def target_of(parts: SplitResult) -> str:
    """Path and query of an address, in letters that may stand in a request."""
    return quote(parts.path or "/", safe=_IN_PATH) + (f"?{quote(parts.query, safe=_IN_PATH)}" if parts.query else "")


@contextmanager
def hung_up_in_time(connection: PinnedConnection, *, deadline: float) -> Iterator[None]:
    """End the connection at `deadline` of the monotonic clock; a socket's time-out begins anew with every octet."""
    timer = threading.Timer(max(0.0, deadline - time.monotonic()), connection.hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        connection.close()


def fetch_media(
    url: str, rules: MediaRules, *, resolve: Resolve = resolve_name, connect: Connect = open_connection
) -> FetchedMedia:
    """The file behind `url`; raises `MediaLaterError` or `MediaGoneError`."""
    errand = _Errand(rules, resolve, connect)
    hop = first = _admit(_split(url), rules, rules.hosts, may_be_chosen=True)
    headers = rules.headers
    for _ in range(MOST_REDIRECTS + 1):
        found = errand.ask(hop, headers)
        if isinstance(found, FetchedMedia):
            return found
        patterns = (*rules.hosts, *rules.redirect_hosts)
        hop = _admit(_split(found, base=hop.url), rules, patterns, may_be_chosen=hop.is_chosen)
        headers = headers if hop.origin == first.origin else {}
    raise MediaGoneError(f"{rules.provider} redirects more than {MOST_REDIRECTS} times, so it was not fetched.")


def _split(url: str, *, base: str = "") -> SplitResult:
    try:
        return urlsplit(urljoin(base, url))
    except ValueError:
        raise MediaGoneError("Its address cannot be read, so it was not fetched.") from None


def _admit(parts: SplitResult, rules: MediaRules, patterns: Sequence[str], *, may_be_chosen: bool) -> Hop:
    """The hop if we may go there; raises `MediaGoneError`."""
    try:
        host, port = (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise MediaGoneError("Its address cannot be read, so it was not fetched.") from None
    hop = Hop(scheme=parts.scheme, host=host, port=port, target=target_of(parts), is_chosen=False)
    if parts.username is None and hop.scheme == "https" and port == 443 and _is_listed(host, patterns):
        return hop
    if may_be_chosen and rules.own_address and hop.origin == _origin(rules.own_address):
        return Hop(scheme=parts.scheme, host=host, port=port, target=target_of(parts), is_chosen=True)
    raise MediaGoneError(f"It does not lie at {rules.provider}'s own addresses, so it was not fetched.")


def _is_listed(host: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(host, pattern) for pattern in patterns)


def _origin(address: str) -> tuple[str, str, int]:
    parts = urlsplit(address)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme, 0)


class _Errand:
    """One file's way: a moment at which all patience ends, and what may be read."""

    def __init__(self, rules: MediaRules, resolve: Resolve, connect: Connect) -> None:
        self._rules = rules
        self._resolve = resolve
        self._connect = connect
        self._deadline = time.monotonic() + rules.seconds

    def ask(self, hop: Hop, headers: Mapping[str, str]) -> FetchedMedia | str:
        """The file, or the address that we are sent on to."""
        try:
            connection = self._connect(hop, self._find_address(hop), self._patience())
            with hung_up_in_time(connection, deadline=self._deadline):
                connection.request("GET", hop.target, headers={**headers, "Accept-Encoding": "identity"})
                return self._take(connection.getresponse())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise MediaLaterError(f"{self._rules.provider} does not answer ({type(error).__name__}).") from None

    def _find_address(self, hop: Hop) -> str:
        addresses = self._resolve(hop.host, hop.port)
        if not addresses:
            raise MediaLaterError(f"{hop.host} has no address.")
        if not hop.is_chosen and not all(is_public(address) for address in addresses):
            raise MediaGoneError(f"{hop.host} leads into a private network, so it was not fetched.")
        return addresses[0]

    def _patience(self) -> float:
        return max(0.01, min(_SILENCE_SECONDS, self._deadline - time.monotonic()))

    def _take(self, answer: http.client.HTTPResponse) -> FetchedMedia | str:
        if answer.status in _REDIRECTS and (location := answer.headers.get("Location")):
            return location
        if answer.status != 200:
            raise self._refused(answer.status)
        return FetchedMedia(
            octets=self._read(answer),
            content_type=answer.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
            filename=answer.headers.get_filename("") or "",
        )

    def _refused(self, status: int) -> MediaError:
        words = f"{self._rules.provider} answered {status}"
        if status in {401, 403}:
            words += "; see that its key or token in the settings is right"
        may_mend = status in _COME_AGAIN or status >= 500
        return MediaLaterError(f"{words}.") if may_mend else MediaGoneError(f"{words}, so it was not fetched.")

    def _read(self, answer: http.client.HTTPResponse) -> bytes:
        """All octets, unpacked; what the other side says about their number is not believed."""
        unpack = _Unpacking(answer.headers.get("Content-Encoding", ""))
        octets = bytearray()
        while chunk := answer.read(_CHUNK):
            octets += unpack.feed(chunk, most=self._rules.most_octets - len(octets) + 1)
            if len(octets) > self._rules.most_octets:
                raise MediaGoneError(f"It is larger than {self._rules.most_octets // 2**20} MB, so it was not kept.")
        if answer.length or not unpack.is_whole or time.monotonic() >= self._deadline:
            raise MediaLaterError(f"{self._rules.provider} broke off in the middle of it.")
        return bytes(octets)


class _Unpacking:
    """Octets as they were before they were packed for the way: never more of them at once than asked for."""

    def __init__(self, encoding: str) -> None:
        name = encoding.strip().lower()
        if name not in _PACKED | {"", "identity"}:
            raise MediaGoneError("It is packed in a way that is not read here.")
        self._packed = zlib.decompressobj(_GZIP_OR_ZLIB) if name in _PACKED else None

    @property
    def is_whole(self) -> bool:
        """Whether the end was reached."""
        return self._packed is None or self._packed.eof

    def feed(self, chunk: bytes, *, most: int) -> bytes:
        """What `chunk` gives, up to `most` octets; raises `MediaGoneError` for damaged ones."""
        if self._packed is None:
            return chunk
        try:
            return self._packed.decompress(chunk, most)
        except zlib.error:
            raise MediaGoneError("It arrived damaged.") from None


@cache
def _tls() -> ssl.SSLContext:
    """Trusts whom `requests` trusts, by which texts are sent."""
    from requests.utils import DEFAULT_CA_BUNDLE_PATH

    return ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH)
