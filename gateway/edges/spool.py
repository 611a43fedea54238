"""Brings spooled texts back into the database from the process that spooled them: the disk may be nobody else's."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from gateway.channels.spool import Spool
from gateway.envelopes import Arrival, Stored

log = logging.getLogger(__name__)

TRY_EVERY = 5.0
"""Seconds between two tries."""


class SpoolReturn:
    """Tries every few seconds while something waits. Its thread lives only as long as there is something."""

    def __init__(self, spool: Spool, receive: Callable[[Arrival], Stored]) -> None:
        self._spool = spool
        self._receive = receive
        self._lock = threading.Lock()
        self._is_running = False
        if spool.waiting():
            self.wake()

    def wake(self) -> None:
        """Something was spooled."""
        with self._lock:
            if self._is_running:
                return
            self._is_running = True
        threading.Thread(target=self._run, name="spool-return", daemon=True).start()

    def _run(self) -> None:
        while self._goes_on():
            time.sleep(TRY_EVERY)
            try:
                if stored := self._spool.ingest(self._receive):
                    log.warning("texts came back from the spool", extra={"stored": stored})
            except Exception:
                log.exception("the spool could not be read")

    def _goes_on(self) -> bool:
        """Looked at under the lock, so that what is spooled now either is seen or starts a new thread."""
        with self._lock:
            self._is_running = bool(self._spool.waiting())
            return self._is_running
