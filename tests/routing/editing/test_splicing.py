"""A change by form touches what was changed and not one character more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gateway.routing.editing import EditError, change, find_value, read_values, remove
from gateway.routing.editing.spans import find_outline
from gateway.routing.editing.splicing import is_same, line_end
from tests.conftest import ROOT

SHIPPED = (ROOT / "routing_rules.yaml").read_text(encoding="utf-8")
ODD = """\
# The head of the file
city: {name: 'Elm City',   timezone: America/New_York, # both
       languages: [ en , es ]}   # behind

departments:
    streets :  { name: "Streets" , notify: [ {email: a@x.example}, b@x.example ] }   # aligned
    fire:
        name: Fire
        # between
        hours: 24/7   # always

services:
  own:
    name: {en: Own, es: Propio}
    words:
      en:
      - one     # the first
      # about the second
      - two: 2
        three: "3"
      - |
        a text
          with lines

      - 'quoted ''twice'''
    due: >-
      4
      hours
"""
SIMPLE = st.sampled_from(
    ["plain", "no", "12:30", "", " x ", "a: b", "#1", "é ¿qué?", "- x", "two\nlines\n", "+1203", "{x}"]
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SIMPLE | st.text(max_size=12) | st.booleans() | st.integers(-9, 9) | st.floats(0, 1).map(lambda x: round(x, 3)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "b: c", "on", "x y", "7"]), inner, max_size=3)
    ),
    max_leaves=8,
)


def paths(data: Any, path: tuple[int | str, ...] = ()) -> Iterator[tuple[int | str, ...]]:
    """Every place of a file."""
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inside:
        yield (*path, key)
        yield from paths(value, (*path, key))


def with_value(data: Any, path: tuple[int | str, ...], value: Any) -> Any:
    """The same data with another value at one place."""
    if not path:
        return value
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[path[0]] = with_value(data[path[0]], path[1:], value)
    return copy


def assert_rest_is_untouched(text: str, after: str, path: tuple[int | str, ...]) -> None:
    """Before the key and behind the line of the value, every character is what it was."""
    span, owner = find_outline(text, path), find_outline(text, path[:-1])
    assert span is not None
    assert owner is not None
    start = next((entry.start for entry in owner.entries if entry.name == path[-1]), span.start)
    assert after.startswith(text[:start])
    assert after.endswith(text[line_end(text, span.end) :])


@pytest.mark.parametrize("text", [SHIPPED, ODD], ids=["shipped", "odd"])
def test_every_place_can_be_changed(text: str) -> None:
    """In brackets or in lines, quoted or plain, first or last; the comments behind it stay."""
    data = read_values(text)
    every = list(paths(data))
    for path in every[:: max(1, len(every) // 15)]:
        after = change(text, path, "something: else")
        assert is_same(read_values(after), with_value(data, path, "something: else")), path
        assert_rest_is_untouched(text, after, path)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_value_can_stand_anywhere(data: st.DataObject) -> None:
    """Whatever is typed is read again as what was typed, and nothing around it moves."""
    values = read_values(ODD)
    path = data.draw(st.sampled_from(list(paths(values))))
    value = data.draw(VALUES)
    after = change(ODD, path, value)
    assert is_same(read_values(after), with_value(values, path, value))
    assert_rest_is_untouched(ODD, after, path)


@settings(max_examples=150, deadline=None)
@given(VALUES, VALUES, st.sampled_from([True, False, None]), st.sampled_from([2, 4]))
def test_whatever_layout_a_file_has(before: Any, after: Any, style: bool | None, indent: int) -> None:
    """Files of other hands and programs are changed too; what is not changed keeps its octets."""
    text = "# head\n" + yaml.safe_dump(
        {"first": 1, "changed": before, "last": ["z"]},
        default_flow_style=style,
        indent=indent,
        allow_unicode=True,
        sort_keys=False,
    )
    try:
        values = read_values(text)
    except EditError:
        assume(False)
        return
    changed = change(text, ("changed",), after)
    assert is_same(read_values(changed), {**values, "changed": after})
    assert changed.startswith("# head\n")
    assert changed.rstrip("}\n ").endswith(text[text.rindex("last") :].rstrip("}\n "))


@pytest.mark.parametrize(
    ("path", "value", "before", "after"),
    [
        (
            ("departments", "fire", "hours"),
            "Sat 1:00-2:00",
            "hours: 24/7   # always",
            "hours: Sat 1:00-2:00   # always",
        ),
        (("departments", "fire", "notify"), ["c@x.example"], "# always\n", "# always\n        notify: [c@x.example]\n"),
        (("departments", "streets", "name"), "Roads", '"Streets"', '"Roads"'),
        (("departments", "streets", "notify", 1), "c@x.example", "b@x.example", "c@x.example"),
        (
            ("services", "own", "words", "en"),
            ["one", "5"],
            '- one     # the first\n      # about the second\n      - two: 2\n        three: "3"\n',
            '- one     # the first\n      # about the second\n      - "5"\n',
        ),
        (("city", "languages"), ["en", "es", "fr"], "[ en , es ]", "[ en , es, fr ]"),
        (("city", "languages"), ["es"], "[ en , es ]", "[ es ]"),
        (("services", "own", "due"), "two\nlines\n", ">-\n      4\n      hours", "|\n      two\n      lines"),
    ],
)
def test_the_hand_of_the_author_stays(path: Any, value: Any, before: str, after: str) -> None:
    """Quotes, spaces and comments of a line whose value changes."""
    assert before in ODD
    assert after in change(ODD, path, value)


def test_a_new_key_stands_where_it_was_put_and_a_removed_one_takes_its_line_along() -> None:
    """`disabled` after `name`, and no empty line where `hours` was."""
    fire = find_value(read_values(ODD), ("departments", "fire"))
    longer = change(ODD, ("departments", "fire"), {"name": fire["name"], "known_as": "FD", "hours": fire["hours"]})
    assert "name: Fire\n        known_as: FD\n        # between\n" in longer
    assert "        name: Fire\n\nservices:" in remove(ODD, ("departments", "fire", "hours"))
    assert remove(ODD, ("departments", "fire", "moon")) == ODD


def test_nothing_changed_means_the_same_text() -> None:
    """Saving a form without a change is no change of the file."""
    for path in [("city",), ("departments",), ("services", "own", "words")]:
        assert change(ODD, path, find_value(read_values(ODD), path)) == ODD


@pytest.mark.parametrize("text", ["a: [1\nb: 2\n", "a: 1\na: 2\n", "\ta: 1\n", "a: &x 1\nb: *x\n"])
def test_a_file_that_is_not_in_order_is_mended_first(text: str) -> None:
    """A form that guesses what broken YAML means would destroy it."""
    with pytest.raises(EditError, match="not in order"):
        change(text, ("b",), 3)
