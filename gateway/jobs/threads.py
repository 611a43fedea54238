"""Workers as threads of this process: for `gateway up`, and for PostgreSQL without Redis."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping

from gateway.bootstrap import Gateway
from gateway.errors import IntakeError
from gateway.jobs.draining import HANDLERS, Handler, drain

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
"""The table is looked into this often even when nobody rings."""


_ALONE = {"files", "remind", "locate", "rules"}
"""One thread is enough for each: they may wait, and a picture may take half a gigabyte."""


class Workers:
    """Threads for each kind of work, so that a relay that hangs keeps no message from being read: `threads`, or one."""

    def __init__(self, gateway: Gateway, threads: int, handlers: Mapping[str, Handler] = HANDLERS) -> None:
        self._gateway = gateway
        self._handlers = handlers
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(kind,), name=f"{kind}-{number}", daemon=True)
            for kind in handlers
            for number in range(1 if kind in _ALONE else threads)
        ]

    def start(self) -> None:
        """Begin to work."""
        for thread in self._threads:
            thread.start()

    def stop(self, grace: float = 30.0) -> None:
        """Finish what is being done, for up to `grace` seconds, and give back the rest."""
        self._stopping.set()
        for kind in self._handlers:
            self._gateway.bell.ring(kind, 0)
        for thread in self._threads:
            thread.join(grace)

    def _run(self, kind: str) -> None:
        while not self._stopping.is_set():
            if not self._drain(kind):
                self._gateway.bell.wait(kind, POLL_SECONDS)

    def _drain(self, kind: str) -> int:
        try:
            return drain(self._gateway, kind, handler=self._handlers[kind], is_stopping=self._stopping.is_set)
        except IntakeError as error:
            log.warning("workers wait for the store", extra={"kind": kind, "reason": type(error).__name__})
        except Exception:
            log.exception("a worker failed between two pieces of work", extra={"kind": kind})
        self._stopping.wait(POLL_SECONDS)
        return 0
