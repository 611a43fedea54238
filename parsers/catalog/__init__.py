"""The standard services, their names and the words people use for them, in every language we know.

The words live in one YAML file a language, which a clerk can read and correct; a city adds its own with `extended`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from ruamel.yaml import YAML

from parsers.city_services import CityServices, fold_name, index_takers
from parsers.phrases import PhraseIndex
from parsers.words import STEMMERS

LANGUAGES = ("en", "es")
"""Languages that the catalog is written in."""

STRENGTHS = {"sure": 7.0, "strong": 4.0, "words": 2.0, "hints": 0.7, "against": -2.5, "not": 0.0}
"""What a matched pattern adds to its service; `not` adds nothing and silences what it covers."""

_CITY_OWN = "strong"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceWords:
    """What a city says about a service: its name in each language, and its own words for it."""

    names: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    group: str = ""
    like: tuple[str, ...] = ()
    """Shipped codes whose words it speaks in too, and whose place it takes."""
    categories: tuple[str, ...] = ()
    """What the city's history calls it; its names when empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A kind of request: its code, its names and descriptions by language, and the group it belongs to."""

    code: str
    group: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """What a pattern means once it was found: it speaks for `code` with `strength` (a key of `STRENGTHS`)."""

    code: str
    strength: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Services and the clues to them, ready to be searched."""

    services: Mapping[str, Service]
    languages: tuple[str, ...]
    clues: tuple[Clue, ...]
    indexes: Mapping[str, PhraseIndex]
    own: tuple[tuple[str, ServiceWords], ...] = ()
    """What cities added to the shipped words, in the order in which they did."""
    city: CityServices = field(default_factory=CityServices)
    """Which of the services are the city's, and what they stand for."""

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes, the shipped ones first."""
        return tuple(self.services)

    def service_name(self, code: str, language: str) -> str:
        """The name of `code` in `language`, else in English or any other language, else the code."""
        if code not in self.services:
            return code
        names = self.services[code].names
        return names.get(language) or names.get("en") or next(iter(names.values()), code)

    def service_group(self, code: str) -> str:
        """The group of `code`, empty for an unknown one."""
        return self.services[code].group if code in self.services else ""

    def extended(self, services: Mapping[str, ServiceWords]) -> Catalog:
        """This catalog with a city's own services, names and words. Words of a known code add to the shipped ones."""
        return _build(self.languages, (*self.own, *services.items()))


@cache
def load_catalog(languages: tuple[str, ...] = LANGUAGES) -> Catalog:
    """The shipped catalog for `languages`; English where none of them is known. Read once in a process."""
    known = tuple(language for language in languages if language in LANGUAGES)
    return _build(known or ("en",), ())


def _build(languages: tuple[str, ...], own: tuple[tuple[str, ServiceWords], ...]) -> Catalog:
    indexes: dict[str, PhraseIndex] = {}
    clues: list[Clue] = []
    for language in languages:
        data = _read(language)
        indexes[language] = PhraseIndex(language, data["groups"])
        indexes[language].keep(map(STEMMERS[language], data["unheeded"].split()))
        for code, entry in data["services"].items():
            for strength in STRENGTHS:
                _add(indexes[language], clues, Clue(code=code, strength=strength), _patterns(entry.get(strength, "")))
    for code, words in own:
        for language, phrases in words.words.items():
            index = indexes.setdefault(language, PhraseIndex(language))
            _add(index, clues, Clue(code=code, strength=_CITY_OWN), [_literal(phrase) for phrase in phrases])
    services = _services(languages, own)
    return Catalog(
        services=services,
        languages=languages,
        clues=tuple(clues),
        indexes=MappingProxyType(indexes),
        own=own,
        city=_city_services(dict(own), services),
    )


def _city_services(own: Mapping[str, ServiceWords], services: Mapping[str, Service]) -> CityServices:
    like = {code: words.like for code, words in own.items() if words.like}
    categories: dict[str, str] = {}
    for code, words in own.items():
        for name in words.categories or services[code].names.values():
            categories.setdefault(fold_name(name), code)
    return CityServices(listed=frozenset(own), like=like, takers=index_takers(like), categories=categories)


def _add(index: PhraseIndex, clues: list[Clue], clue: Clue, patterns: Iterable[str]) -> None:
    for pattern in patterns:
        index.add(pattern, len(clues))
    clues.append(clue)


def _services(languages: tuple[str, ...], own: tuple[tuple[str, ServiceWords], ...]) -> Mapping[str, Service]:
    services: dict[str, Service] = {}
    for language in dict.fromkeys((*languages, "en")):
        for code, entry in _read(language)["services"].items():
            _name(services, code, entry["group"], {language: entry["name"]}, {language: entry["description"]})
    for code, words in own:
        alike = services.get(next(iter(words.like), ""))
        _name(services, code, words.group or (alike.group if alike else ""), words.names, {})
    return MappingProxyType(services)


def _name(
    services: dict[str, Service], code: str, group: str, names: Mapping[str, str], descriptions: Mapping[str, str]
) -> None:
    old = services.get(code) or Service(code=code, group=group, names={}, descriptions={})
    services[code] = Service(
        code=code,
        group=group or old.group,
        names=MappingProxyType({**old.names, **names}),
        descriptions=MappingProxyType({**old.descriptions, **descriptions}),
    )


@cache
def _read(language: str) -> dict[str, Any]:
    text = resources.files(__package__).joinpath(f"{language}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return data


def _patterns(listed: str) -> list[str]:
    """The patterns of a comma-separated list."""
    return [pattern for pattern in (part.strip() for part in listed.split(",")) if pattern]


def _literal(phrase: str) -> str:
    """A city's own phrase, which is no pattern: its signs are only signs."""
    return "".join(character if character.isalnum() or character in "'’" else " " for character in phrase).strip()
