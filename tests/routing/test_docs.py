"""docs/rules.md knows every word of the rulebook."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.routing import load_rulebook
from gateway.routing.command_words import WordsText
from gateway.routing.conditions import KINDS
from gateway.routing.default_replies import REQUIRED_REPLIES
from gateway.routing.open311_sections import Open311Text, OwnSystemText, QuestionText
from gateway.routing.sections import (
    Actions,
    CityText,
    DepartmentText,
    ExampleText,
    LookText,
    OtherwiseText,
    RulebookText,
    RuleText,
    ServiceText,
)
from gateway.routing.templates import FIELDS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_condition_is_in_the_docs(kind: str) -> None:
    """A condition that is not described does not exist for a clerk."""
    assert f"\n| `{kind}: " in PAGE


@pytest.mark.parametrize("action", Actions.model_fields)
def test_action_is_in_the_docs(action: str) -> None:
    """An action that is not described does not exist for a clerk."""
    assert f"\n| `{action}: " in PAGE


@pytest.mark.parametrize("field", FIELDS)
def test_template_field_is_in_the_docs(field: str) -> None:
    """A field that is not described is never used."""
    assert f"\n| `{{{{ {field} }}}}` |" in PAGE


@pytest.mark.parametrize("name", sorted(REQUIRED_REPLIES))
def test_reply_of_the_product_is_in_the_docs(name: str) -> None:
    """A city must know what is sent in its name."""
    assert f"\n| `{name}` |" in PAGE


@pytest.mark.parametrize(
    "section",
    [
        RulebookText,
        CityText,
        WordsText,
        LookText,
        DepartmentText,
        OwnSystemText,
        ServiceText,
        QuestionText,
        RuleText,
        ExampleText,
        OtherwiseText,
        Open311Text,
    ],
)
def test_key_of_each_section_is_in_the_docs(section: type[RulebookText]) -> None:
    """Every key that loads is described."""
    keys = [field.alias or name for name, field in section.model_fields.items()]
    assert [key for key in keys if f"`{key}" not in PAGE and f"{key}:" not in PAGE] == []


def test_rule_of_the_docs_is_good() -> None:
    """What people copy from a page must load."""
    blocks = PAGE.split("```yaml\n")[1:]
    rules, replies = (next(block for block in blocks if block.startswith(name)) for name in ("rules:", "replies:"))
    book = load_rulebook(
        "city: {name: Elm City, timezone: America/New_York, languages: [en, es], addresses: [311@elmcity.example]}\n"
        "departments: {front_desk: {name: Front desk}}\n"
        "services: {pothole: {department: front_desk}}\n"
        f"{rules.partition('```')[0]}\n{replies.partition('```')[0]}\n"
        "otherwise: {department: front_desk, reply: received}\n"
    )
    assert book.rules[0].examples


def test_sections_about_open311_are_good() -> None:
    """The system of a department, a question with choices, and who the city is: together they are a rulebook."""
    blocks = [block.partition("```")[0] for block in PAGE.split("```yaml\n")[1:]]
    departments, services, open311 = (
        next(block for block in blocks if block.startswith(start))
        for start in ("departments:\n  streets:", "services:\n  pothole:", "open311:\n  ")
    )
    book = load_rulebook(
        "city: {name: Elm City, timezone: America/New_York, languages: [en, es], addresses: [311@elmcity.example]}\n"
        f"{departments}  sandbox: {{name: Sandbox}}\n{services}{open311}"
        "otherwise: {department: streets, reply: received}\n"
    )
    system = book.departments["streets"].deliver
    assert system is not None
    assert system.key == "$WORKS"
    assert list(book.services["pothole"].answers["size"].choices) == ["small", "large"]
    assert book.open311.test == "sandbox"
