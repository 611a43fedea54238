"""An explanation names for every rule the condition that decided."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway.routing import RouteRequest, Rulebook
from gateway.routing.explaining import explain


@pytest.mark.parametrize(
    ("condition", "verdict", "because"),
    [
        ("{service: pothole}", "speaks", "service: pothole"),
        ("{service: noise}", "is silent", "not service: noise"),
        ("{all: [{service: pothole}, {text: snow}, {channel: email}]}", "is silent", "not text: snow"),
        ("{all: [{service: pothole}, {text: hole}]}", "speaks", "service: pothole; text: hole"),
        ("{any: [{text: snow}, {text: hole}]}", "speaks", "text: hole"),
        ("{any: [{text: snow}, {text: ice}]}", "is silent", "not text: snow; not text: ice"),
        ("{not: {text: snow}}", "speaks", "not (not text: snow)"),
        ("{text: [snow, ice, hole]}", "speaks", "text: hole"),
        ("{text: [a1, a2, a3, a4, a5, a6]}", "is silent", "not text: a1 or a2 or a3 or a4 or 2 more"),
        ("{confidence: {below: 0.95}}", "speaks", "confidence: below 0.95"),
        ("{confidence: {at_least: 0.95}}", "is silent", "not confidence: at least 0.95"),
        ("{event: overdue}", "is silent", "not event: overdue"),
    ],
)
def test_step_names_the_condition_that_decided(
    book_with: Callable[[str], Rulebook],
    request_for: Callable[..., RouteRequest],
    condition: str,
    verdict: str,
    because: str,
) -> None:
    """A clerk sees at which word it hangs."""
    (step,) = explain(request_for("a hole", service="pothole"), book_with(condition)).steps
    assert (step.rule, step.verdict, step.because) == ("only", verdict, because)


def test_rules_below_a_stop_are_not_read(
    book_of: Callable[[str], Rulebook], request_for: Callable[..., RouteRequest]
) -> None:
    """The explanation ends where the reading ended."""
    book = book_of(
        "  - {name: a, when: {text: x}, then: {stop: true}}\n  - {name: b, when: {text: x}, then: {tags: a}}"
    )
    assert [step.verdict for step in explain(request_for("x"), book).steps] == ["speaks", "is not read"]


def test_rules_for_another_event_say_so(
    book_of: Callable[[str], Rulebook], request_for: Callable[..., RouteRequest]
) -> None:
    """Why is this rule silent on a follow-up? Because it names no event."""
    book = book_of("  - {name: a, when: {text: x}, then: {tags: a}}")
    assert [step.verdict for step in explain(request_for("x", event="follow_up"), book).steps] == [
        "is for another event"
    ]
