"""Read the place that a text names: an address before a crossing, a block, a stretch, a street or a landmark.

A wrong address said with confidence is worse than a question, so the confidence falls with every doubt: no suffix, a
street that the city has not, two places in one text, the sender's own home.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsers.compound_streets import find_compound_streets
from parsers.crossings import find_crossings
from parsers.gazetteer import NO_STREETS, Gazetteer
from parsers.landmarks import find_landmark
from parsers.loose_places import find_bare_addresses, find_known_streets
from parsers.map_links import find_pin
from parsers.pieces import Piece, Street, split_pieces
from parsers.places import Place
from parsers.streets import find_streets
from parsers.values import Coordinates, Location, LocationKind

_RANK = {
    LocationKind.ADDRESS: 0,
    LocationKind.INTERSECTION: 1,
    LocationKind.BLOCK: 2,
    LocationKind.SEGMENT: 3,
    LocationKind.STREET: 4,
    LocationKind.LANDMARK: 5,
}
_BY_SUBJECT = 0.9
_SEVERAL = 0.75
_OWN_HOME = 0.5
_KNOWN, _UNKNOWN = 0.95, 0.6


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    pieces: Sequence[Piece]


def find_location(text: str, gazetteer: Gazetteer = NO_STREETS, *, subject: str = "") -> Location | None:
    """The place that `text` names, else the one in a mail's `subject` (then without offsets), else None."""
    found = _in_text(text, gazetteer)
    if found is not None or not subject:
        return found
    found = _in_text(subject[:500], gazetteer)
    return replace(found, start=0, end=0, confidence=round(found.confidence * _BY_SUBJECT, 2)) if found else None


def location_of_pin(pin: Coordinates | None) -> Location | None:
    """Coordinates that came as data as a location."""
    if pin is None:
        return None
    return Location(kind=LocationKind.COORDINATES, text="", start=0, end=0, confidence=_KNOWN, lat=pin.lat, lon=pin.lon)


def _in_text(text: str, gazetteer: Gazetteer) -> Location | None:
    pin = find_pin(text)
    if pin is not None:
        words = text[pin.start : pin.end]
        return Location(
            kind=LocationKind.COORDINATES,
            text=words,
            start=pin.start,
            end=pin.end,
            confidence=_KNOWN,
            lat=pin.lat,
            lon=pin.lon,
        )
    read = _Text(text, split_pieces(text))
    places = _places(read, gazetteer)
    return _chosen(read, places, gazetteer) if places else None


def _places(read: _Text, gazetteer: Gazetteer) -> list[Place]:
    """Everything in the text that names a place."""
    named = find_streets(read.text, read.pieces)
    named += find_compound_streets(read.text, read.pieces, named)
    known = find_known_streets(read.text, read.pieces, named, gazetteer)
    named = sorted([*named, *known], key=lambda street: street.begin)
    places = find_crossings(read.text, read.pieces, named)
    places += [_street_place(street) for street in named]
    places += find_bare_addresses(read.text, read.pieces, named)
    landmark = find_landmark(read.text, read.pieces) if not places else None
    return [*places, landmark] if landmark else places


def _street_place(street: Street) -> Place:
    kind = LocationKind.ADDRESS if street.number else LocationKind.STREET
    return Place(
        kind=kind,
        streets=(street.name,),
        number=street.number,
        first=street.begin,
        last=street.finish,
        confidence=(0.88 if kind is LocationKind.ADDRESS else 0.55) if street.is_suffixed else 0.5,
    )


def _chosen(read: _Text, places: list[Place], gazetteer: Gazetteer) -> Location:
    """The most exact place, the first of its kind; one that is the sender's home only when there is no other."""
    ranked = sorted(places, key=lambda place: (_is_home(read, place), _RANK[place.kind], place.first))
    best = ranked[0]
    confidence = best.confidence * (_OWN_HOME if _is_home(read, best) else 1.0)
    rivals = {place.number for place in places if place.kind is best.kind is LocationKind.ADDRESS}
    confidence *= _SEVERAL if len(rivals) > 1 else 1.0
    start, end = read.pieces[best.first].start, read.pieces[best.last].end
    streets, confidence = _checked(best.streets, confidence, gazetteer)
    return Location(
        kind=best.kind,
        text=read.text[start:end],
        start=start,
        end=end,
        confidence=round(confidence, 2),
        number=best.number,
        streets=streets,
    )


def _checked(streets: tuple[str, ...], confidence: float, gazetteer: Gazetteer) -> tuple[tuple[str, ...], float]:
    """The names as the city writes them, and the confidence after looking them up in its list."""
    if not gazetteer.by_core or not streets:
        return streets, confidence
    known = [gazetteer.find(street) for street in streets]
    found = tuple(official or street for official, street in zip(known, streets, strict=True))
    return found, max(confidence, _KNOWN - 0.05) if all(known) else confidence * _UNKNOWN


_HOME = (
    ("i", "live"),
    ("we", "live"),
    ("my", "address"),
    ("my", "home"),
    ("resident", "at"),
    ("resident", "of"),
    ("lives", "at"),
    ("vivo", "en"),
    ("vivimos", "en"),
    ("mi", "direccion"),
)
_HOME_REACH = 6


def _is_home(read: _Text, place: Place) -> bool:
    """Whether the words before say that the sender lives there: then it may not be where the problem is."""
    before = [piece.low for piece in read.pieces[max(0, place.first - _HOME_REACH) : place.first]]
    if "." in before or "," in before[:-2]:
        return False
    return any(pair in _HOME for pair in pairwise(before))
