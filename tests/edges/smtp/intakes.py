"""Intakes that keep the promise in memory, or break it the way a test wants."""

from __future__ import annotations

import threading
from concurrent.futures import Future

from gateway.envelopes import Arrival, Stored


class MemoryIntake:
    """Stores in memory, once per key; can be told to fail, to refuse, to wait or to look dead."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.failure: Exception | None = None
        self.refusal: Exception | None = None
        self.available = True
        self._ids: dict[str, int] = {}
        self._open = threading.Event()
        self._open.set()
        self.submitted = threading.Semaphore(0)

    @property
    def only(self) -> Arrival:
        """The one arrival that was stored."""
        (arrival,) = self.arrivals
        return arrival

    def hold(self) -> None:
        """Let commits take until `release`."""
        self._open.clear()

    def release(self) -> None:
        """Let the commits that wait happen."""
        self._open.set()

    def is_available(self) -> bool:
        """What RCPT asks."""
        return self.available

    def submit(self, arrival: Arrival) -> Future[Stored]:
        """Store in a thread, as the real one does."""
        if self.refusal:
            raise self.refusal
        future: Future[Stored] = Future()
        future.set_running_or_notify_cancel()
        threading.Thread(target=self._commit, args=(arrival, future)).start()
        self.submitted.release()
        return future

    def _commit(self, arrival: Arrival, future: Future[Stored]) -> None:
        self._open.wait()
        if self.failure:
            future.set_exception(self.failure)
            return
        is_new = arrival.key not in self._ids
        if is_new:
            self._ids[arrival.key] = len(self._ids) + 1
            self.arrivals.append(arrival)
        future.set_result(Stored(id=self._ids[arrival.key], is_new=is_new))
