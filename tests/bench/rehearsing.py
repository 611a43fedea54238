"""How long two rulebooks take over many requests: `gateway rules diff` as an administrator runs it, taught and not."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from gateway.envelopes import PastRequest
from gateway.history.importing import Sieve, import_history
from gateway.learning.learn import learn
from gateway.rehearsing.stored import Wish, read_ahead, rehearse_stored
from gateway.routing import load_rulebook
from gateway.routing.files import single_file
from gateway.store.engine import Store
from gateway.store.history_merging import Origin
from gateway.store.migrate import migrate
from tests.bench.reading import ROOT
from tests.bench.rows import Row

COUNT = 100_000
_LESSONS = 6_000
_WANTED = 100_000
_CHANGED = """rules:
  - name: The avenue is the state's
    when: {street: [Whalley Ave, Chapel St]}
    then: {department: front_desk, tags: state}
    examples: [pothole at 12 Whalley Ave]
"""
_SAID = (
    "There is a really deep pothole in front of {place} near the corner, and my car was damaged on {day} evening",
    "The street light at {place} has been out since {day} and it is very dark for the children who walk to school",
    "Our trash was not picked up at {place} on {day}, nobody answers the phone and the bins are full of flies now",
    "Somebody left two mattresses and a couch on the sidewalk by {place}, they have been lying there since {day}",
    "A tree limb is hanging over the road at {place} and it looks as if the wind on {day} could bring it all down",
)
_MORE = ("Please send somebody.", "This is the third time that I write.", "Thank you for your help with this, really.")
_STREETS = ("Oak St", "Elm Street", "Whalley Ave", "Chapel St", "Grove Street", "Orange St", "Howe St", "Edgewood Ave")
_DAYS = ("Monday", "Tuesday", "Friday", "Sunday")


_CASES: dict[str, tuple[str, ...]] = {
    "Road": ("the asphalt has sunk by a hand's breadth", "a hole has opened in the lane", "the surface breaks up"),
    "Lamps": ("the lantern flickers all night", "three lamps are dark", "the light goes on at noon and off at dusk"),
    "Bins": ("the green bin was left standing full", "the truck drove past our carts", "nobody emptied the container"),
    "Dumping": ("someone unloaded a sofa and old paint", "there is a heap of tires", "bags of rubble were thrown here"),
    "Trees": ("a branch rests on the cable", "the crown hides the traffic sign", "roots lift the slabs of the walk"),
    "Water": ("the drain is stopped and the curb floods", "water wells up between the stones", "a hydrant drips"),
}
_SINCE = (
    "since {day}",
    "for the third week now",
    "ever since the works ended",
    "again, as every year",
    "after the storm",
)
_HARM = (
    "My mother nearly fell",
    "A cyclist had to swerve",
    "Cars slow down and honk",
    "The shop next door lost guests",
)
_WANTS = (
    "could a crew look at it",
    "I would like to know when it is mended",
    "please tell the owner",
    "who is in charge",
)
_ASIDES = ("I called twice and left a message", "my neighbor Bart wrote as well", "there are pictures if you need them")


def measure_rehearsing() -> Iterator[Row]:
    """Rules only, then the words of a service, which must be heard anew; then longer texts with a learned model."""
    rules = _rules().replace("rules:\n", _CHANGED, 1)
    words = rules.replace("[leaf pickup,", "[heap of leaves, leaf pickup,", 1)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'gateway.db'}"
        _fill(url, _requests(COUNT))
        yield _rehearsed(url, rules, "one rule more; no model, never read before", _length(_requests(1_000)))
        yield _rehearsed(url, words, "one rule and one word of a service more; read before", _length(_requests(1_000)))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'gateway.db'}"
        _teach(url)
        _fill(url, _long_requests(COUNT))
        yield _read_ahead(url)
        yield _rehearsed(url, rules, "one rule more; with a learned model", _length(_long_requests(1_000)))


def _read_ahead(url: str) -> Row:
    """What `gateway learn` does at its end, so that nobody waits for it later."""
    began = time.perf_counter()
    number = read_ahead(url, single_file(_rules()))
    seconds = time.perf_counter() - began
    return Row(
        what=f"read {number:,} past requests ahead after learning",
        value=f"{seconds:.1f} s",
        note="a rehearsal that nothing was read ahead for takes this much longer, once",
    )


def _rehearsed(url: str, new: str, what: str, length: int) -> Row:
    began = time.perf_counter()
    found = rehearse_stored(url, single_file(_rules()), single_file(new), Wish(processes=2, limit=COUNT))
    seconds = time.perf_counter() - began
    return Row(
        what=f"rehearse {found.read:,} requests of {length} characters, {what}",
        value=f"{seconds:.1f} s: {seconds * _WANTED / found.read:.0f} s for {_WANTED:,}",
        goal=f"{_WANTED:,} in under 60 s on two cores",
        note="two processes, their start included; no two texts alike",
    )


def _rules() -> str:
    return (ROOT / "routing_rules.yaml").read_text(encoding="utf-8")


def _teach(url: str) -> None:
    """A model of the first lessons of the same past, put to use."""
    _fill(url, _long_requests(_LESSONS))
    store = Store(url)
    learnt = learn(store, load_rulebook(_rules()), now=time.time())
    store.dispose()
    if not learnt.is_active:
        raise RuntimeError(learnt.why)


def _fill(url: str, requests: Iterable[PastRequest]) -> None:
    store = Store(url)
    migrate(store)
    origin = Origin(source="history", name="made.csv", mapping={})
    import_history(store, origin, requests, Sieve(), now=time.time())
    store.dispose()


def _requests(count: int) -> Iterator[PastRequest]:
    chance, begin = Random(7), datetime(2025, 1, 1, tzinfo=UTC)
    for number in range(count):
        place = f"{chance.randrange(1, 990)} {chance.choice(_STREETS)}"
        said = chance.choice(_SAID).format(place=place, day=chance.choice(_DAYS))
        yield PastRequest(
            key=f"m{number}",
            line=number + 2,
            text=f"{said}. {chance.choice(_MORE)} {number}",
            requested_at=begin + timedelta(minutes=number),
        )


def _long_requests(count: int) -> Iterator[PastRequest]:
    """As people write at length: what it is, where, since when, what it does to them, and what they want."""
    chance, begin = Random(11), datetime(2025, 1, 1, tzinfo=UTC)
    for number in range(count):
        category = chance.choice(sorted(_CASES))
        place = f"{chance.randrange(1, 990)} {chance.choice(_STREETS)}"
        since = chance.choice(_SINCE).format(day=chance.choice(_DAYS))
        first = f"Hello, {chance.choice(_CASES[category])} near {place} {since}"
        parts = [first, chance.choice(_HARM), chance.choice(_WANTS), chance.choice(_ASIDES), chance.choice(_MORE)]
        yield PastRequest(
            key=f"m{number}",
            line=number + 2,
            text=f"{'. '.join(parts)} {number} {_word(chance)} {_word(chance)}",
            category=category,
            requested_at=begin + timedelta(minutes=number),
        )


def _word(chance: Random) -> str:
    """A word that few texts have, as names and misspellings are."""
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 4)))


_SYLLABLES = ("ba", "den", "fir", "gol", "ham", "kel", "lin", "mor", "nes", "pol", "rad", "sten", "tal", "ver", "wick")


def _length(requests: Iterable[PastRequest]) -> int:
    lengths = [len(request.text) for request in requests]
    return round(sum(lengths) / len(lengths))
