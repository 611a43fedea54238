"""A disabled rule stays in the file and is silent: in deciding, in explaining, and in the tests of the rules."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway.routing import Decision, RouteRequest, Rulebook, RulebookError, check_rulebook
from gateway.routing.deciding import is_met
from gateway.routing.explaining import explain
from gateway.routing.facts import Facts

RULES = """
  - name: asleep
    when: {text: hole}
    then: {department: fire, stop: true}
    disabled: true
    examples: [nothing of the kind]
  - name: awake
    when: {text: hole}
    then: {department: streets}
    disabled: false
    examples: [a hole]
"""


def test_disabled_rule_says_nothing_and_stops_nothing(decide: Callable[..., Decision]) -> None:
    """Its department, its `stop` and its name would all show that it was read."""
    decision = decide(RULES, "a hole")
    assert (decision.department, decision.rule, decision.passed_over) == ("streets", "awake", ())


def test_plain_loop_and_index_both_pass_it_over(
    book_of: Callable[[str], Rulebook], request_for: Callable[..., RouteRequest]
) -> None:
    """The index forgets it, and who reads every rule finds it silent."""
    book = book_of(RULES)
    facts = Facts(request_for("a hole"), threshold=book.threshold, zone=book.city.zone)
    assert book.index.candidates(facts) == [1]
    assert [is_met(rule, facts) for rule in book.rules] == [False, True]


def test_its_examples_are_not_run(book_of: Callable[[str], Rulebook]) -> None:
    """Who silences a rule at 4:45 pm must not have to mend its examples first; taking the line out runs them again."""
    assert check_rulebook(book_of(RULES)) == ()
    woken = check_rulebook(book_of(RULES.replace("disabled: true", "disabled: false")))
    assert "rule `asleep` does not speak" in woken[0].message


def test_explanation_says_that_it_is_disabled(
    book_of: Callable[[str], Rulebook], request_for: Callable[..., RouteRequest]
) -> None:
    """Nobody should look for the condition that failed."""
    steps = explain(request_for("a hole"), book_of(RULES)).steps
    assert [step.verdict for step in steps] == ["is disabled", "speaks"]


def test_its_mistakes_are_still_mistakes(book_of: Callable[[str], Rulebook]) -> None:
    """It must load on the day it is wanted again."""
    with pytest.raises(RulebookError, match=r"There is no department `fier`\. Did you mean `fire`\?"):
        book_of(RULES.replace("department: fire", "department: fier"))
