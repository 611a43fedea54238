"""Rules that stand in the shadow of others above them: never read, never heeded, or contradicted on every message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gateway.routing.fields import LEARNED
from gateway.routing.linting.asked import Asked
from gateway.routing.linting.candidates import kinds_of, needed_kinds
from gateway.routing.linting.findings import Finding, Proof, finding_at, rule_line
from gateway.routing.linting.implying import find_clash, implies
from gateway.routing.linting.reading import Reading, Seen
from gateway.routing.rulebook import Rule

MOST_COMPARED = 200_000
"""Pairs of rules that are compared for one look: about two seconds."""
_SETTING = ("department", "priority", "service", "reply", "ask", "due", "assign", "hold", "close", "watch")
_ADDING = ("tags", "notify")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Above:
    """A rule that speaks wherever a lower one would."""

    number: int
    rule: Rule


class ShadowSearch:
    """Looks at each rule against those above it that share a word or a service, or that ask for neither."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._left = MOST_COMPARED
        self._kinds = [needed_kinds(asked) for asked in reading.asked]

    @property
    def is_bounded(self) -> bool:
        """Whether there were more pairs than were compared."""
        return self._left < 0

    def find(self) -> Iterator[Finding]:
        """What is to be said of each rule, in the order of the file."""
        for number, rule in enumerate(self._reading.rulebook.rules):
            if rule.is_disabled:
                continue
            if clash := find_clash(self._reading.asked[number]):
                yield from self._impossible(number, *clash)
                continue
            if above := list(self._rules_above(number)):
                yield from self._overshadowed(number, above)

    def _rules_above(self, number: int) -> Iterator[_Above]:
        """Every rule above that is known to speak wherever this one would."""
        rules, asked = self._reading.rulebook.rules, self._reading.asked
        kinds = kinds_of(asked[number])
        for other in self._reading.candidates.of(asked[number]):
            if other >= number or self.is_bounded:
                return
            if self._kinds[other] <= kinds and not rules[other].is_disabled:
                self._left -= 1
                if implies(asked[number], asked[other]):
                    yield _Above(number=other, rule=rules[other])

    def _overshadowed(self, number: int, above: list[_Above]) -> Iterator[Finding]:
        rule = self._reading.rulebook.rules[number]
        if stopper := next((one.rule for one in above if one.rule.then.stop), None):
            yield from self._never_speaks(number, stopper)
            return
        outspoken = list(_outspoken(rule, [one.rule for one in above]))
        differing = [(action, other) for action, other in outspoken if _value(rule, action) != _value(other, action)]
        if differing:
            yield from self._contradicted(number, differing)
        elif not rule.then.stop and len(outspoken) == len(list(_actions(rule))):
            yield from self._changes_nothing(number, outspoken)

    def _never_speaks(self, number: int, stopper: Rule) -> Iterator[Finding]:
        rule = self._reading.rulebook.rules[number]
        where = rule_line(stopper, rule.source)
        message = (
            f"The rule `{rule.name}` never speaks: `{stopper.name}` on {where} fits every message that this one fits, "
            "and ends the reading."
        )
        for seen in self._witnesses_of(number, stopper):
            outcome = f"is taken by `{stopper.name}` and goes to {seen.decision.department_name}."
            yield self._finding(number, message, "Move this rule above that one, or remove it.", seen, outcome)
            return

    def _changes_nothing(self, number: int, outspoken: list[tuple[str, Rule]]) -> Iterator[Finding]:
        rule = self._reading.rulebook.rules[number]
        others = " and ".join(f"`{name}`" for name in dict.fromkeys(other.name for _, other in outspoken))
        message = f"The rule `{rule.name}` changes nothing: whatever it says, {others} above it has always said first."
        for seen in self._witnesses_of(number, outspoken[0][1]):
            if any(seen.who_set(action) == rule.name for action, _ in outspoken):
                continue
            outcome = f"fits this rule too, and all that it says is said already by {others}."
            hint = "Move this rule above, or remove it."
            yield self._finding(number, message, hint, seen, outcome, kind="changes nothing")
            return

    def _contradicted(self, number: int, differing: list[tuple[str, Rule]]) -> Iterator[Finding]:
        rule = self._reading.rulebook.rules[number]
        for action, other in differing:
            message = (
                f"The rules `{other.name}` and `{rule.name}` contradict each other: where this one says "
                f"`{action}: {_said(rule, action)}`, `{other.name}` on {rule_line(other, rule.source)} has always said "
                f"`{action}: {_said(other, action)}` first, and wins."
            )
            seen = next((one for one in self._witnesses_of(number, other) if one.who_set(action) == other.name), None)
            if seen:
                outcome = f"fits both, and gets `{action}: {_said(other, action)}`."
                hint = f"Move this rule above that one, or leave `{action}` out here."
                yield self._finding(number, message, hint, seen, outcome, kind="contradiction")

    def _impossible(self, number: int, one: Asked, other: Asked) -> Iterator[Finding]:
        rule = self._reading.rulebook.rules[number]
        message = (
            f"The rule `{rule.name}` can never speak: no message fits `{_shown(one)}` and `{_shown(other)}` at once."
        )
        for part, missed in ((one, other), (other, one)):
            for seen in self._reading.messages_about(part):
                if not rule.when.test(seen.facts):
                    outcome = f"fits `{_shown(part)}`, and therefore not `{_shown(missed)}`."
                    hint = "Write `any` where one of them is enough, or remove one."
                    yield self._finding(number, message, hint, seen, outcome, kind="impossible condition")
                    return

    def _witnesses_of(self, number: int, other: Rule) -> Iterator[Seen]:
        """Messages that both rules fit."""
        return (seen for seen in self._reading.witnesses(number) if other.when.test(seen.facts))

    def _finding(
        self, number: int, message: str, hint: str, seen: Seen, outcome: str, *, kind: Any = "never speaks"
    ) -> Finding:
        problem = self._reading.document.problem(("rules", number), message, hint)
        name = self._reading.rulebook.rules[number].name
        return finding_at(problem, kind, rule=name, proof=Proof(message=seen.message, outcome=outcome))


def _actions(rule: Rule) -> Iterator[str]:
    """The actions that it names, but for the end of the reading."""
    return (name for name in (*_SETTING, *_ADDING) if getattr(rule.then, name) is not None)


def _value(rule: Rule, action: str) -> Any:
    return getattr(rule.then, action)


def _said(rule: Rule, action: str) -> str:
    value = _value(rule, action)
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(value) if isinstance(value, list) else str(value)


def _outspoken(rule: Rule, above: list[Rule]) -> Iterator[tuple[str, Rule]]:
    """Each action that a rule above has always set, with the first that does; of what adds up, all of it."""
    for action in _actions(rule):
        speakers = [other for other in above if _value(other, action) is not None and _is_sure(other, action)]
        if not speakers:
            continue
        if action in _SETTING or all(_adds(item, action, speakers) for item in _value(rule, action)):
            yield action, speakers[0]


def _adds(item: Any, action: str, speakers: list[Rule]) -> bool:
    return any(item in _value(other, action) for other in speakers)


def _is_sure(rule: Rule, action: str) -> bool:
    """The learned department may say nothing."""
    return not (action == "department" and _value(rule, action) == LEARNED)


def _shown(asked: Asked) -> str:
    """A condition as one writes it, in short."""
    match asked.kind:
        case "not":
            return f"not {_shown(asked.parts[0])}"
        case "all" | "any":
            return f"{asked.kind} of {len(asked.parts)} conditions"
        case _:
            written = asked.written
            listed = ", ".join(map(str, written[:3])) if isinstance(written, list) else str(written)
            return f"{asked.kind}: {listed}"
