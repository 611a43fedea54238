"""What a colleague reads of a draft: how much was changed, in half a sentence."""

from __future__ import annotations

import pytest

from gateway.routing.changed import count_changes
from gateway.routing.files import single_file

BASE = """city:
  name: Elm City
services:
  pothole: {department: streets}
rules:
  - name: A
    then: {stop: true}
  - name: B
    then: {stop: true}
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("stop", "stop", ""),
        ("name: A", "name: A\n    note: mine", "1 rule"),
        ("{stop: true}", "{hold: true}", "2 rules"),
        ("name: A", "name: Z", "2 rules"),
        ("department: streets", "department: parks", "1 service"),
        ("Elm City", "Oak City", "1 other part"),
        (": {", ":  {", "2 rules and 1 service"),
    ],
)
def test_changes_are_counted(old: str, new: str, told: str) -> None:
    """A rule that was renamed is one that went and one that came."""
    assert count_changes(single_file(BASE), single_file(BASE.replace(old, new))) == told


def test_moving_is_told() -> None:
    """Nothing was written and yet another rule may win."""
    head, _, rest = BASE.partition("  - name: A")
    first, _, second = rest.partition("  - name: B")
    moved = f"{head}  - name: B{second}  - name: A{first}"
    assert count_changes(single_file(BASE), single_file(moved)) == "the order"
