"""Rules are moved, copied, added and removed with their comments, and the others do not notice."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.routing.editing import EditError, add_item, copy_item, move_item, read_values, remove_item
from tests.conftest import ROOT

SHIPPED = (ROOT / "routing_rules.yaml").read_text(encoding="utf-8")
RULES = """\
rules:
  # About streets

  # Anne asked for this one.
  - name: One   # the first
    then: {tags: a}

  -
    name: Two
    note: |
      Lines
      # and no comment
  # Bart's
  - {name: Three, then: {tags: c}}
# The end
otherwise: {}
"""
NEW = {"name": "New", "when": {"service": "pothole"}, "then": {"tags": "n"}, "examples": ["no", "yes: no"]}


def names(text: str) -> list[str]:
    """The rules in their order."""
    return [rule["name"] for rule in read_values(text)["rules"] or []]


@pytest.mark.parametrize(
    ("text", "place", "to"),
    [*((RULES, place, to) for place in range(3) for to in range(3)), (SHIPPED, 0, 21), (SHIPPED, 7, 6)],
)
def test_a_move_and_the_move_back_are_nothing(text: str, place: int, to: int) -> None:
    """Every line is still there, and the second move puts each where it was."""
    moved = move_item(text, ("rules",), place, to)
    expected = names(text)
    expected.insert(to, expected.pop(place))
    assert names(moved) == expected
    assert sorted(moved.splitlines()) == sorted(text.splitlines())
    assert move_item(moved, ("rules",), to, place) == text


def test_comments_go_with_what_they_stand_above() -> None:
    """The heading of a section stays, because an empty line parts it from the rule."""
    moved = move_item(RULES, ("rules",), 0, 1)
    assert "# About streets\n\n  -\n    name: Two" in moved
    assert "  # Anne asked for this one.\n  - name: One   # the first\n    then: {tags: a}\n  # Bart's" in moved


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_rule_is_removed_with_its_comments_and_nothing_else(place: int) -> None:
    """What is left is what stood there, line by line."""
    left = remove_item(RULES, ("rules",), place)
    assert names(left) == [name for number, name in enumerate(["One", "Two", "Three"]) if number != place]
    assert ("Anne asked" in left, "Bart's" in left) == (place != 0, place != 2)
    assert set(left.splitlines()) <= set(RULES.splitlines())
    assert "\n\n\n" not in left
    assert left.endswith("# The end\notherwise: {}\n")


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_a_new_rule_stands_where_it_was_put(place: int) -> None:
    """Before the first, between, and after the last."""
    text = add_item(RULES, ("rules",), place, NEW)
    assert names(text).index("New") == place
    assert read_values(text)["rules"][place] == NEW
    assert remove_item(text, ("rules",), place).replace("\n\n", "\n") == RULES.replace("\n\n", "\n")


@pytest.mark.parametrize(
    "text", ["rules: []\nx: 1\n", "x: 1\n", "x: 1", "rules: []", "rules:   []   # none yet\nx: 1\n"], ids=range(5)
)
def test_the_first_rule_of_all(text: str) -> None:
    """A list that is empty or not there begins with it, and ends empty again."""
    longer = add_item(text, ("rules",), 0, NEW)
    assert read_values(longer)["rules"] == [NEW]
    assert read_values(remove_item(longer, ("rules",), 0))["rules"] == []
    assert ("# none yet" in longer) == ("# none yet" in text)


def test_a_copy_has_the_comments_too() -> None:
    """It stands below the rule that it was made from, under another name."""

    def alter(rule: dict[str, Any]) -> dict[str, Any]:
        return {**rule, "name": "Again"}

    text = copy_item(RULES, ("rules",), 0, alter)
    assert names(text) == ["One", "Again", "Two", "Three"]
    assert text.count("Anne asked") == 2
    assert "- name: Again   # the first" in text


def test_rules_in_brackets_are_spread_first() -> None:
    """A list in one line has no lines to move; everything else of the file stays."""
    text = "a: 1   # one\nrules: [{name: One}, {name: Two}]   # two\nb: 2\n"
    assert names(move_item(text, ("rules",), 0, 1)) == ["Two", "One"]
    assert names(remove_item(text, ("rules",), 0)) == ["Two"]
    assert add_item(text, ("rules",), 1, NEW).startswith("a: 1   # one\nrules:")


def test_what_is_no_list_is_mended_first() -> None:
    """`rules: none` is a mistake of the file that a form must not paper over."""
    with pytest.raises(EditError, match="is no list"):
        add_item("rules: none\n", ("rules",), 0, NEW)
