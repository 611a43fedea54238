"""Street names as people write them: `Whalley Avenue`, `whalley ave.` and `WHALLEY AV` are one street."""

from __future__ import annotations

import re

from gateway.routing.phrases import fold

_SHORT = {
    "avenue": "ave", "av": "ave", "street": "st", "str": "st", "road": "rd", "drive": "dr",
    "lane": "ln", "court": "ct", "place": "pl", "boulevard": "blvd", "parkway": "pkwy",
    "highway": "hwy", "terrace": "ter", "circle": "cir", "square": "sq", "turnpike": "tpke",
    "expressway": "expy", "route": "rt", "rte": "rt", "north": "n", "south": "s", "east": "e",
    "west": "w", "mount": "mt", "saint": "st", "avenida": "ave", "calle": "st", "carretera": "rd",
    "ruta": "rt",
}  # fmt: skip


_WORD = re.compile(r"[^\W_]+")


def street_words(name: str) -> tuple[str, ...]:
    """The words of a name, or of a whole text, in their short forms."""
    return tuple(_SHORT.get(word, word) for word in _WORD.findall(fold(name)))


def names_street(words: tuple[str, ...], street: tuple[str, ...]) -> bool:
    """True when `street` stands side by side in `words`, both as `street_words` gives them."""
    length = len(street)
    return any(words[place : place + length] == street for place, word in enumerate(words) if word == street[0])
