"""Understanding a request for two rulebooks: once where both read alike, and no more of it than a rule looks at."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace

from gateway.rehearsing.kept import KeptReadings, reader_of
from gateway.rehearsing.own_words import OwnWords, differ_in_words_only
from gateway.rehearsing.past import Past
from gateway.routing import Rulebook
from gateway.routing.condition import Condition
from parsers.city import City
from parsers.details import Detail
from parsers.location import find_location
from parsers.understand import understand_for_rules
from parsers.values import Location, LocationKind, Understanding

log = logging.getLogger(__name__)

_OF_THINGS = {"time": Detail.TIME, "name": Detail.CONTACT, "phone": Detail.CONTACT, "email": Detail.CONTACT}
"""What must be read so that `has`, `missing` and `needs` can be answered."""
_ABOUT_THINGS = frozenset({"has", "missing"})
_ABOUT_PLACES = frozenset({"street", "area", *_ABOUT_THINGS})


class Understander:
    """Understands requests for an old and a new rulebook, whose `parser_city` is what the city was taught."""

    def __init__(self, old: Rulebook, new: Rulebook) -> None:
        self._old, self._new = old.parser_city, new.parser_city
        self._details = details_for(old) | details_for(new)
        self._asks_where = asks_where(old) or asks_where(new)
        self._are_alike = reads_alike(self._old, self._new)
        self._words = _compared_words(self._old, self._new)

    @property
    def reader(self) -> str:
        """Whose readings can be kept and used again: those for the old rulebook."""
        return reader_of(self._old)

    def understand(self, past: Past, kept: KeptReadings | None = None) -> tuple[Understanding, Understanding]:
        """What the request says to each of the two; what had to be read for the old one is noted in `kept`. Total."""
        known = kept.find(past) if kept else None
        old = self._read(past, self._old, known)
        if kept and known is None:
            kept.note(past, old)
        is_same = self._are_alike or (self._words is not None and self._words.are_heard_alike(past.message))
        return old, old if is_same else self._read(past, self._new)

    def _read(self, past: Past, city: City, known: Understanding | None = None) -> Understanding:
        has_place = past.message.coordinates is not None and not self._asks_where
        details = self._details if has_place else self._details | {Detail.PLACE}
        try:
            meaning = understand_for_rules(past.message, city, details, known=known)
        except Exception:  # as for a message that comes today, whatever its words do to their reader
            log.exception("a past request could not be understood")
            return Understanding()
        return self._placed(meaning, past, city)

    def _placed(self, meaning: Understanding, past: Past, city: City) -> Understanding:
        """The place is the one that the words name, else the address of the export, else the pin."""
        is_told = meaning.location is not None and not _is_pin(meaning.location)
        is_enough = meaning.location is not None and not self._asks_where
        if is_told or is_enough or not past.address:
            return meaning
        place = find_location(past.address, city.gazetteer)
        return meaning if place is None else replace(meaning, location=replace(place, start=0, end=0))


def _is_pin(location: Location) -> bool:
    return location.kind is LocationKind.COORDINATES and not location.text


def reads_alike(old: City, new: City) -> bool:
    """Whether a text means the same to both, whatever it says."""
    return _are_alike_besides(old, new) and old.catalog.own == new.catalog.own


def _compared_words(old: City, new: City) -> OwnWords | None:
    """Tells texts that mean the same to both from others; None where more than the words of services differs."""
    is_enough = _are_alike_besides(old, new) and differ_in_words_only(old.catalog, new.catalog)
    return OwnWords(old, new) if is_enough else None


def _are_alike_besides(old: City, new: City) -> bool:
    """Whether both know the same of everything but services."""
    return (
        old.timezone == new.timezone
        and old.languages == new.languages
        and old.commands == new.commands
        and old.gazetteer.streets == new.gazetteer.streets
        and old.own_contacts == new.own_contacts
    )


def details_for(rulebook: Rulebook) -> frozenset[Detail]:
    """The details of a message that some rule or service of the rulebook looks at."""
    things = {thing for service in rulebook.services.values() for thing in service.needs}
    things.update(thing for rule in rulebook.rules for thing in _things(rule.when))
    return frozenset(_OF_THINGS[thing] for thing in things if thing in _OF_THINGS)


def asks_where(rulebook: Rulebook) -> bool:
    """Whether some rule asks for more of a place than that there is one."""
    return any(_is_about_places(rule.when) for rule in rulebook.rules)


def _is_about_places(condition: Condition) -> bool:
    return condition.kind in _ABOUT_PLACES or any(map(_is_about_places, condition.parts))


def _things(condition: Condition) -> Iterator[str]:
    """The things that a condition may ask for; of a list that is cut where it is said aloud, all of them."""
    for part in condition.parts:
        yield from _things(part)
    if condition.kind in _ABOUT_THINGS:
        named = condition.said.split(" or ")
        yield from _OF_THINGS if named[-1].endswith(" more") else named
