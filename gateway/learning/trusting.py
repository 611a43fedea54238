"""Fit how far a model may be trusted: its scores become probabilities, and these say how often it is right."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parsers.learned import Floats, Trust

_SHARPNESS = np.geomspace(0.1, 20.0, 48)
_PRIOR = 2.0
"""How many answers it takes to move the slope away from 1 and the offset from 0."""
_STEPS = 25
_STEEP = 30.0
_STRIDE = 0.5
_EDGE = 1e-6


def fit_trust(scores: Floats, truth: NDArray[np.int64]) -> Trust:
    """The trust that suits these `scores` (a row a text) best; `truth` is the right column, -1 where there is none."""
    if not len(scores) or scores.shape[1] < 2:
        return Trust()
    known = truth >= 0
    losses = [_loss(scores[known], truth[known], sharpness) for sharpness in _SHARPNESS]
    trust = Trust(sharpness=float(_SHARPNESS[int(np.argmin(losses))]))
    shared = trust.probabilities(scores)
    best = np.clip(shared.max(axis=1).astype(np.float64), _EDGE, 1 - _EDGE)
    slope, offset = _fit_line(np.log(best / (1 - best)), (shared.argmax(axis=1) == truth).astype(np.float64))
    return Trust(sharpness=trust.sharpness, slope=slope, offset=offset)


def _loss(scores: Floats, truth: NDArray[np.int64], sharpness: float) -> float:
    shared = Trust(sharpness=sharpness).probabilities(scores)
    return float(-np.log(np.maximum(shared[np.arange(len(truth)), truth], _EDGE)).sum())


def _fit_line(odds: NDArray[np.float64], right: NDArray[np.float64]) -> tuple[float, float]:
    """Slope and offset of a logistic curve through `right`, held near 1 and 0 by a prior (Newton's method)."""
    line = np.array([1.0, 0.0])
    points = np.stack([odds, np.ones_like(odds)], axis=1)
    for _ in range(_STEPS):
        expected = 1.0 / (1.0 + np.exp(-np.clip(points @ line, -_STEEP, _STEEP)))
        slope = points.T @ (right - expected) - _PRIOR * (line - np.array([1.0, 0.0]))
        bend = (points * (expected * (1 - expected))[:, None]).T @ points + _PRIOR * np.eye(2)
        line = line + np.clip(np.linalg.solve(bend, slope), -_STRIDE, _STRIDE)
    return float(np.clip(line[0], 0.2, 3.0)), float(np.clip(line[1], -5.0, 5.0))
