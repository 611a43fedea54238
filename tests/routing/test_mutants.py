"""A test of the tests: the engine is broken in many ways, one after the other, and each time some check must fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pytest

from gateway.routing import (
    Decision,
    Priority,
    RouteRequest,
    Rulebook,
    check_rulebook,
    compiling,
    deciding,
    examples,
    loading,
)
from gateway.routing.condition import Condition
from gateway.routing.conditions import KINDS
from gateway.routing.deciding import route
from gateway.routing.facts import Facts
from gateway.routing.index import RuleIndex
from gateway.routing.rulebook import Rule
from gateway.routing.sections import Actions
from parsers.values import Urgency
from tests.routing.conftest import HEAD, TAIL
from tests.routing.test_conditions import CASES
from tests.routing.test_deciding import ACTIONS

Break = Callable[[pytest.MonkeyPatch], None]
Ask = Callable[..., RouteRequest]


def book_of(rules: str) -> Rulebook:
    """A rulebook that no cache knows."""
    loading._load.cache_clear()
    return loading.load_rulebook(f"{HEAD}rules:\n{rules}\n{TAIL}")


sound_book_of = cache(book_of)
"""The same, read once by an engine that is not broken."""


@pytest.fixture(autouse=True)
def _no_mutant_is_left() -> Iterator[None]:
    """What was compiled by a broken engine must not be found by another test."""
    yield
    loading._load.cache_clear()
    check_rulebook.cache_clear()


# ---- conditions: the table of test_conditions must notice when one kind answers wrongly

Test = Callable[[Facts], bool]
WRONG: dict[str, Callable[[Test], Test]] = {
    "the opposite": lambda test: lambda facts: not test(facts),
    "always": lambda _: lambda _facts: True,
    "never": lambda _: lambda _facts: False,
}


def answers(kind: str, request_for: Ask) -> list[bool]:
    """What the conditions of the table answer that use this kind at their top."""
    cases = [case for case in CASES if case[0].startswith(f"{{{kind}:")]
    rules = "".join(
        f"  - {{name: r{number}, when: {condition}, then: {{tags: t{number}}}}}\n"
        for number, (condition, _, _) in enumerate(cases)
    )
    book = book_of(rules)
    requests = [request_for(**about) for _, about, _ in cases]
    return [
        rule.name in {voice.rule for voice in route(request, book).voices}
        for rule, request in zip(book.rules, requests, strict=True)
    ]


def truth(kind: str) -> list[bool]:
    return [is_met for condition, _, is_met in CASES if condition.startswith(f"{{{kind}:")]


@pytest.mark.parametrize("kind", KINDS)
def test_condition_that_answers_wrongly_is_noticed(
    kind: str, request_for: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each kind is made to say the opposite, always yes, and always no."""
    assert answers(kind, request_for) == truth(kind)
    compile_rightly = KINDS[kind].compile  # type: ignore[attr-defined]
    for break_it in WRONG.values():

        def compile_wrongly(self: Any, around: Any, break_it: Callable[[Test], Test] = break_it) -> Condition:
            right = compile_rightly(self, around)
            # Without what the condition needs, because the index would hide rules from a condition gone wrong.
            return replace(right, test=break_it(right.test), need=None)

        with monkeypatch.context() as patch:
            patch.setattr(KINDS[kind], "compile", compile_wrongly)
            assert answers(kind, request_for) != truth(kind)


# ---- deciding: what is said, by whom, and in which order


@dataclass(frozen=True, kw_only=True)
class Check:
    """Rules, a request, and what must come of it."""

    rules: str
    expected: dict[str, Any]
    about: dict[str, Any] = field(default_factory=dict)


ANY = "{has: phone}"
CHECKS: list[Check] = [
    *(
        Check(rules=f"  - {{name: one, when: {ANY}, then: {{{then}}}}}", expected={name: value})
        for then, name, value in ACTIONS
    ),
    Check(
        rules=f"  - {{name: one, when: {ANY}, then: {{department: fire, tags: [a, b]}}}}\n"
        f"  - {{name: two, when: {ANY}, then: {{department: streets, tags: [b, c], notify: a@city.example}}}}",
        expected={"department": "fire", "rule": "one", "passed_over": ("two",), "tags": ("a", "b", "c")},
    ),
    Check(
        rules=f"  - {{name: one, when: {ANY}, then: {{tags: a, stop: true}}}}\n"
        f"  - {{name: two, when: {ANY}, then: {{department: fire}}}}",
        expected={"department": "front_desk", "tags": ("a",), "rule": None},
    ),
    Check(
        rules="  - {name: one, when: {text: never}, then: {tags: z, stop: true}}\n"
        "  - {name: two, when: {text: gas}, then: {department: fire}}\n"
        "  - {name: three, when: {service: pothole}, then: {priority: low}}",
        about={"text": "gas", "service": "pothole"},
        expected={"department": "fire", "tags": (), "priority": Priority.LOW},
    ),
    Check(
        rules=f"  - {{name: one, when: {ANY}, then: {{department: fire}}, disabled: true}}",
        expected={"department": "front_desk"},
    ),
    Check(
        rules=f"  - {{name: one, when: {ANY}, then: {{department: fire, reply: help}}}}\n"
        "  - {name: late, when: {event: overdue}, then: {notify: b@city.example}}",
        about={"event": "overdue"},
        expected={"department": "front_desk", "reply": "", "notify": ("b@city.example",)},
    ),
    Check(
        rules="  - {name: late, when: {not: {event: opened}}, then: {tags: a}}",
        about={"event": "overdue"},
        expected={"tags": ("a",)},
    ),
    Check(
        rules="  - {name: one, when: {text: never}, then: {tags: a}}",
        about={"service": "pothole"},
        expected={"department": "streets", "due": "3 business days", "missing": ("location",), "reply": "received"},
    ),
    Check(
        rules="  - {name: one, when: {text: never}, then: {tags: a}}",
        about={"service": "streetlight_out"},
        expected={"department": "front_desk", "priority": Priority.HIGH, "ask": ("pole",)}
        | {"department": "streets", "missing": ()},
    ),
    Check(
        rules="  - {name: one, when: {service: pothole}, then: {tags: a}}",
        about={"service": "pothole", "confidence": 0.44},
        expected={"service": None, "tags": (), "department": "front_desk"},
    ),
    Check(
        rules="  - {name: one, when: {text: never}, then: {tags: a}}",
        about={"service": "pothole", "urgency": Urgency.EMERGENCY},
        expected={"priority": Priority.EMERGENCY, "reply": "call_911", "due": None},
    ),
    Check(
        rules=f"  - {{name: one, when: {ANY}, then: {{close: true}}}}",
        about={"service": "pothole", "urgency": Urgency.EMERGENCY},
        expected={"close": False},
    ),
    Check(
        rules=f"  - {{name: one, when: {ANY}, then: {{close: true}}}}",
        about={"service": "pothole"},
        expected={"close": True, "due": None},
    ),
]


def holds(check: Check, request_for: Ask, book: Rulebook) -> bool:
    """Whether a check comes out as it must; not when the engine falls over."""
    try:
        decision = route(request_for(**check.about), book)
    except (KeyError, TypeError, AttributeError):
        return False
    return all(getattr(decision, name) == value for name, value in check.expected.items())


def without(action: str) -> Break:
    """Rules whose `action` is not heard."""

    def break_it(patch: pytest.MonkeyPatch) -> None:
        rightly = deciding.matching_rules

        def wrongly(facts: Facts, rulebook: Rulebook) -> Iterator[Rule]:
            for rule in rightly(facts, rulebook):
                yield replace(rule, then=rule.then.model_copy(update={action: None}))

        patch.setattr(deciding, "matching_rules", wrongly)

    return break_it


def say_last(self: Any, name: str, value: Any, who: str) -> bool:
    self.said[name], self.by[name] = value, who
    return True


def say_without_rule(self: Any, name: str, value: Any, who: str) -> bool:
    self.said.setdefault(name, value)
    return bool(self.said[name] == value)


def patched(owner: Any, name: str, value: Any) -> Break:
    return lambda patch: patch.setattr(owner, name, value)


def wrapped(owner: Any, name: str, wrap: Callable[[Any], Any]) -> Break:
    """The same function with something done to what it answers."""

    def break_it(patch: pytest.MonkeyPatch) -> None:
        rightly = getattr(owner, name)
        patch.setattr(owner, name, lambda *arguments: wrap(rightly(*arguments)))

    return break_it


def wrapped_init(name: str, value: Any) -> Break:
    """A conclusion that believes `value` of one thing."""

    def break_it(patch: pytest.MonkeyPatch) -> None:
        rightly = deciding._Conclusion.__init__

        def wrongly(self: Any, *arguments: Any) -> None:
            rightly(self, *arguments)
            setattr(self, name, value)

        patch.setattr(deciding._Conclusion, "__init__", wrongly)

    return break_it


BROKEN: dict[str, Break] = {
    **{f"{action} is not heard": without(action) for action in Actions.model_fields},
    "the last voice wins": patched(deciding._Spoken, "say", say_last),
    "nobody is named": patched(deciding._Spoken, "say", say_without_rule),
    "rules are read from below": wrapped(deciding, "matching_rules", lambda rules: reversed(list(rules))),
    "only the first rule speaks": wrapped(deciding, "matching_rules", lambda rules: list(rules)[:1]),
    "no rule is met": patched(deciding, "is_met", lambda _rule, _facts: False),
    "every rule is met": patched(deciding, "is_met", lambda _rule, _facts: True),
    "events are not asked for": patched(
        deciding, "is_met", lambda rule, facts: not rule.is_disabled and rule.when.test(facts)
    ),
    "disabled rules speak": patched(
        deciding,
        "matching_rules",
        lambda facts, book: [rule for rule in book.rules if deciding.is_met(replace(rule, is_disabled=False), facts)],
    ),
    "events are asked of every rule": patched(
        deciding, "is_met", lambda rule, facts: facts.request.event == "opened" and rule.when.test(facts)
    ),
    "the index forgets the first": wrapped(RuleIndex, "candidates", lambda found: found[1:]),
    "the index forgets the last": wrapped(RuleIndex, "candidates", lambda found: found[:-1]),
    "the index loses the order": wrapped(RuleIndex, "candidates", lambda found: found[::-1]),
    "the service says nothing": patched(deciding._Conclusion, "_fill_from", lambda _self, _service: None),
    "no danger is seen": wrapped_init("_is_emergency", False),
    "no service is seen": wrapped_init("_service", None),
    "every service is sure": patched(Facts, "guess", property(lambda facts: facts.understanding.service)),
    "nothing is missing": patched(deciding._Conclusion, "_missing", lambda _self, _service: ()),
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.rules[4:60])
def test_engine_passes_every_check(check: Check, request_for: Ask) -> None:
    """What fails below fails because something was broken."""
    assert holds(check, request_for, sound_book_of(check.rules))


@pytest.mark.parametrize("name", BROKEN)
def test_broken_engine_is_noticed(name: str, request_for: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each mutant decides something else somewhere, or falls over."""
    books = [sound_book_of(check.rules) for check in CHECKS]
    BROKEN[name](monkeypatch)
    assert not all(holds(check, request_for, book) for check, book in zip(CHECKS, books, strict=True))


@pytest.mark.parametrize("answer", [True, False])
def test_rules_that_take_events_wrongly_are_noticed(
    answer: bool, request_for: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether a rule names an event is found when it is compiled."""
    monkeypatch.setattr(compiling, "_names_event", lambda _condition: answer)
    checks = [check for check in CHECKS if "event" in check.about]
    assert not all(holds(check, request_for, book_of(check.rules)) for check in checks)


# ---- examples: the tests that a clerk writes must be able to fail

EXAMPLES = {
    "not": "{text: a hole, not: true}",
    "rule": "{text: a hole, rule: other}",
    "department": "{text: a hole, department: streets}",
    "service": "{text: there is a pothole, service: streetlight_out}",
    "priority": "{text: a hole, priority: low}",
    "reply": "{text: a hole, reply: help}",
    "language": "{text: a hole in the street, language: es}",
    "text": "{text: nothing of the kind}",
}


def failures(example: str) -> int:
    rules = (
        f"  - {{name: one, when: {{text: [hole, pothole]}}, then: {{department: fire}}, examples: [{example}]}}\n"
        "  - {name: other, when: {text: never}, then: {tags: a}}"
    )
    check_rulebook.cache_clear()
    return len(check_rulebook(book_of(rules)))


@pytest.mark.parametrize("wanted", EXAMPLES)
def test_example_that_is_wrong_in_one_thing_fails(wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that an example can want is looked at; a reader that overlooks it lets a wrong rulebook pass."""
    assert failures(EXAMPLES[wanted]) == 1
    rightly = examples._differences
    blind = {"not": {"not_": False}, "text": {"not_": True}}.get(wanted, {wanted: None})

    def wrongly(rule: Rule, example: Any, request: RouteRequest, decision: Decision) -> list[str]:
        return list(rightly(rule, example.model_copy(update=blind), request, decision))

    monkeypatch.setattr(examples, "_differences", wrongly)
    assert failures(EXAMPLES[wanted]) == 0
