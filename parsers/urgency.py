"""How soon somebody must look: danger to life first, then words of hazard and haste, then the kind of request."""

from __future__ import annotations

import re

from parsers.emergency import emergency_in
from parsers.values import Evidence, ServiceGuess, Urgency
from parsers.words import Words

_READ = 6_000
_SOON = re.compile(
    r"\b(?:urgent(?:ly|e)?|asap|a\.s\.a\.p|right away|immediate(?:ly)?|as soon as possible|dangerous(?:ly)?|"
    r"hazard(?:ous|s)?|unsafe|"
    r"safety (?:issue|concern|hazard|risk)|someone (?:will|could|might|is going to|may) (?:get )?(?:hurt|injured|"
    r"killed|hit|die)|"
    r"(?:an |the )?emergency|"
    r"(?:open|missing|no) manhole(?: cover)?|manhole (?:cover )?(?:is )?(?:missing|open|gone)|"
    r"stop sign (?:is |has been |was )?(?:down|missing|gone|knocked)|(?:traffic|stop) ?lights? (?:is|are) (?:out|dark|"
    r"dead|off)|"
    r"(?:water )?main (?:break|broke)|gushing|sewage|flood(?:ed|ing) (?:my|our|the) (?:house|home|basement|garage)|"
    r"tree (?:fell|down|is down|has fallen|blocking)|(?:blocking|across) the (?:whole |entire )?(?:road|street|lane)|"
    r"low[- ]hanging (?:wire|cable|line)s?|exposed wires?|"
    r"urgencia|peligros[oa]s?|peligro|inmediat(?:o|amente)|lo antes posible|cuanto antes|ya mismo|riesgo|emergencia|"
    r"alcantarilla (?:abierta|sin tapa)|aguas negras|arbol caido|árbol caído|bloquea(?:ndo)? (?:la calle|el paso))\b",
    re.IGNORECASE,
)
_NOT_SOON = re.compile(
    r"\b(?:not (?:an? )?(?:urgent|emergency|hazard|dangerous)|no rush|non[- ]?emergency|hazardous waste|isn'?t "
    r"(?:urgent|an emergency)|"
    r"no es (?:urgente|una emergencia)|sin prisa|fire hazard)\b",
    re.IGNORECASE,
)
_HASTY_SERVICES = frozenset({"gas_odor", "downed_wire"})
_SURE = 0.6


def read_urgency(words: Words, service: ServiceGuess | None = None) -> tuple[Urgency, tuple[Evidence, ...]]:
    """How soon somebody must look at a text and the words that say so. `service` is what was understood."""
    dangers = emergency_in(words)
    if dangers:
        return Urgency.EMERGENCY, dangers
    text = words.text
    calm = [match.span() for match in _NOT_SOON.finditer(text, 0, _READ)]
    for match in _SOON.finditer(text, 0, _READ):
        if not any(start < match.end() and match.start() < end for start, end in calm):
            return Urgency.SOON, (Evidence(start=match.start(), end=match.end(), text=match.group()),)
    hasty = service is not None and service.code in _HASTY_SERVICES and service.confidence >= _SURE
    return (Urgency.SOON if hasty else Urgency.ROUTINE), ()
