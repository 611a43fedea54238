"""A small past of Elm City to learn from, made here, and what was learnt of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from random import Random

from gateway.envelopes import PastRequest
from gateway.history.importing import Sieve, import_history
from gateway.learning.learn import Learnt, learn
from gateway.learning.lessons import Lesson
from gateway.learning.reading import ReadLessons, read_lessons
from gateway.learning.training import train
from gateway.routing import Rulebook, load_rulebook
from gateway.store.engine import Store
from gateway.store.history_merging import Origin
from parsers.city import DEFAULT_CITY
from parsers.learned import TextModel

BEGIN = datetime(2025, 1, 1, 8, tzinfo=UTC)
RULES = """
city: {name: Elm City, timezone: America/New_York, languages: [en], addresses: [311@elmcity.example]}
departments:
  streets: {name: Streets, notify: [{email: streets@elmcity.example}]}
  parks: {name: Parks, notify: [{email: parks@elmcity.example}]}
  power: {name: Light and Power, notify: [{email: power@elmcity.example}]}
services:
  pothole: {department: streets, categories: [Road defects]}
  kiosk: {name: Kiosk, words: {en: [frobnicator]}, department: parks}
  leaf_pickup: {name: Leaf pick-up, words: {en: [bagged leaves]}, department: parks}
rules: []
otherwise: {department: streets, reply: received}
"""
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "Road defects": ("Streets", ("deep pothole", "road surface broken", "hole in the asphalt", "car hit a pothole")),
    "Lamps": ("Light and Power", ("lamp is dark", "street light out", "lantern flickers", "no light on the corner")),
    "Benches": ("Parks", ("bench slats broken", "seat in the park is rotten", "bench was painted over")),
    "Zibbets": ("Parks", ("zibbet jams", "the zibbet is loose", "broken zibbet")),
    "Wuggles": ("Light and Power", ("wuggle hums loudly", "the wuggle is loose", "broken wuggle")),
    "Fountain": ("Parks", ("fountain runs dry", "fountain is full of foam", "no water in the fountain")),
}
_PLACES = ("on Elm Street", "near the school", "behind the library", "at the corner of Oak", "by the river path")
_ENDS = ("please help", "since last week", "thank you", "again", "my children walk here", "it is getting worse")


def elm_texts(count: int, *, seed: int = 7) -> list[tuple[str, str, str]]:
    """Text, category and department of that many requests, the kinds mixed."""
    chance = Random(seed)
    found = []
    for _ in range(count):
        category = chance.choice(sorted(KINDS))
        department, words = KINDS[category]
        text = f"{chance.choice(words)} {chance.choice(_PLACES)}, {chance.choice(_ENDS)}"
        found.append((text, category, department))
    return found


def past_of(texts: Iterable[tuple[str, str, str]], *, first: int = 0) -> list[PastRequest]:
    """Past requests, one an hour."""
    return [
        PastRequest(
            key=f"e{number}",
            line=number + 2,
            text=text,
            category=category,
            department=department,
            requested_at=BEGIN + timedelta(hours=number),
        )
        for number, (text, category, department) in enumerate(texts, start=first)
    ]


def take(store: Store, past: Iterable[PastRequest]) -> None:
    """Bring a past into the store."""
    import_history(store, Origin(source="history", name="elm.csv", mapping={}), past, Sieve(), now=1.0)


def rulebook() -> Rulebook:
    """A rulebook of Elm City that lists one of the categories, and two services that the past does not know."""
    return load_rulebook(RULES)


def learnt_from(store: Store, *, now: float = 2.0) -> Learnt:
    """What learning from the store's past gives."""
    return learn(store, rulebook(), now=now)


def read_elm(count: int = 160) -> ReadLessons:
    """The lessons of a small past, read."""
    lessons = [
        Lesson(text=text, category=category, department=department) for text, category, department in elm_texts(count)
    ]
    return read_lessons(lessons, DEFAULT_CITY)


def elm_model() -> TextModel:
    """A model of a small past."""
    return train(read_elm())
