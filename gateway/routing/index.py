"""Which rules a message can meet at all, by its service and its words, so that thousands of rules cost little."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from gateway.routing.condition import Need
from gateway.routing.facts import Facts


@dataclass(frozen=True, slots=True)
class RuleIndex:
    """Numbers of rules by the keys they need; `always` are those that need none."""

    always: tuple[int, ...]
    by_key: Mapping[str, tuple[int, ...]]

    def candidates(self, facts: Facts) -> list[int]:
        """In the order of the file, every rule that `facts` may meet and few that they cannot."""
        found = set(self.always)
        if facts.service is not None:
            found.update(self.by_key.get(f"service {facts.service}", ()))
        for form in facts.words.all_forms:
            found.update(self.by_key.get(f"word {form}", ()))
        return sorted(found)


def build_index(needs: Sequence[Need | None]) -> RuleIndex:
    """The index of rules whose needs are given in the order of the file."""
    uses = Counter(key for need in needs if need for key in _mentioned(need))
    always = []
    by_key: dict[str, list[int]] = {}
    for number, need in enumerate(needs):
        if need is None:
            always.append(number)
            continue
        for key in _cheapest(need, uses):
            by_key.setdefault(key, []).append(number)
    return RuleIndex(tuple(always), {key: tuple(numbers) for key, numbers in by_key.items()})


def _mentioned(need: Need) -> Iterator[str]:
    yield from need.keys
    for part in need.parts:
        yield from _mentioned(part)


def _cheapest(need: Need, uses: Mapping[str, int]) -> frozenset[str]:
    """Keys of which a message must have one, chosen among those that few rules share."""
    match need.kind:
        case "one of":
            return need.keys
        case "any":
            return frozenset(key for part in need.parts for key in _cheapest(part, uses))
        case "all":
            return min((_cheapest(part, uses) for part in need.parts), key=lambda keys: sum(uses[key] for key in keys))
        case _:
            assert_never(need.kind)
