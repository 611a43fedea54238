"""The figures of a model say what a reader takes them to say."""

from __future__ import annotations

import numpy as np
import pytest

from gateway.learning.figures import OTHERS, Answer, figures_of
from gateway.learning.trusting import fit_trust


def test_figures_of_four_answers() -> None:
    """By hand, so that the report can be believed."""
    answers = [
        Answer(truth="a", said="a", confidence=0.95),
        Answer(truth="a", said="b", confidence=0.45),
        Answer(truth="b", said="b", confidence=0.85),
        Answer(truth="c", said="", confidence=0.05),
    ]
    figures = figures_of(answers)
    assert figures.accuracy == 0.5
    assert figures.coverage[4] == 1.0
    assert figures.macro_f1 == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)
    assert figures.calibration_error == pytest.approx((0.05 + 0.45 + 0.15 + 0.05) / 4)
    assert [(name.name, name.count, name.said, name.right) for name in figures.names] == [
        ("a", 2, 1, 1),
        ("b", 1, 2, 1),
        ("c", 1, 0, 0),
    ]
    assert figures.confusion == ((1, 1, 0, 0), (0, 1, 0, 0), (0, 0, 0, 1), (0, 0, 0, 0))


def test_names_that_are_too_many_become_one() -> None:
    """A table of two hundred columns is none."""
    figures = figures_of([Answer(truth=f"n{n:03}", said=f"n{n:03}", confidence=0.5) for n in range(60)])
    assert len(figures.confusion) == 26
    assert figures.confusion[25][25] == 35
    assert OTHERS not in {name.name for name in figures.names}


def test_trust_makes_confidence_what_it_says() -> None:
    """Scores that are twice as bold as they should be must not sound twice as sure."""
    chance = np.random.default_rng(1)
    truth = chance.integers(0, 4, 4000)
    scores = chance.normal(0, 1, (4000, 4)).astype(np.float32)
    scores[np.arange(4000), truth] += 1.2
    trust = fit_trust(5 * scores[:2000], truth[:2000])
    shared = trust.probabilities(5 * scores[2000:])
    sure = np.array([trust.confidence(float(best)) for best in shared.max(axis=1)])
    right = shared.argmax(axis=1) == truth[2000:]
    assert abs(sure.mean() - right.mean()) < 0.03
    top = sure > np.median(sure)
    assert abs(sure[top].mean() - right[top].mean()) < 0.05
