"""What is kept of an answer to a question with choices: the name in the city's language, else the words."""

from __future__ import annotations

import pytest

from gateway.routing import Rulebook, load_rulebook
from gateway.routing.chosen_answers import read_detail

BOOK = """\
city: {name: Elm City, timezone: America/New_York, languages: [en, es], addresses: [311@elmcity.example]}
departments: {streets: {name: Streets}}
services:
  pothole:
    department: streets
    ask:
      pole: Which pole?
      size: {question: How large?, type: choice, choices: {s: {en: Small, es: Pequeño}, l: {en: Large, es: Grande}}}
      near: {question: What is near?, type: choices, choices: {s: {en: School, es: Escuela}, p: {en: Park, es: Parque}}}
otherwise: {department: streets, reply: received}
"""


@pytest.fixture(scope="module")
def book() -> Rulebook:
    """A service with a question of each kind."""
    return load_rulebook(BOOK)


@pytest.mark.parametrize(
    ("key", "said", "kept"),
    [
        ("size", "2", "Large"),
        ("size", "pequeño", "Small"),
        ("size", "as a plate", "as a plate"),
        ("near", "escuela y parque", "School, Park"),
        ("near", "1", "School"),
        ("near", "the river", "the river"),
        ("pole", "2", "2"),
        ("moon", "2", "2"),
    ],
)
def test_a_choice_is_kept_by_its_name(book: Rulebook, key: str, said: str, kept: str) -> None:
    """Clerks read one language; words that are no choice are worth more than nothing."""
    assert read_detail(book, "pothole", key, said) == kept


@pytest.mark.parametrize("service", [None, "tree"])
def test_an_unknown_service_has_no_choices(book: Rulebook, service: str | None) -> None:
    """The rulebook may have changed since the question was asked."""
    assert read_detail(book, service, "size", "2") == "2"
