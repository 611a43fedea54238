"""Answers a provider in time whatever hangs: the work is done in another thread, and a late one means "come again"."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError

log = logging.getLogger(__name__)


class Watchdog:
    """Lends out threads; one for each kind of webhook, so that none takes another's (PROTOCOL F12.3)."""

    def __init__(self, name: str, *, threads: int) -> None:
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix=name)

    def watch(self, work: Callable[[], int], *, seconds: float) -> int:
        """The HTTP status that `work` finds within so many seconds, else 503; total."""
        future: Future[int] = self._pool.submit(work)
        try:
            return future.result(timeout=seconds)
        except FutureTimeoutError:
            future.cancel()
            log.critical("a webhook took too long; the provider was told to come again")
        except Exception as error:
            log.exception("a webhook could not be handled", extra={"error": type(error).__name__})
        return 503
