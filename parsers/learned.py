"""Read a text as the city's past requests were read: the categories and departments that a model learnt from them.

The model is one table of weights: a row for each mark of a text (`parsers.features`) and for each score of the shipped
catalog, a column for each category and each department. It is trained elsewhere and only read here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import exp, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parsers.features import WORD_BIT, Cut, Numbers, cut_text

PIECES, WORDS, SCORES, LENGTH = 1.3, 0.7, 0.5, 0.3
"""How much each kind of mark counts beside the others; chosen on older parts of public requests of three cities."""
_LONG = 300.0
"""Characters that count as one in the feature of a text's length."""
_MOST_EVIDENCE = 6
_TELLING = 0.2
"""A word is shown when it weighed this much of what the heaviest one did."""

_EDGE = 1e-6
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

    def weigh(self, cut: Cut) -> Weighed:
        """The rows of the marks in `cut` and what each counts."""
        if not len(self.numbers) or not len(cut.marks):
            return Weighed(rows=_NO_ROWS, values=_NO_VALUES, marks=cut.marks[:0], counts=_NO_ROWS)
        marks, counts = _counted(cut.marks)
        rows = np.minimum(np.searchsorted(self.numbers, marks), len(self.numbers) - 1)
        known = self.numbers[rows] == marks
        kept, marks, counts = rows[known], marks[known], counts[known]
        values = (1.0 + np.log(counts)) * self.rarity[kept]
        middle = int(np.searchsorted(marks, WORD_BIT))
        for kind, share in ((values[:middle], PIECES), (values[middle:], WORDS)):
            size = float(np.sqrt((kind**2).sum()))
            np.multiply(kind, share / size if size else 0.0, out=kind)
        return Weighed(rows=kept, values=values.astype(np.float32), marks=marks, counts=counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The known marks of a text, each once and in their order: their rows, their values, and how often each comes."""

    rows: NDArray[np.int64]
    values: Floats
    marks: Numbers
    counts: NDArray[np.int64]


_NO_ROWS = np.zeros(0, dtype=np.int64)
_NO_VALUES = np.zeros(0, dtype=np.float32)


def _counted(marks: Numbers) -> tuple[Numbers, NDArray[np.int64]]:
    """Each mark once, in their order, which makes the search for them far faster, and how often it comes."""
    ordered = np.sort(marks)
    begins = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    return ordered[begins], np.diff(begins, append=len(ordered))


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
        cut = cut_text(text, subject)
        weighed = self.marks.weigh(cut)
        if not len(weighed.rows) and not scores:
            return Reading(categories=(), departments=())
        values = weighed.values * self.scales[weighed.rows]
        said = self._said(weighed, values, scores, cut.length)
        end = len(self.categories)
        best = int(said[:end].argmax()) if end else 0
        return Reading(
            categories=_ranked(self.categories, said[:end], self.trust),
            departments=_ranked(self.departments, said[end:], self.department_trust),
            find_evidence=partial(self._evidence, cut, weighed, values, best) if end else tuple,
        )

    def score(self, text: str, scores: Mapping[str, float]) -> Floats:
        """The bare score of each category, then of each department, for those who fit a `Trust`."""
        cut = cut_text(text)
        weighed = self.marks.weigh(cut)
        return self._said(weighed, weighed.values * self.scales[weighed.rows], scores, cut.length)

    def _said(self, weighed: Weighed, values: Floats, scores: Mapping[str, float], length: int) -> Floats:
        by_marks = values @ self.weights[weighed.rows].astype(np.float32)
        said: Floats = by_marks + dense_features(scores, self.codes, length) @ self.dense + self.bias
        return said

    def _evidence(self, cut: Cut, weighed: Weighed, values: Floats, column: int) -> tuple[tuple[int, int], ...]:
        """The words of the text that weighed most for `column`, in the order of the text."""
        if not len(weighed.rows):
            return ()
        spoke = values * self.weights[weighed.rows, column] / weighed.counts
        places = np.minimum(np.searchsorted(weighed.marks, cut.marks), len(weighed.marks) - 1)
        known = weighed.marks[places] == cut.marks
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
    first = int(order[0])
    sure = trust.confidence(float(shared[first])) if len(names) > 1 else 1.0
    rest = (1.0 - sure) / max(1.0 - float(shared[first]), 1e-9)
    return tuple(
        Ranked(name=names[place], probability=sure if place == first else min(float(shared[place]) * rest, sure))
        for place in map(int, order[:_RANKED])
    )
