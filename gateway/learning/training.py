"""Train the table of weights that `parsers.learned` reads: one linear learner for each category and department."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray

from gateway.learning.lessons import Label
from gateway.learning.reading import ReadLessons
from parsers.features import WORD_BIT
from parsers.learned import PIECES, WORDS, Floats, Marks, TextModel, Trust

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LEAST = 3
"""Lessons that a category or a department needs to be learnt."""
MOST_NAMES = 400
"""Categories, and departments, that are learnt: those with the most lessons."""
_HARDNESS = 0.3
"""How closely the learner follows its lessons (the C of a support vector machine)."""
_RARE, _MOST_RARE = 0.4, 3.0
"""How much more the lessons of rare names count, as a power of how rare they are, and at most."""
_OLDEST, _NEWEST = 0.5, 1.3
"""What the oldest and the newest lesson count: a city's habits change."""
_TOGETHER = 0.4
"""The part of the learner that knows all labels."""
_MOST_TOGETHER = 60
"""Labels beyond which that learner takes too long, and is left out."""
_STEPS = 300
_ROOM = 15_000_000
"""Octets of weights; marks that say least are left out where a model would have more."""
_OF_A_ROW = 12
_LEVELS = 127


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """Weights as the learner found them: a column for each name."""

    names: tuple[str, ...]
    weights: Floats
    bias: Floats


def train(read: ReadLessons, labels: Collection[Label] = tuple(Label)) -> TextModel:
    """The model of these lessons for these `labels`, with a trust that was fitted on nothing yet."""
    marks, table = _known_marks(read)
    categories, departments = (
        _teach(read, table, [label.of(lesson) if label in labels else "" for lesson in read.lessons])
        for label in (Label.CATEGORY, Label.DEPARTMENT)
    )
    weights = np.concatenate([categories.weights, departments.weights], axis=1)
    kept = _telling(weights[: len(marks.numbers)])
    small, scales = _small(weights[: len(marks.numbers)][kept])
    return TextModel(
        version="",
        categories=categories.names,
        departments=departments.names,
        codes=read.codes,
        marks=Marks(numbers=marks.numbers[kept], rarity=marks.rarity[kept]),
        weights=small,
        scales=scales,
        dense=weights[len(marks.numbers) :].astype(np.float32),
        bias=np.concatenate([categories.bias, departments.bias]).astype(np.float32),
        trust=Trust(),
        department_trust=Trust(),
    )


def _known_marks(read: ReadLessons) -> tuple[Marks, csr_matrix]:
    """The marks that come in two lessons or more, and the lessons as rows of them, each kind of one length."""
    from scipy.sparse import csr_matrix, hstack

    numbers, columns, often = np.unique(read.marks, return_inverse=True, return_counts=True)
    known = often >= 2
    place = np.cumsum(known) - 1
    inside = known[columns]
    owners = np.repeat(np.arange(len(read.lessons)), np.diff(read.begins))[inside]
    rarity = (np.log((1 + len(read.lessons)) / (1 + often[known])) + 1.0).astype(np.float32)
    columns = place[columns[inside]]
    values = (1.0 + np.log(read.counts[inside])) * rarity[columns]
    are_words = numbers[known] >= WORD_BIT
    for kind, share in ((~are_words[columns], PIECES), (are_words[columns], WORDS)):
        sizes = np.sqrt(np.bincount(owners[kind], weights=values[kind] ** 2, minlength=len(read.lessons)))
        values[kind] *= share / np.maximum(sizes, 1e-9)[owners[kind]]
    table = csr_matrix((values, (owners, columns)), shape=(len(read.lessons), int(known.sum())))
    return Marks(numbers=numbers[known], rarity=rarity), hstack([table, csr_matrix(read.dense)]).tocsr()


def _teach(read: ReadLessons, table: csr_matrix, labels: Sequence[str]) -> Taught:
    """One learner for each name that has lessons enough; none where there are fewer than two such names."""
    names = learnable(labels)
    if len(names) < 2:
        return Taught(names=(), weights=np.zeros((table.shape[1], 0), np.float32), bias=np.zeros(0, np.float32))
    rows = np.array([place for place, label in enumerate(labels) if label in names])
    chosen = np.array([labels[place] for place in rows])
    weights, bias = _fit(table[rows], chosen, _lesson_weights(read)[rows])
    return Taught(names=tuple(sorted(names)), weights=weights, bias=bias)


def _lesson_weights(read: ReadLessons) -> NDArray[np.float64]:
    """What each lesson counts: a correction more than a past request, a newer one more than an older one."""
    given = np.array([lesson.weight for lesson in read.lessons])
    return given * np.linspace(_OLDEST, _NEWEST, len(given))


def learnable(labels: Sequence[str]) -> frozenset[str]:
    """The names with lessons enough."""
    counts = Counter(label for label in labels if label)
    return frozenset(name for name, count in counts.most_common(MOST_NAMES) if count >= LEAST)


def _fit(table: csr_matrix, labels: NDArray[Any], weights: NDArray[np.float64]) -> tuple[Floats, Floats]:
    """A column of weights and a bias for each label: of learners that know one label each, and of one that knows all.

    Both are linear, so that their mean is as cheap as one of them; it is right more often than either.
    """
    from sklearn.svm import LinearSVC

    counts = Counter(labels.tolist())
    middle = float(np.median(list(counts.values())))
    favour = {name: min((middle / count) ** _RARE, _MOST_RARE) for name, count in counts.items()}
    each = LinearSVC(C=_HARDNESS, class_weight=favour, random_state=0, tol=1e-3)
    weights_of_each, bias_of_each = _two_sided(each.fit(table, labels, sample_weight=weights))
    if len(counts) > _MOST_TOGETHER:
        return weights_of_each, bias_of_each
    together = LinearSVC(
        C=_HARDNESS, class_weight=favour, random_state=0, tol=1e-2, max_iter=_STEPS, multi_class="crammer_singer"
    )
    with catch_warnings():
        simplefilter("ignore")  # it is good long before it has converged
        together.fit(table, labels, sample_weight=weights)
    weights_of_all, bias_of_all = _two_sided(together)
    return (
        (1 - _TOGETHER) * weights_of_each + _TOGETHER * weights_of_all,
        (1 - _TOGETHER) * bias_of_each + _TOGETHER * bias_of_all,
    )


def _two_sided(learner: Any) -> tuple[Floats, Floats]:
    """The weights and biases of a learner, who has one column where there are two labels."""
    weights, bias = learner.coef_.T, learner.intercept_
    if weights.shape[1] == 1:
        return np.concatenate([-weights, weights], axis=1), np.concatenate([-bias, bias])
    return weights, bias


def _telling(weights: Floats) -> NDArray[np.int64]:
    """The rows that are kept: all of them, or those with the largest weights where there is no room for all."""
    most = _ROOM // (weights.shape[1] + _OF_A_ROW)
    if len(weights) <= most:
        return np.arange(len(weights))
    strength = np.abs(weights).max(axis=1)
    return np.sort(np.argpartition(-strength, most)[:most])


def _small(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """The weights in one octet each, and what each row is multiplied with."""
    largest = np.abs(weights).max(axis=1, initial=0.0)
    scales = np.maximum(largest, 1e-9) / _LEVELS
    return np.rint(weights / scales[:, None]).astype(np.int8), scales.astype(np.float32)
