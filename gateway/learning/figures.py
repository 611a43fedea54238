"""How good answers were: accuracy, how it falls with coverage, whether confidence was deserved, what was confused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Parts of all texts, the surest answers first, at which accuracy is told."""
BINS = 10
MOST_NAMES = 25
"""Names in the table of confusions; the rest are one."""
OTHERS = "(all others)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a text was, what was answered, and how surely; an empty answer is none, and wrong."""

    truth: str
    said: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The answers of one range of confidence: how many, how sure they were on average, and how many were right."""

    least: float
    most: float
    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """How one category or department fared: how often it was the truth, how often said, how often both."""

    name: str
    count: int
    said: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How good answers to `count` texts were. Shares are from 0 to 1."""

    count: int
    accuracy: float
    macro_f1: float
    coverage: tuple[float, ...]
    """The accuracy of the surest answers, at each of `SHARES`."""
    bins: tuple[Bin, ...]
    calibration_error: float
    """By how much confidence and accuracy differ on average (expected calibration error, ten bins)."""
    names: tuple[Named, ...]
    """Most frequent first."""
    confusion: tuple[tuple[int, ...], ...]
    """Texts by what they were (row) and what was said (column), in the order of `names`, at most `MOST_NAMES`."""


def figures_of(answers: Sequence[Answer]) -> Figures:
    """The figures of at least one answer."""
    right = [answer.said == answer.truth for answer in answers]
    surest = sorted(range(len(answers)), key=lambda place: -answers[place].confidence)
    names, bins = _named(answers), _bins(answers)
    return Figures(
        count=len(answers),
        accuracy=_mean(right),
        macro_f1=_mean([_f1(name) for name in names if name.count]),
        coverage=tuple(
            _mean([right[place] for place in surest[: max(1, int(len(answers) * share))]]) for share in SHARES
        ),
        bins=bins,
        calibration_error=sum(each.count * abs(each.confidence - each.right) for each in bins) / len(answers),
        names=names,
        confusion=_confusion(answers, [name.name for name in names]),
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _named(answers: Sequence[Answer]) -> tuple[Named, ...]:
    truths = Counter(answer.truth for answer in answers)
    said = Counter(answer.said for answer in answers if answer.said)
    right = Counter(answer.truth for answer in answers if answer.said == answer.truth)
    names = sorted({*truths, *said}, key=lambda name: (-truths[name], -said[name], name))
    return tuple(Named(name=name, count=truths[name], said=said[name], right=right[name]) for name in names)


def _f1(name: Named) -> float:
    return 2 * name.right / (name.count + name.said) if name.right else 0.0


def _bins(answers: Sequence[Answer]) -> tuple[Bin, ...]:
    found = []
    for place in range(BINS):
        inside = [answer for answer in answers if min(int(answer.confidence * BINS), BINS - 1) == place]
        found.append(
            Bin(
                least=place / BINS,
                most=(place + 1) / BINS,
                count=len(inside),
                confidence=_mean([answer.confidence for answer in inside]),
                right=_mean([answer.said == answer.truth for answer in inside]),
            )
        )
    return tuple(found)


def _confusion(answers: Sequence[Answer], names: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    shown = confusion_names(names)
    place = {name: at for at, name in enumerate(shown)}
    table = [[0] * len(shown) for _ in shown]
    for answer in answers:
        row, column = (place.get(name, len(shown) - 1) for name in (answer.truth, answer.said or OTHERS))
        table[row][column] += 1
    return tuple(tuple(row) for row in table)


def confusion_names(names: Sequence[str]) -> list[str]:
    """The rows and columns of the table of confusions: the most frequent names, and the others as one."""
    return [*names[:MOST_NAMES], OTHERS]
