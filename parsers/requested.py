"""What a text asks the city for, as one answer: what the catalog's words say, and what the city's history taught."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.city import City
from parsers.service import guess_service, score_services
from parsers.values import DepartmentGuess, ServiceGuess
from parsers.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """The service that a text asks for, and the department that past requests like it had; None where unknown."""

    service: ServiceGuess | None
    department: DepartmentGuess | None = None


def read_request(words: Words, city: City, *, language: str, subject: str = "") -> Requested:
    """What `words` (with a mail's `subject`) ask for. Total; the one place where service and department are read."""
    scored = score_services(words, city.catalog, language=language, subject=subject)
    return Requested(service=guess_service(scored, words, city.catalog, language))
