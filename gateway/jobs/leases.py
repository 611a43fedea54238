"""Keeps the leases of running work alive, but not for ever: work that hangs must come free again."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection
from types import TracebackType
from typing import Self

from gateway.bootstrap import Gateway
from gateway.errors import IntakeError
from gateway.store.work import LEASE_SECONDS, Claim, extend

log = logging.getLogger(__name__)

LONGEST_WORK_SECONDS = 180.0
"""From then on one piece of work counts as hanging and its lease runs out."""


class LeaseKeeper:
    """Extends the claims that `hold` was last told, every third of a lease. Its thread starts with the first claim."""

    def __init__(
        self, gateway: Gateway, *, lease: float = LEASE_SECONDS, longest: float = LONGEST_WORK_SECONDS
    ) -> None:
        self._gateway = gateway
        self._lease = lease
        self._longest = longest
        self._held: tuple[Claim, ...] = ()
        self._since = 0.0
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()

    def hold(self, claims: Collection[Claim]) -> None:
        """From now on the first of `claims` is being done and the others wait for it."""
        self._held, self._since = tuple(claims), time.monotonic()
        if self._thread is None and self._held:
            self._thread = threading.Thread(target=self._run, name="lease-keeper", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while not self._ended.wait(self._lease / 3):
            held, since = self._held, self._since
            if held and time.monotonic() - since < self._longest:
                self._extend(held)

    def _extend(self, held: Collection[Claim]) -> None:
        try:
            extend(self._gateway.store, held, now=self._gateway.clock(), lease=self._lease)
        except IntakeError as error:
            log.warning("leases could not be extended", extra={"claims": len(held), "reason": type(error).__name__})
