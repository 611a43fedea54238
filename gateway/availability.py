"""Whether the database answers, asked at most once a second and never for long: for RCPT and for readiness."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError

FRESH_SECONDS = 1.0
LONGEST_SECONDS = 2.0


class Availability:
    """The last answer of `probe`, which raises when there is none; a probe that hangs counts as no answer."""

    def __init__(self, probe: Callable[[], None]) -> None:
        self._probe = probe
        self._lock = threading.Lock()
        self._known: tuple[float, bool] | None = None
        self._asking: Future[bool] | None = None

    def report(self, *, is_available: bool) -> None:
        """Take over what somebody learned about the database by using it."""
        self._known = (time.monotonic(), is_available)

    def check(self) -> bool:
        """True when the database answered within the last second, or does so within two."""
        known = self._known
        if known and time.monotonic() - known[0] < FRESH_SECONDS:
            return known[1]
        try:
            answer = self._ask().result(LONGEST_SECONDS)
        except FutureTimeoutError:
            answer = False
        self.report(is_available=answer)
        return answer

    def _ask(self) -> Future[bool]:
        with self._lock:
            if self._asking is None or self._asking.done():
                self._asking = Future()
                threading.Thread(target=self._answer, args=(self._asking,), name="store-probe", daemon=True).start()
            return self._asking

    def _answer(self, asked: Future[bool]) -> None:
        try:
            self._probe()
        except Exception:  # noqa: BLE001 - whatever is wrong, it is not an answer
            asked.set_result(False)
        else:
            asked.set_result(True)
