"""Street names as people write them: `Whalley Avenue`, `whalley ave.` and `WHALLEY AV` are one street."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.routing.phrases import fold

_SHORT = {
    "avenue": "ave", "av": "ave", "street": "st", "str": "st", "road": "rd", "drive": "dr",
    "lane": "ln", "court": "ct", "place": "pl", "boulevard": "blvd", "parkway": "pkwy",
    "highway": "hwy", "terrace": "ter", "circle": "cir", "square": "sq", "turnpike": "tpke",
    "expressway": "expy", "route": "rt", "rte": "rt", "north": "n", "south": "s", "east": "e",
    "west": "w", "mount": "mt", "saint": "st", "avenida": "ave", "calle": "st", "carretera": "rd",
    "ruta": "rt",
}  # fmt: skip


def street_words(name: str) -> tuple[str, ...]:
    """The words of a name in their short forms."""
    plain = "".join(character if character.isalnum() else " " for character in fold(name))
    return tuple(_SHORT.get(word, word) for word in plain.split())


def names_street(words: Sequence[str], street: Sequence[str]) -> bool:
    """True when `street` (as `street_words` gives it) stands side by side in `words`."""
    length = len(street)
    return any(tuple(words[place : place + length]) == tuple(street) for place in range(len(words) - length + 1))
