"""The standard services, their names and the words people use for them, in every language we know.

The words live in one YAML file a language, which a clerk can read and correct; a city adds its own with `extended`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from parsers.catalog.vocabulary import (
    CONTEXT,
    STRENGTHS,
    Clue,
    Vocabulary,
    city_vocabulary,
    load_vocabulary,
    load_word_file,
)
from parsers.city_services import CityServices, fold_name, index_takers

__all__ = ["CONTEXT", "LANGUAGES", "STRENGTHS", "Catalog", "Clue", "Service", "ServiceWords", "load_catalog"]

LANGUAGES = ("en", "es", "de", "fr", "pt", "zh", "vi", "ht")
"""Languages that the catalog is written in."""

_BY_DEFAULT = ("en", "es")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceWords:
    """What a city says about a service: its name in each language, and its own words for it."""

    names: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words that do not mean it here: nothing shipped that holds one of them speaks for it."""
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
class Catalog:
    """Services and the words that speak for them, ready to be searched."""

    services: Mapping[str, Service]
    languages: tuple[str, ...]
    vocabularies: tuple[Vocabulary, ...]
    """The shipped words of each language, then the city's own."""
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
def load_catalog(languages: tuple[str, ...] = _BY_DEFAULT) -> Catalog:
    """The shipped catalog for `languages`; English where none of them is known. Read once in a process."""
    known = tuple(language for language in languages if language in LANGUAGES)
    return _build(known or ("en",), ())


def _build(languages: tuple[str, ...], own: tuple[tuple[str, ServiceWords], ...]) -> Catalog:
    services = _services(languages, own)
    return Catalog(
        services=services,
        languages=languages,
        vocabularies=(*map(load_vocabulary, languages), *_city_vocabularies(own)),
        own=own,
        city=_city_services(dict(own), services),
    )


def _city_vocabularies(own: tuple[tuple[str, ServiceWords], ...]) -> list[Vocabulary]:
    """The city's words, a language at a time; what it takes away is taken from the services that one is like too."""
    words: dict[str, dict[str, list[str]]] = {}
    without: dict[str, dict[str, list[str]]] = {}
    for code, said in own:
        for language, phrases in said.words.items():
            words.setdefault(language, {}).setdefault(code, []).extend(phrases)
        for language, phrases in said.without.items():
            for silent in (code, *said.like):
                without.setdefault(language, {}).setdefault(silent, []).extend(phrases)
    return [
        city_vocabulary(language, words.get(language, {}), without.get(language, {}))
        for language in dict.fromkeys((*words, *without))
    ]


def _city_services(own: Mapping[str, ServiceWords], services: Mapping[str, Service]) -> CityServices:
    like = {code: words.like for code, words in own.items() if words.like}
    categories: dict[str, str] = {}
    for code, words in own.items():
        for name in words.categories or services[code].names.values():
            categories.setdefault(fold_name(name), code)
    return CityServices(listed=frozenset(own), like=like, takers=index_takers(like), categories=categories)


def _services(languages: tuple[str, ...], own: tuple[tuple[str, ServiceWords], ...]) -> Mapping[str, Service]:
    services: dict[str, Service] = {}
    for language in dict.fromkeys((*languages, "en")):
        for code, said in load_word_file(language).services.items():
            _name(services, code, said.group, {language: said.name}, {language: said.description})
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
