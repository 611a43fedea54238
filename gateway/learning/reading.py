"""Read lessons as a model will read texts: their marks, what the catalog says of them, and its own answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gateway.learning.lessons import Lesson
from parsers.city import City
from parsers.features import cut_text
from parsers.language import detect_language
from parsers.learned import Floats, dense_features
from parsers.service import guess_service, score_services
from parsers.words import split_words

MOST_LETTERS = 5_000
"""Characters of a lesson that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLessons:
    """Lessons side by side: the marks of lesson i are those from `begins[i]` to `begins[i + 1]`, each once."""

    lessons: tuple[Lesson, ...]
    codes: tuple[str, ...]
    marks: NDArray[np.uint32]
    counts: NDArray[np.int32]
    begins: NDArray[np.int64]
    heard: tuple[Mapping[str, float], ...]
    """What the shipped catalog's words say of each."""
    dense: Floats
    guesses: tuple[str, ...]
    """The service that the catalog alone would name; empty where none."""

    def part(self, first: int, end: int) -> ReadLessons:
        """The lessons from `first` to before `end`."""
        low, high = int(self.begins[first]), int(self.begins[end])
        return ReadLessons(
            lessons=self.lessons[first:end],
            codes=self.codes,
            marks=self.marks[low:high],
            counts=self.counts[low:high],
            begins=self.begins[first : end + 1] - low,
            heard=self.heard[first:end],
            dense=self.dense[first:end],
            guesses=self.guesses[first:end],
        )


def read_lessons(lessons: Sequence[Lesson], city: City, told: Callable[[], None] = lambda: None) -> ReadLessons:
    """Read them all; `told` is called after each."""
    codes = tuple(code for code in city.catalog.codes if code not in _own_codes(city))
    found = []
    for lesson in lessons:
        found.append(_read(lesson.text[:MOST_LETTERS], city))
        told()
    lengths = [len(each.marks) for each in found]
    return ReadLessons(
        lessons=tuple(lessons),
        codes=codes,
        marks=np.concatenate([each.marks for each in found]),
        counts=np.concatenate([each.counts for each in found]).astype(np.int32),
        begins=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        heard=tuple(each.heard for each in found),
        dense=np.stack([dense_features(each.heard, codes, each.length) for each in found]),
        guesses=tuple(each.guess for each in found),
    )


def _own_codes(city: City) -> frozenset[str]:
    """Codes that only the city has; what it says of them may be drawn from the very lessons."""
    shipped = {clue.code for words in city.catalog.vocabularies for clue in words.clues if not clue.is_own}
    return frozenset(city.catalog.codes) - shipped


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    marks: NDArray[np.uint32]
    counts: NDArray[np.int64]
    heard: Mapping[str, float]
    length: int
    guess: str


def _read(text: str, city: City) -> _Read:
    language = detect_language(text, city.languages)
    words = split_words(text)
    scored = score_services(words, city.catalog, language=language)
    guess = guess_service(scored, words, city.catalog, language)
    cut = cut_text(text)
    marks, counts = np.unique(cut.marks, return_counts=True)
    return _Read(marks=marks, counts=counts, heard=scored.shipped, length=cut.length, guess=guess.code if guess else "")
