"""Words by which people search for a service: what the city says of it, and plain words of the shipped catalog."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.routing import Rulebook
from gateway.routing.rulebook import Service
from parsers.catalog import LANGUAGES
from parsers.catalog.vocabulary import load_word_file, patterns_of

_MOST = 12
_TOLD = ("sure", "words", "hints", "strong")
"""In this order; the strong ones are full of misspellings, and wanted only where nothing else is there."""
_SIGNS = frozenset("(|)<>.+*")
"""A pattern with one of these is no word that somebody would type."""


def keywords_of(rulebook: Rulebook, service: Service, language: str) -> str:
    """Up to twelve words and phrases with commas between, English ones where `language` has none; else empty."""
    found = _found(rulebook, service, language) or _found(rulebook, service, "en")
    return ", ".join(found[:_MOST])


def _found(rulebook: Rulebook, service: Service, language: str) -> list[str]:
    return list(dict.fromkeys(word for word in _words(rulebook, service, language) if "," not in word))


def _words(rulebook: Rulebook, service: Service, language: str) -> Iterator[str]:
    own = dict(rulebook.parser_city.catalog.own).get(service.code)
    if own is not None:
        yield from own.words.get(language, ())
    for code in (service.code, *(own.like if own else ())):
        yield from _shipped(code, language)


def _shipped(code: str, language: str) -> Iterator[str]:
    wording = load_word_file(language).services.get(code) if language in LANGUAGES else None
    patterns = wording.patterns if wording else {}
    told = [strength for strength in _TOLD if strength in patterns]
    for strength in told if told == ["strong"] else [name for name in told if name != "strong"]:
        yield from (word for word in patterns_of(patterns[strength]) if not _SIGNS & set(word))
