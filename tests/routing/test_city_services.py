"""A city's services are like shipped ones and have names in its history."""

from __future__ import annotations

import pytest

from gateway.routing import Rulebook, RulebookError, load_rulebook
from parsers.catalog import ServiceWords, load_catalog
from parsers.service import read_service

PLACES = """\
city: {name: Elm City, timezone: America/New_York, languages: [en, es], addresses: [311@elmcity.example]}
departments:
  streets: {name: Streets}
  front_desk: {name: Front desk}
services:
"""
END = """
rules:
  - {name: litter first, when: {service: litter}, then: {department: front_desk}}
otherwise: {department: front_desk, reply: received}
"""
JUNK = "  junk: {name: Junk and Debris, like: [illegal_dumping, litter], department: streets}\n"


def book(services: str) -> Rulebook:
    return load_rulebook(PLACES + services + END)


def read(text: str, rulebook: Rulebook, language: str = "en") -> str:
    guess = read_service(text, rulebook.parser_city.catalog, language=language)
    return guess.code if guess else ""


@pytest.mark.parametrize("text", ["somebody dumped a mattress on Elm", "trash can overflowing", "hay basura tirada"])
def test_a_service_answers_for_those_it_is_like(text: str) -> None:
    """The city has one service where the catalog has two, in each of its languages."""
    assert read(text, book(JUNK), "es" if text.startswith("hay") else "en") == "junk"


def test_evidence_is_the_words_of_the_shipped_service() -> None:
    """A service without words of its own still shows why."""
    guess = read_service(
        "please fix the pothole", book(JUNK.replace("litter", "pothole")).parser_city.catalog, language="en"
    )
    assert guess is not None
    assert [evidence.text for evidence in guess.evidence] == ["pothole"]
    assert guess.confidence > 0.6


def test_a_listed_service_keeps_its_own_words() -> None:
    """What stands in the rulebook under its own code is not taken away by a service that is like it."""
    catalog = book(JUNK + "  litter: {department: streets, words: {en: [candy wrappers], es: [envolturas]}}\n")
    assert read("candy wrappers everywhere", catalog) == "litter"


def test_a_name_is_enough_for_a_service_that_is_like_another() -> None:
    """Words in every language would be a lot to ask for what the catalog already knows."""
    assert book(JUNK).services["junk"].name("es") == "Junk and Debris"
    assert book(JUNK).services["junk"].group == load_catalog().service_group("illegal_dumping")


def test_a_rule_about_a_shipped_service_hears_of_those_like_it() -> None:
    """The shipped rules for danger name shipped codes, whatever the city calls them."""
    assert book(JUNK).index.root.by_key.keys() >= {"service litter", "service junk"}


def test_a_service_that_the_city_does_not_have_must_lead_clearly() -> None:
    """Between one of the city's and one that is not, the city's is taken where the words leave a doubt."""
    city = load_catalog().extended({"own": ServiceWords(names={"en": "Own"})}).city
    assert city.hear({"own": 4.0, "tree": 4.5}) == {"own": 4.0, "tree": pytest.approx(3.6)}
    assert city.hear({"own": 4.0, "gas_odor": 4.5})["gas_odor"] == 4.5
    assert load_catalog().city.hear({"tree": 4.5}) == {"tree": 4.5}


def test_the_history_s_names_lead_to_the_service() -> None:
    """A learned category becomes a service of the rulebook: by what is listed, else by its name."""
    catalog = book(
        JUNK + '  pothole: {department: streets, categories: ["Street: Holes", Old Holes]}\n'
    ).parser_city.catalog
    found = [catalog.city.find_category(name) for name in ("junk  and DEBRIS", "Street: Holes", "Pothole", "Noise")]
    assert found == ["junk", "pothole", None, None]


@pytest.mark.parametrize(
    ("services", "line", "words"),
    [
        ("  junk: {name: Junk, like: [litterr], department: streets}\n", 6, "Did you mean `litter`?"),
        ("  junk: {name: Junk, like: [], department: streets}\n", 6, "must not be empty"),
        (JUNK + "  more: {name: More, department: streets}\n", 7, "it needs `words`"),
        (
            JUNK.replace("department", "categories: Trash, department")
            + "  litter: {department: streets, categories: [Litter, trash]}\n",
            7,
            "`trash` is already the service `junk`.",
        ),
    ],
)
def test_mistakes_are_named_with_their_line(services: str, line: int, words: str) -> None:
    """A clerk must find the place."""
    with pytest.raises(RulebookError) as caught:
        book(services)
    assert any(problem.line == line and words in str(problem) for problem in caught.value.problems)
