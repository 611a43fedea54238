"""Find places on big roads: mile posts, exits and kilometres (`I-95 mile marker 42`, `exit 3`, `A 5 km 42`)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ROAD = (
    r"(?:(?:i|us|sr|cr|rt|rte|fm|route|highway|hwy|interstate|state (?:road|route)|us (?:highway|route)|county road|"
    r"(?:the )?\w{3,15} (?:turnpike|parkway|pkwy|expressway|expy|freeway|thruway)|turnpike|autopista|carretera|ruta|"
    r"autobahn|bundesstra(?:ß|ss)e|autoroute|rn|rd|br|a|b|n|d|e|rodovia br|quoc lo|ql|wout nasyonal)"
    r"[ -]?(?:\d{1,4}[a-z]?)?(?: ?(?:north|south|east|west|nb|sb|eb|wb|n|s|e|w)(?:bound)?\b)?)"
)
_POST = (
    r"(?:mile ?(?:marker|post|mark)|milemarker|milepost|mm|mp|kilometer|kilometre|kil[oó]metro|quil[oô]metro|"
    r"km(?: marker)?|pk|point kilom[ée]trique)"
)
_NUMBER = r"\d{1,4}(?:[.,+]\d{1,3})?"
_MARKED = re.compile(
    rf"(?<![\w/])(?:(?P<road>{_ROAD}),? (?:(?:at|near|by|around|in|au|bei|la|el|a|le|en|no|na|do)\s+){{0,2}})?"
    rf"(?P<post>{_POST})\.? ?#?(?P<number>{_NUMBER})(?![\w/])"
    rf"(?: (?:on|of|de|der|da|sur|na|off)(?: the| la)? (?P<behind>{_ROAD}))?",
    re.IGNORECASE,
)
_EXIT = re.compile(
    rf"(?<![\w/])(?:(?P<road>{_ROAD}),? (?:(?:at|near|by|in)\s+)?)?"
    rf"(?P<post>exit|salida|sortie|sa[ií]da|ausfahrt|off[- ]?ramp)\.? ?#?(?P<number>\d{{1,3}}[a-z]?)"
    rf"(?![\w/:]| ?(?:am|pm|min|minutes?|hours?|times?|people|cars|years?|days?)\b)"
    rf"(?: (?:on|of|off|de|der|da|sur|na|from)(?: the| la)? (?P<behind>{_ROAD}))?",
    re.IGNORECASE,
)
_HAS_ROAD = re.compile(r"\d|turnpike|parkway|pkwy|expressway|expy|freeway|thruway", re.IGNORECASE)
_SURE_POSTS = re.compile(r"mile|mm|mp|post", re.IGNORECASE)
_READ = 5_000
_SIGNS = (
    "mile",
    "mm",
    "mp",
    "km",
    "pk",
    "kil",
    "quil",
    "exit",
    "salida",
    "sortie",
    "saída",
    "saida",
    "ausfahrt",
    "ramp",
)
_NUMBERED = re.compile(
    r"(?:mile|mm|mp|km|pk|kil[oó]|quil[oô]|exit|salida|sortie|sa[ií]da|ausfahrt|ramp)[a-zé]{0,9}\.? ?"
    r"(?:[a-zé]{4,12} )?#?\d"
)
"""What every post and every exit looks like, seen from afar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MilePost:
    """A post or an exit with its place in the text; `road` is empty where none is named."""

    road: str
    start: int
    end: int


def find_mile_post(text: str) -> MilePost | None:
    """The first mile post or exit in `text`; a kilometre needs its road, for `3 km` may be a way to go."""
    flat = text[:_READ].lower()
    if not any(sign in flat for sign in _SIGNS) or not _NUMBERED.search(flat):
        return None
    for pattern in (_MARKED, _EXIT):
        for match in pattern.finditer(text, 0, _READ):
            road = next((name for name in (match["road"], match["behind"]) if name and _HAS_ROAD.search(name)), "")
            if road or pattern is _EXIT or _SURE_POSTS.match(match["post"]):
                start = match.start() if match["road"] == road or not match["road"] else match.start("post")
                return MilePost(road=road.strip(" ,"), start=start, end=match.end())
    return None
