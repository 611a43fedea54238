"""The schema by which editors help: it knows every key and its meaning, and takes what the rulebook takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gateway.cli.rules import command
from gateway.routing.conditions import KINDS
from gateway.routing.default_replies import REQUIRED_REPLIES
from gateway.routing.document import read_document
from gateway.routing.schema import key_help, reply_help, rulebook_schema, schema_with_offers

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
TABLES = {
    "CityText": "### city",
    "DepartmentText": "### departments",
    "ServiceText": "### services",
    "QuestionText": "#### Questions and their answers",
    "OwnSystemText": "#### A department's own system",
    "Open311Text": "## Open311",
    "RuleText": "### rules",
    "Actions": "## Actions",
    "ExampleText": "## Examples are the tests of a rule",
    "OtherwiseText": "## otherwise",
    "DuplicatesText": "## Near-duplicates",
    "ReasonText": "## States, reasons and due times",
    **{model.__name__: "## Conditions" for model in KINDS.values()},
}
LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
REFERENCE = re.compile(r"\. See \[[^\]]+\]\([^)]*\)")
"""A sentence that is only there to lead on."""
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float)}


@cache
def rows(heading: str) -> dict[str, str]:
    """What a table of docs/rules.md says, by key; of a key with several rows all of them."""
    section = re.split(r"\n#{2,4} ", PAGE.partition(f"\n{heading}\n")[2])[0]
    found: dict[str, str] = {}
    for example, cell in re.findall(r"^\| `(.+?)` \| (.*) \|$", section, re.MULTILINE):
        key, words = example.split(":")[0], LINK.sub(r"\1", REFERENCE.sub("", cell))
        found[key] = f"{found[key]}. `{example}` {words}" if key in found else words
    return found


@pytest.mark.parametrize("model", sorted({"RulebookText", *schema_with_offers()["$defs"]}))
def test_every_key_is_explained(model: str) -> None:
    """An editor that completes a key and cannot say what it means has helped by half."""
    schema = schema_with_offers()
    part = schema if model == "RulebookText" else schema["$defs"][model]
    assert set(key_help().get(model, {})) == set(part["properties"])
    assert all(each["description"] for each in part["properties"].values())


@pytest.mark.parametrize("model", TABLES)
def test_help_and_page_say_the_same(model: str) -> None:
    """There is one truth: what stands beside a key in docs/rules.md is what the editor shows."""
    page = rows(TABLES[model])
    for key, words in key_help()[model].items():
        assert words == page[key]


def test_sections_are_explained_as_on_the_page() -> None:
    """The first thing that a clerk reads is the list of sections."""
    block = PAGE.partition("```yaml\ncity: ")[2].partition("```")[0]
    for line in f"city: {block}".strip().splitlines():
        key, _, words = line.partition(":")
        assert key_help()["RulebookText"][key] == words.partition("# ")[2]


def test_replies_are_explained_as_on_the_page() -> None:
    """Whoever rewrites a reply must know when it is sent."""
    assert set(reply_help()) == REQUIRED_REPLIES
    assert all(rows("## Replies")[name] == words for name, words in reply_help().items())


def test_names_are_offered_to_our_editor_only() -> None:
    """Another editor does not know the names of the file, so it is not told that there are any."""
    assert "x-offers" not in json.dumps(rulebook_schema())
    offered = set(re.findall(r'"x-offers": "([\w ]+)"', json.dumps(schema_with_offers())))
    assert {"departments", "departments or learned", "services", "replies", "areas", "languages", "rules"} <= offered


def complaints(value: Any, schema: dict[str, Any], at: str = "") -> Iterator[str]:
    """What a JSON Schema validator says, of the keywords that our schema uses."""
    if "$ref" in schema:
        yield from complaints(value, rulebook_schema()["$defs"][schema["$ref"].rpartition("/")[2]], at)
    if choices := schema.get("anyOf", schema.get("oneOf")):
        told = [list(complaints(value, choice, at)) for choice in choices]
        fitting = told.count([])
        if not fitting or (fitting > 1 and "oneOf" in schema):
            yield f"{at}: fits {fitting} of {len(choices)}: {min(told, key=len)}"
    if "type" in schema and not isinstance(value, TYPES[schema["type"]]):
        yield f"{at}: no {schema['type']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is unknown"
    yield from _inside(value, schema, at)


def _inside(value: Any, schema: dict[str, Any], at: str) -> Iterator[str]:
    if isinstance(value, dict) and schema.get("type") == "object":
        known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        yield from (f"{at}: lacks {key}" for key in schema.get("required", ()) if key not in value)
        for key, item in value.items():
            if key not in known and others is False:
                yield f"{at}: no key {key}"
            elif key in known or isinstance(others, dict):
                yield from complaints(item, known.get(key, others), f"{at}/{key}")
    if isinstance(value, list) and "items" in schema:
        yield from (told for item in value for told in complaints(item, schema["items"], f"{at}/[]"))


def validate(text: str) -> list[str]:
    """What an editor with our schema would underline in a rulebook."""
    return list(complaints(read_document(text, "").data, rulebook_schema()))


def test_the_shipped_rulebook_is_good_to_an_editor() -> None:
    """A file that we take must not be full of red lines elsewhere."""
    assert validate((ROOT / "routing_rules.yaml").read_text(encoding="utf-8")) == []


def test_an_included_file_has_a_schema_of_its_own() -> None:
    """It needs no city, and must not have one."""
    answer = CliRunner().invoke(command, ["schema", "--included"], catch_exceptions=False)
    schema = json.loads(answer.output)
    rules = read_document("rules: [{name: A, when: {service: pothole}, then: {stop: true}}]", "").data
    assert list(complaints(rules, schema)) == []
    assert list(complaints({"city": {}}, schema)) == [": no key city"]


SMALL = """
city: {name: Elm City, timezone: America/New_York, languages: [en], addresses: [311@elmcity.example]}
departments: {streets: {name: Streets, notify: [streets@elmcity.example]}}
services: {pothole: {department: streets, name: Pothole, words: {en: pothole}, needs: location}}
rules:
  - name: A
    when: {not: {any: [{service: pothole}, {area: {type: Polygon}}]}}
    then: {notify: {email: cris@elmcity.example}, tags: wet}
    examples: [A pothole, {text: A pothole, not: true}]
replies: {one: Hello., two: {en: Hello.}, three: {en: {sms: Hi., email: Hello.}}}
otherwise: {department: streets, reply: received}
"""


def test_short_ways_of_writing_are_good_to_an_editor() -> None:
    """One value for a list, a text for a mapping: whatever the rulebook takes is not underlined."""
    assert validate(SMALL) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("name: Elm City", "nam: Elm City"),
        ("{service: pothole}", "{servic: pothole}"),
        ("needs: location", "needs: place"),
        ("tags: wet", "tags: {wet: true}"),
        ("examples: [A pothole", "examples: [{not: true}"),
        ("otherwise: {department: streets, ", "otherwise: {"),
    ],
)
def test_what_is_wrong_is_underlined(right: str, wrong: str) -> None:
    """A schema that takes everything helps nobody."""
    assert validate(SMALL.replace(right, wrong)) != []
