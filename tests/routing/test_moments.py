"""When a rule may speak: nobody asks the rules at a moment at which none of them could."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.routing import Rulebook
from gateway.routing.moments import ALL_MOMENTS, COUNTS
from gateway.routing.sections import Actions
from gateway.routing.values import Event


@pytest.mark.parametrize(
    ("when", "moments"),
    [
        ("{service: pothole}", {"opened"}),
        ("{event: overdue}", {"overdue"}),
        ("{event: [overdue, closed]}", {"overdue", "closed"}),
        ("{all: [{event: [overdue, closed]}, {event: [closed, opened]}, {text: a}]}", {"closed"}),
        ("{any: [{event: overdue}, {event: closed}]}", {"overdue", "closed"}),
        ("{any: [{event: overdue}, {text: a}]}", ALL_MOMENTS),
        ("{not: {event: opened}}", ALL_MOMENTS - {"opened"}),
        ("{not: {all: [{event: opened}, {text: a}]}}", ALL_MOMENTS),
        ("{all: [{event: overdue}, {event: closed}]}", set()),
    ],
)
def test_what_a_rule_may_speak_on(book_of: Callable[[str], Rulebook], when: str, moments: set[str]) -> None:
    """Where that is not clear, it counts as possible: a moment that is left out is a rule that is not heard."""
    assert book_of(f"  - {{name: r, when: {when}, then: {{tags: a}}}}\n").moments == moments


def test_a_silenced_rule_names_no_moment(book_of: Callable[[str], Rulebook]) -> None:
    """As it never speaks, nobody needs to ask for it."""
    line = "  - {name: off, when: {event: closed}, then: {tags: a}, disabled: true}\n"
    assert book_of(line).moments == frozenset()


@pytest.mark.parametrize("when", ["{any: [{event: overdue}, {text: a}]}", "{event: [overdue, opened]}"])
def test_what_counts_at_one_of_its_moments_is_no_mistake(book_of: Callable[[str], Rulebook], when: str) -> None:
    """The same rule may speak when a request is opened, and then all of it counts."""
    line = f"  - {{name: r, when: {when}, then: {{service: pothole, close: true}}}}\n"
    assert "opened" in book_of(line).moments


@pytest.mark.parametrize(("moment", "column"), [("closed", 3), ("reopened", 4), ("overdue", 4)])
def test_the_table_of_the_docs_is_what_counts(moment: Event, column: int) -> None:
    """What the page calls a mistake is refused, and nothing else is."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
    table = page.split("\n| action | `opened` |", 1)[1].split("\n\n", 1)[0]
    rows = [line.strip("|").split("|") for line in table.splitlines()[2:]]
    said = {action.strip("` "): row[column].strip() for row in rows for action in row[0].split(",")}
    assert said.keys() == Actions.model_fields.keys()
    assert {action for action, counts in said.items() if counts != "no"} == COUNTS[moment]
