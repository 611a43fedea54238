"""Read which service a text asks for: a weighted reader of phrases with evidence and a calibrated confidence.

Each code adds up the clues found for it. A word counts once for a code, the beginning of a text counts more than
its end, denied words count little, and words that a code's exclusions cover count nothing for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log

from parsers.catalog import STRENGTHS, Catalog, Clue
from parsers.phrases import Match
from parsers.values import Alternative, Evidence, ServiceGuess
from parsers.words import Words, split_words

_OPENING = 0.6
"""How much more the first word counts than one far behind."""
_OPENING_LENGTH = 14.0
"""Words after which that advantage has fallen to a third."""
_LONGER = 0.25
"""How much more each further word of a phrase adds."""
_REPEATED = 0.25
"""What the same clue adds when it comes again."""
_DENIED = 0.2
_FOREIGN = 0.3
"""What a clue counts when it belongs to another language than the text."""
_HEARD_ABROAD = frozenset({"sure", "strong"})
"""What is believed of a clue in another language; single words there are often names."""
_ENOUGH = 60
"""Words from which a text is in one language only."""
_SUBJECT = 0.7
"""What a clue in a mail's subject counts against one in its text."""

_ONLY_HINTS = 0.3
"""The most that hints alone are believed: on the same requests one right guess in four (`my dad fell` is no tree)."""
_BIAS, _BY_SCORE, _BY_LEAD = -1.55, 0.55, 2.6
"""The shape of the confidence, fitted once on public requests of two cities."""
_MOST_EVIDENCE = 6
_ALTERNATIVES = 4
_NOT_A = frozenset(["a", "an", "the", "about", "un", "una", "el", "la"])
_DENIALS = frozenset(["not", "isnt", "wasnt", "arent", "aint", "no"])


@dataclass(frozen=True, slots=True)
class Hit:
    """A clue that was found: it speaks for `code` with `weight`, in the words at `places`."""

    code: str
    weight: float
    places: tuple[int, ...]
    clue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What the catalog found in a text: each code's score, the codes that more than a hint speaks for, and where."""

    scores: Mapping[str, float]
    named: frozenset[str]
    hits: tuple[Hit, ...]


def read_service(text: str, catalog: Catalog, *, language: str, subject: str = "") -> ServiceGuess | None:
    """The service that `text` (with a mail's `subject`) speaks of; None when nothing in it speaks for any. Total."""
    return service_of(split_words(text), catalog, language=language, subject=subject)


def service_of(words: Words, catalog: Catalog, *, language: str, subject: str = "") -> ServiceGuess | None:
    """The same for a text that is already cut into words."""
    return guess_service(score_services(words, catalog, language=language, subject=subject), words, catalog, language)


def score_services(words: Words, catalog: Catalog, *, language: str, subject: str = "") -> Scored:
    """What speaks for each code in `words` (and in a mail's `subject`): the catalog's part of every answer. Total."""
    hits = _hits(words, catalog, language)
    scores, named = _scores(hits, words), _named(hits, catalog)
    if subject:
        title = split_words(subject[:500])
        above = _hits(title, catalog, language)
        named |= _named(above, catalog)
        for code, score in _scores(above, title).items():
            scores[code] = scores.get(code, 0.0) + _SUBJECT * score
    return Scored(scores=scores, named=frozenset(named), hits=tuple(hits))


def guess_service(scored: Scored, words: Words, catalog: Catalog, language: str) -> ServiceGuess | None:
    """The catalog's own answer to what it scored; None when nothing speaks for any service."""
    heard = catalog.city.hear(scored.scores)
    ranked = sorted(((score, code) for code, score in heard.items() if score > 0), key=lambda pair: (-pair[0], pair[1]))
    if not ranked:
        return None
    guess = _guess(ranked, scored.hits, words, catalog, language)
    if catalog.city.codes_of(guess.code).isdisjoint(scored.named):
        return replace(guess, confidence=min(guess.confidence, _ONLY_HINTS))
    return guess


def _named(hits: Iterable[Hit], catalog: Catalog) -> set[str]:
    """The codes for which more than a hint speaks."""
    return {hit.code for hit in hits if hit.weight > 0 and catalog.clues[hit.clue].strength != "hints"}


def _hits(words: Words, catalog: Catalog, language: str) -> list[Hit]:
    hits: list[Hit] = []
    for spoken, index in catalog.indexes.items():
        factor = 1.0 if spoken == language or len(catalog.indexes) == 1 or language not in catalog.indexes else _FOREIGN
        if factor < 1.0 and len(words) > _ENOUGH:
            continue
        found = index.find(index.respelled(words))
        hits.extend(_audible(found, catalog.clues, factor))
    return hits


def _audible(found: Iterable[Match], clues: Sequence[Clue], factor: float) -> list[Hit]:
    """The matches that are not silenced by an exclusion of their own code."""
    silenced: dict[str, set[int]] = {}
    spoken = []
    for match in found:
        clue = clues[match.payload]
        if clue.strength == "not":
            silenced.setdefault(clue.code, set()).update(match.places)
        else:
            spoken.append((match, clue))
    return [
        Hit(
            clue.code,
            factor * STRENGTHS[clue.strength] * (1 + _LONGER * (len(match.places) - 1)),
            match.places,
            match.payload,
        )
        for match, clue in spoken
        if silenced.get(clue.code, _NOTHING).isdisjoint(match.places)
        and (factor == 1.0 or clue.strength in _HEARD_ABROAD)
    ]


_NOTHING: frozenset[int] = frozenset()


def _scores(hits: Iterable[Hit], words: Words) -> dict[str, float]:
    """The sum of each code's clues; a word that has spoken for a code speaks no second time for it."""
    scores: dict[str, float] = {}
    heard: dict[str, set[int]] = {}
    said: set[tuple[int, tuple[str, ...]]] = set()
    for hit in sorted(hits, key=lambda hit: (-abs(hit.weight), hit.places)):
        places = heard.setdefault(hit.code, set())
        if not places.isdisjoint(hit.places):
            continue
        places.update(hit.places)
        saying = (hit.clue, tuple(words.folded[place] for place in hit.places))
        repeated = _REPEATED if saying in said else 1.0
        said.add(saying)
        scores[hit.code] = scores.get(hit.code, 0.0) + hit.weight * repeated * _standing(hit.places[0], words)
    return scores


def _standing(place: int, words: Words) -> float:
    """What the place of a clue makes of its weight."""
    opening = 1.0 + _OPENING * exp(-place / _OPENING_LENGTH)
    return opening * _DENIED if _is_denied(place, words.folded) else opening


def _is_denied(place: int, folded: Sequence[str]) -> bool:
    """Whether the words before say `not a`, `isn't the`, `no es un`."""
    return (
        place >= 2
        and folded[place - 1] in _NOT_A
        and (folded[place - 2] in _DENIALS or folded[max(0, place - 3)] == "no")
    )


def _guess(
    ranked: Sequence[tuple[float, str]], hits: Sequence[Hit], words: Words, catalog: Catalog, language: str
) -> ServiceGuess:
    score, code = ranked[0]
    confidence = _confidence(score, ranked[1][0] if len(ranked) > 1 else 0.0)
    return ServiceGuess(
        code=code,
        name=catalog.service_name(code, language),
        confidence=round(confidence, 3),
        evidence=_evidence(catalog.city.codes_of(code), hits, words),
        alternatives=_alternatives(ranked[1:], 1.0 - confidence, catalog, language),
    )


def _confidence(score: float, second: float) -> float:
    """How often such a guess is right: by how much speaks for it, and by how far it leads."""
    lead = (score - second) / score
    return 1.0 / (1.0 + exp(-(_BIAS + _BY_SCORE * log(1.0 + score) + _BY_LEAD * lead)))


def _alternatives(
    others: Sequence[tuple[float, str]], left: float, catalog: Catalog, language: str
) -> tuple[Alternative, ...]:
    """The next best services, sharing the confidence that the first one left."""
    total = sum(score for score, _ in others) or 1.0
    return tuple(
        Alternative(code=code, name=catalog.service_name(code, language), confidence=round(left * score / total, 3))
        for score, code in others[:_ALTERNATIVES]
    )


def _evidence(codes: Collection[str], hits: Iterable[Hit], words: Words) -> tuple[Evidence, ...]:
    """The words that spoke for one of `codes`, strongest first chosen, in the order of the text and without overlaps."""
    chosen: list[tuple[int, int]] = []
    for hit in sorted((hit for hit in hits if hit.code in codes and hit.weight > 0), key=lambda hit: -hit.weight):
        for first, last in _runs(hit.places):
            span = (words.starts[first], words.ends[last])
            if len(chosen) < _MOST_EVIDENCE and all(span[1] <= start or span[0] >= end for start, end in chosen):
                chosen.append(span)
    return tuple(Evidence(start=start, end=end, text=words.text[start:end]) for start, end in sorted(chosen))


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring places as runs of (first, last)."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and place == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs
