"""The section `duplicates` of a rulebook: what it says when it is left out, and what is wrong with it."""

from __future__ import annotations

import pytest

from gateway.routing import Rulebook, load_rulebook
from gateway.routing.alike import Duplicates
from gateway.routing.problems import RulebookError
from tests.small_city import SMALL_CITY


def load(section: str) -> Rulebook:
    """The small city with a section `duplicates`."""
    return load_rulebook(f"{SMALL_CITY.rstrip()}\n{section}\n", source="rules.yaml")


def test_without_the_section_nothing_joins_by_itself() -> None:
    """A city says so when it wants it."""
    assert load("").duplicates == Duplicates(suggest=0.5, join=None, within=150.0, days=14)


def test_each_key_counts() -> None:
    """As docs/rules.md has it."""
    section = "duplicates: {suggest: 0.4, join: 0.8, within: 500 ft, days: 3}"
    assert load(section).duplicates == Duplicates(suggest=0.4, join=0.8, within=pytest.approx(152.4), days=3)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("within: far", "no distance"),
        ("suggest: 2", "out of bounds"),
        ("days: 0", "out of bounds"),
        ("joins: 0.9", "There is no `joins` here"),
        ("join: 0.3", "`join` is lower than `suggest`"),
        ("join: soon", "rules.yaml"),
    ],
)
def test_a_mistake_is_named_with_its_line(line: str, says: str) -> None:
    """Below the heading of the section, where it stands."""
    with pytest.raises(RulebookError) as caught:
        load(f"duplicates:\n  {line}")
    number = SMALL_CITY.rstrip().count("\n") + 3
    assert says in str(caught.value)
    assert f"rules.yaml:{number}:" in str(caught.value)
