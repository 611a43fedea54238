"""How long a client may keep us waiting: idle time, and a slowest rate while a message comes in (PROTOCOL 2.15)."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable


class Patience:
    """The time that one client has left.

    A timer that is set anew for every command would cost more than the command, so one timer looks now and then
    whether the time is over.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, *, seconds: float, rate: int, on_end: Callable[[], None]
    ) -> None:
        self._loop = loop
        self._seconds = seconds
        self._rate = rate
        self._on_end = on_end
        self._deadline = loop.time() + seconds
        self._timer = loop.call_at(self._deadline, self._look)

    def renew(self) -> None:
        """Give the full time, because the client said something."""
        self._deadline = self._loop.time() + self._seconds

    def earn(self, octets: int) -> None:
        """Give as much time as these octets take at the slowest rate, and never more than the full time."""
        latest = self._loop.time() + self._seconds
        self._deadline = min(latest, self._deadline + octets / self._rate) if self._rate else latest

    def suspend(self) -> None:
        """Let the time stand still, because it is the client that waits for us."""
        self._deadline = math.inf

    def end(self) -> None:
        """Stop looking."""
        self._timer.cancel()

    def _look(self) -> None:
        now = self._loop.time()
        if now < self._deadline:
            self._timer = self._loop.call_at(min(self._deadline, now + self._seconds), self._look)
        else:
            self._on_end()
