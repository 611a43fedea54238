"""Which rules a message can meet at all, by its service and its words, so that thousands of rules cost little."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway.routing.condition import Keys
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


def build_index(keys_of_rules: Sequence[Keys]) -> RuleIndex:
    """The index of rules whose keys are given in the order of the file."""
    always = []
    by_key: dict[str, list[int]] = {}
    for number, keys in enumerate(keys_of_rules):
        if keys is None:
            always.append(number)
            continue
        for key in keys:
            by_key.setdefault(key, []).append(number)
    return RuleIndex(tuple(always), {key: tuple(numbers) for key, numbers in by_key.items()})
