"""The words of past requests as a rulebook may show them: nobody's name, number or address (PROTOCOL 10.8).

A word is shown only when five requests or more use it and nothing marks it as personal; a whole sentence only when all
of its words are such.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gateway.drafting.values import Gathered
from gateway.envelopes import PastRequest
from parsers.city_services import fold_name
from parsers.language import detect_language
from parsers.personal import find_personal, mask

SHARED_BY = 5
"""Requests that must use a word before it is anybody's."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_READ = 1_500
_CAPITAL_NOUNS = frozenset({"de"})
"""Languages in which a capital inside a sentence does not make a name."""
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A past request with its words in the order of the text, without what is personal in it."""

    request: PastRequest
    category: str
    """In the form of `fold_name`."""
    language: str
    words: tuple[str, ...]
    """In lower case."""

    @property
    def terms(self) -> frozenset[str]:
        """Its words and pairs of words."""
        return frozenset((*self.words, *map(" ".join, pairwise(self.words))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """All pages, from the oldest to the newest, and the words of them that may be shown."""

    pages: tuple[Page, ...]
    shown: frozenset[str]
    used: Mapping[str, int]
    """In how many pages each word stands."""
    frequent: frozenset[str]
    """Words and pairs of words that may be shown."""

    def terms(self, page: Page) -> frozenset[str]:
        """The words and pairs of words of a page that may be shown."""
        return page.terms & self.frequent

    def newest(self) -> tuple[Page, ...]:
        """The newest fifth, which tells whether what the rest says is still so."""
        return self.pages[self._cut() :]

    def older(self) -> tuple[Page, ...]:
        """What comes before the newest fifth."""
        return self.pages[: self._cut()]

    def _cut(self) -> int:
        return len(self.pages) - len(self.pages) // 5


def make_library(gathered: Gathered, languages: Sequence[str]) -> Library:
    """Read the sample of the past."""
    pages = tuple(_page(request, languages) for request in gathered.sample)
    used = Counter(word for page in pages for word in set(page.words))
    shown = _shown(pages, used)
    return Library(pages=pages, shown=shown, used=used, frequent=_frequent(pages, shown))


def _frequent(pages: Iterable[Page], shown: frozenset[str]) -> frozenset[str]:
    """What is worth counting by category: far less than all that was ever written side by side."""
    pairs: Counter[str] = Counter()
    for page in pages:
        pairs.update(
            {f"{first} {second}" for first, second in pairwise(page.words) if first in shown and second in shown}
        )
    return shown | {pair for pair, count in pairs.items() if count >= SHARED_BY}


def _page(request: PastRequest, languages: Sequence[str]) -> Page:
    text = request.text[:_READ]
    language = detect_language(text, languages)
    return Page(
        request=request,
        category=fold_name(request.category),
        language=language,
        words=tuple(word.group().lower() for word in _WORD.finditer(text)),
    )


def _shown(pages: Iterable[Page], used: Mapping[str, int]) -> frozenset[str]:
    proper: Counter[str] = Counter()
    places: set[str] = set()
    for page in pages:
        proper.update(_names(page))
        places.update(word.group().lower() for word in _WORD.finditer(page.request.address))
    common = {word for word, count in used.items() if count >= SHARED_BY and proper[word] < _MOSTLY * count}
    return frozenset(common - places)


def _names(page: Page) -> set[str]:
    """Words that stand here as a name: marked as personal, or written large inside a sentence."""
    text = page.request.text[:_READ]
    marked = " ".join(found.text for found in find_personal(text))
    names = {word.group().lower() for word in _WORD.finditer(marked)}
    if page.language in _CAPITAL_NOUNS or text.isupper():
        return names
    inside = (
        match for match in _WORD.finditer(text) if match.start() and text[: match.start()].rstrip()[-1:] not in ".!?:"
    )
    return names | {
        match.group().lower() for match in inside if match.group()[:1].isupper() and not match.group().isupper()
    }


def is_showable(text: str, library: Library) -> bool:
    """Whether a whole text tells of nobody: short, without numbers, and made of words that many people use."""
    words = [match.group().lower() for match in _WORD.finditer(text)]
    is_plain = not any(character.isdigit() for character in text) and "@" not in text and "\n" not in text
    return is_plain and len(words) >= 3 and len(text) <= 110 and set(words) <= library.shown and _is_unmasked(text)


def _is_unmasked(text: str) -> bool:
    """Whether nothing in `text` would be masked."""
    return mask(text, find_personal(text)) == text
