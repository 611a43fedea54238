"""The promise: an arrival is answered with success only after its raw bytes are durably committed (PROTOCOL 1.1).

One writer thread takes everything that waits and commits it in one transaction, so that a hundred senders share
one flush of the disk. Nothing here looks into a message; what cannot be stored for its own sake fails alone.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, InvalidStateError
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, field

from gateway.availability import Availability
from gateway.bootstrap import Gateway
from gateway.envelopes import Arrival, Stored
from gateway.errors import IntakeError, OverloadedError, StoreFullError, StoreUnavailableError
from gateway.store.messages import insert_arrivals
from gateway.store.postgresql import StoreConflictError

log = logging.getLogger(__name__)

BATCH_ARRIVALS = 256
BATCH_OCTETS = 32 * 1024 * 1024
_OCTETS_BESIDES = 2048
"""What an arrival occupies besides its raw bytes, roughly; it bounds the number of empty ones too."""
PATIENCE_SECONDS = 8.0
"""An arrival that waited for so long is told to come again, whatever the database may still do with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    arrival: Arrival
    octets: int
    future: Future[Stored] = field(default_factory=Future)
    since: float = field(default_factory=time.monotonic)


class Intake:
    """Stores arrivals of all edges of this process; starts its writer thread at once."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._limit = gateway.settings.bytes_in_flight_limit
        self._availability = Availability(gateway.store.probe)
        self._waiting: deque[_Waiting] = deque()
        self._writing: Sequence[_Waiting] = ()
        self._octets = 0
        self._stopping = False
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._writer = threading.Thread(target=self._write, name="intake-writer", daemon=True)
        self._guard = threading.Thread(target=self._guard_patience, name="intake-guard", daemon=True)
        self._writer.start()
        self._guard.start()

    def submit(self, arrival: Arrival) -> Future[Stored]:
        """Queue an arrival; the future answers within about ten seconds with `Stored` or an `IntakeError`.

        It cannot be cancelled: a sender that goes away gets its message stored once all the same (PROTOCOL 2.23).
        Raises `OverloadedError` when too many octets wait or the gateway is stopping.
        """
        item = _Waiting(arrival=arrival, octets=len(arrival.raw) + _OCTETS_BESIDES)
        item.future.set_running_or_notify_cancel()
        with self._changed:
            if self._stopping:
                raise OverloadedError("The gateway is stopping; try again in a minute.")
            if self._octets and self._octets + item.octets > self._limit:
                raise OverloadedError
            self._octets += item.octets
            self._waiting.append(item)
            self._changed.notify()
        return item.future

    def receive(self, arrival: Arrival, timeout: float = 10.0) -> Stored:
        """Store an arrival and wait up to `timeout` seconds for the commit; raises a subclass of `IntakeError`."""
        try:
            return self.submit(arrival).result(timeout)
        except FutureTimeoutError:
            raise StoreUnavailableError from None

    def is_available(self) -> bool:
        """True when the database answers; looked at about once a second and within two."""
        return self._availability.check()

    def stop(self, timeout: float = 30.0) -> None:
        """Refuse new arrivals, store those that wait for up to `timeout` seconds, tell the others to come again."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._writer.join(timeout)
        self._stopped.set()
        self._fail_waiting(OverloadedError("The gateway is stopping; try again in a minute."))
        self._gateway.bell.flush()

    def _write(self) -> None:
        while batch := self._take_batch():
            try:
                self._store(batch)
            except Exception as error:
                log.exception("an arrival could not be stored")
                _fail(batch, _as_intake_error(error))
            finally:
                self._put_down(batch)
                del batch  # or its octets would stay until the next one comes

    def _take_batch(self) -> list[_Waiting]:
        """Everything that waits, up to a bound; empty when the intake stops and nothing waits."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._stopping)
            batch: list[_Waiting] = []
            octets = 0
            while self._waiting and len(batch) < BATCH_ARRIVALS and octets < BATCH_OCTETS:
                batch.append(self._waiting.popleft())
                octets += batch[-1].octets
            self._writing = batch
            return batch

    def _put_down(self, batch: Sequence[_Waiting]) -> None:
        with self._changed:
            self._octets -= sum(item.octets for item in batch)
            self._writing = ()

    def _store(self, batch: Sequence[_Waiting]) -> None:
        try:
            self._commit(batch)
        except (StoreConflictError, StoreFullError):
            self._store_each(batch)
        except StoreUnavailableError as error:
            # The ones behind would wait as long again for the same answer.
            self._availability.report(is_available=False)
            log.warning("the store does not take arrivals", extra={"refused": len(batch), "reason": str(error)})
            _fail(batch, error)
            self._fail_waiting(error)
        except Exception as error:  # noqa: BLE001 - whatever one arrival caused must not touch the others
            log.warning(
                "a batch failed; each arrival is tried alone",
                extra={"size": len(batch), "reason": type(error).__name__},
            )
            self._store_each(batch)

    def _store_each(self, batch: Sequence[_Waiting]) -> None:
        for item in batch:
            if item.future.done():
                continue
            try:
                self._commit([item])
            except Exception as error:
                log.exception("an arrival could not be stored", extra={"channel": item.arrival.channel})
                _fail([item], _as_intake_error(error))

    def _commit(self, batch: Sequence[_Waiting]) -> None:
        with self._gateway.store.writing() as connection:
            stored = insert_arrivals(connection, [item.arrival for item in batch], now=self._gateway.clock())
        self._availability.report(is_available=True)
        for item, answer in zip(batch, stored, strict=True):
            _resolve(item.future, answer)
        if new := [answer.id for answer in stored if answer.is_new]:
            self._gateway.bell.ring("process", new[-1])

    def _fail_waiting(self, error: IntakeError) -> None:
        with self._changed:
            items = list(self._waiting)
            self._waiting.clear()
            self._octets -= sum(item.octets for item in items)
        _fail(items, error)

    def _guard_patience(self) -> None:
        """A server that is there but says nothing (stopped, cut off) holds the writer; nobody is to wait for that."""
        while not self._stopped.wait(0.5):
            too_old = time.monotonic() - PATIENCE_SECONDS
            with self._changed:
                late = [item for item in (*self._writing, *self._waiting) if item.since < too_old]
            if late:
                self._availability.report(is_available=False)
                _fail(late, StoreUnavailableError())


def _as_intake_error(error: Exception) -> IntakeError:
    if isinstance(error, IntakeError):
        return error
    return IntakeError(f"The message could not be stored ({type(error).__name__}).")


def _fail(items: Sequence[_Waiting], error: IntakeError) -> None:
    for item in items:
        try:
            item.future.set_exception(error)
        except InvalidStateError:
            continue


def _resolve(future: Future[Stored], answer: Stored) -> None:
    try:
        future.set_result(answer)
    except InvalidStateError:
        # The guard gave up on it; the sender comes again and is told then that it is stored.
        return
