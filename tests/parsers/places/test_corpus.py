"""The places and the traps of the corpus, which anybody can read and extend."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from parsers.location import find_location

CORPUS = Path(__file__).parent.parent / "corpus"
PLACES = [
    (language, place) for language, places in YAML(typ="safe").load(CORPUS / "places.yaml").items() for place in places
]
TRAPS = YAML(typ="safe").load(CORPUS / "place_traps.yaml")


@pytest.mark.parametrize(("language", "place"), PLACES, ids=[place["say"][:60] for _, place in PLACES])
def test_places_are_read(language, place):
    """Kind, number, streets and point are those that were said, and the offsets point at the words."""
    location = find_location(place["say"])
    assert location is not None, language
    read = (location.kind.value, location.number, list(location.streets))
    assert read == (place["kind"], place.get("number"), place.get("streets", []))
    assert place["say"][location.start : location.end] == location.text
    assert 0 < location.confidence <= 1
    if "at" in place:
        assert (location.lat, location.lon) == pytest.approx(place["at"], abs=0.0001)


@pytest.mark.parametrize("text", TRAPS["nothing"])
def test_what_is_no_place_is_left_alone(text):
    """A wrong address said with confidence is worse than a question."""
    assert find_location(text) is None


@pytest.mark.parametrize("text", TRAPS["no number"])
def test_a_number_that_is_no_house_s_is_not_given_out(text):
    """A street may be named beside a count, a time, a pole or a way to go."""
    location = find_location(text)
    assert location is None or location.number is None


def test_the_corpus_is_large_enough():
    """The languages and the traps that the parser is promised for are all there."""
    assert len(PLACES) >= 150
    assert sum(map(len, TRAPS.values())) >= 80
    assert len({language for language, _ in PLACES}) >= 8
