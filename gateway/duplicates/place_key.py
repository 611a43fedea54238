"""The same short text for the same place, however people write it, by which requests at one address find each other."""

from __future__ import annotations

from parsers.gazetteer import Gazetteer
from parsers.location import find_location
from parsers.street_names import full_key
from parsers.values import Location, LocationKind

_NUMBERED = frozenset({LocationKind.ADDRESS, LocationKind.BLOCK})


def key_of_place(place: Location | None) -> str:
    """`12 oak st`, `elm st & oak st`, `edgewood park`; empty for a mere street, which is too long to be one place."""
    if place is None:
        return ""
    if place.kind in _NUMBERED and place.number and place.streets:
        return f"{place.number.lower()} {full_key(place.streets[0])}"
    if place.kind is LocationKind.INTERSECTION and len(place.streets) > 1:
        return " & ".join(sorted(map(full_key, place.streets)))
    if place.kind is LocationKind.LANDMARK:
        return " ".join(place.text.casefold().split())
    return ""


def key_of_words(words: str | None, gazetteer: Gazetteer) -> str:
    """The same for a place as it stands on a ticket; empty where nothing is said or understood."""
    return key_of_place(find_location(words[:200], gazetteer)) if words else ""
