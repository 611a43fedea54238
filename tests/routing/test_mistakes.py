"""Every mistake of a rulebook is found at load, at its line and column, with what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from gateway.routing import RulebookError, load_rulebook

GOOD = """\
city:
  name: Elm City
  timezone: America/New_York
  languages: [en, es]
  addresses: [311@elmcity.example]
  numbers: ["+12035550142"]
departments:
  streets: {name: Streets, notify: [{email: streets@elmcity.example}], hours: Mon-Fri 07:00-15:30}
  front_desk: {name: Front desk}
services:
  pothole: {department: streets, due: 3 days, needs: [location], ask: {pole: Which pole?}}
rules:
  - name: Holes
    when: {all: [{service: pothole}, {text: hole}]}
    then: {department: streets, reply: received, tags: hole}
    examples: [a hole]
replies:
  sorry: {en: "Sorry, {{ number }}", es: "Perdón"}
otherwise: {department: front_desk, reply: received}
"""

MISTAKES = YAML(typ="safe").load(Path(__file__).with_name("mistakes.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake["says"][:60])
def test_mistake_is_named_with_its_place_and_a_way_out(mistake: dict[str, str]) -> None:
    """A clerk must find the word and know what to write, without asking anybody."""
    assert mistake["old"] in GOOD
    with pytest.raises(RulebookError) as caught:
        load_rulebook(GOOD.replace(mistake["old"], mistake["new"], 1), source="rules.yaml")
    first = caught.value.problems[0]
    assert (f"{first.line}:{first.column}", first.hint) == (mistake["place"], mistake["hint"])
    assert first.message.startswith(mistake["says"])


def test_good_rulebook_has_no_mistakes() -> None:
    """The text that all mistakes are made from is right itself."""
    assert load_rulebook(GOOD).rules[0].name == "Holes"


def test_all_mistakes_are_named_at_once_in_the_order_of_the_file() -> None:
    """Nobody should have to mend a file one error at a time."""
    text = GOOD.replace("Elm City", "''").replace("due: 3 days", "due: soon").replace("{text: hole}", "{txt: hole}")
    with pytest.raises(RulebookError) as caught:
        load_rulebook(text.replace("front_desk, reply", "desk, reply"))
    assert [problem.line for problem in caught.value.problems] == [2, 11, 14, 19]
    assert str(caught.value).startswith("The rulebook has 4 mistakes:\n  routing_rules.yaml:2:9: ")


def test_two_rules_of_one_name_are_a_mistake() -> None:
    """A ticket names its rule, so a name must mean one rule."""
    rule = "  - {name: holes, when: {text: hole}, then: {tags: a}}\n"
    with pytest.raises(RulebookError) as caught:
        load_rulebook(GOOD.replace("replies:", rule + "replies:"))
    problem = caught.value.problems[0]
    assert (problem.line, problem.column) == (17, 12)
    assert problem.message == "Two rules are called `holes`; the first is on line 13."


def test_mistake_in_a_block_of_text_is_on_its_own_line() -> None:
    """A mail of ten lines must not be blamed as a whole."""
    text = GOOD.replace(
        '{en: "Sorry, {{ number }}", es: "Perdón"}',
        "\n    en: |\n      Dear you,\n      see {{ nmuber }}\n    es: Perdón",
    )
    with pytest.raises(RulebookError) as caught:
        load_rulebook(text)
    assert [(problem.line, problem.message) for problem in caught.value.problems] == [
        (21, "There is no field `nmuber`.")
    ]


def test_unquoted_no_and_times_stay_texts() -> None:
    """YAML 1.1 reads `no` as false and `12:30` as 750; people mean the words."""
    book = load_rulebook(GOOD.replace("text: hole", "text: [no, on, 12:30, 2026-07-04]"))
    assert book.rules[0].when.parts[1].said == "no or on or 12:30 or 2026-07-04"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "just words",
        "[1, 2]",
        "a: [1,",
        "\x00",
        "[" * 5_000,
        "a: 1\n---\nb: 2",
        "? [a]\n: b",
        "é: " + "x" * 7_000_000,
    ],
)
def test_what_is_no_rulebook_is_one_clear_error(text: str) -> None:
    """Half-written YAML, a second document, depth and size must neither hang nor crash."""
    with pytest.raises(RulebookError) as caught:
        load_rulebook(text)
    assert all(problem.line >= 1 and problem.column >= 1 for problem in caught.value.problems)


def test_deeply_nested_template_is_a_mistake_and_no_crash() -> None:
    """A reply of nothing but `{% if %}` would exhaust the template engine's stack."""
    deep = "{% if city %}" * 200 + "{% endif %}" * 130
    with pytest.raises(RulebookError):
        load_rulebook(GOOD.replace("Sorry, {{ number }}", deep))


def test_one_plain_reply_serves_every_language() -> None:
    """A city may choose to say something in one language only, when it says so."""
    book = load_rulebook(GOOD.replace('{en: "Sorry, {{ number }}", es: "Perdón"}', "Sorry"))
    assert book.reply_text("sorry", "es") == "Sorry"


def test_same_text_is_read_once() -> None:
    """Reading costs seconds for ten thousand rules; the cache is by content."""
    assert load_rulebook(GOOD) is load_rulebook(GOOD)
