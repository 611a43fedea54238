"""The catalog and the model give one answer; what the model can never overrule stays the catalog's."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from gateway.learning.examples import find_changed_examples
from gateway.routing import load_rulebook
from parsers.city import City
from parsers.language import detect_language
from parsers.requested import Requested, read_request
from parsers.words import split_words
from tests.learning.past import RULES, elm_model, rulebook


@cache
def city() -> City:
    """Elm City with its rulebook and a model."""
    return replace(rulebook().parser_city, model=elm_model())


def ask(text: str, subject: str = "", where: City | None = None) -> Requested:
    """What `text` asks for."""
    where = where or city()
    language = detect_language(text, where.languages)
    return read_request(split_words(text), where, language=language, subject=subject)


def test_a_category_of_the_rulebook_is_its_service() -> None:
    """Routing knows services; the history's own word for one must lead there."""
    said = ask("hole in the asphalt near the school")
    assert said.service is not None
    assert (said.service.code, said.department and said.department.name) == ("pothole", "Streets")
    assert [clue.text for clue in said.service.evidence if "asphalt" in clue.text]


def test_a_category_without_a_service_keeps_its_name() -> None:
    """The clerk reads the city's own word although nobody wrote a rule for it."""
    said = ask("the fountain has no water").service
    assert said is not None
    assert (said.code, said.name) == ("fountain", "Fountain")
    assert "Fountain" not in [other.name for other in said.alternatives]
    assert said.confidence + sum(other.confidence for other in said.alternatives) <= 1.01


@pytest.mark.parametrize(
    ("text", "code"),
    [("I smell gas on Elm Street near the bench", "gas_odor"), ("a power line is down on the bench", "downed_wire")],
)
def test_danger_is_never_overruled(text: str, code: str) -> None:
    """No past request was about it, so the model would call it a bench."""
    said = ask(text).service
    assert said is not None
    assert said.code == code


def test_a_service_that_the_past_does_not_know_wins_by_its_own_words() -> None:
    """A city that starts leaf pick-up tomorrow must not wait a year for its history."""
    said = ask("my bagged leaves are still at the corner of Oak").service
    assert said is not None
    assert said.code == "leaf_pickup"


def test_the_subject_is_heard_and_spans_are_of_the_text() -> None:
    """A mail's subject often says it all; evidence can only be shown in the text."""
    text = "Please help. It is near the school."
    said = ask(text, subject="Fountain runs dry").service
    assert said is not None
    assert said.name == "Fountain"
    assert all(text[clue.start : clue.end] == clue.text for clue in said.evidence)


@pytest.mark.parametrize("text", ["", " ", "🙂🙂", "x" * 100_000, "\ud800 \x00", "漢字 かな", "१२३", "a b " * 5000])
def test_any_text_has_an_answer(text: str) -> None:
    """What people and machines send is not always words."""
    said = ask(text)
    assert said.service is None or 0 <= said.service.confidence <= 1


def test_without_a_model_the_catalog_answers_alone() -> None:
    """A city on its first morning."""
    said = ask("deep pothole", where=rulebook().parser_city)
    assert said.service is not None
    assert (said.service.code, said.department) == ("pothole", None)


def test_examples_that_come_out_otherwise_are_named_with_their_line() -> None:
    """They are checked without the model, so `learn` must say where the two part."""
    rules = RULES.replace(
        "rules: []",
        "rules:\n  - name: Fountains\n    when: {service: [kiosk]}\n    then: {department: parks}\n"
        "    examples: [the frobnicator at the fountain, {text: deep pothole, not: true}]",
    )
    found = list(find_changed_examples(load_rulebook(rules), elm_model()))
    assert all(words.startswith("line ") for words in found)
