"""Two rulebooks compared entry by entry: what came, went, moved or changed, rules and all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal

from gateway.publishing.aligning import longest_rising
from gateway.publishing.changed_parts import say_change
from gateway.routing.called import Called, gather_called
from gateway.routing.document import read_document
from gateway.routing.files import RulebookFiles
from gateway.routing.including import only_included
from gateway.routing.problems import RulebookError
from gateway.routing.sentences import say_rule

Kind = Literal["added", "removed", "renamed", "moved", "changed"]
_ENTRIES: Mapping[str, str] = {
    "departments": "department",
    "services": "service",
    "replies": "reply",
    "reasons": "reason",
}
"""Sections that hold entries by key, and what one is called."""
_SAID: Mapping[Kind, str] = {"added": "is new", "removed": "is gone", "renamed": "has a new name", "moved": "was moved"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that changed; `parts` say in words what about it."""

    kind: Kind
    what: str
    """`rule`, `department`, `service`, `reply`, or the name of another section, such as `city`."""
    name: str
    """Of the rule, or the key of the entry; empty for a whole section."""
    parts: tuple[str, ...] = ()

    def __str__(self) -> str:
        """A sentence, such as: The rule `Fire` has changed: `department` is `fire` instead of `desk`."""
        subject = f"The {self.what} `{self.name}`" if self.name else f"The section `{self.what}`"
        told = f": {'; '.join(self.parts)}" if self.parts else ""
        return f"{subject} {_SAID.get(self.kind, 'has changed')}{told.rstrip('.')}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """A rulebook as plain values, its files put together."""

    rules: Mapping[str, Any]
    """By name, in the order in which they are read."""
    entries: Mapping[str, Mapping[str, Any]]
    others: Mapping[str, Any]
    called: Called = field(default_factory=Called)


def read_sections(files: RulebookFiles) -> Sections | None:
    """What stands in the files, however wrong it is; None where one of them is no YAML."""
    files = only_included(files)
    try:
        parts = [_read(name, text) for name, text in files.texts.items()]
    except RulebookError:
        return None
    wholes = [part for part in parts if isinstance(part, dict)]
    rules = [rule for whole in wholes for rule in _list(whole.get("rules"))]
    others = {key: value for whole in wholes for key, value in whole.items() if key not in {"rules", *_ENTRIES}}
    entries = {section: _joined(wholes, section) for section in _ENTRIES}
    return Sections(rules=dict(_named(rules)), entries=entries, others=others, called=gather_called(entries))


@lru_cache(maxsize=8)
def _read(name: str, text: str) -> Any:
    """A page compares the same texts again and again; a large one takes a second to read."""
    return read_document(text, name).data


def compare_sections(old: Sections, new: Sections) -> Iterator[Change]:
    """Every change: the rules first, in the order in which they are read, then everything else."""
    yield from _compare_rules(old, new)
    for section, what in _ENTRIES.items():
        yield from _compare_entries(what, old.entries[section], new.entries[section])
    for key in dict.fromkeys([*new.others, *old.others]):
        if old.others.get(key) != new.others.get(key):
            parts = tuple(say_change(old.others.get(key), new.others.get(key)))
            yield Change(kind="changed", what=str(key), name="", parts=parts)


def _compare_rules(old: Sections, new: Sections) -> Iterator[Change]:
    renamed = _renamed(old.rules, new.rules)
    moved = _moved([renamed.get(name, name) for name in old.rules], list(new.rules))
    above = dict(pairwise(reversed(list(new.rules))))
    former = {now: before for before, now in renamed.items()}
    for name, rule in new.rules.items():
        before = old.rules.get(former.get(name, name))
        if before is None:
            yield Change(kind="added", what="rule", name=name, parts=(_said(rule, new.called),))
            continue
        if name in former:
            yield Change(kind="renamed", what="rule", name=name, parts=(f"it was called `{former[name]}`",))
        elif before != rule:
            yield Change(kind="changed", what="rule", name=name, parts=tuple(say_change(before, rule)))
        if name in moved:
            place = f"it is read right after `{above[name]}` now" if name in above else "it is read first now"
            yield Change(kind="moved", what="rule", name=name, parts=(place,))
    for name, rule in old.rules.items():
        if name not in new.rules and name not in renamed:
            yield Change(kind="removed", what="rule", name=name, parts=(_said(rule, old.called),))


def _compare_entries(what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name, entry in new.items():
        if name not in old:
            yield Change(kind="added", what=what, name=name)
        elif old[name] != entry:
            yield Change(kind="changed", what=what, name=name, parts=tuple(say_change(old[name], entry)))
    yield from (Change(kind="removed", what=what, name=name) for name in old if name not in new)


def _renamed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """New names by old ones, of rules that say the same as before under another name."""
    come = {_nameless(new[name]): name for name in new if name not in old}
    found = ((name, come.pop(_nameless(old[name]), None)) for name in old if name not in new)
    return {before: now for before, now in found if now is not None}


def _nameless(rule: Any) -> str:
    plain = {key: value for key, value in rule.items() if key != "name"} if isinstance(rule, dict) else rule
    return json.dumps(plain, sort_keys=True, default=str)


def _moved(old: Sequence[str], new: Sequence[str]) -> frozenset[str]:
    """The fewest rules whose moving explains the new order: those outside a longest run that kept its order."""
    places = {name: number for number, name in enumerate(old)}
    common = [name for name in new if name in places]
    kept = longest_rising([places[name] for name in common])
    return frozenset(name for name in common if places[name] not in kept)


def _said(rule: Any, called: Called) -> str:
    return say_rule(rule, called) if isinstance(rule, dict) else ""


def _named(rules: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Each rule by its name; one that has none, or another's, by where it stands."""
    seen: set[str] = set()
    for number, rule in enumerate(rules, start=1):
        name = str(rule.get("name") or "") if isinstance(rule, dict) else ""
        name = name if name and name not in seen else f"{name or 'rule'} {number}"
        seen.add(name)
        yield name, rule


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _joined(wholes: Iterable[Mapping[str, Any]], section: str) -> dict[str, Any]:
    found = [whole.get(section) for whole in wholes]
    return {str(key): entry for part in found if isinstance(part, dict) for key, entry in part.items()}
