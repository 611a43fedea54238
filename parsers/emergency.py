"""Recognise a danger to life in any text, in any language we know, whatever else the text is about (PROTOCOL 15.11).

A miss costs far more than a false alarm, so the words are generous and every known innocent use is written down
beside them in `catalog/emergency.yaml`. Nothing here looks at the service, the channel or the sender.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from ruamel.yaml import YAML

from parsers.phrases import Match, PhraseIndex
from parsers.values import Evidence
from parsers.word_lists import word_set
from parsers.words import Words, split_words

MAX_READ = 200_000
"""Characters of a text that are searched for a danger."""
_MOST_EVIDENCE = 4
_SPOKEN, _INNOCENT, _PAST = 0, 1, 2
_ALONE = word_set(
    "fire gas 911 shooting shots gunshots incendio fuego disparos emergency emergencia ambulance ambulancia"
)
_BESIDE_ALONE = word_set("help please now hurry quick ayuda por favor rapido leak a an")
_ALONE_WORDS = 3
_PAST_REACH = 10


@dataclass(frozen=True, slots=True)
class _Danger:
    index: PhraseIndex
    denials: frozenset[str]


def find_emergency(text: str) -> tuple[Evidence, ...]:
    """The words of `text` that mean a danger to life; empty when there are none. Total and linear."""
    return emergency_in(split_words(text, limit=MAX_READ))


def emergency_in(words: Words) -> tuple[Evidence, ...]:
    """The same for a text that is already cut into words."""
    places: dict[int, int] = {}
    for match in _alarms(_danger(), words):
        places[match.places[0]] = max(match.places[-1], places.get(match.places[0], 0))
    if not places and _is_cry(words):
        places[0] = len(words) - 1
    return _evidence(places, words)


def is_emergency(text: str) -> bool:
    """Whether `text` speaks of a danger to life."""
    return bool(find_emergency(text))


def _alarms(danger: _Danger, words: Words) -> list[Match]:
    """The matches that are neither innocent, nor denied, nor long past."""
    respelled = danger.index.respelled(words)
    found = danger.index.find(respelled)
    innocent = {place for match in found if match.payload == _INNOCENT for place in match.places}
    past = [place for match in found if match.payload == _PAST for place in match.places]
    return [
        match
        for match in found
        if match.payload == _SPOKEN
        and innocent.isdisjoint(match.places)
        and not _is_denied(match.places[0], respelled, danger.denials)
        and not any(abs(place - match.places[0]) <= _PAST_REACH for place in past)
    ]


def _is_denied(place: int, words: Words, denials: frozenset[str]) -> bool:
    """Whether one of the two words before takes the danger back (`no gas smell`, `not a fire`)."""
    return any(before in denials for before in words.folded[max(0, place - 2) : place])


def _is_cry(words: Words) -> bool:
    """Whether the whole message is one cry such as `FIRE!`."""
    spoken = [word for word in words.folded if word != "."]
    return len(spoken) <= _ALONE_WORDS and not _ALONE.isdisjoint(spoken) and set(spoken) <= _ALONE | _BESIDE_ALONE


def _evidence(places: Mapping[int, int], words: Words) -> tuple[Evidence, ...]:
    spans: list[tuple[int, int]] = []
    for first, last in sorted(places.items()):
        start, end = words.starts[first], words.ends[last]
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
    return tuple(Evidence(start=start, end=end, text=words.text[start:end]) for start, end in spans[:_MOST_EVIDENCE])


@cache
def _danger() -> _Danger:
    """The words of all languages in one index: nobody in danger minds which language a word belongs to."""
    text = resources.files("parsers.catalog").joinpath("emergency.yaml").read_text(encoding="utf-8")
    entries: dict[str, dict[str, Any]] = YAML(typ="safe", pure=True).load(text)
    index = PhraseIndex("")
    for entry in entries.values():
        _add(index, entry)
    denials = " ".join(entry["denials"] for entry in entries.values())
    return _Danger(index, frozenset(denials.split()))


def _add(index: PhraseIndex, entry: Mapping[str, Any]) -> None:
    index.groups = entry["groups"]
    past = entry["past"].replace("|", ",")
    for payload, patterns in ((_SPOKEN, entry["strong"]), (_INNOCENT, entry["not"]), (_PAST, past)):
        for pattern in filter(str.strip, patterns.split(",")):
            index.add(pattern, payload)
    index.keep(entry["unheeded"].split())
