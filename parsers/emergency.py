"""Recognise a danger to life in any text, in any language we know, whatever else the text is about (PROTOCOL 15.11).

A miss costs far more than a false alarm, so the words are generous and every known innocent use is written down
beside them in `catalog/emergency.yaml`. Nothing here looks at the service, the channel or the sender.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from parsers.catalog.word_file import levels_of, read_word_file, texts_of
from parsers.phrases import Match, PhraseIndex
from parsers.values import Evidence
from parsers.word_lists import word_set
from parsers.words import Words, split_words

MAX_READ = 200_000
"""Characters of a text that are searched for a danger."""
_MOST_EVIDENCE = 4
_SPOKEN, _INNOCENT, _PAST = 0, 1, 2
_ALONE = word_set(
    "fire gas 911 sos shooting shots gunshots incendio fuego disparos emergency emergencia ambulance ambulancia"
)
_BESIDE_ALONE = word_set("help please now hurry quick ayuda por favor rapido leak a an")
_ALONE_WORDS = 3
_PAST_REACH = 10
_HEADLINES = word_set("fire gas shooting shots gunshots incendio fuego disparos balazos emergency emergencia")
_HEADLINE_WORDS = 8
_UNSPACED = re.compile(r"[\u3400-\u9fff]")
_TAKEN_BACK = ("没", "沒", "无", "無", "没有", "沒有", "不是", "没闻到", "不再")


@dataclass(frozen=True, slots=True)
class _Danger:
    index: PhraseIndex
    denials: frozenset[str]
    spellings: Mapping[str, str]
    unspaced: re.Pattern[str]
    """What is written without spaces, dangers and innocent uses alike."""
    unspaced_innocent: frozenset[str]


def find_emergency(text: str) -> tuple[Evidence, ...]:
    """The words of `text` that mean a danger to life; empty when there are none. Total and linear."""
    return emergency_in(split_words(text, limit=MAX_READ))


def emergency_in(words: Words) -> tuple[Evidence, ...]:
    """The same for a text that is already cut into words."""
    danger = _danger()
    places: dict[int, int] = {}
    for match in _alarms(danger, words):
        places[match.places[0]] = max(match.places[-1], places.get(match.places[0], 0))
    cry = None if places else _find_cry(words)
    places |= [cry] if cry else []
    spans = [(words.starts[first], words.ends[last]) for first, last in places.items()]
    return _evidence(spans + _unspaced_alarms(danger, words.text), words.text)


def is_emergency(text: str) -> bool:
    """Whether `text` speaks of a danger to life."""
    return bool(find_emergency(text))


def _alarms(danger: _Danger, words: Words) -> list[Match]:
    """The matches that are neither innocent, nor denied, nor long past."""
    respelled = _spelled_right(danger.index.respelled(words), danger.spellings)
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


def _spelled_right(words: Words, spellings: Mapping[str, str]) -> Words:
    if spellings.keys().isdisjoint(words.folded):
        return words
    return Words(words.text, words.starts, words.ends, tuple([spellings.get(word, word) for word in words.folded]))


def _find_cry(words: Words) -> tuple[int, int] | None:
    """The first and last word of a sentence that is a cry such as `FIRE!`."""
    ends = [-1, *(place for place, word in enumerate(words.folded) if word == "."), len(words)]
    sentences = ((before + 1, after) for before, after in pairwise(ends) if 1 < after - before <= _HEADLINE_WORDS + 1)
    return next(((first, after - 1) for first, after in sentences if _is_cry(words.folded[first:after])), None)


def _is_cry(spoken: Sequence[str]) -> bool:
    """Whether a sentence is one word of alarm, alone or with an address behind it."""
    if len(spoken) <= _ALONE_WORDS and not _ALONE.isdisjoint(spoken) and set(spoken) <= _ALONE | _BESIDE_ALONE:
        return True
    is_headline = 1 < len(spoken) <= _HEADLINE_WORDS and spoken[0] in _HEADLINES
    return is_headline and (spoken[1].isdecimal() or spoken[1] in _BESIDE_ALONE)


def _unspaced_alarms(danger: _Danger, text: str) -> list[tuple[int, int]]:
    """The spans of a danger in a script without spaces, where words cannot be cut."""
    if not _UNSPACED.search(text, 0, MAX_READ):
        return []
    return [
        match.span()
        for match in danger.unspaced.finditer(text, 0, MAX_READ)
        if match.group() not in danger.unspaced_innocent and not text[: match.start()].endswith(_TAKEN_BACK)
    ]


def _evidence(spans: list[tuple[int, int]], text: str) -> tuple[Evidence, ...]:
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return tuple(Evidence(start=start, end=end, text=text[start:end]) for start, end in apart[:_MOST_EVIDENCE])


@cache
def _danger() -> _Danger:
    """The words of all languages in one index: nobody in danger minds which language a word belongs to."""
    text = resources.files("parsers.catalog").joinpath("emergency.yaml").read_text(encoding="utf-8")
    entries = dict(levels_of(read_word_file(text, "emergency.yaml")))
    spellings = {
        written: meant for meant, ways in texts_of(entries.pop("spellings")).items() for written in ways.split()
    }
    unspaced = texts_of(entries.pop("unspaced"))
    innocent = frozenset(unspaced["not"].split())
    index = PhraseIndex("")
    for entry in entries.values():
        _add(index, texts_of(entry), texts_of(entry["groups"]))
    denials = " ".join(texts_of(entry)["denials"] for entry in entries.values())
    return _Danger(
        index, frozenset(denials.split()), spellings, _any_of({*unspaced["strong"].split(), *innocent}), innocent
    )


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all phrases, the longer ones first."""
    return re.compile("|".join(map(re.escape, sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))))


def _add(index: PhraseIndex, entry: Mapping[str, str], groups: Mapping[str, str]) -> None:
    index.groups = groups
    past = entry["past"].replace("|", ",")
    for payload, patterns in ((_SPOKEN, entry["strong"]), (_INNOCENT, entry["not"]), (_PAST, past)):
        for pattern in filter(str.strip, patterns.split(",")):
            index.add(pattern, payload)
    index.keep(entry["unheeded"].split())
