"""Makes the words that everybody may read: soon after a ticket tells something new, and at once where they are asked
for before.

Masking takes half a millisecond, so a list of a thousand requests must find it done.
"""

from __future__ import annotations

import re
import time
from functools import lru_cache

from gateway.bootstrap import Gateway
from gateway.public_words.masking import make_mask
from gateway.routing import Rulebook
from gateway.store.forgetting import Mask, Person
from gateway.store.public_words import PublicWords, ToldRow, has_unmade, keep_words, list_unmade

LONGEST = 4_000
"""Characters of a description, as GeoReport v2 has it."""
_EXACT = re.compile(r"(?<![\d.])\d{1,3}\.\d{5,}(?![\d.])", re.ASCII)
_AT_ONCE = 200
_SECONDS = 5.0
"""How long one sweep may mask; the next one goes on."""
_REMEMBERED = 2_000


def make_words(rulebook: Rulebook, told: ToldRow) -> PublicWords:
    """The words of a ticket without what they tell of persons, and without its reporter's name wherever that stands."""
    masked = _mask_of(rulebook, told.reporter_address or "", told.reporter_name or "")
    return PublicWords(description=_cut(masked(told.description)), location=blur(masked(told.location or "")))


@lru_cache(maxsize=_REMEMBERED)
def mask_words(rulebook: Rulebook, words: str, address: str | None, name: str | None) -> str:
    """Words about somebody's request without what they tell of persons; lists of steps ask for the same ones often."""
    return _mask_of(rulebook, address or "", name or "")(words)


def _mask_of(rulebook: Rulebook, address: str, name: str) -> Mask:
    return make_mask(rulebook, people=(Person(id=0, address=address, name=name),) if address else ())


def blur(place: str) -> str:
    """A place in words whose degrees, where it has some, are cut to the four digits that everybody may know."""
    return _EXACT.sub(lambda found: f"{float(found[0]):.4f}", place)


def make_due_words(gateway: Gateway) -> int:
    """Make the words that are still to be made; how many. Raises `IntakeError`."""
    with gateway.store.reading() as connection:
        if not has_unmade(connection):
            return 0
    total, end = 0, time.monotonic() + _SECONDS
    while (made := _make_some(gateway)) and time.monotonic() < end:
        total += made
    return total + made


def _make_some(gateway: Gateway) -> int:
    rulebook = gateway.rulebooks.current()
    with gateway.store.reading() as connection:
        told = list_unmade(connection, limit=_AT_ONCE)
    made = [(row, make_words(rulebook, row)) for row in told]
    with gateway.store.writing() as connection:
        return keep_words(connection, made, now=gateway.clock())


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
