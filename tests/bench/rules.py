"""What ten thousand rules cost: to load, to decide by, and to be told that they are broken. On one core."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from gateway.routing import Rulebook, RulebookError, load_rulebook, route
from gateway.routing.document import read_document
from gateway.routing.values import RouteRequest
from tests.bench.rows import Row
from tests.bench.rule_requests import invent_requests
from tests.bench.rule_sets import invent_rules, invent_vocabulary, write_rulebook

SIZES = (100, 1_000, 10_000)
REQUESTS = 2_000
ROUNDS = 7
Result = TypeVar("Result")


def measure_rules() -> Iterator[Row]:
    """Rulebooks of growing size, each with two thousand understood requests that its rules are about."""
    known = invent_vocabulary()
    load_rulebook(write_rulebook([], known))
    least, text = 0.0, ""
    for size in SIZES:
        rules = list(invent_rules(size, known))
        text, requests = write_rulebook(rules, known), invent_requests(REQUESTS, rules, known)
        seconds, book = timed(lambda text=text: load_rulebook(text))
        gc.freeze()  # as every command does once it has loaded its rulebook
        yield Row(
            what=f"load {size:,} rules ({len(text) / 1e6:.1f} MB)",
            value=f"{seconds:.2f} s",
            goal="under 3 s" if size == SIZES[-1] else "",
            note="read, checked, compiled, indexed; without examples",
        )
        each = decide_all(requests, book)
        least = least or each
        yield _decided(size, each, least, sum(len(route(request, book).voices) for request in requests))
    yield from _broken(text)


def decide_all(requests: Sequence[RouteRequest], book: Rulebook) -> float:
    """Seconds of processor time for one decision, the best of some rounds."""
    rounds = (timed(lambda: [route(request, book) for request in requests])[0] for _ in range(ROUNDS))
    return min(rounds) / len(requests)


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds of this process's own time, and what came of it."""
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


def _decided(size: int, each: float, least: float, voices: int) -> Row:
    return Row(
        what=f"decide by {size:,} rules",
        value=f"{1 / each:,.0f}/s ({each * 1e6:.0f} µs, {each / least:.2f} times {SIZES[0]} rules)",
        goal="5,000/s, at most 2 times" if size == SIZES[-1] else "",
        note=f"{REQUESTS:,} understood requests of about 130 characters, {voices / REQUESTS:.1f} voices each",
    )


def _broken(text: str) -> Iterator[Row]:
    """Files that are refused: with a bracket open in the last rule, and five times too large."""
    place = text.rindex("]")
    for what, broken in (("a bracket open at its end", text[:place] + text[place + 1 :]), ("10 MB", text * 4)):
        seconds, _ = timed(lambda broken=broken: _refused(broken))
        yield Row(what=f"refuse a file with {what}", value=f"{seconds:.2f} s", note="one sentence with the line")


def _refused(text: str) -> RulebookError:
    try:
        read_document(text, "rules.yaml")
    except RulebookError as error:
        return error
    raise AssertionError("This file should have been refused.")
