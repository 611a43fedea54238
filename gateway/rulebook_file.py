"""The rulebook on disk: read again when it changes, and the last good one kept when somebody breaks it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from gateway.errors import GatewayError
from gateway.routing import Rulebook, RulebookError, check_rulebook
from gateway.routing.loading import load_files
from gateway.rulebook_folder import finish_begun
from gateway.rulebook_reading import look_at, read_files, stamp_files

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Seconds between two looks at the file."""

_PATIENCE = 5.0
"""Seconds a worker waits for a reading that another thread has begun, before it goes on with the last good rulebook."""

Listener = Callable[[str], None]
"""Hears the version of each rulebook that came into force; told again when it raises."""


def _nobody(_version: str) -> None:
    """Nobody listens."""


class RulebookFile:
    """The rulebook in force. Safe to share between threads; `current` costs next to nothing."""

    def __init__(
        self, path: Path, *, monotonic: Callable[[], float] = time.monotonic, listener: Listener = _nobody
    ) -> None:
        """Read `path`; raises `RulebookError` for mistakes and failing examples, `NotReadyError` for no file."""
        self._path = Path(path)
        self._monotonic = monotonic
        self._listener = listener
        self._untold = False
        self._lock = threading.Lock()
        self._problem: str | None = None
        finish_begun(self._path)
        self._stamps = stamp_files(self._path)
        self._rulebook = load_active(self._path)
        self._looked_at = monotonic()

    @property
    def problem(self) -> str | None:
        """What is wrong with the file on disk now; None while the file is the rulebook in force."""
        self.current()
        if self._lock.acquire(timeout=_PATIENCE):
            self._lock.release()
        return self._problem

    def current(self) -> Rulebook:
        """The last good rulebook. Looks at the file at most once a second and reads a changed one in the background."""
        if self._monotonic() - self._looked_at >= LOOK_EVERY and self._lock.acquire(blocking=False):
            self._looked_at = self._monotonic()
            if self._is_as_read() and not self._untold:
                self._lock.release()
            else:
                # Reading ten thousand rules takes seconds; no mail and no page waits for it.
                threading.Thread(target=self._read_and_release, name="rulebook", daemon=True).start()
        return self._rulebook

    def announce(self) -> None:
        """Tell the listener what is in force, as at every change: for the start, once the database is there."""
        with self._lock:
            self._untold = True
            self._tell()

    def refresh(self) -> Rulebook:
        """The last good rulebook, after a changed file was read: for workers, whose next message it must decide."""
        if self._lock.acquire(timeout=_PATIENCE):
            try:
                self._catch_up()
            finally:
                self._lock.release()
        return self._rulebook

    def _is_as_read(self) -> bool:
        """Whether each of the files is the one that was read, or is still away."""
        finish_begun(self._path)
        return look_at(self._stamps) == self._stamps

    def _read_and_release(self) -> None:
        """Read the files; the lock that `current` took is given back."""
        try:
            self._catch_up()
        finally:
            self._lock.release()

    def _catch_up(self) -> None:
        if not self._is_as_read():
            self._read()
        if self._untold:
            self._tell()

    def _tell(self) -> None:
        try:
            self._listener(self._rulebook.version)
        except Exception as error:  # noqa: BLE001 - a rulebook is in force whether or not it could be written down
            told = type(error).__name__
            log.info("The rulebook %s could not be written down yet (%s).", self._rulebook.version, told)
        else:
            self._untold = False

    def _read(self) -> None:
        # What is saved after this look, and before the reading is over, is read again at the next one.
        self._stamps = stamp_files(self._path)
        try:
            self._activate(load_active(self._path))
        except GatewayError as error:
            self._keep_last_good(str(error))
        except Exception as error:  # noqa: BLE001 - whatever a file does to its reader, the last good rulebook stays
            self._keep_last_good(f"The rulebook {self._path} could not be read ({type(error).__name__}: {error}).")

    def _keep_last_good(self, problem: str) -> None:
        self._problem = problem
        log.error("%s\nThe rulebook %s stays in force until the file is mended.", problem, self._rulebook.version)

    def _activate(self, rulebook: Rulebook) -> None:
        if rulebook.version != self._rulebook.version or self._problem:
            log.info("The rulebook %s is in force.", rulebook.version)
        self._untold = self._untold or rulebook.version != self._rulebook.version
        self._rulebook = rulebook
        self._problem = None


def load_active(path: Path) -> Rulebook:
    """The rulebook in `path` when it may be activated: it loads and its examples come out as written."""
    rulebook = load_file(path)
    if problems := check_rulebook(rulebook):
        raise RulebookError(problems)
    return rulebook


def load_file(path: Path) -> Rulebook:
    """The rulebook in `path` and the files that it includes, without running its examples.

    Raises `RulebookError` for mistakes and `NotReadyError` for no file.
    """
    return load_files(read_files(path))
