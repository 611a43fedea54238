"""Answers of a city's own servers: fetched with patience and politely, bounded in size, time and redirects."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO

from gateway.history.values import HistoryError

ANSWER_LIMIT = 64 * 1024 * 1024
"""Bytes of one answer of an endpoint."""
FILE_LIMIT = 8 * 1024**3
"""Bytes of one export."""
_TIMEOUT = 60.0
"""Seconds without a byte."""
_PAUSES = (1.0, 5.0, 20.0, 60.0)
"""Seconds before each further try, when the server names none."""
_LONGEST_PAUSE = 300.0
_REDIRECTS = 5
_PIECE = 64 * 1024
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})


class RefusedError(HistoryError):
    """The server answered, and it was no; `status` is what it said."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status


class _FewRedirects(urllib.request.HTTPRedirectHandler):
    max_redirections = _REDIRECTS
    max_repeats = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """Fetches; `sleep` is replaced in tests."""

    sleep: Callable[[float], None] = time.sleep

    def get(self, url: str) -> bytes:
        """The answer; raises `RefusedError`, or `HistoryError` when the server cannot be reached or says too much."""
        pieces: list[bytes] = []
        size = 0
        for piece in self._read_patiently(url):
            if piece is None:
                pieces, size = [], 0
                continue
            pieces.append(piece)
            size += len(piece)
            if size > ANSWER_LIMIT:
                raise HistoryError(
                    f"{url} answers with more than {ANSWER_LIMIT >> 20} MB at once. Nothing was imported."
                )
        return b"".join(pieces)

    def save(self, url: str, path: Path, told: Callable[[int], object]) -> None:
        """Write the answer into a file; `told` hears the bytes so far. Raises like `get`."""
        size = 0
        with path.open("wb") as file:
            for piece in self._read_patiently(url):
                if piece is None:
                    size = file.truncate(file.seek(0))
                    continue
                size += file.write(piece)
                told(size)
                if size > FILE_LIMIT:
                    raise HistoryError(f"{url} is larger than {FILE_LIMIT >> 30} GB. Nothing was imported.")

    def _read_patiently(self, url: str) -> Iterator[bytes | None]:
        """Pieces of the answer; None when it begins anew, after a server was busy or a connection broke."""
        for pause in (*_PAUSES, None):
            try:
                yield from _read(url)
            except urllib.error.HTTPError as error:
                with closing(error):
                    if error.code not in _BUSY or pause is None:
                        raise _refused(url, error) from None
                    self.sleep(_asked_pause(error.headers) or pause)
            except (OSError, http.client.HTTPException) as error:
                if pause is None or _is_final(error):
                    raise HistoryError(f"{url} cannot be reached ({_reason(error)}). Try again later.") from None
                self.sleep(pause)
            else:
                return
            yield None


def _read(url: str) -> Iterator[bytes]:
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _FewRedirects(),
    ):
        opener.add_handler(handler)
    request = urllib.request.Request(url, headers={"User-Agent": "city-intake-gateway"})  # noqa: S310 - only http(s) handlers
    with opener.open(request, timeout=_TIMEOUT) as answer:
        expected, size = answer.length, 0
        while piece := answer.read(_PIECE):
            size += len(piece)
            yield piece
        if expected is not None and size < expected:
            raise http.client.IncompleteRead(b"", expected - size)


def _refused(url: str, error: urllib.error.HTTPError) -> RefusedError:
    words = _first_words(error)
    return RefusedError(f"{url} answers {error.code} {error.reason}{words}. Nothing was imported.", status=error.code)


def _first_words(error: IO[bytes]) -> str:
    """What the endpoint says about it, as far as it is not a page of markup."""
    try:
        said = " ".join(error.read(2000).decode("utf-8", "replace").split())
    except (OSError, http.client.HTTPException):
        return ""
    return f": {said[:200]}" if said and not said.startswith("<!") else ""


def _asked_pause(headers: Message) -> float | None:
    asked = headers.get("Retry-After", "")
    if asked.isdecimal():
        return min(float(asked), _LONGEST_PAUSE)
    try:
        return min(max(parsedate_to_datetime(asked).timestamp() - time.time(), 0.0), _LONGEST_PAUSE)
    except (ValueError, TypeError):
        return None


def _is_final(error: Exception) -> bool:
    """A name that is wrong or a certificate that is not believed is the same the next time."""
    return isinstance(error, http.client.InvalidURL) or "CERTIFICATE" in str(error)


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    return str(getattr(reason, "strerror", None) or reason or type(error).__name__)
