"""Words and phrases of a rule against the words of a message, with inflections, on word boundaries, in any script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import repeat

import re2

from parsers.stems import STEMMERS

MAX_READ = 20_000
"""Characters of a message that rules look at; a rule about more than that is about an attachment."""

Forms = frozenset[str]
"""A word in the ways it is compared: as folded, and its stem with the language it was stemmed in."""

# Scripts written without spaces have no word boundaries, so each of their characters is a word.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_WORD = re2.compile(rf"[{_UNSPACED}]\p{{M}}*|(?:[\p{{L}}\p{{M}}\p{{N}}]+(?:['’][\p{{L}}\p{{M}}]+)*)")
_UNSPACED_CHARACTER = re2.compile(rf"[{_UNSPACED}]\p{{M}}*")
# Nearly every message is Latin script, which the standard library cuts ten times faster.
_BEYOND_LATIN = re.compile("[^\x00-\u024f\u2010-\u203a]")
_LATIN_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
_ACCENTS = re.compile("[\u0300-\u036f'’]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand side by side."""

    words: tuple[Forms, ...]


class Words:
    """A message's words, with what tells quickly that it cannot contain a phrase, and where it may."""

    def __init__(self, words: Iterable[Forms]) -> None:
        self.words = tuple(words)

    @cached_property
    def all_forms(self) -> frozenset[str]:
        """Every form of every word."""
        return frozenset().union(*self.words)

    @cached_property
    def _places(self) -> Mapping[str, list[int]]:
        """Where each form of a word stands."""
        places: dict[str, list[int]] = {}
        for place, forms in enumerate(self.words):
            for form in forms:
                places.setdefault(form, []).append(place)
        return places

    def contain(self, phrase: Phrase) -> bool:
        """True when the phrase's words stand here side by side."""
        for forms in phrase.words:
            if forms.isdisjoint(self.all_forms):
                return False
        return len(phrase.words) == 1 or self._stand_together(phrase.words)

    def _stand_together(self, wanted: Sequence[Forms]) -> bool:
        """Looked for from its rarest word, so that a long text of few words costs no more than another."""
        found = [[place for form in forms for place in self._places.get(form, ())] for forms in wanted]
        rarest = min(range(len(wanted)), key=lambda number: len(found[number]))
        starts = (place - rarest for place in found[rarest] if place >= rarest)
        return any(_agree(self.words[start : start + len(wanted)], wanted) for start in starts)


def _agree(words: Sequence[Forms], wanted: Sequence[Forms]) -> bool:
    return len(words) == len(wanted) and not any(map(frozenset.isdisjoint, words, wanted))


def read_words(text: str, language: str) -> Words:
    """The words of the first `MAX_READ` characters, stemmed by the habits of `language` only. Linear."""
    return Words(map(_forms, _split(text[:MAX_READ]), repeat(language)))


@lru_cache(maxsize=50_000)
def read_phrase(text: str) -> Phrase:
    """The words of a rule; raises ValueError when there is none."""
    words = tuple(_all_forms(word) for word in _split(text))
    if not words:
        raise ValueError(f"`{text}` has no word in it. Write the words a resident would use.")
    return Phrase(words)


def _split(text: str) -> Iterable[str]:
    composed = unicodedata.normalize("NFC", text)
    if not _BEYOND_LATIN.search(composed):
        return _LATIN_WORD.findall(composed)
    return [word for run in _WORD.findall(composed.encode(errors="replace").decode()) for word in _apart(run)]


def _apart(run: str) -> Iterable[str]:
    """A run of letters, with its characters of unspaced scripts cut off one by one."""
    if run.isascii():
        yield run
        return
    place = 0
    for match in _UNSPACED_CHARACTER.finditer(run):
        if match.start() > place:
            yield run[place : match.start()]
        yield match.group()
        place = match.end()
    if place < len(run):
        yield run[place:]


@lru_cache(maxsize=50_000)
def _forms(word: str, language: str) -> Forms:
    folded = fold(word)
    stem = STEMMERS.get(language)
    return frozenset([folded, f"{language}:{stem(folded)}"]) if stem else frozenset([folded])


@lru_cache(maxsize=50_000)
def _all_forms(word: str) -> Forms:
    folded = fold(word)
    return frozenset([folded, *(f"{language}:{stem(folded)}" for language, stem in STEMMERS.items())])


def bare(form: str) -> str:
    """A form of a word without the language that it was stemmed in."""
    return form.rpartition(":")[2]


def fold(word: str) -> str:
    """Lower case without Latin accents and apostrophes; the marks of other scripts stay, as they are letters there."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart))
