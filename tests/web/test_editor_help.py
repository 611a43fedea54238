"""What the editor offers and explains at a cursor, asked of its own modules on another runtime than a browser."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.routing.schema import schema_with_offers
from tests.other_runtime import ask_node

NAMES = {
    "departments": {"streets": "Streets", "fire": "Fire dispatch"},
    "departments or learned": {"streets": "Streets", "learned": ""},
    "services": {"pothole": "Pothole"},
    "shipped services": {"pothole": "Pothole"},
    "rules": {"Gas: first": ""},
    "languages": {"en": "", "es": ""},
}
RULE = "rules:\n  - name: A\n"


def ask(*texts: str) -> list[dict[str, Any]]:
    """What is offered at the ¦ of each text."""
    schema = schema_with_offers()
    answers: list[dict[str, Any]] = ask_node("place.js", [{"text": t, "schema": schema, "names": NAMES} for t in texts])
    return answers


KEYS = {
    "the beginning": ("¦", {"city", "departments", "rules", "include"}, set()),
    "a section": ("city:\n  na¦", {"name", "timezone"}, {"city"}),
    "not twice": ("city:\n  name: Elm City\n  ¦\n  numbers: []", {"timezone"}, {"name", "numbers"}),
    "after an empty line": ("city:\n  name: Elm City\n\n  ¦", {"timezone"}, {"name"}),
    "codes of services": ("services:\n  ¦", {"pothole"}, {"department"}),
    "a service": ("services:\n  pothole:\n    dep¦", {"department", "words"}, {"hours"}),
    "in braces": ("departments:\n  streets: {name: Streets, ¦", {"notify", "hours"}, {"name"}),
    "languages": ("services:\n  pothole:\n    words: {e¦", {"en", "es"}, {"department"}),
    "a new rule": (f"{RULE}  - ¦", {"name", "when", "then"}, {"all"}),
    "a rule at the margin": ("rules:\n- name: A\n  wh¦", {"when", "then"}, {"name"}),
    "a condition": (f"{RULE}    when: {{¦", {"service", "all", "repeat"}, {"then"}),
    "a nested one": (f"{RULE}    when: {{all: [{{service: pothole}}, {{¦", {"service", "street"}, {"name"}),
    "one on its own line": (f"{RULE}    when:\n      all:\n        - ser¦", {"service", "not"}, {"name"}),
    "over several lines": (f"{RULE}    when: {{any: [\n      {{text: a}},\n      {{ur¦", {"urgency"}, {"any of"}),
    "quotes and brackets": (f'{RULE}    when: {{text: "a, b: {{", ¦', {"service"}, {"text"}),
    "actions": (f"{RULE}    then:\n      ¦\n      hold: true", {"close", "department"}, {"hold", "when"}),
    "an example": (f"{RULE}    examples:\n      - text: a\n        no¦", {"not", "reply"}, {"text", "note"}),
}


def test_keys_that_can_stand_somewhere_are_offered() -> None:
    """In blocks and in braces, and never one that is there already."""
    answers = ask(*(text for text, _, _ in KEYS.values()))
    for (name, (_, offered, absent)), answer in zip(KEYS.items(), answers, strict=True):
        assert offered <= set(answer["keys"]), name
        assert not absent & set(answer["keys"]), name


VALUES = {
    "departments:\n  x: {}\nservices:\n  pothole: {department: ¦": ["streets", "fire"],
    f"{RULE}    then:\n      department: ¦": ["streets", "learned"],
    f"{RULE}    then: {{close: ¦": ["true", "false"],
    f"{RULE}    when: {{service: [pot¦": ["pothole"],
    f"{RULE}    when: {{urgency: ¦": ["routine", "soon", "emergency"],
    f"{RULE}    when:\n      urgency:\n        - ¦": ["routine", "soon", "emergency"],
    f"{RULE}    examples:\n      - text: a\n        rule: ¦": ['"Gas: first"'],
    f"{RULE}    note: |\n      dep¦": [],
    "# dep¦": [],
    "city:\n  name: ¦": [],
}


def test_values_that_can_stand_somewhere_are_offered() -> None:
    """The names of this text and the words of the schema, in quotes where YAML needs them; nothing inside free text."""
    for (text, offered), answer in zip(VALUES.items(), ask(*VALUES), strict=True):
        assert answer["values"] == offered, text
        assert not (answer["keys"] and answer["kind"] == "value"), text


@pytest.fixture(scope="module")
def meanings() -> list[dict[str, Any]]:
    """What is said about four words."""
    return ask(
        f"{RULE}    when: {{serv¦ice: pothole}}",
        f"{RULE}    when: {{service: pot¦hole}}",
        f"{RULE}    then: {{due: 4 ho¦urs}}",
        "city:\n  name: Elm ¦City",
    )


def test_words_are_explained_where_they_stand(meanings: list[dict[str, Any]]) -> None:
    """A key by its meaning, a name by what it stands for, and anything else by the key that it belongs to."""
    key, value, free, text = meanings
    assert key["meaning"] == "this is the service that was understood, surely enough"
    assert value["meaning"] == "Pothole"
    assert (free["meaning"], free["around"]) == ("", "due")
    assert (text["meaning"], text["around"]) == ("", "name")
