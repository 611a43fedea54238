"""Times in eight languages, and the nights on which clocks are changed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.occurred import find_occurred
from parsers.tongue_days import patterns_of
from parsers.tongues import WRITTEN, load_tongue
from tests.own_time import done_within

NOON = datetime(2026, 6, 3, 16, 0, tzinfo=UTC)
LANGUAGES = ("en", "es", "de", "fr", "pt", "zh", "vi", "ht")
_LINES = (Path(__file__).parent / "corpus/times.txt").read_text(encoding="utf-8").splitlines()
SAID = [line for line in _LINES if not line.startswith("#")]
_MEANT = re.compile(r" ?(?:(?P<start>\S+)(?: \.\. (?P<end>\S+))? (?P<grain>\w+))?(?: ?\* (?P<often>.*))?")


@pytest.mark.parametrize("line", SAID)
def test_times_are_read_in_eight_languages(line: str) -> None:
    """Days, spans, hours and repetitions; and nothing where nothing is said."""
    said, _, meant = line.rpartition(" =>")
    language, _, text = said.partition(" | ")
    want = _MEANT.fullmatch(meant)
    found = find_occurred(text, received_at=NOON, timezone="America/New_York", language=language)
    if not want["start"] and not want["often"]:
        assert found is None
        return
    assert found.text in text
    assert found.repeats == (want["often"] or "")
    assert found.start.startswith(want["start"]) if want["start"] else found.start == found.end == ""
    assert found.precision == (want["grain"] or "day")
    assert found.end.startswith(want["end"] or "")


def test_the_corpus_is_large_enough() -> None:
    """A handful of sentences would prove nothing of eight languages."""
    assert len(SAID) >= 120
    assert {line.split(" | ")[0] for line in SAID} == set(LANGUAGES)


@pytest.mark.parametrize(
    ("received", "text", "start"),
    [
        ("2026-03-08T12:00", "yesterday at 2:30am", "2026-03-07T02:30:00-05:00"),
        ("2026-03-08T12:00", "3 hours ago", "2026-03-08T05:00:00-04:00"),
        ("2026-03-08T08:30", "2 hours ago", "2026-03-08T01:30:00-05:00"),
        ("2026-03-09T15:00", "yesterday", "2026-03-08T00:00:00-05:00"),
        ("2026-11-01T07:30", "2 hours ago", "2026-11-01T01:30:00-04:00"),
        ("2026-11-01T06:30", "now", "2026-11-01T00:00:00-04:00"),
        ("2026-11-02T15:00", "last night at 11pm", "2026-11-01T23:00:00-05:00"),
        ("2026-06-03T03:59", "today", "2026-06-02T00:00:00-04:00"),
        ("2026-06-03T04:01", "today", "2026-06-03T00:00:00-04:00"),
        ("2026-06-03T04:30", "at 11pm", "2026-06-02T23:00:00-04:00"),
        ("2024-02-29T15:00", "a year ago", "2023-02-28T00:00:00-05:00"),
        ("2026-03-31T15:00", "a month ago", "2026-02-28T00:00:00-05:00"),
        ("2026-01-01T15:00", "yesterday", "2025-12-31T00:00:00-05:00"),
        ("2026-01-01T15:00", "last week", "2025-12-22T00:00:00-05:00"),
        ("2026-01-02T15:00", "on 12/30", "2025-12-30T00:00:00-05:00"),
        ("2028-03-01T15:00", "on the 29th.", "2028-02-29T00:00:00-05:00"),
        ("2026-05-31T15:00", "over the weekend", "2026-05-30T00:00:00-04:00"),
    ],
)
def test_midnights_leap_days_and_changed_clocks(received: str, text: str, start: str) -> None:
    """Received in UTC, told in New York: an hour ago is an hour that passed, and a day is the city's."""
    moment = datetime.fromisoformat(received).replace(tzinfo=UTC)
    found = find_occurred(text, received_at=moment, timezone="America/New_York", language="en")
    assert found.start == start


@pytest.mark.parametrize("language", WRITTEN)
def test_the_words_of_a_language_fit_their_patterns(language: str) -> None:
    """Each file of words loads, is flat, and knows seven days and twelve months."""
    tongue = load_tongue(language)
    assert set(tongue.weekdays.values()) == set(range(7))
    assert set(tongue.months.values()) == set(range(1, 13))
    assert set(tongue.units.values()) == set(range(7))
    assert {2, 3, 4, 5, 6, 7, 8, 9, 10} <= set(tongue.counts.values())
    assert {"night", "day", "week", "monday", "sunday"} <= set(tongue.each.values())
    assert all(word == word.lower() for word in (*tongue.weekdays, *tongue.months, *tongue.each))


@pytest.mark.parametrize("language", WRITTEN)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_text_without_a_stem_cannot_match(language: str, data: st.DataObject) -> None:
    """The short cuts past patterns are held against the expressions, as for English and Spanish."""
    tongue = load_tongue(language)
    words = sorted({*tongue.weekdays, *tongue.units, *tongue.counts, *(word for word, _ in tongue.day_patterns), "3"})
    flat = " ".join(data.draw(st.lists(st.sampled_from(words), max_size=6)))
    for pattern in patterns_of(language):
        if pattern.stems and pattern.expression.search(flat):
            assert any(stem in flat for stem in pattern.stems)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=200), language=st.sampled_from(LANGUAGES))
def test_reading_times_is_total(text: str, language: str) -> None:
    """No text raises, and the words are always the text's."""
    found = find_occurred(text, received_at=NOON, timezone="America/New_York", language=language)
    assert found is None or found.text in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", ["for 2 ", "每", "vor 3 ", "3 tuan ", "10-12 ", "一"])
def test_reading_times_is_quick(language: str, unit: str) -> None:
    """Only the head of a text is read, in linear time."""
    text = unit * (100_000 // len(unit))
    done_within(1, lambda: find_occurred(text, received_at=NOON, timezone="America/New_York", language=language))
