"""Three steps of urgency in eight languages; hazards of every day wait their turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.haste import CALM, PATTERNS
from parsers.urgency import read_urgency
from parsers.values import Urgency
from parsers.words import split_words
from tests.own_time import done_within

_LINES = (Path(__file__).parent / "corpus/urgency.txt").read_text(encoding="utf-8").splitlines()
SAID = [line for line in _LINES if not line.startswith("#")]


@pytest.mark.parametrize("line", SAID)
def test_how_soon_somebody_must_look(line: str) -> None:
    """With the words that say so."""
    said, _, meant = line.rpartition(" => ")
    language, _, text = said.partition(" | ")
    urgency, evidence = read_urgency(split_words(text), language=language)
    assert urgency.value == meant
    assert bool(evidence) == (urgency is not Urgency.ROUTINE)
    assert all(text[each.start : each.end] == each.text for each in evidence)


def test_all_languages_are_there() -> None:
    """Eight languages in the corpus and in the words."""
    assert {line.split(" | ")[0] for line in SAID} == set(PATTERNS)


@pytest.mark.parametrize("unit", ["very ", "tree is ", "flooding my ", "immediate ", "someone could ", "muy ", "很"])
def test_words_of_haste_are_found_in_linear_time(unit: str) -> None:
    """Only the head of a text is read, whatever is repeated in it."""
    text = unit * (100_000 // len(unit))
    done_within(1, lambda: read_urgency(split_words(text), language="de"))


def test_calm_words_take_haste_back() -> None:
    """What is denied is no haste, though the word is there."""
    assert CALM.search("it is not really urgent")
    assert read_urgency(split_words("It is not really urgent. Well, it is urgent."))[0] is Urgency.SOON
