"""Find the clues to services in a text: in the words of each language, less what is silenced, with their context."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import exp
from typing import NamedTuple

from parsers.catalog import CONTEXT, LANGUAGES, STRENGTHS, Catalog, Clue
from parsers.catalog.vocabulary import Vocabulary, load_vocabulary
from parsers.context import MEANT, PLAIN, Context, Cue, read_context
from parsers.language import find_language
from parsers.phrases import Match
from parsers.words import Words

_OPENING = 0.6
"""How much more the first word counts than one far behind."""
_OPENING_LENGTH = 14.0
"""Words after which that advantage has fallen to a third."""
_LONGER = 0.25
"""How much more each further word of a phrase adds."""
_REPEATED = 0.25
"""What the same clue adds when it comes again."""
_FOREIGN = 0.3
"""What a clue counts when it belongs to another language than the text."""
_HEARD_ABROAD = frozenset({"sure", "strong"})
"""What is believed of a clue in another language; single words there are often names."""
_ENOUGH = 60
"""Words from which a text is in one language only."""
_FEW = 20
"""Words up to which a text is tried in every language; longer ones tell theirs."""
_TELLING = 8
"""Words above which a text's language is taken as it looks."""
_SHORT, _LONG_ENOUGH = 5, 6
_HALVES = frozenset({"zh"})
"""Languages that are cut by characters, of which two make a word."""
_IN_CONTEXT = frozenset(CONTEXT)
_NOTHING: frozenset[int] = frozenset()


class Hit(NamedTuple):
    """A clue that was found: it speaks for its code with `weight`, in the words at `places`."""

    code: str
    weight: float
    places: tuple[int, ...]
    clue: Clue


@dataclass(frozen=True, slots=True)
class Heard:
    """All clues of a text, and what the words around them make of them."""

    hits: tuple[Hit, ...]
    context: Context = PLAIN

    def shipped(self) -> Heard:
        """The same without what a city's own words say."""
        return Heard(tuple(hit for hit in self.hits if not hit.clue.is_own), self.context)

    def named(self) -> set[str]:
        """The codes for which more than a hint speaks that is meant."""
        return {
            hit.code
            for hit in self.hits
            if hit.weight > 0 and hit.clue.strength != "hints" and self.context.standing(hit.places) >= MEANT
        }

    def scores(self, words: Words) -> dict[str, float]:
        """The sum of each code's clues; a word that has spoken for a code speaks no second time for it."""
        scores: dict[str, float] = {}
        heard: dict[str, set[int]] = {}
        said: set[tuple[object, ...]] = set()
        standings = [self.context.standing(hit.places) for hit in self.hits]
        loud = sorted(
            zip(self.hits, standings, strict=True), key=lambda each: (-abs(each[0].weight * each[1]), each[0].places)
        )
        for hit, standing in loud:
            places = heard.setdefault(hit.code, set())
            if not places.isdisjoint(hit.places):
                continue
            places.update(hit.places)
            clue = hit.clue
            saying = (clue.code, clue.strength, clue.is_own, *[words.folded[place] for place in hit.places])
            repeated = _REPEATED if saying in said else 1.0
            said.add(saying)
            opening = 1.0 + _OPENING * exp(-hit.places[0] / _OPENING_LENGTH)
            scores[hit.code] = scores.get(hit.code, 0.0) + hit.weight * repeated * opening * standing
        return scores


def find_clues(words: Words, catalog: Catalog, language: str) -> Heard:
    """The clues of `words` in the city's languages; where they say little, in the language that it seems to be."""
    spoken = {vocabulary.language for vocabulary in catalog.vocabularies}
    heard = _hear(words, [(each, _loudness(each, language, spoken)) for each in catalog.vocabularies])
    loudest = max((hit.weight for hit in heard.hits), default=0.0)
    if loudest >= STRENGTHS["strong"]:
        return heard
    abroad = find_language(words.text, LANGUAGES)
    if abroad is not None and abroad not in spoken:
        elsewhere = _hear(words, [(load_vocabulary(abroad), 1.0)])
        is_told = len(words) > _TELLING or any(_is_no_chance(hit, words) for hit in elsewhere.hits)
        return elsewhere if elsewhere.hits and is_told else heard
    return heard if loudest >= STRENGTHS["words"] else _hear_anywhere(words, spoken) or heard


def _hear_anywhere(words: Words, spoken: Collection[str]) -> Heard | None:
    """The clues in whichever other language has a strong one; None when none has. For a word or two of a language."""
    if len(words) > _FEW:
        return None
    heard = [_hear(words, [(load_vocabulary(other), 1.0)]) for other in LANGUAGES if other not in spoken]
    best = max(heard, key=lambda each: max((hit.weight for hit in each.hits), default=0.0), default=None)
    return best if best is not None and any(_is_no_chance(hit, words) for hit in best.hits) else None


def _is_no_chance(hit: Hit, words: Words) -> bool:
    """Whether a clue is strong and too long to be a word of another language by chance (`rate` is no rat)."""
    return hit.weight >= STRENGTHS["strong"] and _letters(hit.places, words) >= _LONG_ENOUGH


def _letters(places: Sequence[int], words: Words) -> int:
    """How many letters the words have; a character of a script of its own says as much as three."""
    return sum(len(word) if (word := words.folded[place]).isascii() else 3 * len(word) for place in places)


def _loudness(vocabulary: Vocabulary, language: str, spoken: set[str]) -> float:
    return 1.0 if vocabulary.language == language or len(spoken) == 1 or language not in spoken else _FOREIGN


def _hear(words: Words, vocabularies: Iterable[tuple[Vocabulary, float]]) -> Heard:
    spoken: list[tuple[Clue, Match, float]] = []
    silenced: dict[str, set[int]] = {}
    cues: list[Cue] = []
    for vocabulary, loudness in vocabularies:
        if loudness < 1.0 and len(words) > _ENOUGH:
            continue
        for match in vocabulary.index.find(vocabulary.index.respelled(words)):
            clue = vocabulary.clues[match.payload]
            if clue.strength in _IN_CONTEXT:
                cues.append(Cue(clue.strength, match.places))
            elif clue.strength == "not":
                silenced.setdefault(clue.code, set()).update(match.places)
            elif loudness == 1.0 or (clue.strength in _HEARD_ABROAD and _letters(match.places, words) >= _SHORT):
                spoken.append((clue, match, loudness * _weight(clue, match.places, vocabulary.language)))
    hits = tuple(
        Hit(clue.code, weight, match.places, clue)
        for clue, match, weight in spoken
        if clue.is_own or silenced.get(clue.code, _NOTHING).isdisjoint(match.places)
    )
    return Heard(hits, read_context(cues, words))


def _weight(clue: Clue, places: Sequence[int], language: str) -> float:
    length = (len(places) + 1) // 2 if language in _HALVES else len(places)
    return STRENGTHS[clue.strength] * (1 + _LONGER * (length - 1))
