"""Examples that another rule answers: the rule speaks on its own example, and something else comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from gateway.routing.fields import LEARNED
from gateway.routing.linting.findings import Finding, Proof, finding_at
from gateway.routing.linting.reading import Reading, Seen
from gateway.routing.rulebook import Rule
from gateway.routing.sections import ExampleText

_COMPARED = ("department", "priority", "service", "reply", "due", "assign")


def find_answered_elsewhere(reading: Reading, silent: Iterable[str] = ()) -> Iterator[Finding]:
    """One finding for the first such example of a rule; none for the rules in `silent`, of which more is said."""
    spared = frozenset(silent)
    for number, rule in enumerate(reading.rulebook.rules):
        if not rule.is_disabled and rule.name not in spared:
            yield from _first(reading, number, rule)


def _first(reading: Reading, number: int, rule: Rule) -> Iterator[Finding]:
    for place, (_, _, example) in enumerate(rule.examples):
        if example.not_ or (example.rule and example.rule != rule.name):
            continue
        seen = reading.see(example)
        if seen and (lost := list(_lost(rule, example, seen))):
            yield _finding(reading, number, place, seen, lost)
            return


def _lost(rule: Rule, example: ExampleText, seen: Seen) -> Iterator[tuple[str, Any, Any]]:
    """What the rule says, and what came of it, where that differs and the example does not say that it shall."""
    for action in _COMPARED:
        said, got = getattr(rule.then, action), getattr(seen.decision, action) or None
        wanted = getattr(example, action, None)
        is_said = said not in {None, LEARNED, "none"} and said != got and str(said) != str(got)
        if is_said and wanted is None and seen.who_set(action) not in {"", rule.name}:
            yield action, said, got


def _finding(reading: Reading, number: int, place: int, seen: Seen, lost: list[tuple[str, Any, Any]]) -> Finding:
    rule = reading.rulebook.rules[number]
    action, said, got = lost[0]
    message = (
        f"This example of the rule `{rule.name}` is answered by `{seen.who_set(action)}`: "
        f"it gets `{action}: {got}`, where the rule says `{action}: {said}`."
    )
    hint = f"Move the rule above that one, or write `{action}: {got}` in the example if it is meant so."
    problem = reading.document.problem(("rules", number, "examples", place), message, hint)
    proof = Proof(message=seen.message, outcome=f"gets `{action}: {got}` from `{seen.who_set(action)}`.")
    return finding_at(problem, "answered by another rule", rule=rule.name, proof=proof)
