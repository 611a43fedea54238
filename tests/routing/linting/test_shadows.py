"""Rules in the shadow of others: each is named with a message that shows it, and nothing else is."""

from __future__ import annotations

import pytest

from gateway.routing import load_rulebook, route
from gateway.routing.examples import example_request
from gateway.routing.linting import Finding
from tests.routing.linting.cities import HEAD, OTHERWISE, look, rules_of

DOGS = "name: Dogs, when: {text: [dog, cat]}, then: {department: parks, tags: animals}"
STOP = "name: Dogs, when: {text: [dog, cat]}, then: {department: parks, stop: true}"


def only(findings: list[Finding], kind: str) -> Finding:
    assert [finding.kind for finding in findings] == [kind], findings
    return findings[0]


@pytest.mark.parametrize(
    "when",
    [
        "{text: big dog}",
        "{all: [{text: dog}, {channel: email}]}",
        "{all: [{text: cat}, {hours: '22:00-06:00'}]}",
        "{all: [{text: cat}, {not: {date: 03-01 to 12-31}}]}",
        "{all: [{text: cat}, {from: '@resident.example'}]}",
        "{all: [{text: cat}, {header: {List-Id: ''}}]}",
        "{all: [{text: cat}, {street: Oak St}]}",
        "{all: [{text: cat}, {area: downtown}]}",
        "{all: [{text: cat}, {has: [photo, location]}]}",
        "{all: [{text: cat}, {urgency: emergency}]}",
        "{all: [{text: cat}, {repeat: {at_least: 3}}]}",
        "{all: [{text: cat}, {to: 311@elmcity.example}]}",
        "{all: [{text: dog}, {service: tree}]}",
        "{any: [{text: cat}, {text: the dog}]}",
    ],
)
def test_a_rule_below_one_that_ends_the_reading_never_speaks(when: str) -> None:
    """Whatever else it asks, a message that it fits is put together and goes where the upper rule sends it."""
    finding = only(look(rules_of(STOP, f"name: Below, when: {when}, then: {{tags: seen}}")), "never speaks")
    assert finding.rule == "Below"
    assert "`Dogs` on line 16" in finding.sentence
    assert finding.line == 17
    assert finding.proof
    assert "goes to Parks" in str(finding.proof)


def test_the_proof_can_be_tried() -> None:
    """Whoever pastes the message into the page for trying sees what the finding says."""
    rules = rules_of(STOP, "name: Below, when: {all: [{text: dog}, {channel: email}]}, then: {department: streets}")
    proof = only(look(rules), "never speaks").proof
    assert proof
    book = load_rulebook(f"{HEAD.replace('LANGUAGES', 'en')}{rules}{OTHERWISE}")
    decision = route(example_request(proof.message, book), book)
    assert (decision.department, decision.rule) == ("parks", "Dogs")
    assert proof.message.channel == "email"


def test_a_rule_whose_words_are_all_spoken_for_changes_nothing() -> None:
    """It is heard, but each of its actions was set above."""
    finding = only(look(rules_of(DOGS, "name: Below, when: {text: dog}, then: {tags: animals}")), "changes nothing")
    assert "`Dogs` above it" in finding.sentence


def test_two_that_always_disagree_contradict_each_other() -> None:
    """It says which wins; what the lower rule adds still counts, so it does not change nothing."""
    below = "name: Below, when: {text: big dog}, then: {department: streets, priority: high}"
    finding = only(look(rules_of(DOGS, below)), "contradiction")
    assert "`department: streets`" in finding.sentence
    assert "`department: parks` first, and wins" in finding.sentence
    assert str(finding.proof) == "“big dog” fits both, and gets `department: parks`."


@pytest.mark.parametrize(
    ("when", "parts"),
    [
        ("{all: [{channel: sms}, {channel: email}]}", "`channel: sms` and `channel: email`"),
        ("{all: [{service: pothole}, {service: tree}]}", "`service: pothole` and `service: tree`"),
        ("{all: [{text: big dog}, {not: {text: dog}}]}", "`text: big dog` and `not text: dog`"),
        ("{all: [{hours: Mon 08:00-10:00}, {hours: Tue 08:00-10:00}]}", "`hours: Mon 08:00-10:00` and"),
    ],
)
def test_a_rule_that_asks_for_what_cannot_be_is_said(when: str, parts: str) -> None:
    """Mostly somebody wrote `all` and meant `any`."""
    finding = only(look(rules_of(f"name: Never, when: {when}, then: {{tags: seen}}")), "impossible condition")
    assert parts in finding.sentence
    assert finding.proof


@pytest.mark.parametrize(
    "below",
    [
        "name: Below, when: {text: [dog, bird]}, then: {department: streets}",
        "name: Below, when: {text: dogma}, then: {department: streets}",
        "name: Below, when: {text: dog}, then: {priority: high}",
        "name: Below, when: {text: dog}, then: {tags: [animals, dogs]}",
        "name: Below, when: {text: dog}, then: {department: parks, stop: true}",
        "name: Below, when: {all: [{text: dog}, {event: overdue}]}, then: {department: streets}",
        "name: Below, when: {not: {text: dog}}, then: {department: streets}",
        "name: Below, when: {text: dog}, then: {department: streets}, disabled: true",
    ],
)
def test_a_rule_that_adds_something_is_left_alone(below: str) -> None:
    """A remark that is not true would teach people to overlook all of them."""
    assert look(rules_of(DOGS, below)) == []


def test_a_rule_that_is_switched_off_shades_nobody() -> None:
    """And neither does a learned department, which may not be known."""
    below = "name: Below, when: {text: dog}, then: {department: streets}"
    assert look(rules_of(f"{STOP}, disabled: true", below)) == []
    assert look(rules_of("name: Learned, when: {event: opened}, then: {department: learned}", below)) == []


def test_what_cannot_be_shown_is_not_said() -> None:
    """No message can be made of a pattern, and without one there is no finding."""
    below = "name: Below, when: {all: [{text: dog}, {pattern: 'case \\d{4}'}]}, then: {department: streets}"
    assert look(rules_of(DOGS, below)) == []
    shown = f"{below}, examples: [{{text: the dog of case 1234, department: parks}}]"
    assert only(look(rules_of(DOGS, shown)), "contradiction").proof
