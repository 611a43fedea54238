"""Read a text as the city's past requests were read: the categories and departments that a model learnt from them.

The model is one table of weights: a row for each mark of a text (`parsers.features`) and for each score of the shipped
catalog, a column for each category and each department. It is trained elsewhere and only read here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from math import exp, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parsers.features import WORD_BIT, Numbers, cut_text, cut_words, find_words, pairs_of, read_length

PIECES, WORDS, SCORES, LENGTH = 1.3, 0.7, 0.5, 0.3
"""How much each kind of mark counts beside the others; chosen on older parts of public requests of three cities."""
_LONG = 300.0
"""Characters that count as one in the feature of a text's length."""
_MOST_EVIDENCE = 6
_TELLING = 0.2
"""A word is shown when it weighed this much of what the heaviest one did."""

_EDGE = 1e-6
_MOST_REMEMBERED = 20_000
"""Words of which a model remembers the rows, some ten megabytes."""
_RANKED = 12
"""Names of a reading; the others together have little left."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """How a model's scores become probabilities, and the best probability a confidence; fitted on newer requests."""

    sharpness: float = 4.0
    slope: float = 1.0
    offset: float = 0.0

    def probabilities(self, scores: Floats) -> Floats:
        """One for each column, one in all; rows are texts where `scores` has several."""
        raised = np.exp(self.sharpness * (scores - scores.max(axis=-1, keepdims=True)))
        shared: Floats = raised / raised.sum(axis=-1, keepdims=True)
        return shared

    def confidence(self, best: float) -> float:
        """How often an answer with this probability was right."""
        held = min(max(best, _EDGE), 1 - _EDGE)
        return 1.0 / (1.0 + exp(-(self.slope * log(held / (1 - held)) + self.offset)))


class Ranked(NamedTuple):
    """A name of the history, and the probability that it is the right one."""

    name: str
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a model makes of one text: names by probability."""

    categories: tuple[Ranked, ...]
    departments: tuple[Ranked, ...]
    find_evidence: Callable[[], tuple[tuple[int, int], ...]] = field(default=tuple, compare=False)
    """Finds the words (start, end) that spoke for the first category; few ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The marks that a model knows: their numbers in order, and how rare each is. Rows of the weights in this order."""

    numbers: Numbers
    rarity: Floats
    _remembered: dict[str, _Known] = field(default_factory=dict, repr=False, compare=False)
    """Words that were looked up before; forgotten when they are many."""

    def weigh(self, words: Sequence[str]) -> Weighed:
        """The rows of the marks in a text of these words and what each counts."""
        if not len(self.numbers) or not words:
            return _NOTHING
        known = self._look_up(words)
        pairs = self._rows(pairs_of(np.array([word.single for word in known], dtype=np.uint32)))
        rows = np.concatenate([*[word.rows for word in known], pairs])
        if not len(rows):
            return _NOTHING
        rows, counts = _counted(rows)
        values = (1.0 + np.log(counts)) * self.rarity[rows]
        middle = int(rows.searchsorted(self.numbers.searchsorted(WORD_BIT)))
        for kind, share in ((values[:middle], PIECES), (values[middle:], WORDS)):
            size = float(np.sqrt((kind**2).sum()))
            np.multiply(kind, share / size if size else 0.0, out=kind)
        return Weighed(rows=rows, values=values.astype(np.float32), counts=counts)

    def _rows(self, marks: Numbers) -> NDArray[np.int64]:
        """The rows of those marks that the model knows."""
        rows = np.minimum(self.numbers.searchsorted(marks), len(self.numbers) - 1)
        known: NDArray[np.int64] = rows[self.numbers[rows] == marks]
        return known

    def _look_up(self, words: Sequence[str]) -> list[_Known]:
        """What the model knows of each word; most words of a text are those of other texts."""
        found = {word: self._remembered.get(word) for word in words}
        new = self._find([word for word, known in found.items() if known is None])
        if len(self._remembered) + len(new) > _MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered.update(new)
        return [found[word] or new[word] for word in words]

    def _find(self, words: Sequence[str]) -> dict[str, _Known]:
        if not words:
            return {}
        cut = cut_words(words)
        rows = np.minimum(self.numbers.searchsorted(cut.marks), len(self.numbers) - 1)
        known = self.numbers[rows] == cut.marks
        rows, owners = rows[known], cut.owners[known]
        order = np.argsort(owners, kind="stable")
        rows, ends = rows[order], owners[order].searchsorted(np.arange(len(words) + 1)).tolist()
        shares = [rows[start:end] for start, end in pairwise(ends)]
        return dict(zip(words, map(_Known, shares, cut.singles.tolist()), strict=True))


class _Known(NamedTuple):
    """The rows of the marks of one word, and its number."""

    rows: NDArray[np.int64]
    single: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The known marks of a text, each once and in their order: their rows, their values, and how often each comes."""

    rows: NDArray[np.int64]
    values: Floats
    counts: NDArray[np.int64]


_NO_ROWS = np.zeros(0, dtype=np.int64)
_NOTHING = Weighed(rows=_NO_ROWS, values=np.zeros(0, dtype=np.float32), counts=_NO_ROWS)


def _counted(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each row once, in their order, and how often it comes. There is one at the least."""
    rows.sort()
    begins = np.concatenate([_FIRST, np.flatnonzero(rows[1:] != rows[:-1]) + 1, [len(rows)]])
    return rows[begins[:-1]], begins[1:] - begins[:-1]


_FIRST = np.zeros(1, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextModel:
    """What the city's past requests taught. Safe to share between threads; `version` is the hash of its content."""

    version: str
    categories: tuple[str, ...]
    departments: tuple[str, ...]
    codes: tuple[str, ...]
    """Codes of the shipped catalog whose scores it looks at."""
    marks: Marks
    weights: NDArray[np.int8]
    scales: Floats
    """What a row of `weights` is multiplied with."""
    dense: Floats
    """The weights of the catalog's scores and of the length."""
    bias: Floats
    trust: Trust
    department_trust: Trust

    def read(self, text: str, scores: Mapping[str, float], subject: str = "") -> Reading:
        """What `text` asks for, given the shipped catalog's score of each code. Total; 0.3 ms for a short text."""
        weighed = self.marks.weigh(find_words(text, subject))
        if not len(weighed.rows) and not scores:
            return Reading(categories=(), departments=())
        values = weighed.values * self.scales[weighed.rows]
        said = self._said(weighed, values, scores, read_length(text, subject))
        end = len(self.categories)
        best = int(said[:end].argmax()) if end else 0
        return Reading(
            categories=_ranked(self.categories, said[:end], self.trust),
            departments=_ranked(self.departments, said[end:], self.department_trust),
            find_evidence=partial(self._evidence, (text, subject), weighed, values, best) if end else tuple,
        )

    def score(self, text: str, scores: Mapping[str, float]) -> Floats:
        """The bare score of each category, then of each department, for those who fit a `Trust`."""
        weighed = self.marks.weigh(find_words(text))
        return self._said(weighed, weighed.values * self.scales[weighed.rows], scores, read_length(text))

    def _said(self, weighed: Weighed, values: Floats, scores: Mapping[str, float], length: int) -> Floats:
        by_marks = values @ self.weights.take(weighed.rows, axis=0).astype(np.float32)
        said: Floats = by_marks + dense_features(scores, self.codes, length) @ self.dense + self.bias
        return said

    def _evidence(
        self, said: tuple[str, str], weighed: Weighed, values: Floats, column: int
    ) -> tuple[tuple[int, int], ...]:
        """The words of the text that weighed most for `column`, in the order of the text."""
        if not len(weighed.rows):
            return ()
        cut, marks = cut_text(*said), self.marks.numbers[weighed.rows]
        spoke = values * self.weights[weighed.rows, column] / weighed.counts
        places = np.minimum(np.searchsorted(marks, cut.marks), len(marks) - 1)
        known = marks[places] == cut.marks
        by_word = np.bincount(cut.owners()[known], weights=spoke[places[known]], minlength=len(cut.spans))
        heaviest = [int(word) for word in np.argsort(-by_word)[:_MOST_EVIDENCE]]
        enough = max(by_word[heaviest[0]] * _TELLING, 1e-9)
        return tuple(
            sorted(cut.spans[word] for word in heaviest if by_word[word] >= enough and cut.spans[word][0] >= 0)
        )


def dense_features(scores: Mapping[str, float], codes: Sequence[str], length: int) -> Floats:
    """The catalog's score of each code, by itself and as a share of all, and the length of the text."""
    said = np.array([max(scores.get(code, 0.0), 0.0) for code in codes], dtype=np.float32)
    shares = said / max(float(said.sum()), 1e-9)
    long = min(length / _LONG, 2.0)
    return np.concatenate(
        [SCORES * np.log1p(said) / 3.0, SCORES * shares, np.array([LENGTH * long, LENGTH * long * long])],
        dtype=np.float32,
    )


def _ranked(names: Sequence[str], scores: Floats, trust: Trust) -> tuple[Ranked, ...]:
    """The names by probability, the first of them with its confidence and the others sharing what that leaves."""
    if not names:
        return ()
    shared = trust.probabilities(scores)
    order = np.argsort(-shared, kind="stable")
    first, *others = order[:_RANKED].tolist()
    best, *parts = shared[order[:_RANKED]].tolist()
    sure = trust.confidence(best) if len(names) > 1 else 1.0
    rest = (1.0 - sure) / max(1.0 - best, 1e-9)
    behind = [Ranked(names[place], min(part * rest, sure)) for place, part in zip(others, parts, strict=True)]
    return (Ranked(names[first], sure), *behind)
