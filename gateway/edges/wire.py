"""Reads commands and messages off the wire; the end of a message is CRLF.CRLF and nothing else (PROTOCOL 2.8, 2.9)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

_END = b"\r\n.\r\n"
_EMPTY_MESSAGE = b".\r\n"
_CHUNK = 64 * 1024


class Sink(Protocol):
    """Where the octets of a message go."""

    def add(self, chunk: bytearray) -> None:
        """Take some octets; the order is that of the wire."""
        ...


class MailReader(asyncio.StreamReader):
    """A stream reader that searches in its buffer instead of copying every line out of it.

    It reads attributes that `asyncio.StreamReader` keeps to itself, as aiosmtpd does; the tests would notice a change.
    """

    _buffer: bytearray
    _eof: bool
    _wait_for_data: Callable[[str], Awaitable[None]]
    _maybe_resume_transport: Callable[[], None]

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(limit=_CHUNK, loop=loop)

    @property
    def has_input(self) -> bool:
        """True when the client has said more than was read."""
        return bool(self._buffer)

    async def read_command(self, limit: int) -> bytes | None:
        """The next line with its line end, or None for one longer than `limit` octets, which is dropped."""
        start, too_long = 0, False
        while (end := self._buffer.find(b"\n", start)) < 0:
            start = len(self._buffer)
            if start > limit:
                start, too_long = 0, True
                self._buffer.clear()
            await self._more()
        line = bytes(self._take(end + 1))
        return None if too_long or len(line) > limit else line

    async def read_message(self, sink: Sink) -> None:
        """Hand everything before the final dot to `sink`; raises `IncompleteReadError` when the client leaves."""
        while len(self._buffer) < len(_EMPTY_MESSAGE):
            await self._more()
        if self._buffer.startswith(_EMPTY_MESSAGE):
            self._take(len(_EMPTY_MESSAGE))
            return
        start = 0
        while (end := self._buffer.find(_END, start)) < 0:
            start = max(0, len(self._buffer) - len(_END) + 1)
            if start > _CHUNK:
                sink.add(self._take(start))
                start = 0
            await self._more()
        sink.add(self._take(end + 2))
        self._take(len(_END) - 2)

    async def discard(self) -> None:
        """Drop whatever comes until the client leaves."""
        while not self._eof:
            self._take(len(self._buffer))
            await self._wait_for_data("read")

    def _take(self, count: int) -> bytearray:
        taken = self._buffer[:count]
        del self._buffer[:count]
        self._maybe_resume_transport()
        return taken

    async def _more(self) -> None:
        error = self.exception()
        if error is not None:
            raise error
        if self._eof:
            raise asyncio.IncompleteReadError(b"", None)
        await self._wait_for_data("read")


def unstuff(octets: bytearray) -> bytes:
    """Take away the dot that the client put before every line that begins with one (RFC 5321 4.5.2)."""
    if octets.startswith(b"."):
        del octets[0]
    return bytes(octets.replace(b"\r\n.", b"\r\n") if b"\r\n." in octets else octets)
