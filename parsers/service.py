"""Read which service a text asks for: the clues of the catalog added up, with evidence and a calibrated confidence.

Each code adds up the clues found for it. A word counts once for a code, the beginning of a text counts more than
its end, what the words around deny or settle counts little, and words that a code's exclusions cover count nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from parsers.catalog import Catalog
from parsers.clues import Heard, Hit, find_clues
from parsers.values import Alternative, Evidence, ServiceGuess
from parsers.words import Words, split_words

_SUBJECT = 0.7
"""What a clue in a mail's subject counts against one in its text."""
_SUBJECT_READ = 500

_ONLY_HINTS = 0.3
"""The most that hints alone are believed: on the same requests one right guess in four (`my dad fell` is no tree)."""
_BIAS, _BY_SCORE, _BY_LEAD, _BY_SHARE, _BY_LENGTH = -2.03, 1.17, 0.19, 1.89, -0.25
"""The shape of the confidence, fitted once on public requests of three cities in two languages, each weighing the same:
five numbers for all services, so that nothing of a city is learned with them."""
_MOST_EVIDENCE = 6
_ALTERNATIVES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What the catalog found in a text: each code's score, the codes that more than a hint speaks for, and where."""

    scores: Mapping[str, float]
    named: frozenset[str]
    hits: tuple[Hit, ...]
    shipped: Mapping[str, float]
    """What the shipped words alone say; a learned model hears them, as a city's own may be drawn from the same past."""


def read_service(text: str, catalog: Catalog, *, language: str, subject: str = "") -> ServiceGuess | None:
    """The service that `text` (with a mail's `subject`) speaks of; None when nothing in it speaks for any. Total."""
    return service_of(split_words(text), catalog, language=language, subject=subject)


def service_of(words: Words, catalog: Catalog, *, language: str, subject: str = "") -> ServiceGuess | None:
    """The same for a text that is already cut into words."""
    return guess_service(score_services(words, catalog, language=language, subject=subject), words, catalog, language)


def score_services(words: Words, catalog: Catalog, *, language: str, subject: str = "") -> Scored:
    """What speaks for each code in `words` (and in a mail's `subject`): the catalog's part of every answer. Total."""
    heard = find_clues(words, catalog, language)
    scores, shipped, named = *_both_scores(heard, words), heard.named()
    if subject:
        title = split_words(subject[:_SUBJECT_READ])
        above = find_clues(title, catalog, language)
        named |= above.named()
        for total, part in zip((scores, shipped), _both_scores(above, title), strict=True):
            _add(total, part)
    return Scored(scores=scores, named=frozenset(named), hits=heard.hits, shipped=shipped)


def _both_scores(heard: Heard, words: Words) -> tuple[dict[str, float], dict[str, float]]:
    """The scores by all words, and those by the shipped ones alone."""
    scores, shipped = heard.scores(words), heard.shipped()
    return scores, dict(scores) if len(shipped.hits) == len(heard.hits) else shipped.scores(words)


def _add(scores: dict[str, float], of_subject: Mapping[str, float]) -> None:
    for code, score in of_subject.items():
        scores[code] = scores.get(code, 0.0) + _SUBJECT * score


def guess_service(scored: Scored, words: Words, catalog: Catalog, language: str) -> ServiceGuess | None:
    """The catalog's own answer to what it scored; None when nothing speaks for any service."""
    lead = find_lead(scored, words, catalog)
    return lead.guess(scored, words, catalog, language) if lead else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """The service that most speaks for, how sure that is, and all services with their scores, the best first."""

    code: str
    confidence: float
    ranked: Sequence[tuple[float, str]]

    def guess(self, scored: Scored, words: Words, catalog: Catalog, language: str) -> ServiceGuess:
        """The catalog's answer, with the words that told it and the services that are next."""
        return ServiceGuess(
            code=self.code,
            name=catalog.service_name(self.code, language),
            confidence=round(self.confidence, 3),
            evidence=_evidence(catalog.city.codes_of(self.code), scored.hits, words),
            alternatives=_alternatives(self.ranked, self.confidence, catalog, language),
        )


def find_lead(scored: Scored, words: Words, catalog: Catalog) -> Lead | None:
    """Which service leads by what the catalog scored; None when nothing speaks for any."""
    heard = catalog.city.hear(scored.scores)
    ranked = sorted([(-score, code) for code, score in heard.items() if score > 0])
    if not ranked:
        return None
    code = ranked[0][1]
    sure = _confidence([-score for score, _ in ranked], len(words))
    if catalog.city.codes_of(code).isdisjoint(scored.named):
        sure = min(sure, _ONLY_HINTS)
    return Lead(code=code, confidence=sure, ranked=[(-score, code) for score, code in ranked])


def _confidence(scores: Sequence[float], length: int) -> float:
    """How often such a guess is right: by how much speaks for it, alone or among others, and in how many words."""
    score, second = scores[0], scores[1] if len(scores) > 1 else 0.0
    lead, share = (score - second) / score, score / sum(scores)
    found = _BY_SCORE * log(1.0 + score) + _BY_LEAD * lead + _BY_SHARE * share + _BY_LENGTH * log(1.0 + length)
    return 1.0 / (1.0 + exp(-(_BIAS + found)))


def _alternatives(
    ranked: Sequence[tuple[float, str]], sure: float, catalog: Catalog, language: str
) -> tuple[Alternative, ...]:
    """The next best services: they share what the first left, and none is surer than its part of the first's score."""
    best, others = ranked[0][0], ranked[1:]
    total = sum(score for score, _ in others) or 1.0
    shares = (min((1.0 - sure) / total, sure / best) * score for score, _ in others)
    return tuple(
        Alternative(code=code, name=catalog.service_name(code, language), confidence=round(share, 3))
        for (_, code), share in zip(others[:_ALTERNATIVES], shares, strict=False)
    )


def _evidence(codes: Collection[str], hits: Iterable[Hit], words: Words) -> tuple[Evidence, ...]:
    """The words that spoke for one of `codes`: the strongest, in the order of the text and without overlaps."""
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
