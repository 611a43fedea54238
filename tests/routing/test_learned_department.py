"""`department: learned` gives a request to the department that past requests like it had."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from gateway.routing import Decision, RouteRequest, Rulebook, RulebookError, check_rulebook, load_rulebook, route
from parsers.values import DepartmentGuess
from tests.routing.conftest import HEAD, TAIL

LEARNED = "  - {name: past, when: {event: opened}, then: {department: learned}, examples: [pothole on Elm]}\n"
FIRE = "  - {name: fire, when: {text: smoke}, then: {department: fire}}\n"


@pytest.fixture
def taught(request_for: Callable[..., RouteRequest]) -> Callable[..., Decision]:
    """Routes a pothole whose past department is known by this name and confidence."""

    def decide(rules: str, name: str | None, confidence: float = 0.8, text: str = "") -> Decision:
        request = request_for(text, service="pothole", confidence=0.6)
        guess = DepartmentGuess(name=name, confidence=confidence) if name else None
        understanding = replace(request.understanding, department=guess)
        return route(replace(request, understanding=understanding), book(rules))

    return decide


def book(rules: str, head: str = HEAD) -> Rulebook:
    return load_rulebook(f"{head}rules:\n{rules}{TAIL}")


@pytest.mark.parametrize("name", ["Fire dispatch", "fire  DISPATCH", "fire"])
def test_learned_department_is_the_rulebook_s(taught: Callable[..., Decision], name: str) -> None:
    """The history writes the name or the key, with capitals and blanks of its own."""
    decision = taught(LEARNED, name)
    assert (decision.department, decision.rule) == ("fire", "past")
    assert (decision.department_confidence, decision.confidence) == (0.8, 0.6)


def test_a_department_is_known_by_other_names(request_for: Callable[..., RouteRequest]) -> None:
    """A department that was renamed keeps what its past teaches."""
    head = HEAD.replace("{name: Streets}", "{name: Streets, known_as: [Dept. of Roads]}")
    assert book(LEARNED, head).find_department("DEPT. of roads").key == "streets"


@pytest.mark.parametrize(
    ("name", "confidence", "note"),
    [
        (None, 0.0, ""),
        ("Dog catcher", 0.9, "which the rulebook does not have"),
        ("Fire dispatch", 0.2, "0.20 is below the 0.30"),
    ],
)
def test_a_rule_without_a_learned_department_says_nothing(
    taught: Callable[..., Decision], name: str | None, confidence: float, note: str
) -> None:
    """No model, an unknown name, too little sureness: the service's department gets it, and staff see why."""
    decision = taught(LEARNED, name, confidence)
    assert (decision.department, decision.department_confidence) == ("streets", None)
    assert decision.passed_over == ("past",)
    assert any(note in said for said in decision.notes) is bool(note)


def test_a_rule_above_wins(taught: Callable[..., Decision]) -> None:
    """What the administrator wrote first is stronger than the past."""
    decision = taught(FIRE + LEARNED, "Front desk", text="smoke")
    assert (decision.department, decision.rule, decision.department_confidence) == ("fire", "fire", None)
    assert decision.passed_over == ("past",)


def test_how_sure_it_must_be_is_in_the_rulebook(request_for: Callable[..., RouteRequest]) -> None:
    """An administrator can trust the past more or less."""
    strict = load_rulebook(f"{HEAD}rules:\n{LEARNED}{TAIL.replace('confidence: 0.45', 'learned: 0.9')}")
    assert (strict.learned_threshold, book(LEARNED).learned_threshold) == (0.9, 0.3)


def test_an_example_of_a_learning_rule_holds_without_a_model() -> None:
    """Examples are read with the catalog alone, so a rulebook is as good on a new machine."""
    assert check_rulebook(book(LEARNED)) == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("streets: {name: Streets}", "streets: {name: Streets}\n  learned: {name: L}", "cannot be the key"),
        ("pothole: {department: streets", "pothole: {department: learned", "There is no department `learned`"),
        ("fire: {name: Fire dispatch,", "fire: {name: Fire dispatch, known_as: [a, A],", ""),
        (
            "{name: Streets}",
            "{name: Streets, known_as: Desk}\n  b: {name: B, known_as: [desk]}",
            "already the department",
        ),
    ],
)
def test_the_word_is_reserved_and_names_mean_one_department(old: str, new: str, words: str) -> None:
    """A name with two meanings would send requests either way."""
    if not words:
        assert book(LEARNED, HEAD.replace(old, new)).find_department("A").key == "fire"
        return
    with pytest.raises(RulebookError, match=words):
        book(LEARNED, HEAD.replace(old, new))
