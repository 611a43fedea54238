"""Counts refused webhooks, so that an operator sees that somebody knocks, or that a secret is wrong."""

from __future__ import annotations

import logging
import threading
from collections import Counter

from gateway.bootstrap import Gateway
from gateway.errors import IntakeError, WebhookRefusedError
from gateway.store.counters import count

log = logging.getLogger(__name__)


class Refusals:
    """Only one thread writes at a time and takes the others' counts along, so that a flood of forged requests is not a
    flood of transactions."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._pending: Counter[str] = Counter()
        self._adding = threading.Lock()
        self._writing = threading.Lock()

    def note(self, error: WebhookRefusedError) -> int:
        """Log and count one refusal; returns the HTTP status for it."""
        log.warning("a webhook was refused: %s", error, extra={"counter": error.counter})
        with self._adding:
            self._pending[error.counter] += 1
        while self._pending and self._writing.acquire(blocking=False):
            try:
                self._write()
            finally:
                self._writing.release()
        return error.status

    def _write(self) -> None:
        with self._adding:
            counts, self._pending = self._pending, Counter()
        try:
            with self._gateway.store.writing() as connection:
                for name, by in counts.items():
                    count(connection, name, by)
        except IntakeError:
            log.warning("refused webhooks could not be counted", extra={"lost": counts.total()})
