"""The files of the catalog are consistent: a clerk who corrects one learns here what no longer fits."""

from __future__ import annotations

import re
from collections import Counter
from importlib import resources

import pytest
from ruamel.yaml import YAML

from parsers.catalog import CONTEXT, LANGUAGES, STRENGTHS
from parsers.catalog.vocabulary import load_vocabulary, load_word_file, patterns_of
from parsers.catalog.word_file import read_word_file
from parsers.words import split_words

_PIECES = re.compile(r"\(([^()]*)\)")


def text_of(language: str) -> str:
    """The file of a language as it stands."""
    return resources.files("parsers.catalog").joinpath(f"{language}.yaml").read_text(encoding="utf-8")


def spoken(pattern: str, groups: dict[str, str]) -> str:
    """One text that a pattern would be found in: the first of its alternatives, nothing in its gaps."""
    for name, words in groups.items():
        pattern = pattern.replace(f"<{name}>", words.split("|")[0])
    pattern = _PIECES.sub(lambda found: next(filter(str.strip, found[1].split("|"))), pattern)
    return " ".join(pattern.replace("..", " ").replace("+", " ").replace("*", "").split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fast_reader_reads_what_every_yaml_reader_reads(language):
    """Our reader knows a part of YAML only; within it there must be no difference."""
    assert read_word_file(text_of(language)) == YAML(typ="safe", pure=True).load(text_of(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_service(language):
    """Name, description, group and words of each code, the groups as in English."""
    english, file = load_word_file("en").services, load_word_file(language).services
    assert list(file) == list(english)
    for code, wording in file.items():
        assert wording.group == english[code].group
        assert wording.name.strip()
        assert wording.description.endswith("。" if language == "zh" else ".")
        assert {"strong", "words"} <= set(wording.patterns), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_unknown(language):
    """A misspelt `strong` would be passed over in silence."""
    data = read_word_file(text_of(language))
    assert set(data) <= {"groups", "unheeded", "context", "services"}
    assert set(data["context"]) <= set(CONTEXT)
    for code, entry in data["services"].items():
        assert set(entry) <= {"name", "group", "description", *STRENGTHS}, code


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_pattern_stands_twice(language):
    """A pattern that a service has already is noise to whoever reads the file."""
    for code, wording in load_word_file(language).services.items():
        heard = [pattern for key, listed in wording.patterns.items() if key != "not" for pattern in patterns_of(listed)]
        denied = patterns_of(wording.patterns.get("not", ""))
        doubled = [pattern for patterns in (heard, denied) for pattern, count in Counter(patterns).items() if count > 1]
        assert doubled == [], code
        assert set(heard).isdisjoint(denied), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_exclusion_covers_something(language):
    """A `not` whose words speak for its service nowhere silences nothing and misleads the reader."""
    vocabulary, groups = load_vocabulary(language), dict(load_word_file(language).groups)
    idle = []
    for code, wording in load_word_file(language).services.items():
        for pattern in patterns_of(wording.patterns.get("not", "")):
            words = split_words(spoken(pattern, groups))
            found = [
                vocabulary.clues[match.payload] for match in vocabulary.index.find(vocabulary.index.respelled(words))
            ]
            if not any(clue.code == code and clue.strength != "not" for clue in found):
                idle.append(f"{code}: {pattern}")
    assert idle == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pattern_finds_the_words_that_it_is_made_of(language):
    """A pattern with a slip in its signs would never be found."""
    vocabulary, groups = load_vocabulary(language), dict(load_word_file(language).groups)
    deaf = []
    for code, wording in load_word_file(language).services.items():
        for strength, listed in wording.patterns.items():
            for pattern in patterns_of(listed):
                found = vocabulary.index.find(split_words(spoken(pattern, groups)))
                clues = {
                    (vocabulary.clues[match.payload].code, vocabulary.clues[match.payload].strength) for match in found
                }
                if (code, strength) not in clues:
                    deaf.append(f"{code} {strength}: {pattern}")
    assert deaf == []
