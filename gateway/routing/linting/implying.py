"""Whether one condition can only be met where another one is: sound, and silent where it cannot tell."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from gateway.routing.linting.asked import Asked
from gateway.routing.linting.leaves import leaf_excludes, leaf_implies

_MOST_PAIRS = 2_000
"""Pairs of parts that are compared for one question; a rule that needs more is not said anything of."""


class _Patience:
    """Counts comparisons down, so that a rule of a thousand parts costs no more than others."""

    def __init__(self) -> None:
        self._left = _MOST_PAIRS

    def is_over(self) -> bool:
        self._left -= 1
        return self._left < 0


def implies(one: Asked, other: Asked) -> bool:
    """True when every message that meets `one` meets `other`; False also where that is not known."""
    return _implies(one, other, _Patience())


def excludes(one: Asked, other: Asked) -> bool:
    """True when no message meets both; False also where that is not known."""
    return _excludes(one, other, _Patience())


def find_clash(asked: Asked) -> tuple[Asked, Asked] | None:
    """Two parts that no message can meet at once, when that makes the whole impossible."""
    if asked.kind == "any":
        clashes = [find_clash(part) for part in asked.parts]
        return clashes[0] if clashes and all(clashes) else None
    if asked.kind != "all":
        return None
    parts = list(_conjuncts(asked))
    patience = _Patience()
    pairs = (pair for pair in combinations(parts, 2) if _excludes(*pair, patience))
    return next(pairs, None) or next(filter(None, map(find_clash, parts)), None)


def _conjuncts(asked: Asked) -> Iterator[Asked]:
    if asked.kind != "all":
        yield asked
        return
    for part in asked.parts:
        yield from _conjuncts(part)


def _implies(one: Asked, other: Asked, patience: _Patience) -> bool:
    if patience.is_over():
        return False
    if one.kind == "any":
        return all(_implies(part, other, patience) for part in one.parts)
    if other.kind == "all":
        return all(_implies(one, part, patience) for part in other.parts)
    if other.kind == "any" and any(_implies(one, part, patience) for part in other.parts):
        return True
    if one.kind == "all":
        return any(_may_imply(part, other) and _implies(part, other, patience) for part in one.parts)
    if other.kind == "not":
        return _excludes(one, other.parts[0], patience)
    return not one.parts and not other.parts and leaf_implies(one, other)


def _may_imply(one: Asked, other: Asked) -> bool:
    """A first glance at two plain conditions, which saves most of the work."""
    return one.kind == other.kind or bool(one.parts) or bool(other.parts) or other.kind == "has"


def _excludes(one: Asked, other: Asked, patience: _Patience) -> bool:
    if patience.is_over():
        return False
    for first, second in ((one, other), (other, one)):
        if first.kind == "any":
            return all(_excludes(part, second, patience) for part in first.parts)
        if first.kind == "all" and any(_excludes(part, second, patience) for part in first.parts):
            return True
    for first, second in ((one, other), (other, one)):
        if first.kind == "not" and _implies(second, first.parts[0], patience):
            return True
    return not one.parts and not other.parts and leaf_excludes(one, other)
