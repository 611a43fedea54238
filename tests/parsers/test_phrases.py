"""The index of phrases: what it finds, in which order, and that what it remembers changes nothing."""

from __future__ import annotations

import pytest

from parsers import phrases
from parsers.phrases import Match, PhraseIndex
from parsers.words import split_words

_PATTERNS = ("pothole", "big hole", "big hole here", "lamp .. broken", "tree + (wire|cable)", "(hole|gap) + road")


def index_of(*patterns: str, language: str = "en") -> PhraseIndex:
    """An index whose payloads are the places of the patterns."""
    index = PhraseIndex(language)
    for payload, pattern in enumerate(patterns):
        index.add(pattern, payload)
    return index


def found(index: PhraseIndex, text: str) -> list[Match]:
    """What the index finds in a text as it is spelled."""
    return index.find(index.respelled(split_words(text)))


def test_words_phrases_and_parts_that_stand_together_are_found() -> None:
    """A longer phrase is found beside the shorter one that it begins with."""
    index = index_of(*_PATTERNS)
    assert found(index, "a big hole here") == [Match(1, (1, 2)), Match(2, (1, 2, 3))]
    assert found(index, "the lamp is broken, the tree is on a cable") == [Match(3, (1, 3)), Match(4, (5, 9))]
    assert found(index, "road with a gap") == [Match(5, (0, 3))]
    assert found(index, "a hole, a lamp, a tree") == []


def test_matches_come_in_the_order_of_the_text_whatever_was_added_first() -> None:
    """The order decides between equals, so it must not hang on how sets are sorted in memory."""
    index = index_of("wire + tree", "lamp + pole", "road + hole")
    assert [match.payload for match in found(index, "hole in the road, pole without lamp, wire in a tree")] == [2, 1, 0]
    assert [match.payload for match in found(index, "wire in a tree, hole in the road")] == [0, 2]


def test_a_part_of_a_german_compound_counts_once() -> None:
    """`*lampe` is the whole word, too."""
    index = index_of("*lampe", "*lampe .. kaputt", language="de")
    assert found(index, "lampe kaputt") == [Match(0, (0,)), Match(1, (0, 1))]
    assert found(index, "die strassenlampe ist kaputt") == [Match(0, (1,)), Match(1, (1, 3))]


def test_a_pattern_that_is_added_later_is_found_later() -> None:
    """What was remembered of its words before is forgotten."""
    index = index_of("hole + road")
    assert found(index, "a hole") == []
    index.add("hole", 7)
    assert found(index, "a hole") == [Match(7, (1,))]


def test_a_misspelling_is_mended_however_many_words_were_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process reads for months, so it remembers a bounded number of words."""
    monkeypatch.setattr(phrases, "_MOST_REMEMBERED", 3)
    index = index_of("streetlight")
    for text in ("a streetligth", "six other words of no interest", "a streetligth"):
        assert [match.payload for match in found(index, text)] == ([0] if "ligth" in text else [])
