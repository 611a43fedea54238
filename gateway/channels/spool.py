"""Keeps arrivals on disk while the database is away, so that a provider can be told all is well (PROTOCOL 12.7)."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from gateway.envelopes import Arrival, Stored
from gateway.errors import GatewayError, OverloadedError, StoreFullError, StoreUnavailableError

log = logging.getLogger(__name__)

_SUFFIX = ".arrival"
_COME_AGAIN = (StoreUnavailableError, StoreFullError, OverloadedError)


class Spool:
    """A folder with one file an arrival; a file that is there under its last name is whole and on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rejected = folder / "rejected"

    def put(self, arrival: Arrival) -> None:
        """Keep one arrival, durably; raises `StoreUnavailableError` when the folder cannot be written."""
        name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = self.folder / f"{name}.part"
            _write(draft, _encode(arrival))
            draft.rename(self.folder / f"{name}{_SUFFIX}")
            _sync_folder(self.folder)
        except OSError as error:
            raise StoreUnavailableError(f"The spool {self.folder} cannot be written: {error.strerror}.") from None

    def ingest(self, receive: Callable[[Arrival], Stored]) -> int:
        """Hand over what waits, oldest first, and forget each after it was stored; returns how many there were.

        Stops quietly while the database is still away. A file that cannot be read is set aside with the reason.
        """
        stored = 0
        for path in self.waiting():
            try:
                stored += self._ingest_one(path, receive)
            except _COME_AGAIN:
                log.info("the spool waits for the database", extra={"waiting": len(self.waiting())})
                break
        return stored

    def waiting(self) -> list[Path]:
        """The files that wait, oldest first."""
        return sorted(self.folder.glob(f"*{_SUFFIX}"))

    def _ingest_one(self, path: Path, receive: Callable[[Arrival], Stored]) -> int:
        try:
            receive(_decode(path.read_bytes()))
        except FileNotFoundError:
            return 0
        except _COME_AGAIN:
            raise
        except Exception as error:  # noqa: BLE001 - one bad file must not hold up those behind it
            reason = (
                str(error) if isinstance(error, GatewayError) else f"{type(error).__name__}: it could not be stored"
            )
            self._set_aside(path, reason)
            return 0
        path.unlink(missing_ok=True)
        return 1

    def _set_aside(self, path: Path, reason: str) -> None:
        log.error("a spooled message could not be read; it is set aside", extra={"file": path.name, "reason": reason})
        self.rejected.mkdir(exist_ok=True, mode=0o700)
        (self.rejected / f"{path.name}.reason").write_text(reason + "\n")
        with suppress(FileNotFoundError):  # Another process reads the same spool and was faster.
            path.rename(self.rejected / path.name)


def _write(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """The new name itself must reach the disk, not only the bytes behind it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _encode(arrival: Arrival) -> bytes:
    document = {
        "channel": arrival.channel,
        "key": arrival.key,
        "sender": arrival.sender,
        "recipients": list(arrival.recipients),
        "received_at": arrival.received_at.isoformat(),
        "details": dict(arrival.details),
        "flags": list(arrival.flags),
        "raw": base64.b64encode(arrival.raw).decode("ascii"),
    }
    text = json.dumps(document, separators=(",", ":")).encode()
    return hashlib.sha256(text).hexdigest().encode() + b"\n" + text


def _decode(data: bytes) -> Arrival:
    """Raises `ValueError` or `KeyError` for a file that is not what was written."""
    checksum, _, text = data.partition(b"\n")
    if hashlib.sha256(text).hexdigest().encode() != checksum:
        raise ValueError("the checksum is wrong")
    document = json.loads(text)
    return Arrival(
        channel=document["channel"],
        key=document["key"],
        raw=base64.b64decode(document["raw"]),
        sender=document["sender"],
        recipients=tuple(document["recipients"]),
        received_at=datetime.fromisoformat(document["received_at"]),
        details=document["details"],
        flags=tuple(document["flags"]),
    )
