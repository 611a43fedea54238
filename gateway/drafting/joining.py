"""Join the city's categories to the shipped services that are the same thing, by their names and their texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from gateway.drafting.values import Category, Gathered, Joint
from parsers.catalog import Catalog, Service
from parsers.city_services import DANGERS, fold_name
from parsers.language import detect_language
from parsers.service import read_service
from parsers.word_lists import word_set

READ_EACH = 120
"""Texts of a category that the catalog reads."""
_MISREAD = 0.35
"""The confidence below which the catalog's reading is no sign."""
_SAME_NAME = 88.0
"""How alike two names are, of 100, to be the same."""
_NAMED = 1.0
"""What a name that says it adds to the share of the texts that do."""
_NOT_DWARFED = 0.25
"""How large a category must be, against what another one has of the code that it is named after, to take it."""
_LEAST_SHARE = 0.3
"""The share of a code's readings that the category with most of them must have to take it."""
_MUCH = 0.3
"""The share of a category's texts from which it speaks in a code's words although another one has more of them."""
_MOST = 0.5
"""The share from which a category is the shipped service, whatever it is called."""
_SHORT = 3
"""Words of a name up to which its first one can make it a catch-all."""
_LITTLE = 0.05
"""The share of a category's texts below which it takes no code that its name does not say."""
_LEAST_SEEN = 4.0
"""Requests of a category that must be read so before it takes a code that its name does not say."""
_FEW = 8
"""Texts below which only a category's name tells what it is."""
_CATCH_ALL = word_set("""
    other others misc miscellaneous general unlisted uncategorized various none otro otros otra otras varios general
    sonstiges sonstige andere anderes verschiedenes hinweise allgemein autre autres divers outro outros diversos
    其他 其它 khác lòt
    """)
"""What a name begins with that stands for everything else."""
_GENERAL = "general_inquiry"
_PARTS = re.compile(r"\s+[-–>/|]\s+|[/>|(),:]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What the catalog makes of one category."""

    category: Category
    named: str | None
    """The code that its name says."""
    shares: Mapping[str, float]
    """Of each code among the texts that were read; empty where they are too few or anything at all."""

    def weight(self, code: str) -> float:
        """How much of the category belongs to `code`, more when the name says so."""
        return self.shares.get(code, 0.0) + (_NAMED if code == self.named else 0.0)


def join_categories(gathered: Gathered, catalog: Catalog, languages: Sequence[str]) -> dict[str, Joint]:
    """What each category (by its folded name) is in the catalog. Every shipped code is at most one category."""
    readings = {
        key: _reading(key, category, gathered, catalog, languages) for key, category in gathered.categories.items()
    }
    takers = {code: taker for code in catalog.codes if (taker := _taker(code, readings)) is not None}
    codes = {key: _own_code(key, reading, takers) for key, reading in readings.items()}
    return {key: _joint(key, readings[key], codes[key], takers, set(codes.values())) for key in readings}


def _reading(key: str, category: Category, gathered: Gathered, catalog: Catalog, languages: Sequence[str]) -> _Reading:
    texts = [request.text for request in gathered.sample if fold_name(request.category) == key]
    step = max(1, len(texts) // READ_EACH)
    heard = [_read(text, catalog, languages) for text in texts[::step][:READ_EACH]]
    counts = Counter(code for code in heard if code)
    shares = {code: count / len(heard) for code, count in counts.items()}
    named = read_name(category.name, catalog)
    if is_catch_all(category.name) or len(heard) < _FEW:
        return _Reading(category=category, named=named, shares={})
    is_borne_out = named is not None and shares.get(named, 0.0) >= _LITTLE
    return _Reading(category=category, named=named if is_borne_out else None, shares=shares)


def _read(text: str, catalog: Catalog, languages: Sequence[str]) -> str | None:
    guess = read_service(text[:1_000], catalog, language=detect_language(text, languages))
    return guess.code if guess is not None and guess.confidence >= _MISREAD else None


def read_name(name: str, catalog: Catalog) -> str | None:
    """The shipped service that a category's name says: alike in spelling, or read like a message."""
    if is_catch_all(name):
        return _GENERAL
    below = name.rpartition(" > ")[2]
    parts = [part.strip() for part in (below, *_PARTS.split(below)) if part.strip()]
    if not parts:
        return None
    alike = {code: _likeness(service, parts) for code, service in catalog.services.items()}
    best = max(alike, key=lambda code: alike[code])
    if alike[best] >= _SAME_NAME:
        return best
    guesses = (read_service(part, catalog, language=language) for part in parts for language in catalog.languages)
    surest = max((guess for guess in guesses if guess), key=lambda guess: guess.confidence, default=None)
    return surest.code if surest is not None and surest.confidence >= _MISREAD else None


def is_catch_all(name: str) -> bool:
    """Whether a category is for whatever fits no other."""
    words = re.findall(r"\w+", name.casefold().rpartition(" > ")[2])
    return (bool(words) and words[0] in _CATCH_ALL and len(words) <= _SHORT) or words[:2] == ["other", "unlisted"]


def _likeness(service: Service, parts: Sequence[str]) -> float:
    names = [fold_name(own) for own in service.names.values()]
    return max(fuzz.token_sort_ratio(own, fold_name(part)) for own in names for part in parts)


def _taker(code: str, readings: Mapping[str, _Reading]) -> str | None:
    """The category that answers where `code` is heard: the one it is named after, or the one with most of it."""
    seen = {key: reading.shares.get(code, 0.0) * reading.category.count for key, reading in readings.items()}
    most = max(seen, key=lambda key: (seen[key], key), default=None)
    if most is None:
        return None
    named = [key for key, reading in readings.items() if reading.named == code]
    first = max(named, key=lambda key: (readings[key].category.count, key), default=None)
    if first is not None and readings[first].category.count >= _NOT_DWARFED * seen[most]:
        return first
    is_much = seen[most] >= _LEAST_SHARE * sum(seen.values())
    is_seen = readings[most].shares.get(code, 0.0) >= _LITTLE and seen[most] >= _LEAST_SEEN
    return most if is_much and is_seen and code not in DANGERS else None


def _own_code(key: str, reading: _Reading, takers: Mapping[str, str]) -> str | None:
    """The code that the category is: it takes it, and its name says so or most of its texts do."""
    taken = [code for code, taker in takers.items() if taker == key]
    meant = [code for code in taken if code == reading.named or reading.shares.get(code, 0.0) >= _MOST]
    return max(meant, key=lambda code: (reading.weight(code), code), default=None)


def _joint(key: str, reading: _Reading, code: str | None, takers: Mapping[str, str], own: set[str | None]) -> Joint:
    taken = {other for other, taker in takers.items() if taker == key}
    much = {other for other, share in reading.shares.items() if share >= _MUCH}
    named = {reading.named} if reading.named not in (None, code, _GENERAL) else set()
    alike = {other for other in (taken - own) | (much - {code}) | named if other}
    like = sorted(alike, key=lambda other: (-reading.weight(other), other))
    share = sum(reading.shares.get(other, 0.0) for other in {code, *like} if other)
    return Joint(code=code, like=tuple(like), share=share)
