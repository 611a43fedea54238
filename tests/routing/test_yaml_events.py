"""Two libraries read a rulebook's YAML: one for speed, and one for what is to be said where that one stumbles."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.routing import RulebookError
from gateway.routing.document import MAX_OCTETS, Node, read_document
from gateway.routing.yaml_events import _SHORT, blank_before, find_line_read_otherwise
from tests.own_time import done_within

SHIPPED = (Path(__file__).resolve().parents[2] / "routing_rules.yaml").read_text(encoding="utf-8")
LINES = SHIPPED.splitlines(keepends=True)
MARKS = st.sampled_from([*"{}[]:,-?#&*!|>'\"%@` \t\n\r~é漢\x85\u2028", "- ", ": ", "\n\n", "'' "])

LONG = "city: {name: Elm City}\nrules:\n" + "".join(
    f"  - name: Rule {number}\n    when: {{text: [word {number}]}}\n    then: {{tags: a}}\n" for number in range(1500)
)


def facts_of(node: Node) -> object:
    """All that is read from a node; nobody is told where an empty value stands."""
    place = () if node.value is None else (node.line, node.column, node.style)
    return node.value, place, [(key, facts_of(part)) for key, part in node.parts.items()], [*node.keys]


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A few lines of the shipped rulebook with slips of the pen."""
    first = draw(st.integers(0, len(LINES) - 1))
    text = "".join(LINES[first : first + draw(st.integers(1, 8))])
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(MARKS) + text[place + draw(st.integers(0, 2)) :]
    return text


@settings(max_examples=150, deadline=None)
@given(texts())
def test_what_is_read_carefully_is_read_the_same_quickly(text: str) -> None:
    """The quick library reads YAML 1.1; a rulebook must mean the same to both."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gateway.routing.document.find_line_read_otherwise", lambda text: 0)
        try:
            careful = read_document(text, "rules.yaml")
        except RulebookError:
            return
    assert facts_of(read_document(text, "rules.yaml").root) == facts_of(careful.root)


def test_whole_rulebook_is_read_quickly() -> None:
    """The shipped file needs no second reading, and its nodes stand where they stood."""
    assert find_line_read_otherwise(SHIPPED) is None
    root = read_document(SHIPPED, "rules.yaml").root
    assert LINES[root.parts["rules"].parts[0].line - 1].lstrip() == "- name: Gas or wires are an emergency\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: Rule 1200\n", "name: Rule: 1200\n"),
        ("text: [word 1200]", "text: [word 1200"),
        ("name: Rule 1200\n", 'name: "Rule 1200\n'),
        ("name: Rule 1200\n", "name: @Rule 1200\n"),
        ("name: Rule 1200\n", "name: &one Rule 1200\n"),
        ("  - name: Rule 1200\n", "  - name: Rule 1200\n   note: here\n"),
        ("rules:\n", "rules: }\n"),
        ("  - name: Rule 1200\n", "  -\tname: Rule 1200\n\tnote: here\n"),
    ],
)
def test_mistake_in_a_long_file_is_told_as_in_a_short_one(old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the part around it is read with care, and neither the words nor the line change by that."""
    text = LONG.replace(old, new)
    with pytest.raises(RulebookError) as told:
        read_document(text, "rules.yaml")
    monkeypatch.setattr("gateway.routing.document.find_line_read_otherwise", lambda text: 0)
    with pytest.raises(RulebookError) as carefully:
        read_document(text, "rules.yaml")
    assert told.value.problems == carefully.value.problems


def test_lines_keep_their_numbers_where_others_are_blanked() -> None:
    """What is told of line 3,604 must stand on line 3,604."""
    assert len(LONG) > _SHORT
    line = LONG.split("\n").index("  - name: Rule 1200") + 1
    part = blank_before(LONG, line).split("\n")
    assert len(part) == len(LONG.split("\n"))
    assert [each for each in part[: line + 1] if each] == ["rules:", *LONG.split("\n")[line - 1 : line + 1]]


def test_too_large_a_file_is_refused_before_it_is_read() -> None:
    """Ten megabytes are a mistake of whoever saved the file, and must not keep a worker busy."""
    heavy = LONG * (10_000_000 // len(LONG))
    with pytest.raises(RulebookError) as told:
        done_within(0.5, lambda: read_document(heavy, "rules.yaml"))
    assert str(told.value.problems[0]) == (
        f"rules.yaml:1:1: The file is larger than {MAX_OCTETS // 2**20} MB. Keep words and polygons short."
    )


def test_too_many_values_are_refused_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few megabytes of commas would be gigabytes of nodes, and minutes of careful reading."""
    monkeypatch.setattr("gateway.routing.document.MAX_VALUES", 1000)
    monkeypatch.delattr("gateway.routing.document.careful_events")
    with pytest.raises(RulebookError) as told:
        read_document(LONG, "rules.yaml")
    assert str(told.value.problems[0]).endswith("The file has more than 1,000 values. Make polygons simpler.")
