"""How long it takes to understand one message, on one core, without database and network."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from gateway.routing import load_rulebook, route
from gateway.routing.values import RouteRequest
from parsers import InboundMessage, Medium, parse
from parsers.email import read_mail
from tests.bench.rows import Row

ROOT = Path(__file__).resolve().parents[2]
RULEBOOK = load_rulebook((ROOT / "routing_rules.yaml").read_text(encoding="utf-8"))
TEXT = (
    "Hi, there is a really deep pothole in front of 128 Oak Street near the corner of Main, since last Tuesday around "
    "5pm. My car got damaged. Call me 203-555-0142"
)
PARAGRAPH = (
    "I walk along {number} Elm Street every morning with my dog and my two children, and since last Monday the street "
    "light in front of the school is out, the sidewalk is broken and somebody left two mattresses and a couch.\r\n\r\n"
)
REPEATS = 200


def measure_reading() -> Iterator[Row]:
    """A text of 160 characters, a mail of 10 kB from bytes to intent, and deciding by the shipped rulebook."""
    text, mail = message_of(TEXT), _mail(10_000)
    heard = read_mail(mail)
    # No two alike, so that nothing that was read is remembered.
    texts = (message_of(TEXT.replace("128", str(number))) for number in count(100))
    mails = (message_of(f"{number}. {heard.text}", subject=heard.subject) for number in count(100))
    city = RULEBOOK.parser_city
    request = RouteRequest(message=text, understanding=parse(text, city).understanding)
    yield _row(f"parse a text of {len(TEXT)} characters", lambda: parse(next(texts), city), "under 3 ms")
    yield _row("read a mail of 10 kB", lambda: read_mail(mail), "")
    yield _row("parse a mail of 10 kB", lambda: parse(next(mails), city), "under 15 ms, reading included")
    yield _row("decide by the shipped rulebook", lambda: route(request, RULEBOOK), "")


def message_of(text: str, subject: str = "") -> InboundMessage:
    """A text message of Anne."""
    return InboundMessage(
        medium=Medium.SMS,
        sender="+14755550101",
        recipients=("+12035550142",),
        received_at=datetime(2026, 11, 2, 14, 0, tzinfo=UTC),
        subject=subject,
        text=text,
    )


def _mail(octets: int) -> bytes:
    head = (
        "From: Anne <anne@mail.example>\r\nTo: 311@elmcity.example\r\nSubject: Street light out on Elm Street\r\n"
        "Message-ID: <1@mail.example>\r\nDate: Mon, 02 Nov 2026 09:00:00 -0500\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    )
    body = "".join(PARAGRAPH.format(number=number) for number in range(100, 100 + octets // len(PARAGRAPH)))
    return (head + body).encode()


def _row(what: str, work: Callable[[], object], goal: str) -> Row:
    work()
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    value = f"median {statistics.median(times):.2f} ms, p99 {times[int(REPEATS * 0.99)]:.2f} ms"
    return Row(what=what, value=value, goal=goal, note=f"{REPEATS} times, one core")
