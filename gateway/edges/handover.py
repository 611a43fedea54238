"""Brings the outcome of commits from the intake's thread to the event loop, many with one wake-up.

`asyncio.wrap_future` wakes the loop for each one. The intake resolves dozens at a time, and every wake-up would let the
loop take the interpreter lock away from the thread that should be on its way to the next commit.
"""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Generic, TypeVar

T = TypeVar("T")


class Handover(Generic[T]):
    """Between one event loop and the threads that resolve futures."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._resolved: deque[tuple[asyncio.Future[T], Future[T]]] = deque()
        self._is_called = False

    def expect(self, promise: Future[T]) -> asyncio.Future[T]:
        """A future of the loop for the outcome; who stops waiting for it does not stop the commit (PROTOCOL 2.23)."""
        waiting: asyncio.Future[T] = self._loop.create_future()
        promise.add_done_callback(partial(self._take, waiting))
        return waiting

    def _take(self, waiting: asyncio.Future[T], promise: Future[T]) -> None:
        self._resolved.append((waiting, promise))
        if not self._is_called:
            self._is_called = True
            # A loop that is closed has no client left to tell.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._hand_over)

    def _hand_over(self) -> None:
        self._is_called = False
        while self._resolved:
            waiting, promise = self._resolved.popleft()
            if waiting.done():
                continue
            if error := promise.exception():
                waiting.set_exception(error)
            else:
                waiting.set_result(promise.result())
