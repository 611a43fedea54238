"""Load in a process of its own: raw asyncio protocols, so that the generator costs little beside what is measured.

Run as `python -m tests.bench.load JSON`, prints JSON. It connects to 127.0.0.1 only and sends a bounded number.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass
from urllib.parse import quote_plus

from tests.crash.senders import sign, text_from

LONGEST = 600.0
"""Seconds after which a run is given up, so that nothing loads the machine for ever."""
DOMAINS = 100
"""Automatic mail is limited by domain, so the residents have theirs at many."""
CHUNK = b"I walk there every day with my dog and it is getting worse after each rain, please mend it.\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What to send. `rate` a second paces it (0: as fast as it goes); `first` keeps messages of two runs apart."""

    kind: str
    """`smtp-new`, `smtp-kept` or `webhooks`."""
    port: int
    messages: int
    connections: int
    recipient: str
    first: int = 1
    octets: int = 2048
    rate: float = 0.0
    public_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of it; the times are milliseconds from sending (or the time it was due) to the answer."""

    accepted: int
    refused: int
    seconds: float
    median_ms: float
    p99_ms: float

    @property
    def per_second(self) -> float:
        """Accepted messages a second."""
        return self.accepted / self.seconds


class Tally:
    """Counts answers and keeps their times."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.refused = 0

    def answer(self, began: float, *, accepted: bool) -> None:
        """One message was answered."""
        self.times.append(time.perf_counter() - began)
        self.refused += not accepted

    def result(self, seconds: float) -> Result:
        """The summary over `seconds`."""
        ordered = sorted(self.times) or [0.0]
        return Result(
            accepted=len(self.times) - self.refused,
            refused=self.refused,
            seconds=seconds,
            median_ms=ordered[len(ordered) // 2] * 1000,
            p99_ms=ordered[int(len(ordered) * 0.99)] * 1000,
        )


class SmtpClient(asyncio.Protocol):
    """Sends mails one after the other over one connection; `closed` is set when the server is gone."""

    def __init__(self, mails: Iterator[tuple[str, bytes]], recipient: str, tally: Tally) -> None:
        self._mails, self._tally = mails, tally
        self._recipient = f"RCPT TO:<{recipient}>\r\n".encode()
        self._heard = b""
        self._next: Callable[[bytes], None] = self._greeted
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._began = time.perf_counter()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.closed.done():
            self.closed.set_result(None)

    def data_received(self, data: bytes) -> None:
        self._heard += data
        last = self._heard[self._heard.rfind(b"\n", 0, -1) + 1 :]
        if self._heard.endswith(b"\n") and last[3:4] == b" ":
            heard, self._heard = self._heard, b""
            self._next(heard)

    def _say(self, words: bytes, then: Callable[[bytes], None]) -> None:
        self._next = then
        self._transport.write(words)

    def _greeted(self, _: bytes) -> None:
        self._say(b"EHLO load.example\r\n", self._begin)

    def _begin(self, _: bytes) -> None:
        mail = next(self._mails, None)
        if mail is None:
            self._say(b"QUIT\r\n", self._ended)
            return
        sender, self._body = mail
        self._say(b"MAIL FROM:<" + sender.encode() + b">\r\n", self._from_taken)

    def _from_taken(self, _: bytes) -> None:
        self._say(self._recipient, self._to_taken)

    def _to_taken(self, _: bytes) -> None:
        self._say(b"DATA\r\n", self._data_wanted)

    def _data_wanted(self, _: bytes) -> None:
        self._say(self._body + b"\r\n.\r\n", self._answered)

    def _answered(self, heard: bytes) -> None:
        self._tally.answer(self._began, accepted=heard.startswith(b"250"))
        self._began = time.perf_counter()
        self._begin(b"")

    def _ended(self, _: bytes) -> None:
        self._transport.close()


class HttpClient(asyncio.Protocol):
    """Posts forms over one kept connection, one at a time."""

    def __init__(self) -> None:
        self._heard = b""
        self._answer: asyncio.Future[int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_result(0)

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, separator, body = self._heard.partition(b"\r\n\r\n")
        if not separator or self._answer is None:
            return
        length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        if len(body) >= length:
            self._heard = b""
            self._answer.set_result(int(head[9:12]))

    async def post(self, request: bytes) -> int:
        """The status of the answer; 0 when the connection broke."""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer


def mails(load: Load) -> Iterator[tuple[str, bytes]]:
    """Different mails from different residents, each of the size asked for."""
    for number in range(load.first, load.first + load.messages):
        sender = f"anne.{number}@mail{number % DOMAINS}.example"
        head = (
            f"From: Anne <{sender}>\r\nTo: {load.recipient}\r\nSubject: Pothole no. {number}\r\n"
            f"Message-ID: <{number}.load@mail.example>\r\nDate: Mon, 02 Nov 2026 09:00:00 -0500\r\n"
            f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
            f"There is a huge pothole in front of {number} Oak Street.\r\n"
        ).encode()
        yield sender, (head + CHUNK * (load.octets // len(CHUNK)))[: load.octets]


def webhooks(load: Load) -> Iterator[bytes]:
    """Different signed texts as whole HTTP requests."""
    url = f"{load.public_url}/inbound/twilio"
    for number in range(load.first, load.first + load.messages):
        form = text_from(f"+1860{number:07d}", number, load.recipient)
        body = "&".join(f"{name}={quote_plus(value)}" for name, value in form.items())
        yield (
            f"POST /inbound/twilio HTTP/1.1\r\nHost: 127.0.0.1:{load.port}\r\nX-Twilio-Signature: {sign(url, form)}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()


async def send_mails(load: Load, prepared: list[tuple[str, bytes]], tally: Tally) -> None:
    """Every mail, over as many connections at once as asked for."""
    waiting = iter(prepared)
    loop = asyncio.get_running_loop()

    async def one_connection(some: Iterator[tuple[str, bytes]]) -> None:
        _, client = await loop.create_connection(
            lambda: SmtpClient(some, load.recipient, tally), "127.0.0.1", load.port
        )
        await client.closed

    async def a_connection_each() -> None:
        for mail in waiting:
            await one_connection(iter([mail]))

    kept = load.kind == "smtp-kept"
    await asyncio.gather(*[one_connection(waiting) if kept else a_connection_each() for _ in range(load.connections)])


async def post_webhooks(load: Load, requests: list[bytes], tally: Tally) -> None:
    """Every text; with a rate each has its time, and waiting for a free connection counts as part of the answer."""
    loop = asyncio.get_running_loop()
    clients: asyncio.Queue[HttpClient] = asyncio.Queue()
    for _ in range(load.connections):
        clients.put_nowait((await loop.create_connection(HttpClient, "127.0.0.1", load.port))[1])
    start = time.perf_counter()

    async def one(request: bytes, due: float) -> None:
        client = await clients.get()
        status = await client.post(request)
        clients.put_nowait(client)
        tally.answer(due, accepted=status == 200)

    if not load.rate:
        await _by_turns(requests, load.connections, one)
        return
    async with asyncio.TaskGroup() as group:
        for index, request in enumerate(requests):
            due = start + index / load.rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(one(request, due))


async def _by_turns(requests: list[bytes], width: int, one: Callable[[bytes, float], Awaitable[None]]) -> None:
    waiting = iter(requests)

    async def worker() -> None:
        for request in waiting:
            await one(request, time.perf_counter())

    await asyncio.gather(*[worker() for _ in range(width)])


async def run(load: Load) -> Result:
    """Prepare everything, then send it and count; only the sending is timed."""
    tally = Tally()
    if load.kind == "webhooks":
        sending = post_webhooks(load, list(webhooks(load)), tally)
    else:
        sending = send_mails(load, list(mails(load)), tally)
    began = time.perf_counter()
    async with asyncio.timeout(LONGEST):
        await sending
    return tally.result(time.perf_counter() - began)


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(run(Load(**json.loads(sys.argv[1])))))))
