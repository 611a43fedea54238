"""Which rules one rule could be a special case of, found by what both mention, so that few of them are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gateway.routing.linting.asked import Asked, leaves
from gateway.routing.phrases import Phrase

Keys = frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Numbers of rules by the keys of which a special case of theirs mentions one; `always` are those without."""

    always: tuple[int, ...]
    by_key: Mapping[str, tuple[int, ...]]

    def of(self, asked: Asked) -> list[int]:
        """In the order of the file, every rule that `asked` may be known to imply, and few that it cannot."""
        found = set(self.always)
        for key in _mentioned(asked):
            found.update(self.by_key.get(key, ()))
        return sorted(found)


def index_candidates(rules: Sequence[Asked]) -> Candidates:
    """The candidates among rules that are given in the order of the file."""
    uses = Counter(key for asked in rules for key in _mentioned(asked))
    always, by_key = [], dict[str, list[int]]()
    for number, asked in enumerate(rules):
        keys = _needed(asked, uses)
        if keys is None:
            always.append(number)
        for key in keys or ():
            by_key.setdefault(key, []).append(number)
    return Candidates(tuple(always), {key: tuple(numbers) for key, numbers in by_key.items()})


def _mentioned(asked: Asked) -> Keys:
    """Every key of every plain condition in it."""
    return frozenset(key for leaf in leaves(asked) for key in _keys(leaf))


def _keys(leaf: Asked) -> Iterator[str]:
    match leaf.kind:
        case "text":
            yield from (f"word {form}" for phrase in leaf.values for forms in phrase.words for form in forms)
        case "service" | "street" | "pattern" | "area":
            yield from (f"{leaf.kind} {value}" for value in _parts_of(leaf))
        case "from" | "to":
            for name in leaf.values:
                yield from (f"{leaf.kind} {name}", f"{leaf.kind} @{name.rpartition('@')[2]}")
        case _:
            yield leaf.kind


def _parts_of(leaf: Asked) -> Iterable[object]:
    """Of a street each of its words, because a longer name has a shorter one in it."""
    return [word for name in leaf.values for word in name] if leaf.kind == "street" else leaf.values


def _needed(asked: Asked, uses: Mapping[str, int]) -> Keys | None:
    """Keys of which everything that is known to imply `asked` mentions one; None when nothing can be said."""
    match asked.kind:
        case "all":
            known = [keys for part in asked.parts if (keys := _needed(part, uses)) is not None]
            return min(known, key=lambda keys: sum(uses[key] for key in keys)) if known else None
        case "any":
            parts = [_needed(part, uses) for part in asked.parts]
            return None if None in parts else frozenset(key for keys in parts if keys for key in keys)
        case "not" | "has":
            return None
        case "text":
            return frozenset(key for phrase in asked.values for key in _rarest(phrase, uses))
        case "from" | "to":
            return frozenset(f"{asked.kind} {name}" for name in asked.values)
        case _:
            return frozenset(_keys(asked))


def _rarest(phrase: Phrase, uses: Mapping[str, int]) -> Iterable[str]:
    """The forms of the one word of a phrase that the fewest rules have."""
    words = ([f"word {form}" for form in forms] for forms in phrase.words)
    return min(words, key=lambda keys: sum(uses[key] for key in keys))


def kinds_of(asked: Asked) -> Keys:
    """The kinds of condition that a rule asks for anywhere."""
    return frozenset(leaf.kind for leaf in leaves(asked))


def needed_kinds(asked: Asked) -> Keys:
    """The kinds without which no rule is known to be a special case of this one."""
    match asked.kind:
        case "all":
            return frozenset().union(*map(needed_kinds, asked.parts))
        case "any":
            return frozenset.intersection(*map(needed_kinds, asked.parts))
        case "not" | "has":
            return frozenset()
        case _:
            return frozenset({asked.kind})
