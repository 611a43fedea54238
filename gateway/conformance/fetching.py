"""Asks the server that is checked: one question after the other, politely, and bounded in number, size and time."""

from __future__ import annotations

import http.client
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from urllib.parse import urlsplit

from gateway.conformance.field_values import whole
from gateway.conformance.values import Ask, CheckError, Exchange, Reply

MOST_ASKED = 400
"""Requests of one check; a whole one needs about 150."""
MOST_BYTES = 8 * 1024 * 1024
SECONDS = 30.0
"""For one answer, from the first byte to the last."""
PAUSE = 0.1
"""Seconds between two requests."""
AGENT = "city-intake-gateway open311 check"
_LONGEST_WAIT = 60
_BUSY = frozenset({429, 503})
_SILENCES = 5
"""So many questions without an answer, one after the other, end the check."""
_PIECE = 64 * 1024

Fetch = Callable[[Ask], Reply]


class _FewRedirects(urllib.request.HTTPRedirectHandler):
    max_redirections = 3
    max_repeats = 2


class Line:
    """The one line to the server. What was asked once is remembered, so that every probe may ask for all it needs.

    A POST is remembered like a GET: probes that look at the same filing file it once.
    """

    def __init__(self, fetch: Fetch, *, sleep: Callable[[float], None] = time.sleep, pause: float = PAUSE) -> None:
        self._fetch = fetch
        self._sleep = sleep
        self._pause = pause
        self._known: dict[Ask, Exchange] = {}
        self.exchanges: list[Exchange] = []
        """Everything that was asked and answered, in order."""

    def ask(self, ask: Ask) -> Exchange:
        """The answer, remembered where it was asked before."""
        if ask not in self._known:
            self._known[ask] = self.ask_anew(ask)
        return self._known[ask]

    def ask_anew(self, ask: Ask) -> Exchange:
        """The answer of now. A server that is busy is asked once more, after as long as it wants."""
        exchange = self._ask_once(ask)
        if exchange.status in _BUSY:
            wanted = whole(exchange.reply.headers.get("retry-after", ""))
            self._sleep(5 if wanted is None else min(wanted, _LONGEST_WAIT))
            return self._ask_once(ask)
        return exchange

    def wait(self, seconds: float) -> None:
        """Let time pass on the other side."""
        self._sleep(seconds)

    def _ask_once(self, ask: Ask) -> Exchange:
        if len(self.exchanges) >= MOST_ASKED:
            raise CheckError(f"The check has asked {MOST_ASKED} times and stops here, so as not to be a burden.")
        if self.exchanges:
            self._sleep(self._pause)
        exchange = Exchange(ask=ask, reply=self._fetch(ask))
        self.exchanges.append(exchange)
        if len(self.exchanges) >= _SILENCES and not any(one.status for one in self.exchanges[-_SILENCES:]):
            raise CheckError(f"{ask.url} and what was asked before were not answered. Try again later.")
        return exchange


def fetch(ask: Ask) -> Reply:
    """Ask over the network; a failure of the line is a reply with status 0 that says why."""
    if urlsplit(ask.url).scheme not in {"http", "https"}:
        return _nothing("its address is neither http nor https")
    headers = {"User-Agent": AGENT, "Accept-Encoding": "identity", **dict(ask.headers)}
    request = urllib.request.Request(ask.url, data=ask.body or None, headers=headers, method=ask.method)  # noqa: S310 - as above
    try:
        return _read(request)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return _nothing(_reason(error))


def _read(request: urllib.request.Request) -> Reply:
    ends_at = time.monotonic() + SECONDS
    try:
        answer = _opener().open(request, timeout=SECONDS)
    except urllib.error.HTTPError as error:
        answer = error
    with closing(answer):
        headers = {name.lower(): value for name, value in answer.headers.items()}
        body = bytearray()
        while piece := answer.read1(_PIECE):
            body += piece
            if len(body) > MOST_BYTES:
                return _nothing(f"it sends more than {MOST_BYTES >> 20} MB at once")
            if time.monotonic() > ends_at:
                return _nothing(f"its answer takes longer than {SECONDS:.0f} seconds")
        return Reply(status=answer.status, headers=headers, body=bytes(body))


def _opener() -> urllib.request.OpenerDirector:
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=ssl.create_default_context()),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _FewRedirects(),
    ):
        opener.add_handler(handler)
    return opener


def _nothing(why: str) -> Reply:
    return Reply(status=0, headers={}, body=why.encode())


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    return str(getattr(reason, "strerror", None) or reason or type(error).__name__)
