"""The words of one language as clues that are searched together: read from its file once, or given by a city."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from parsers.catalog.word_file import levels_of, read_word_file, texts_of
from parsers.phrases import PhraseIndex
from parsers.stems import STEMMERS
from parsers.words import fold

STRENGTHS: Mapping[str, float] = {
    "sure": 7.0,
    "strong": 4.0,
    "words": 2.0,
    "hints": 0.7,
    "against": -2.5,
    "not": 0.0,
}
"""What a matched pattern adds to its service; `not` adds nothing and silences what it covers."""

CONTEXT = ("denied", "settled", "open", "aside", "place", "about")
"""What a pattern under `context` says of the words around it; `parsers.context` explains each."""

_CITY_OWN = "strong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """What a pattern means once it was found: it speaks for `code` with `strength` (a key of `STRENGTHS`).

    One of `CONTEXT` has no code.
    """

    code: str
    strength: str
    is_own: bool = False
    """Whether a city said so itself: nothing shipped silences it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a file says of one service in its language."""

    group: str
    name: str
    description: str
    patterns: Mapping[str, str]
    """Lists of patterns, parted by commas, by their strength."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordFile:
    """The whole file of one language."""

    groups: Mapping[str, str]
    unheeded: str
    context: Mapping[str, str]
    services: Mapping[str, Wording]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The clues of one language, ready to be searched; a match's payload is the place of its clue."""

    language: str
    index: PhraseIndex
    clues: tuple[Clue, ...]


@cache
def load_word_file(language: str) -> WordFile:
    """The file of `language`. Raises WordFileError with a line where it is no word file."""
    name = f"{language}.yaml"
    root = read_word_file(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"), name)
    services = {code: _wording(texts_of(node)) for code, node in levels_of(root["services"])}
    unheeded = root.get("unheeded", "")
    return WordFile(
        groups=texts_of(root.get("groups")),
        unheeded=unheeded if isinstance(unheeded, str) else "",
        context=texts_of(root.get("context")),
        services=services,
    )


def _wording(entry: Mapping[str, str]) -> Wording:
    patterns = {strength: entry[strength] for strength in STRENGTHS if strength in entry}
    return Wording(group=entry["group"], name=entry["name"], description=entry["description"], patterns=patterns)


@cache
def load_vocabulary(language: str) -> Vocabulary:
    """The shipped words of `language`, indexed once in a process (about 50 ms for English, half of it for others)."""
    file = load_word_file(language)
    index, clues = PhraseIndex(language, file.groups), list[Clue]()
    stem = STEMMERS.get(language, str)
    index.keep(stem(fold(word)) for word in file.unheeded.split())
    for code, wording in file.services.items():
        for strength, listed in wording.patterns.items():
            _add(index, clues, Clue(code=code, strength=strength), patterns_of(listed))
    for kind, listed in file.context.items():
        _add(index, clues, Clue(code="", strength=kind), patterns_of(listed))
    return Vocabulary(language=language, index=index, clues=tuple(clues))


def city_vocabulary(
    language: str, words: Mapping[str, Iterable[str]], without: Mapping[str, Iterable[str]]
) -> Vocabulary:
    """A city's own words by code, and the words by code that mean nothing there; its phrases are no patterns."""
    index, clues = PhraseIndex(language), list[Clue]()
    for code, phrases in words.items():
        _add(index, clues, Clue(code=code, strength=_CITY_OWN, is_own=True), map(_literal, phrases))
    for code, phrases in without.items():
        _add(index, clues, Clue(code=code, strength="not"), map(_literal, phrases))
    return Vocabulary(language=language, index=index, clues=tuple(clues))


def patterns_of(listed: str) -> list[str]:
    """The patterns of a comma-separated list."""
    return [pattern for pattern in (part.strip() for part in listed.split(",")) if pattern]


def _add(index: PhraseIndex, clues: list[Clue], clue: Clue, patterns: Iterable[str]) -> None:
    for pattern in patterns:
        index.add(pattern, len(clues))
    clues.append(clue)


def _literal(phrase: str) -> str:
    """A city's own phrase, which is no pattern: its signs are only signs."""
    return "".join(character if character.isalnum() or character in "'’" else " " for character in phrase).strip()
