"""The language of texts of a few words, mixed ones too, in a city that speaks eight."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.language import detect_language, find_language, tells_language
from parsers.telling_words import GRAMMAR, NOUNS
from tests.own_time import done_within

LANGUAGES = ("en", "es", "de", "fr", "pt", "zh", "vi", "ht")
_LINES = (Path(__file__).parent / "corpus/languages.txt").read_text(encoding="utf-8").splitlines()
SAID = [line for line in _LINES if not line.startswith("#")]


@pytest.mark.parametrize("line", SAID)
def test_a_few_words_tell_their_language(line: str) -> None:
    """Or they tell none, and then the sender's earlier language holds."""
    meant, _, text = line.partition(" | ")
    assert (find_language(text, LANGUAGES) or "?") == meant


def test_the_corpus_is_large_enough() -> None:
    """Eight languages, and names and numbers that are in none."""
    assert len(SAID) >= 120
    assert {line.split(" | ")[0] for line in SAID} == {*LANGUAGES, "?"}


@pytest.mark.parametrize("languages", [("en",), ("en", "es"), ("es", "en"), ("de",), ("en", "ru", "ar"), ()])
def test_only_a_language_of_the_city_is_told(languages: tuple[str, ...]) -> None:
    """What the city does not speak is never answered in."""
    for line in SAID:
        assert detect_language(line.partition(" | ")[2], languages) in (languages or ("en",))


def test_grammar_is_no_noun() -> None:
    """A word weighs once."""
    assert {language: GRAMMAR[language] & NOUNS[language] for language in GRAMMAR} == dict.fromkeys(
        GRAMMAR, frozenset()
    )


def test_two_words_are_too_few_to_change_a_language() -> None:
    """PROTOCOL 15.15: the sender's earlier language holds until three words say otherwise."""
    assert not tells_language("bache Oak")
    assert tells_language("hay un bache")
    assert tells_language("路灯坏了")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_telling_a_language_is_total(text: str) -> None:
    """No text raises, whatever script it is in."""
    assert detect_language(text, LANGUAGES) in LANGUAGES


@pytest.mark.parametrize("unit", ["a", "的", "é ", "http://", "a@"])
def test_telling_a_language_is_quick(unit: str) -> None:
    """Only the head of a text is read."""
    done_within(1, lambda: find_language(unit * (1_000_000 // len(unit)), LANGUAGES))
