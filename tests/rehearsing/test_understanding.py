"""What is left unread in a rehearsal is what no rule asks for; the rest is read as for a message of today."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from gateway.rehearsing.own_words import differ_in_words_only
from gateway.rehearsing.past import Past
from gateway.rehearsing.understanding import Understander, asks_where, details_for, reads_alike
from gateway.routing import load_rulebook
from parsers import InboundMessage, Medium, Understanding, parse
from parsers.city import City
from parsers.details import NO_DETAILS, Detail
from parsers.understand import understand_for_rules
from tests.learning.past import elm_model
from tests.rehearsing.past import RULES, past, read

_CORPUS = Path(__file__).resolve().parents[1] / "parsers/corpus"
_KEPT = ("service", "department", "location", "urgency", "urgency_evidence", "language", "tells_language")


def sentences() -> list[str]:
    """Hand-written texts of every kind: places, several problems, dangers, other languages."""
    several = YAML(typ="safe").load((_CORPUS / "several.yaml").read_text(encoding="utf-8"))
    lines = (_CORPUS / "languages.txt").read_text(encoding="utf-8").splitlines()
    found = [line.split("|", 1)[1].strip() for line in lines if "|" in line and line[0] != "#"]
    places = YAML(typ="safe").load((_CORPUS / "places.yaml").read_text(encoding="utf-8"))
    found += [item["say"] for items in places.values() for item in items]
    return found + [item["text"] for item in several["split"]] + ["NEW pothole at 12 Oak St", "STOP", "Liked “ok”", ""]


def message(text: str, medium: Medium, subject: str = "") -> InboundMessage:
    """A message of Anne on a Monday."""
    return InboundMessage(
        medium=medium,
        sender="+12035550199",
        received_at=datetime(2026, 3, 2, 17, tzinfo=UTC),
        text=text,
        reply_text=text,
        subject=subject,
    )


def kept(meaning: Understanding) -> list[object]:
    """What rules look at, of all problems."""
    problems = [
        (each.service, each.department, each.location, each.urgency, each.start, each.end) for each in meaning.further
    ]
    return [*(getattr(meaning, name) for name in _KEPT), problems]


def test_the_short_reading_is_the_whole_one_without_details(rules_path: Path) -> None:
    """There is one reader: a rehearsal that understood otherwise would tell of another city."""
    city = load_rulebook(rules_path.read_text(encoding="utf-8")).parser_city
    said = sentences()
    assert len(said) > 300
    for number, text in enumerate(said):
        one = message(text, *((Medium.SMS,) if number % 3 else (Medium.EMAIL, text[:50])))
        wanted = frozenset({Detail.PLACE, Detail.SEVERAL})
        whole, short = parse(one, city).understanding, understand_for_rules(one, city, wanted)
        assert kept(short) == kept(whole), text
        assert (short.occurred, short.personal) == (None, ())


def test_all_words_are_one_problem_where_nobody_asks_for_several(rules_path: Path) -> None:
    """A rehearsal counts requests, and to part one costs a fifth of reading it."""
    city = load_rulebook(rules_path.read_text(encoding="utf-8")).parser_city
    one = message("1. Pothole at 12 Oak St\n2. Streetlight out at 40 Elm St", Medium.SMS)
    assert len(understand_for_rules(one, city, frozenset({Detail.PLACE, Detail.SEVERAL})).further) == 1
    assert understand_for_rules(one, city, frozenset({Detail.PLACE})).further == ()


@pytest.mark.parametrize("detail", list(Detail))
def test_each_detail_is_read_where_it_is_asked_for(detail: Detail) -> None:
    """A rule about the time must find it in both rulebooks."""
    one = message("bench slats broken at 12 Oak St since yesterday, call Anne Smith 203-555-0188", Medium.SMS)
    city = replace(read(RULES).parser_city, model=elm_model())
    whole, short = parse(one, city).understanding, understand_for_rules(one, city, frozenset({detail}))
    assert (short.occurred == whole.occurred) is (detail is Detail.TIME)
    assert (short.contact == whole.contact) is (detail is Detail.CONTACT)
    assert (short.personal == whole.personal) is (detail is Detail.PERSONAL)
    assert (short.location == whole.location) is (detail is Detail.PLACE)
    assert (short.service == whole.service) is (detail is Detail.WORDS)
    assert short.service
    assert whole.service
    assert replace(short.service, evidence=()) == replace(whole.service, evidence=())


@pytest.mark.parametrize(
    ("when", "details"),
    [
        ("{has: photo}", NO_DETAILS),
        ("{missing: time}", {Detail.TIME}),
        ("{not: {any: [{has: [photo, phone]}, {text: fire}]}}", {Detail.CONTACT}),
        ("{has: [photo, attachment, subject, service, name]}", {Detail.TIME, Detail.CONTACT}),
    ],
)
def test_what_rules_ask_for_is_seen_in_their_conditions(when: str, details: frozenset[Detail]) -> None:
    """Also inside of other conditions; of a long list all that it might name."""
    rulebook = read(
        RULES.replace("{text: school}", when).replace("    examples: [pothole at the school on 12 Oak St]\n", "")
    )
    assert details_for(rulebook) == details
    assert asks_where(rulebook)
    assert not asks_where(read(RULES))
    assert details_for(read(RULES.replace("needs: [location]", "needs: [location, time]"))) == {Detail.TIME}


@pytest.mark.parametrize(
    ("change", "alike"),
    [
        (("department: parks", "department: streets"), True),
        (("name: School first", "name: Schools"), True),
        (("[frobnicator]", "[gadget]"), False),
        (("{department: parks, needs", "{department: parks, like: [overgrown_vegetation], needs"), False),
        (("  languages: [en]", "  languages: [en]\n  streets: [Quinnipiac Path]"), False),
        (("America/New_York", "America/Chicago"), False),
    ],
)
def test_a_text_is_read_once_where_it_means_the_same_to_both(change: tuple[str, str], alike: bool) -> None:
    """Reading is nine tenths of the time; but another word of a service must be heard."""
    old, new = read(RULES), read(RULES.replace(*change))
    assert reads_alike(old.parser_city, new.parser_city) is alike


def test_a_text_that_breaks_its_reader_is_counted_as_not_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of a hundred thousand must not end the rehearsal; today's message would go to a person as well."""

    def fail(*_: object) -> Understanding:
        raise RecursionError

    monkeypatch.setattr("gateway.rehearsing.understanding.understand_for_rules", fail)
    rulebook = read(RULES)
    assert Understander(rulebook, rulebook).understand(past()[0]) == (Understanding(), Understanding())


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("the frobnicator is loud", 1),
        ("the gadget is loud", 2),
        ("the gadgets are loud", 2),
        ("the cubicles are dark", 2),
        ("a pothole at 12 Oak St", 1),
        ("", 1),
    ],
)
def test_only_texts_with_another_word_are_read_again(text: str, readings: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clerk who adds a word to a service need not wait for all that do not hold it; misspellings count as well."""
    old = read(RULES.replace("[frobnicator]", "[frobnicator, cubicle]"))
    new = read(RULES.replace("[frobnicator]", "[frobnicator, gadget]"))
    asked: list[str] = []

    def counted(
        one: InboundMessage, city: City, details: frozenset[Detail], *, known: Understanding | None
    ) -> Understanding:
        asked.append(one.text)
        return understand_for_rules(one, city, details, known=known)

    monkeypatch.setattr("gateway.rehearsing.understanding.understand_for_rules", counted)
    one = Past(key="1", message=message(text, Medium.EMAIL, subject="Hello"))
    both = Understander(old, new).understand(one)
    assert len(asked) == readings
    wanted = frozenset({Detail.PLACE})
    assert both == tuple(understand_for_rules(one.message, each.parser_city, wanted) for each in (old, new))


def test_another_service_is_more_than_other_words() -> None:
    """It takes the place of what it is like, so every text may mean another thing."""
    old = read(RULES)
    words = read(RULES.replace("[frobnicator]", "[gadget]"))
    more = read(RULES.replace("services:", "services:\n  graffiti: {department: parks}"))
    assert differ_in_words_only(old.parser_city.catalog, words.parser_city.catalog)
    assert not differ_in_words_only(old.parser_city.catalog, more.parser_city.catalog)
