"""How soon somebody must look: danger to life first, then what cannot wait, then the kind of request."""

from __future__ import annotations

from parsers.emergency import emergency_in
from parsers.haste import CALM, PATTERNS
from parsers.quick_look import QuickLook
from parsers.values import Evidence, ServiceGuess, Urgency
from parsers.words import Words, flatten

_READ = 6_000
_HASTY_SERVICES = frozenset({"gas_odor", "downed_wire"})
_SURE = 0.6
_ALWAYS = ("en", "es")
"""Languages that are read in every text, because people mix them."""
_LOOK = QuickLook(PATTERNS.values())


def read_urgency(
    words: Words, service: ServiceGuess | None = None, *, language: str = ""
) -> tuple[Urgency, tuple[Evidence, ...]]:
    """How soon somebody must look at a text and the words that say so. `service` is what was understood."""
    dangers = emergency_in(words)
    if dangers:
        return Urgency.EMERGENCY, dangers
    evidence = _find_haste(words.text[:_READ], language)
    if evidence is not None:
        return Urgency.SOON, (evidence,)
    hasty = service is not None and service.code in _HASTY_SERVICES and service.confidence >= _SURE
    return (Urgency.SOON if hasty else Urgency.ROUTINE), ()


def _find_haste(text: str, language: str) -> Evidence | None:
    """The first words of haste that nothing takes back."""
    flat = flatten(text)
    if not _LOOK.may_find(flat):
        return None
    spoken = dict.fromkeys(
        (*_ALWAYS, *((language,) if language in PATTERNS else ()), *(() if flat.isascii() else ("zh",)))
    )
    found = sorted(match.span() for language in spoken for match in PATTERNS[language].finditer(flat))
    if not found:
        return None
    calm = [match.span() for match in CALM.finditer(flat)]
    for start, end in found:
        if not any(begin < end and start < until for begin, until in calm):
            return Evidence(start=start, end=end, text=text[start:end])
    return None
