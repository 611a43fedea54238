"""When a rule can speak at all, and which of its actions count then: what is said too late is refused, not ignored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from typing import get_args

from gateway.routing.conditions import All, AnyOf, Not
from gateway.routing.document import Document
from gateway.routing.fields import Text
from gateway.routing.problems import Problem
from gateway.routing.request_conditions import EventIs
from gateway.routing.sections import Actions, RulebookText, RuleText
from gateway.routing.values import Event

Moments = frozenset[Event]

ALL_MOMENTS: Moments = frozenset(get_args(Event))
OPENED: Moments = frozenset({"opened"})

_ALWAYS = frozenset({"tags", "notify", "watch", "reply", "hold", "stop"})
_OF_OPEN_WORK = frozenset({"department", "priority", "assign", "due"})
COUNTS: Mapping[Event, frozenset[str]] = {
    "closed": _ALWAYS,
    "reopened": _ALWAYS | _OF_OPEN_WORK,
    "due_soon": _ALWAYS | _OF_OPEN_WORK,
    "overdue": _ALWAYS | _OF_OPEN_WORK,
}
"""The actions that count when nobody wrote; on what is closed no work is left."""

_SAID: Mapping[Event, str] = {
    "closed": "a request is closed",
    "reopened": "a request is opened again",
    "due_soon": "a request is due soon",
    "overdue": "a request is overdue",
}


def moments_of(rule: RuleText) -> Moments:
    """When a rule may speak; where its conditions do not tell, whenever they could be met."""
    return _possible(rule.when) if _names_event(rule.when) else OPENED


def moments_named(rules: list[RuleText]) -> Moments:
    """All moments at which some rule may speak; at others none needs to be asked."""
    return frozenset().union(*(moments_of(rule) for rule in rules if not rule.disabled))


def find_idle_actions(text: RulebookText, document: Document) -> Iterator[Problem]:
    """Actions that count at none of the moments that their rule names."""
    for number, rule in enumerate(text.rules):
        moments = moments_of(rule)
        if not moments or not moments <= COUNTS.keys():
            continue
        counting = frozenset[str]().union(*(COUNTS[moment] for moment in moments))
        said = " or ".join(words for moment, words in _SAID.items() if moment in moments)
        for action in _actions(rule.then):
            if action not in counting:
                yield _idle(document, number, action, said, counting)


def _idle(document: Document, number: int, action: str, said: str, counting: frozenset[str]) -> Problem:
    message = f"`{action}` does nothing when {said}, and this rule speaks at no other time."
    listed = ", ".join(f"`{name}`" for name in Actions.model_fields if name in counting)
    return document.key_problem(("rules", number, "then", action), message, f"Take it out. What counts then: {listed}.")


def _actions(then: Actions) -> Iterator[str]:
    return (name for name in Actions.model_fields if getattr(then, name) is not None)


def _names_event(condition: Text) -> bool:
    match condition:
        case EventIs():
            return True
        case All():
            return any(_names_event(part) for part in condition.all)
        case AnyOf():
            return any(_names_event(part) for part in condition.any)
        case Not():
            return _names_event(condition.not_)
    return False


def _possible(condition: Text) -> Moments:
    match condition:
        case EventIs():
            return frozenset(condition.event)
        case All():
            return reduce(frozenset.intersection, map(_possible, condition.all))
        case AnyOf():
            return frozenset[Event]().union(*map(_possible, condition.any))
        case Not(not_=EventIs() as part):
            return ALL_MOMENTS - frozenset(part.event)
    return ALL_MOMENTS
