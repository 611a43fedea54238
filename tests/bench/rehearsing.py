"""How long two rulebooks take over many requests: `gateway rules diff` as an administrator runs it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from gateway.envelopes import PastRequest
from gateway.history.importing import Sieve, import_history
from gateway.rehearsing.stored import Wish, rehearse_stored
from gateway.routing.files import single_file
from gateway.store.engine import Store
from gateway.store.history_merging import Origin
from gateway.store.migrate import migrate
from tests.bench.reading import ROOT
from tests.bench.rows import Row

COUNT = 100_000
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


def measure_rehearsing() -> Iterator[Row]:
    """Both ways in which rulebooks differ: rules only, and the words of a service, which must be heard anew."""
    text = (ROOT / "routing_rules.yaml").read_text(encoding="utf-8")
    rules = text.replace("rules:\n", _CHANGED, 1)
    words = rules.replace("[leaf pickup,", "[heap of leaves, leaf pickup,", 1)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'gateway.db'}"
        _fill(url)
        for what, new in (("one rule more", rules), ("one rule and one word of a service more", words)):
            began = time.perf_counter()
            found = rehearse_stored(url, single_file(text), single_file(new), Wish(processes=2))
            seconds = time.perf_counter() - began
            yield Row(
                what=f"rehearse {found.read:,} requests of {_length()} characters, {what}",
                value=f"{seconds:.1f} s: {seconds * _WANTED / found.read:.0f} s for {_WANTED:,}",
                goal=f"{_WANTED:,} in under 60 s on two cores",
                note="two processes, their start included; no two texts alike, no model",
            )


def _fill(url: str) -> None:
    store = Store(url)
    migrate(store)
    origin = Origin(source="history", name="made.csv", mapping={})
    import_history(store, origin, _requests(COUNT), Sieve(), now=time.time())
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


def _length() -> int:
    return round(sum(len(request.text) for request in _requests(1_000)) / 1_000)
