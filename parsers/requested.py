"""What a text asks the city for, as one answer: what the catalog's words say, and what the city's history taught.

The model hears the catalog (its scores are among what it weighs), so it usually answers for both. It does not where it
cannot know better: a danger that strong words name, and a service of the city that no past request was about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parsers.catalog import Catalog
from parsers.city import City
from parsers.city_services import DANGERS
from parsers.details import ALL_DETAILS, Detail
from parsers.service import Lead, Scored, find_lead, guess_service, score_services
from parsers.values import Alternative, DepartmentGuess, Evidence, ServiceGuess
from parsers.words import Words, fold

if TYPE_CHECKING:
    from parsers.learned import Ranked, Reading

_ALTERNATIVES = 4
_DANGER = 0.5
"""The confidence from which the catalog's words for a danger stand, whatever the past says."""
_OWN_WORDS = 0.5
"""The same for a service of the city that the past does not know, where the city's own words name it."""
_SHIPPED_WORDS = 0.7
"""The same where only shipped words name it; they must also be surer than the model."""
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """The service that a text asks for, and the department that past requests like it had; None where unknown."""

    service: ServiceGuess | None
    department: DepartmentGuess | None = None
    telling: tuple[int, ...] = ()
    """Where in the text words begin by which more than a hint speaks for a service, in their order."""


def read_request(
    words: Words, city: City, *, language: str, subject: str = "", details: frozenset[Detail] = ALL_DETAILS
) -> Requested:
    """What `words` (with a mail's `subject`) ask for. Total; the one place where service and department are read."""
    scored = score_services(words, city.catalog, language=language, subject=subject)
    telling = _telling(scored, words) if Detail.SEVERAL in details else ()
    if city.model is None or not (words.folded or subject):
        return Requested(service=guess_service(scored, words, city.catalog, language), telling=telling)
    start, end = (words.starts[0], words.ends[-1]) if words.folded else (0, 0)
    reading = city.model.read(words.text[start:end], scored.shipped, subject)
    taught = _taught_service(reading, city.catalog, language)
    if taught is not None and Detail.WORDS in details:
        taught = replace(taught, evidence=_evidence(reading, words.text, start))
    lead = find_lead(scored, words, city.catalog)
    if _catalog_decides(lead, taught, scored, city):
        taught = lead.guess(scored, words, city.catalog, language) if lead else None
    return Requested(service=taught, department=_department(reading), telling=telling)


def _telling(scored: Scored, words: Words) -> tuple[int, ...]:
    loud = (hit.places[0] for hit in scored.hits if hit.weight > 0 and hit.clue.strength != "hints")
    return tuple(sorted({words.starts[place] for place in loud}))


def _catalog_decides(said: Lead | None, taught: ServiceGuess | None, scored: Scored, city: City) -> bool:
    """Whether the catalog's words stand against the model: it has no answer, or cannot know this service."""
    if said is None or taught is None:
        return taught is None
    if said.code in DANGERS:
        return said.code in scored.named and round(said.confidence, 3) >= _DANGER
    if said.code not in city.catalog.city.listed or said.code in _known_services(city):
        return False
    if any(hit.clue.is_own and hit.code == said.code for hit in scored.hits):
        return round(said.confidence, 3) >= _OWN_WORDS
    return round(said.confidence, 3) >= max(_SHIPPED_WORDS, taught.confidence)


def _known_services(city: City) -> frozenset[str]:
    """The services that the model has seen past requests of."""
    names = city.model.categories if city.model is not None else ()
    return frozenset(filter(None, map(city.catalog.city.find_category, names)))


def _taught_service(reading: Reading, catalog: Catalog, language: str) -> ServiceGuess | None:
    """The service, without the words that told it."""
    ranked = _services(reading.categories, catalog, language)
    if not ranked:
        return None
    best, *others = ranked
    return ServiceGuess(code=best.code, name=best.name, confidence=best.confidence, alternatives=tuple(others))


def _evidence(reading: Reading, text: str, offset: int) -> tuple[Evidence, ...]:
    spans = _joined([(offset + start, offset + end) for start, end in reading.find_evidence()], text)
    return tuple(Evidence(start=start, end=end, text=text[start:end]) for start, end in spans)


def _services(categories: Iterable[Ranked], catalog: Catalog, language: str) -> list[Alternative]:
    """The first services that the ranked categories are, best first; categories of one service add up."""
    unlisted: dict[str, str] = {}
    sure: dict[str, float] = {}
    for category in categories:
        known = catalog.city.find_category(category.name)
        code = known or slug(category.name)
        if known is None and code not in sure:
            unlisted[code] = category.name
        sure[code] = round(min(sure.get(code, 0.0) + round(category.probability, 3), 1.0), 3)
    ranked = sorted(sure, key=lambda code: -sure[code])[: _ALTERNATIVES + 1]
    names = [unlisted[code] if code in unlisted else catalog.service_name(code, language) for code in ranked]
    return [Alternative(code=code, name=name, confidence=sure[code]) for code, name in zip(ranked, names, strict=True)]


def slug(name: str) -> str:
    """The code of a category that no service of the rulebook lists: its name in letters, digits and underscores."""
    return _SIGNS.sub("_", fold(name)).strip("_")[:80] or "category"


def _joined(spans: Iterable[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """The spans in order, those with only a blank between them as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and text[joined[-1][1] : start].isspace():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _department(reading: Reading) -> DepartmentGuess | None:
    if not reading.departments:
        return None
    best = reading.departments[0]
    return DepartmentGuess(name=best.name, confidence=round(best.probability, 3))
