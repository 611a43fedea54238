"""Replay two rulebooks over requests, one after the other, in this process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from gateway.rehearsing.kept import KeptReadings
from gateway.rehearsing.past import Past
from gateway.rehearsing.reporting import report
from gateway.rehearsing.tally import MOST_SHOWN, Tally
from gateway.rehearsing.understanding import Understander
from gateway.rehearsing.values import Rehearsal
from gateway.routing import Rulebook
from gateway.routing.deciding import decide, facts_for
from gateway.routing.values import Decision, RouteRequest
from parsers.city import City
from parsers.personal import find_personal, mask
from parsers.values import Understanding

TEXTS = 5
"""Texts that are shown behind each number unless somebody wants more."""


def rehearse(
    old: Rulebook,
    new: Rulebook,
    requests: Sequence[Past],
    *,
    texts: int = TEXTS,
    seconds: float | None = None,
    told: Callable[[int], None] = lambda _: None,
) -> Rehearsal:
    """What comes out otherwise by `new`; the `parser_city` of both must be what the city was taught.

    It ends after `seconds` where they are given; `told` is called with how many requests were read so far.
    """
    tally, until = Tally(texts=texts), None if seconds is None else time.monotonic() + seconds
    for some in count_up(old, new, requests, texts=texts):
        tally.merge(some)
        told(tally.read)
        if until is not None and time.monotonic() >= until:
            break
    return report(tally, old, new, wanted=len(requests))


AT_ONCE = 100
"""Requests between two looks at the clock."""


def count_up(old: Rulebook, new: Rulebook, requests: Sequence[Past], *, texts: int) -> Iterable[Tally]:
    """What comes out otherwise, some requests at a time; the texts are masked."""
    understander = Understander(old, new)
    for first in range(0, len(requests), AT_ONCE):
        yield count(understander, old, new, requests[first : first + AT_ONCE], texts=texts)


def count(
    understander: Understander,
    old: Rulebook,
    new: Rulebook,
    requests: Iterable[Past],
    *,
    texts: int,
    kept: KeptReadings | None = None,
) -> Tally:
    """The same for these requests at once, with the readings that were kept of them."""
    tally = Tally(texts=texts)
    for past in requests:
        tally.add(past, *_decided(past, understander.understand(past, kept), old, new))
    return tally.masked(partial(_masked, city=new.parser_city))


def _decided(
    past: Past, understood: tuple[Understanding, Understanding], old: Rulebook, new: Rulebook
) -> tuple[Decision, Decision]:
    """What both say; where both see the same facts, these are worked out once."""
    before, after = understood
    facts = facts_for(RouteRequest(message=past.message, understanding=before), old)
    is_same = after is before and old.threshold == new.threshold and old.city.timezone == new.city.timezone
    seen_by_new = facts if is_same else facts_for(RouteRequest(message=past.message, understanding=after), new)
    return decide(facts, old), decide(seen_by_new, new)


def _masked(text: str, *, city: City) -> str:
    """What may be shown of a text: without persons, and not more than a screen of it."""
    shown = text[:MOST_SHOWN]
    personal = find_personal(shown, timezone=city.timezone, own=city.own_contacts)
    return mask(shown, personal) + (" …" if len(text) > MOST_SHOWN else "")
