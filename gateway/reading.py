"""Reads mail in a process of its own, so that no message can hang or exhaust the one that serves (PROTOCOL 8.1).

Only mail above `SMALL_OCTETS` goes there. The readers are linear: of over two hundred mails of 256 KB, each made to be
slow in another way, the slowest took 0.5 s, and an ordinary mail takes 2 ms. The way to another process and back
would make each of those dearer by half and win nothing.
"""

from __future__ import annotations

import contextlib
import logging
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import threading
import weakref
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from pydantic import TypeAdapter

from parsers.email import Mail, read_mail, unread_mail

log = logging.getLogger(__name__)

SMALL_OCTETS = 128 * 1024
PROCESSOR_SECONDS = 10
MEMORY_OCTETS = 512 * 1024 * 1024
PATIENCE_SECONDS = 120.0
"""How long the process may take by the clock: its ten seconds of work are more than that on no machine that works."""
MAX_MAILS = 1000
"""A process ends after so many, and what it may have lost of its memory is free again."""
_REQUEST, _ANSWER = struct.Struct(">QI"), struct.Struct(">Q")
_NOT_KNOWN = 0xFFFFFFFF
"""In place of the length of an envelope sender that nobody knows."""
_PLACE = Path(__file__).resolve().parents[1]
_MAIL = TypeAdapter(Mail)
"""Checks what comes back: the process that read a hostile mail is believed no more than the mail."""
_ERROR = f"The mail could not be read in {PROCESSOR_SECONDS} seconds and 512 MB of memory; its original is kept."


class BoundedReader:
    """Reads mail as `parsers.email.read_mail` does, with bounds. Threads may share it, and a fork begins anew."""

    def __init__(self, command: Sequence[str] = (sys.executable, "-m", "gateway.reading")) -> None:
        self._command = tuple(command)
        self._lock = threading.Lock()
        self._idle: list[_Process] = []
        self._inherited: list[_Process] = []
        self.close = weakref.finalize(self, _end_all, self._idle)
        """Ends the processes; what nobody calls happens with the end of the reader."""
        _readers.add(self)

    def read(self, raw: bytes, *, envelope_sender: str | None = None) -> Mail:
        """Read a mail. Total: a mail that its process does not survive comes back with `error` and nothing else."""
        if len(raw) <= SMALL_OCTETS:
            return read_mail(raw, envelope_sender=envelope_sender)
        try:
            process = self._take()
        except OSError as error:  # No process can be made now, and the readers are linear without one, too.
            log.warning("a mail is read without a process of its own", extra={"reason": type(error).__name__})
            return read_mail(raw, envelope_sender=envelope_sender)
        try:
            mail = process.read(raw, envelope_sender)
        except (OSError, EOFError, ValueError):
            log.warning("a mail ended the process that read it", extra={"exit": process.kill(), "octets": len(raw)})
            return unread_mail(_ERROR)
        self._give_back(process)
        return mail

    def forget_inherited(self) -> None:
        """After a fork: the processes belong to the parent, and a thread that is not here may have held the lock."""
        self._lock = threading.Lock()
        self._inherited += self._idle
        self._idle.clear()

    def _take(self) -> _Process:
        with self._lock:
            while self._idle:
                process = self._idle.pop()
                if process.is_alive:
                    return process
                process.kill()
        return _Process(self._command)

    def _give_back(self, process: _Process) -> None:
        if process.mails >= MAX_MAILS:
            process.end()
            return
        with self._lock:
            self._idle.append(process)


_readers: weakref.WeakSet[BoundedReader] = weakref.WeakSet()


def _forget_inherited() -> None:
    for reader in list(_readers):
        reader.forget_inherited()


os.register_at_fork(after_in_child=_forget_inherited)


def _end_all(processes: list[_Process]) -> None:
    while processes:
        processes.pop().end()


def _start(command: Sequence[str], line: socket.socket) -> subprocess.Popen[bytes]:
    """It gets none of our secrets, and what it might print could quote a mail."""
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=line.fileno(), stdout=quiet, stderr=quiet, cwd=_PLACE, env={})  # noqa: S603


class _Process:
    """One process and our end of the line to it; it ends when the line is closed, however we ended."""

    def __init__(self, command: Sequence[str]) -> None:
        self.mails = 0
        self._line, theirs = socket.socketpair()
        try:
            with theirs:
                self._child = _start(command, theirs)
        except OSError:
            self._line.close()
            raise

    @property
    def is_alive(self) -> bool:
        return self._child.poll() is None

    def read(self, raw: bytes, envelope_sender: str | None) -> Mail:
        """Raises `OSError` or `EOFError` when the process dies or hangs, `ValueError` when it answers nonsense."""
        sender = (envelope_sender or "").encode("utf-8", "replace")
        self._line.settimeout(PATIENCE_SECONDS)
        self._line.sendall(_REQUEST.pack(len(raw), _NOT_KNOWN if envelope_sender is None else len(sender)))
        self._line.sendall(sender)
        self._line.sendall(raw)
        (length,) = _ANSWER.unpack(_receive(self._line, _ANSWER.size))
        if length > MEMORY_OCTETS:
            raise ValueError
        self.mails += 1
        mail = _MAIL.validate_json(_receive(self._line, length))
        return replace(mail, headers=MappingProxyType(mail.headers))

    def end(self) -> None:
        """Close the line and wait for the end."""
        self._line.close()
        try:
            self._child.wait(1.0)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> int:
        """End it at once; how it ended, as `subprocess` tells it."""
        self._line.close()
        self._child.kill()
        return int(self._child.wait())


def serve(line: socket.socket) -> None:
    """Read mails until the other end closes the line; a mail that takes too long ends this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started us, and then the line is closed.
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_OCTETS, most))
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            _answer(line)


def _answer(line: socket.socket) -> None:
    length, sender_length = _REQUEST.unpack(_receive(line, _REQUEST.size))
    is_known = sender_length != _NOT_KNOWN
    sender = _receive(line, sender_length if is_known else 0).decode("utf-8", "replace")
    raw = _receive(line, length)
    signal.setitimer(signal.ITIMER_PROF, PROCESSOR_SECONDS)
    mail = read_mail(raw, envelope_sender=sender if is_known else None)
    answer = _MAIL.dump_json(replace(mail, headers=dict(mail.headers)))
    signal.setitimer(signal.ITIMER_PROF, 0)
    line.sendall(_ANSWER.pack(len(answer)))
    line.sendall(answer)


def _receive(line: socket.socket, count: int) -> bytes:
    """Exactly `count` octets; raises `EOFError` when the line is closed before."""
    octets = bytearray(count)
    view, filled = memoryview(octets), 0
    while filled < count:
        received = line.recv_into(view[filled:])
        if not received:
            raise EOFError
        filled += received
    return bytes(octets)


if __name__ == "__main__":
    with socket.socket(fileno=0) as line:
        serve(line)
