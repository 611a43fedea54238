"""Which rules a message can meet at all, by everything that rules ask for, so that thousands of rules cost little.

A tree: under a key that many rules need, they lie in order of what else they need.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import assert_never

from gateway.routing.condition import Need
from gateway.routing.facts import Facts
from gateway.routing.keys import RARITY, find_begins, keys_of

_FEW = 8
"""Rules that are asked one by one, since to tell them apart would cost as much."""

_ROOM = 20
"""Times that a rule may be written down below the first keys, on the average."""

Keys = frozenset[str]
"""Of which a message must have at least one."""
Clauses = tuple[Keys, ...]
"""Each of which a message must meet."""
Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Branch:
    """Numbers of rules by a key they need, with what else they need; `always` are those that need none."""

    always: tuple[int, ...]
    by_key: Mapping[str, Branch | tuple[tuple[int, Clauses], ...]]
    """Under a key that many rules share stands a branch of its own."""

    def gather(self, keys: set[str], found: set[int]) -> None:
        """Add the rules that a message with `keys` may meet."""
        found.update(self.always)
        for key in self.by_key.keys() & keys:
            under = self.by_key[key]
            if isinstance(under, Branch):
                under.gather(keys, found)
                continue
            for number, clauses in under:
                if not any(map(keys.isdisjoint, clauses)):
                    found.add(number)


@dataclass(frozen=True, slots=True)
class RuleIndex:
    """The whole tree, and the kinds of keys in it: others need not be found in a message."""

    root: Branch
    kinds: frozenset[str]
    """All but pairs."""
    begins: frozenset[str]
    """The first words of its pairs."""

    def candidates(self, facts: Facts) -> list[int]:
        """In the order of the file, every rule that `facts` may meet and few that they cannot."""
        found: set[int] = set()
        self.root.gather(keys_of(facts, self.kinds, self.begins), found)
        return sorted(found)


def build_index(needs: Sequence[Need | None]) -> RuleIndex:
    """The index of rules whose needs are given in the order of the file."""
    weights = _weigh(need for need in needs if need)
    rules = [(number, _clauses(need, weights) if need else ()) for number, need in enumerate(needs)]
    asked = frozenset(key for _, clauses in rules for keys in clauses for key in keys)
    kinds = frozenset(key.partition(" ")[0] for key in asked) - {"pair"}
    return RuleIndex(_Planter(_ROOM * len(rules)).branch(rules), kinds, find_begins(asked))


def _weigh(needs: Iterable[Need]) -> Weights:
    """How many rules each key is likely to bring up for a message."""
    return _weights(keys for need in needs for keys in _mentioned(need))


def _weights(mentioned: Iterable[Keys]) -> Weights:
    uses = Counter(key for keys in mentioned for key in keys)
    return {key: count * RARITY[key.partition(" ")[0]] for key, count in uses.items()}


def _mentioned(need: Need) -> Iterator[Keys]:
    yield need.keys
    for part in need.parts:
        yield from _mentioned(part)


def _clauses(need: Need, weights: Weights) -> Clauses:
    """Sets of keys, of each of which a message must have one."""
    match need.kind:
        case "one of":
            return (need.keys,)
        case "any":
            return _either([_clauses(part, weights) for part in need.parts], weights)
        case "all":
            return tuple(keys for part in need.parts for keys in _clauses(part, weights))
        case _:
            assert_never(need.kind)


def _either(parts: Sequence[Clauses], weights: Weights) -> Clauses:
    """What is needed for one of the parts: a clause of each together; of many ways to do that, the cheapest."""
    if prod(map(len, parts)) > _FEW:
        parts = [(_cheapest(clauses, weights),) for clauses in parts]
    return tuple(frozenset().union(*chosen) for chosen in product(*parts))


def _cheapest(clauses: Clauses, weights: Weights) -> Keys:
    if len(clauses) == 1:
        return clauses[0]
    return min(clauses, key=lambda keys: sum(weights[key] for key in keys))


class _Planter:
    """Grows the tree; `room` is how often rules may yet be written down below the first keys."""

    def __init__(self, room: int) -> None:
        self._room = room

    def branch(self, rules: Sequence[tuple[int, Clauses]]) -> Branch:
        weights = _weights(keys for _, clauses in rules for keys in clauses)
        always: list[int] = []
        under: dict[str, list[tuple[int, Clauses]]] = {}
        for number, clauses in rules:
            if not clauses:
                always.append(number)
                continue
            first = _cheapest(clauses, weights)
            rest = tuple(keys for keys in clauses if keys is not first)
            for key in first:
                under.setdefault(key, []).append((number, rest))
        by_key = {key: self.branch(rules) if self._is_worth_it(rules) else tuple(rules) for key, rules in under.items()}
        return Branch(tuple(always), by_key)

    def _is_worth_it(self, rules: Sequence[tuple[int, Clauses]]) -> bool:
        """Whether to tell these rules apart; never without end, whatever the rules ask for."""
        if len(rules) <= _FEW or not any(clauses for _, clauses in rules):
            return False
        written = sum(min(map(len, clauses), default=1) for _, clauses in rules)
        if written > self._room:
            return False
        self._room -= written
        return True
