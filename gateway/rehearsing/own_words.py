"""Where two rulebooks differ in the words of services only: which texts hold a word that one of them hears anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parsers.catalog import Catalog, Clue
from parsers.catalog.vocabulary import Vocabulary
from parsers.city import City
from parsers.values import InboundMessage
from parsers.words import Words, split_words

Heard = list[tuple[Clue, tuple[int, ...]]]


class OwnWords:
    """What the words that a city gave its services find in a text, for an old and a new city."""

    def __init__(self, old: City, new: City) -> None:
        """All else about the two must be alike, as `differ_in_words_only` says."""
        self._old, self._new = _own(old.catalog), _own(new.catalog)

    def are_heard_alike(self, message: InboundMessage) -> bool:
        """Whether both find the same in the text and in the subject, so that it means the same to both."""
        said = [split_words(text) for text in (message.new_text, message.subject) if text]
        return all(_heard(self._old, words) == _heard(self._new, words) for words in said)


def differ_in_words_only(old: Catalog, new: Catalog) -> bool:
    """Whether the same services are there in the same order, and only their words changed."""
    languages = [[vocabulary.language for vocabulary in catalog.vocabularies] for catalog in (old, new)]
    return languages[0] == languages[1] and _without_words(old) == _without_words(new)


def _without_words(catalog: Catalog) -> list[tuple[str, object]]:
    return [(code, replace(said, words={}, without={})) for code, said in catalog.own]


def _own(catalog: Catalog) -> Sequence[Vocabulary]:
    return catalog.vocabularies[len(catalog.languages) :]


def _heard(vocabularies: Sequence[Vocabulary], words: Words) -> list[Heard]:
    return [_found(vocabulary, words) for vocabulary in vocabularies]


def _found(vocabulary: Vocabulary, words: Words) -> Heard:
    index = vocabulary.index
    return [(vocabulary.clues[match.payload], match.places) for match in index.find(index.respelled(words))]
