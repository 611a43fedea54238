"""Start the parts of the gateway and stop them in order when the operator asks."""

from __future__ import annotations

import ctypes
import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Protocol

from gateway.bootstrap import Gateway, build_gateway
from gateway.cli.loading import settle
from gateway.errors import NotReadyError, StoreUnavailableError
from gateway.log import configure_logging
from gateway.settings import Settings, load_settings
from gateway.store.engine import Store
from gateway.store.migrate import is_current, migrate

_MMAP_THRESHOLD = -3
"""mallopt(3): blocks from this size on are taken from the system, and given back when they are freed."""
_LARGE_BLOCK = 1024 * 1024


class Part(Protocol):
    """Something that runs until it is told to stop."""

    def start(self) -> None:
        """Begin, or raise `NotReadyError` saying what to do."""
        ...

    def stop(self) -> None:
        """Finish what was begun and end."""
        ...


@dataclass(slots=True)
class Running:
    """The parts that run, in the order in which they were started."""

    parts: list[Part] = field(default_factory=list)
    asked_to_stop: threading.Event = field(default_factory=threading.Event)

    def start(self, parts: Iterable[Part]) -> None:
        """Start each part; when one cannot, stop the ones before it."""
        try:
            for part in parts:
                part.start()
                self.parts.append(part)
        except BaseException:
            self.stop()
            raise

    def wait(self) -> None:
        """Until SIGTERM, SIGINT or SIGHUP, then stop in the opposite order."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self.asked_to_stop.set())
        while not self.asked_to_stop.wait(1.0):
            pass
        self.stop()

    def stop(self) -> None:
        """Stop every part, the last started first."""
        while self.parts:
            self.parts.pop().stop()


def prepare(settings: Settings | None = None) -> Gateway:
    """Logging, settings and a gateway whose database is up to date; raises a `GatewayError` that says what to do."""
    _give_large_blocks_back()
    settings = settings or load_settings()
    configure_logging(level=settings.log_level, style=settings.log_format)
    gateway = build_gateway(settings)
    make_current(gateway.store)
    gateway.rulebooks.announce()
    settle()
    return gateway


def make_current(store: Store) -> None:
    """Make and migrate a database in a file; raises `NotReadyError` for a server's that is not up to date."""
    with explained():
        if store.is_sqlite:
            migrate(store)
        elif not is_current(store):
            raise NotReadyError("The database is not up to date. Run `gateway migrate` first.")


def _give_large_blocks_back() -> None:
    """Otherwise glibc keeps the room of each thread's largest mail for ever: 60 MB a thread after some with photos."""
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE_BLOCK)


@contextmanager
def explained() -> Iterator[None]:
    """Say what to do when the database is away at the start; later it is waited for."""
    try:
        yield
    except StoreUnavailableError:
        words = "The database does not answer. See that it runs, and that GATEWAY_DATABASE_URL names it rightly."
        raise NotReadyError(words) from None
