"""Why a message goes where it goes: each rule in order, with the condition that decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gateway.routing.condition import Condition
from gateway.routing.deciding import is_met, route
from gateway.routing.facts import Facts
from gateway.routing.rulebook import Rule, Rulebook
from gateway.routing.values import Decision, RouteRequest

Verdict = Literal["speaks", "is silent", "is not read", "is for another event", "is disabled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rule and what it did; `because` is the condition that decided, as a person would read it."""

    rule: str
    line: int
    source: str
    """The file that the rule stands in."""
    verdict: Verdict
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The decision, and every rule on the way to it."""

    decision: Decision
    steps: tuple[Step, ...]


def explain(request: RouteRequest, rulebook: Rulebook) -> Explanation:
    """Decide as `route` does and keep what every rule said. Reads every rule, so it is slower."""
    facts = Facts(request, threshold=rulebook.threshold, zone=rulebook.city.zone)
    steps: list[Step] = []
    stopped = False
    for rule in rulebook.rules:
        step = (
            Step(rule=rule.name, line=rule.line, source=rule.source, verdict="is not read")
            if stopped
            else _step(rule, facts)
        )
        steps.append(step)
        stopped = stopped or (step.verdict == "speaks" and bool(rule.then.stop))
    return Explanation(decision=route(request, rulebook), steps=tuple(steps))


def _step(rule: Rule, facts: Facts) -> Step:
    if rule.is_disabled:
        return Step(rule=rule.name, line=rule.line, source=rule.source, verdict="is disabled")
    if not rule.names_event and facts.request.event != "opened":
        return Step(rule=rule.name, line=rule.line, source=rule.source, verdict="is for another event")
    verdict: Verdict = "speaks" if is_met(rule, facts) else "is silent"
    return Step(
        rule=rule.name,
        line=rule.line,
        source=rule.source,
        verdict=verdict,
        because=deciding_condition(rule.when, facts),
    )


def deciding_condition(condition: Condition, facts: Facts) -> str:
    """The innermost condition that made `condition` true or false."""
    outcome = condition.test(facts)
    if condition.kind == "not":
        return f"not ({deciding_condition(condition.parts[0], facts)})"
    telling = [part for part in condition.parts if part.test(facts) is outcome]
    if (condition.kind == "all" and not outcome) or (condition.kind == "any" and outcome):
        return deciding_condition(telling[0], facts)
    if condition.parts:
        return "; ".join(deciding_condition(part, facts) for part in condition.parts)
    if not outcome:
        return f"not {condition.kind}: {condition.said}"
    return f"{condition.kind}: {condition.find(facts) if condition.find else condition.said}"
