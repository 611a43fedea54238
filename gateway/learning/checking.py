"""Check a model on requests that are newer than all it has learnt, beside the catalog alone and the model in use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gateway.learning.figures import Answer, Figures, figures_of
from gateway.learning.lessons import Label
from gateway.learning.reading import MOST_LETTERS, ReadLessons
from gateway.learning.trusting import fit_trust
from parsers.learned import Floats, TextModel, Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the check of one kind of name found: figures, what the catalog alone gets, and the trust to be used."""

    figures: Figures
    catalog: float
    trust: Trust


def check(taught: ReadLessons, newer: ReadLessons, model: TextModel, label: Label) -> Checked | None:
    """How `model`, trained on `taught`, answers `newer`; None where there is nothing to check.

    The trust is fitted on one half of the newer texts and measured on the other, both ways, so that the figures are of
    texts that neither weights nor trust have seen; the trust that is used is fitted on all of them.
    """
    names = model.categories if label is Label.CATEGORY else model.departments
    places = [place for place, lesson in enumerate(newer.lessons) if label.of(lesson)]
    if not names or not places:
        return None
    scores = np.stack([_scores(newer, place, model, label) for place in places])
    truths = [label.of(newer.lessons[place]) for place in places]
    column = {name: at for at, name in enumerate(names)}
    truth = np.array([column.get(name, -1) for name in truths], dtype=np.int64)
    figures = figures_of(_answers(scores, truth, truths, names))
    alone = _catalog_alone(taught, newer, places, label)
    return Checked(figures=figures, catalog=alone, trust=fit_trust(scores, truth))


def accuracy_of(model: TextModel, newer: ReadLessons, label: Label) -> float:
    """How often the best answer of `model` is right."""
    names = model.categories if label is Label.CATEGORY else model.departments
    asked = [place for place, lesson in enumerate(newer.lessons) if label.of(lesson)]
    said = [names[int(_scores(newer, place, model, label).argmax())] if names else "" for place in asked]
    return float(np.mean([name == label.of(newer.lessons[place]) for name, place in zip(said, asked, strict=True)]))


def _scores(read: ReadLessons, place: int, model: TextModel, label: Label) -> Floats:
    scores = model.score(read.lessons[place].text[:MOST_LETTERS], read.heard[place])
    end = len(model.categories)
    return scores[:end] if label is Label.CATEGORY else scores[end:]


def _answers(scores: Floats, truth: NDArray[np.int64], truths: Sequence[str], names: Sequence[str]) -> list[Answer]:
    halves = np.arange(len(scores)) % 2
    trusts = [fit_trust(scores[halves != half], truth[halves != half]) for half in (0, 1)]
    answers = []
    for place, row in enumerate(scores):
        shared = trusts[place % 2].probabilities(row)
        best = int(shared.argmax())
        sure = trusts[place % 2].confidence(float(shared[best]))
        answers.append(Answer(truth=truths[place], said=names[best], confidence=sure))
    return answers


def _catalog_alone(taught: ReadLessons, newer: ReadLessons, places: Sequence[int], label: Label) -> float:
    """How often the catalog alone is right, when each of its services means the name that it most often had before."""
    meant: dict[str, Counter[str]] = {}
    for lesson, guess in zip(taught.lessons, taught.guesses, strict=True):
        if label.of(lesson):
            meant.setdefault(guess, Counter())[label.of(lesson)] += 1
    best = {guess: counts.most_common(1)[0][0] for guess, counts in meant.items()}
    return float(np.mean([best.get(newer.guesses[place], "") == label.of(newer.lessons[place]) for place in places]))
