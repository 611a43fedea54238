"""Read the place that a text names: an address before a crossing, a block, a stretch, a street or a landmark."""

from __future__ import annotations

from dataclasses import replace

from parsers.chosen_place import Read, choose
from parsers.compound_streets import find_compound_streets
from parsers.crossings import find_crossings
from parsers.degrees import Pin
from parsers.gazetteer import NO_STREETS, Gazetteer
from parsers.landmarks import find_landmark
from parsers.loose_places import find_bare_addresses, find_known_landmark, find_known_streets
from parsers.map_links import find_linked_words, find_pin
from parsers.pieces import Street, split_pieces
from parsers.places import Place
from parsers.plain_crossings import find_plain_crossing
from parsers.streets import find_streets
from parsers.told_places import find_loosely_told, find_told_place
from parsers.values import Coordinates, Location, LocationKind

_BY_SUBJECT = 0.9
_PINNED = 0.95
_EXACT = frozenset({LocationKind.ADDRESS, LocationKind.INTERSECTION, LocationKind.BLOCK, LocationKind.SEGMENT})


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
    return Location(
        kind=LocationKind.COORDINATES, text="", start=0, end=0, confidence=_PINNED, lat=pin.lat, lon=pin.lon
    )


def _in_text(text: str, gazetteer: Gazetteer) -> Location | None:
    pin = find_pin(text)
    if pin is not None:
        return _pinned(text, pin)
    read = Read(text, split_pieces(text))
    found = choose(read, _places(read, gazetteer), gazetteer)
    if found is not None and found.kind in _EXACT:
        return found
    told = find_told_place(text, gazetteer) or found or _in_link(text, gazetteer)
    return told or find_loosely_told(text, (piece.low for piece in read.pieces), gazetteer)


def _pinned(text: str, pin: Pin) -> Location:
    return Location(
        kind=LocationKind.COORDINATES,
        text=text[pin.start : pin.end],
        start=pin.start,
        end=pin.end,
        confidence=_PINNED,
        lat=pin.lat,
        lon=pin.lon,
    )


def _in_link(text: str, gazetteer: Gazetteer) -> Location | None:
    """The address that a map link searches for; its place in the text is that of the link."""
    linked = find_linked_words(text)
    if linked is None:
        return None
    read = Read(linked.words, split_pieces(linked.words))
    found = choose(read, _places(read, gazetteer), gazetteer)
    return replace(found, text=text[linked.start : linked.end], start=linked.start, end=linked.end) if found else None


def _places(read: Read, gazetteer: Gazetteer) -> list[Place]:
    """Everything in the text that names a place."""
    named = find_streets(read.text, read.pieces)
    named += find_compound_streets(read.text, read.pieces, named)
    named += find_known_streets(read.text, read.pieces, named, gazetteer)
    named.sort(key=lambda street: street.begin)
    places = find_crossings(read.text, read.pieces, named)
    plain = None if places else find_plain_crossing(read.text, read.pieces, gazetteer)
    places += [plain] if plain else []
    places += [_street_place(street) for street in named]
    places += find_bare_addresses(read.text, read.pieces, named)
    known = find_known_landmark(read.pieces, gazetteer)
    landmark = known or (None if places else find_landmark(read.text, read.pieces))
    return [*places, landmark] if landmark else places


def _street_place(street: Street) -> Place:
    kind = LocationKind.ADDRESS if street.number else LocationKind.STREET
    return Place(
        kind=kind,
        streets=(street.name,),
        number=street.number,
        first=street.begin,
        last=street.finish,
        unmarked=() if street.is_suffixed else (street.name,),
        confidence=(0.7 if kind is LocationKind.ADDRESS else 0.55) if street.is_suffixed else 0.5,
    )
