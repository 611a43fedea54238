"""The words that tell a category of this city from the others, as far as the shipped catalog does not know them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from math import log

from gateway.drafting.values import Joint
from gateway.drafting.vocabulary import Library, Page
from parsers.catalog import Catalog
from parsers.service import read_service
from parsers.stems import STEMMERS

MOST_WORDS = 8
_LEAST_USED = 5
_LEAST_SHARE = 0.01
"""The share of a category's texts that a word must stand in."""
_SURE = 0.7
"""The share of the texts with a word that must belong to its category."""
_STILL_SURE = 0.55
"""The same in the newest part, which must know the word too."""
_SHORTEST, _SHORTEST_OF_PAIR = 4, 3


def find_telling(
    library: Library, joints: Mapping[str, Joint], catalog: Catalog
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Up to eight words and pairs of words for each category, by the language they are in."""
    older, newer = _count(library.older(), library), _count(library.newest(), library)
    totals = Counter(page.category for page in library.older())
    candidates: dict[str, list[tuple[float, str]]] = {}
    for term, by_category in older.items():
        category, count = max(by_category.items(), key=lambda pair: (pair[1], pair[0]))
        if category in joints and _tells(term, category, by_category, newer.get(term, {}), totals):
            prior = totals[category] / max(1, totals.total())
            candidates.setdefault(category, []).append((-count * log(count / by_category.total() / prior), term))
    chosen = {
        category: list(_chosen(sorted(terms), joints[category], catalog)) for category, terms in candidates.items()
    }
    languages = _languages(library, {term for terms in chosen.values() for term in terms})
    return {category: _by_language(terms, languages) for category, terms in chosen.items()}


def _count(pages: Iterable[Page], library: Library) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for page in pages:
        for term in library.terms(page):
            counts.setdefault(term, Counter())[page.category] += 1
    return counts


def _tells(
    term: str,
    category: str,
    older: Counter[str],
    newer: Mapping[str, int],
    totals: Mapping[str, int],
) -> bool:
    count, seen = older[category], sum(newer.values())
    words = term.split()
    return (
        count >= max(_LEAST_USED, _LEAST_SHARE * totals[category])
        and count >= _SURE * older.total()
        and seen > 0
        and newer.get(category, 0) >= _STILL_SURE * seen
        and min(map(len, words)) >= (_SHORTEST if len(words) == 1 else _SHORTEST_OF_PAIR)
    )


def _chosen(ranked: Iterable[tuple[float, str]], joint: Joint, catalog: Catalog) -> Iterator[str]:
    """The best of them, without those that the catalog reads so already and those that say the same again."""
    known = {joint.code, *joint.like}
    kept: list[set[str]] = []
    for _, term in ranked:
        stems = {STEMMERS["en"](word) for word in term.split()}
        guesses = (read_service(term, catalog, language=language) for language in catalog.languages)
        if any(stems & other for other in kept) or any(guess and guess.code in known for guess in guesses):
            continue
        kept.append(stems)
        yield term
        if len(kept) == MOST_WORDS:
            return


def _languages(library: Library, wanted: Collection[str]) -> dict[str, Counter[str]]:
    """In which language texts with a word are written."""
    counts: dict[str, Counter[str]] = {}
    for page in library.pages:
        for term in page.terms.intersection(wanted):
            counts.setdefault(term, Counter())[page.language] += 1
    return counts


def _by_language(terms: Iterable[str], languages: Mapping[str, Counter[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for term in terms:
        language = languages[term].most_common(1)[0][0]
        found[language] = (*found.get(language, ()), term)
    return found
