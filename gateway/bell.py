"""The bell: it tells workers that a row is due. Rows are the truth; a lost, doubled or late bell changes nothing."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Protocol


class Bell(Protocol):
    """Rings for one kind of work (`process`, `deliver` or `files`)."""

    def ring(self, kind: str, ref: int) -> None:
        """Say that work of this kind is due. Never raises and never waits for a network."""
        ...

    def wait(self, kind: str, timeout: float) -> bool:
        """Wait up to `timeout` seconds until somebody rings; True when somebody did since this thread last waited."""
        ...

    def flush(self, timeout: float = 2.0) -> None:
        """Wait until what was rung has left this process; a process that is about to end calls it."""
        ...


def make_bell(redis_url: str) -> Bell:
    """RQ rings when there is a Redis; without one the workers are threads of this process."""
    if not redis_url:
        return InProcessBell()
    from gateway.rq_bell import RqBell

    return RqBell(redis_url)


class InProcessBell:
    """A bell between the threads of one process."""

    def __init__(self) -> None:
        self._rung: Counter[str] = Counter()
        self._changed = threading.Condition()
        self._heard = threading.local()

    def ring(self, kind: str, ref: int) -> None:  # noqa: ARG002 - a worker asks the table what is due
        """Wake every thread that waits for this kind."""
        with self._changed:
            self._rung[kind] += 1
            self._changed.notify_all()

    def wait(self, kind: str, timeout: float) -> bool:
        """True at once when somebody rang since this thread last waited for the kind."""
        heard: int = self._heard.__dict__.setdefault(kind, 0)
        with self._changed:
            self._changed.wait_for(lambda: self._rung[kind] != heard, timeout)
            self._heard.__dict__[kind] = self._rung[kind]
            return self._rung[kind] != heard

    def flush(self, timeout: float = 2.0) -> None:
        """Nothing is on its way here."""
