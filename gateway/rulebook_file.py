"""The rulebook on disk: read again when it changes, and the last good one kept when somebody breaks it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from gateway.errors import GatewayError, NotReadyError
from gateway.routing import Rulebook, RulebookError, check_rulebook
from gateway.routing.files import RulebookFiles
from gateway.routing.loading import load_files
from gateway.rulebook_folder import finish_begun

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Seconds between two looks at the file."""

_PATIENCE = 5.0
"""Seconds a worker waits for a reading that another thread has begun, before it goes on with the last good rulebook."""

Stamp = tuple[int, int, int]
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
        self._stamp = _stamp(self._path)
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
            stamp = _stamp(self._path)
            if stamp == self._stamp and not self._untold:
                self._lock.release()
            else:
                # Reading takes a second for 500 rules; no mail and no page waits for it.
                threading.Thread(target=self._read_and_release, args=(stamp,), name="rulebook", daemon=True).start()
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
                self._catch_up(_stamp(self._path))
            finally:
                self._lock.release()
        return self._rulebook

    def _read_and_release(self, stamp: Stamp | None) -> None:
        """Read the file; the lock that `current` took is given back."""
        try:
            self._catch_up(stamp)
        finally:
            self._lock.release()

    def _catch_up(self, stamp: Stamp | None) -> None:
        if stamp != self._stamp:
            self._read(stamp)
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

    def _read(self, stamp: Stamp | None) -> None:
        try:
            self._activate(load_active(self._path))
        except GatewayError as error:
            self._keep_last_good(str(error))
        except Exception as error:  # noqa: BLE001 - whatever a file does to its reader, the last good rulebook stays
            self._keep_last_good(f"The rulebook {self._path} could not be read ({type(error).__name__}: {error}).")
        finally:
            self._stamp = stamp

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
    finish_begun(path)
    rulebook = load_files(read_files(path))
    if problems := check_rulebook(rulebook):
        raise RulebookError(problems)
    return rulebook


def read_files(path: Path) -> RulebookFiles:
    """The texts of the rulebook whose main file is `path`; raises `NotReadyError` with what to do."""
    return RulebookFiles(main=path.name, text=read_text(path))


def read_text(path: Path) -> str:
    """The text of a rulebook file; raises `NotReadyError` with what to do."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise NotReadyError(f"The rulebook {path} is not UTF-8 text. Save it as UTF-8.") from None
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise NotReadyError(f"The rulebook {path} cannot be read ({reason}). Set GATEWAY_RULES to the file.") from None


def _stamp(path: Path) -> Stamp | None:
    """What changes when the file does; None while it cannot be seen."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
