"""The catalog on our own sentences, every service in eight languages, as a clerk would add them."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.catalog import LANGUAGES, load_catalog
from parsers.catalog.word_file import read_word_file
from parsers.service import read_service

FOLDER = Path(__file__).parent / "samples"
LEAST = {"en": 8, "es": 5}
LEAST_IN_OTHERS = 2
RIGHT = 0.97
"""The share of the sentences that must be sorted right; a new one may fail until its words are found."""


def samples(language: str) -> list[tuple[str, str]]:
    """The sentences of a language with the service that each is about."""
    code, pairs = "", []
    for line in (FOLDER / f"{language}.yaml").read_text(encoding="utf-8").splitlines():
        if line.startswith("  - "):
            pairs.append((line[4:].strip().strip('"'), code))
        elif line and not line.startswith("#"):
            code = line.rstrip(":")
    return pairs


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_sentences_are_sorted_right(language):
    """Each language is read as well as its words promise; the sentences that are not are named."""
    catalog = load_catalog((language,))
    wrong = []
    for text, code in samples(language):
        guess = read_service(text, catalog, language=language)
        if guess is None or guess.code != code:
            wrong.append(f"{code}: {text} -> {guess.code if guess else None}")
    assert len(wrong) <= (1 - RIGHT) * len(samples(language)), "\n".join(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_service_has_its_sentences(language):
    """No service goes without being tried in each language."""
    told = [code for _, code in samples(language)]
    least = LEAST.get(language, LEAST_IN_OTHERS)
    assert {code: told.count(code) for code in load_catalog().codes if told.count(code) < least} == {}


@pytest.mark.parametrize("language", ["de", "fr", "pt", "zh", "vi", "ht"])
def test_a_city_of_english_and_spanish_understands_the_others_too(language):
    """A resident writes in the language that they have; the ticket must not wait for a translator."""
    catalog = load_catalog(("en", "es"))
    pairs = samples(language)
    right = sum(
        (guess := read_service(text, catalog, language="en")) is not None and guess.code == code for text, code in pairs
    )
    assert right >= 0.8 * len(pairs)


def test_sentences_without_their_marks_are_read_too():
    """On a foreign keyboard people write without accents, umlauts and tones."""
    assert read_service("Schlagloecher auf der Strasse", load_catalog(("de",)), language="de").code == "pothole"
    assert read_service("co o ga lon tren duong", load_catalog(("vi",)), language="vi").code == "pothole"
    assert read_service("la chaussee est affaissee", load_catalog(("fr",)), language="fr").code == "road_damage"
    assert read_service("nao recolheram o lixo", load_catalog(("pt",)), language="pt").code == "missed_collection"


def test_word_files_and_samples_are_told_from_broken_ones():
    """What the fast reader does not know it refuses with the line, so that no word is lost in silence."""
    for broken in ("a:\n   b: c\n", "a: [b]\n", "a: b\na: c\n", "just words\n"):
        with pytest.raises(ValueError, match="line"):
            read_word_file(broken)
