"""Several problems in one message: parted only where that is clear, and never a word lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from parsers import DEFAULT_CITY
from parsers.cuts import Mark, find_cuts
from parsers.kinship import are_akin
from parsers.several import LONGEST, own_span
from parsers.understand import understand, understand_as_one
from parsers.values import Automation, Coordinates, InboundMessage, Location, Origin, ServiceGuess, Urgency
from tests.own_time import done_within

CORPUS = YAML(typ="safe").load(Path(__file__).with_name("corpus") / "several.yaml")
Make = Callable[..., InboundMessage]


def _told(service: ServiceGuess | None, location: Location | None) -> str:
    return f"{service.code if service else '-'} @ {location.text if location else '-'}"


def _problems(message: InboundMessage) -> list[str]:
    meaning = understand(message, DEFAULT_CITY)
    further = [_told(problem.service, problem.location) for problem in meaning.further]
    return [_told(meaning.service, meaning.location), *further]


@pytest.mark.parametrize("sample", CORPUS["split"], ids=lambda sample: sample["text"][:60])
def test_several_problems_are_parted(sample: dict[str, Any], message: Make) -> None:
    """Each problem goes to people of its own, with its own place."""
    assert _problems(message(sample["text"])) == sample["are"]


@pytest.mark.parametrize("text", CORPUS["one"], ids=lambda text: text[:60])
def test_one_problem_stays_one(text: str, message: Make) -> None:
    """A wrong split annoys more than a missed one."""
    assert understand(message(text), DEFAULT_CITY).further == ()


@pytest.mark.parametrize("sample", CORPUS["split"], ids=lambda sample: sample["text"][:60])
def test_no_word_is_lost(sample: dict[str, Any], message: Make) -> None:
    """Every word of the message belongs to one of its tickets."""
    text = sample["text"]
    further = understand(message(text), DEFAULT_CITY).further
    start, end = own_span(text, further)
    kept = [text[start:end], *(problem.text for problem in further)]
    assert sorted("".join("".join(kept).split())) == sorted("".join(text.split()))
    assert all(text[problem.start : problem.end] == problem.text for problem in further)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Schlagloch. Außerdem ist die Laterne kaputt", Mark.ALSO),
        ("Schlagloch. Zweites Problem: die Laterne", Mark.ANOTHER),
        ("Nid-de-poule. De plus le lampadaire est en panne", Mark.ALSO),
        ("Nid-de-poule. Autre problème : graffiti", Mark.ANOTHER),
        ("Buraco na rua. Também há pichação", Mark.ALSO),
        ("Buraco na rua. Outro problema: pichação", Mark.ANOTHER),
        ("路面坑洞。另外路灯不亮", Mark.ALSO),
        ("路面坑洞。另一个问题：路灯不亮", Mark.ANOTHER),
        ("路面坑洞。還有一個問題，路燈不亮", Mark.ANOTHER),
        ("Có ổ gà. Ngoài ra đèn đường hỏng", Mark.ALSO),
        ("Có ổ gà. Vấn đề khác: đèn đường hỏng", Mark.ANOTHER),
        ("Gwo twou. Anplis limyè a pa limen", Mark.ALSO),
        ("Gwo twou. Lòt pwoblèm: limyè a pa limen", Mark.ANOTHER),
        ("1. 路面坑洞\n2. 路灯不亮", Mark.ITEM),
        ("• Ổ gà\n• Đèn đường hỏng", Mark.ITEM),
    ],
)
def test_every_language_has_words_for_one_more(text: str, mark: Mark) -> None:
    """Who writes in another language of the city is understood as well."""
    assert mark in {cut.mark for cut in find_cuts(text)}


def test_danger_comes_first_and_the_rest_stays_calm(message: Make) -> None:
    """Dispatchers must not look for a gas leak in a ticket about a pothole."""
    meaning = understand(message("Pothole at 12 Oak St. Also I smell gas at 40 Elm St!"), DEFAULT_CITY)
    assert meaning.urgency is Urgency.EMERGENCY
    assert [problem.urgency for problem in meaning.further] == [Urgency.ROUTINE]


def test_a_place_that_may_be_another_is_not_taken_over(message: Make) -> None:
    """A wrong address said with confidence is worse than a question."""
    text = "Graffiti all over the wall at 5 Main St. Another problem: my trash was not picked up."
    assert understand(message(text), DEFAULT_CITY).further[0].location is None


def test_the_place_of_a_pin_is_that_of_all(message: Make) -> None:
    """A pin is sent once for a message with two problems."""
    sent = message("1. Streetlight out\n2. Graffiti on the wall", coordinates=Coordinates(lat=41.3, lon=-72.9))
    meaning = understand(sent, DEFAULT_CITY)
    assert meaning.location is not None
    assert [problem.location for problem in meaning.further] == [meaning.location]


def test_what_a_machine_writes_is_one(message: Make) -> None:
    """A newsletter is full of lists."""
    text = CORPUS["split"][0]["text"]
    sent = message(text, automation=Automation(origin=Origin.LIST))
    assert understand(sent, DEFAULT_CITY).further == ()


def test_words_of_one_ticket_can_be_read_as_one(message: Make) -> None:
    """What belongs to a ticket already is not parted when it is read once more."""
    text = CORPUS["split"][0]["text"]
    assert understand_as_one(message(text), DEFAULT_CITY).further == ()


def test_kinship_holds_both_ways() -> None:
    """Which problem was named first must not matter."""
    assert are_akin("clogged_drain", "flooding")
    assert are_akin("flooding", "clogged_drain")
    assert not are_akin("pothole", "graffiti")
    assert are_akin("leaf_pickup", "graffiti")


@pytest.mark.parametrize(
    "piece", ["also ", "1. a ", "\n", " ", "and 1 Oak, ", "On ", "- x\n", "12 Oak St and ", "另外。"]
)
def test_time_grows_with_the_text(piece: str) -> None:
    """Nobody can make the reader work for long."""
    text = piece * (100_000 // len(piece))
    assert len(done_within(2.0, lambda: find_cuts(text))) <= len(text)


def test_a_long_story_is_left_to_people(message: Make) -> None:
    """Behind three thousand characters there is a story, and a person must read it."""
    sent = message(CORPUS["split"][0]["text"])
    long = replace(sent, text=sent.text + " and so on" * (LONGEST // 10))
    assert understand(long, DEFAULT_CITY).further == ()
