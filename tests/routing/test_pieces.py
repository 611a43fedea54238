"""A rulebook's text in pieces: nothing is lost, and every entry is found under its name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.routing.document import read_document
from gateway.routing.pieces import cut
from tests.conftest import ROOT

LINES = ["rules:", "  - name: A # note", "  - {name: 'B: b', when: {text: x}}", "    then: {stop: true}", "# alone", ""]
LINES += [
    "  # above",
    "- name: flush",
    "services:",
    "  pothole: {department: a}",
    '  "odd key": 1',
    "\tx",
    "   deeper: |",
    "     # in it",
]


@given(st.lists(st.sampled_from(LINES)).map("\n".join) | st.text())
def test_all_pieces_are_the_file(text: str) -> None:
    """A piece that is lost would be a rule that is lost."""
    assert "".join(piece.text for piece in cut(text)) == (text if text.endswith("\n") or not text else text + "\n")
    keys = [piece.key for piece in cut(text)]
    assert len(keys) == len(set(keys))


def test_the_shipped_rulebook_is_cut_where_yaml_reads_it() -> None:
    """Cutting by lines finds the same rules, services, departments and replies as reading does."""
    text = (ROOT / "routing_rules.yaml").read_text(encoding="utf-8")
    data = read_document(text, "routing_rules.yaml").data
    found: dict[str, list[str]] = {}
    for piece in cut(text):
        found.setdefault(piece.section, []).append(piece.name)
    assert found["rules"][1:] == [rule["name"] for rule in data["rules"]]
    for section in ("city", "departments", "services", "replies"):
        assert found[section][1:] == list(data[section])


def test_a_name_is_found_however_it_is_written() -> None:
    """Quotes, brackets, a comment behind it, an indentation of none, a note that comes first."""
    text = """rules:
- name: Plain, with a comma # and a remark
- {when: {text: x}, name: "In: brackets", then: {stop: true}}
- note: |
    # This is a part of the note.
  name: 'Second''s line'
- name: Plain, with a comma
- when: {text: nameless}
"""
    named = [(piece.name, piece.copy) for piece in cut(text) if piece.name]
    comma = "Plain, with a comma"
    assert named == [
        (comma, 1),
        ("In: brackets", 1),
        ("Second''s line", 1),
        (comma, 2),
        ("- when: {text: nameless}", 1),
    ]


def test_a_comment_belongs_to_what_stands_below() -> None:
    """Who moves a rule moves what was remarked about it; a line that only looks like a comment stays in its text."""
    rules = "# top\n\nrules:\n  # first\n  - name: A\n    note: |\n      # no comment\n\n  # second\n  - name: B\n"
    text = f"{rules}\n# replies\nreplies:\n  a: b\n"
    texts = {piece.key: piece.text for piece in cut(text)}
    assert texts["rules", "A", 1] == "  # first\n  - name: A\n    note: |\n      # no comment\n"
    assert texts["rules", "B", 1] == "\n  # second\n  - name: B\n"
    assert texts["replies", "", 1] == "\n# replies\nreplies:\n"
