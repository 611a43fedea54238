"""What a filed form means: what was chosen is certain, and what its words tell besides fills in the rest."""

from __future__ import annotations

from dataclasses import replace

from parsers.answered_place import find_answered_place
from parsers.city import City
from parsers.gazetteer import Gazetteer
from parsers.stated import Stated
from parsers.urgency import read_urgency
from parsers.values import (
    ContactDetails,
    Evidence,
    Location,
    LocationKind,
    ServiceGuess,
    Understanding,
    Urgency,
)
from parsers.words import split_words

_LONGEST_PLACE = 200
"""Longer ones are a story; they are kept as they are and no place is looked for in them."""


def as_stated(read: Understanding, stated: Stated, city: City) -> Understanding:
    """`read`, which the description says, with what the form states instead of it. Total.

    The problems of one description stay together: whoever filed it chose one service for it.
    """
    service = ServiceGuess(code=stated.service, name=stated.service_name, confidence=1.0)
    urgency, evidence = _urgency(read, stated, service)
    return replace(
        read,
        service=service,
        location=_place(stated.place, city.gazetteer) if stated.place else read.location,
        urgency=urgency,
        urgency_evidence=evidence,
        contact=_contact(read.contact, stated),
        answers=dict(stated.answers),
        further=(),
    )


def _urgency(read: Understanding, stated: Stated, service: ServiceGuess) -> tuple[Urgency, tuple[Evidence, ...]]:
    """A danger may be told in an answer as well as in the description; offsets are of the description only."""
    answers = (read_urgency(split_words(answer), language=read.language) for answer in stated.answers.values())
    chosen = read_urgency(split_words(""), service)
    told = max((urgency for urgency, _ in (chosen, *answers)), key=_rank)
    return (told, ()) if _rank(told) > _rank(read.urgency) else (read.urgency, read.urgency_evidence)


def _rank(urgency: Urgency) -> int:
    return list(Urgency).index(urgency)


def _place(typed: str, gazetteer: Gazetteer) -> Location:
    """The place in the words that were typed for it, all of which are kept; they stand outside of the description."""
    found = find_answered_place(typed, gazetteer) if len(typed) <= _LONGEST_PLACE else None
    if found is None:
        return Location(kind=LocationKind.LANDMARK, text=typed, start=0, end=0, confidence=1.0)
    return replace(found, text=typed, start=0, end=0)


def _contact(read: ContactDetails, stated: Stated) -> ContactDetails:
    return replace(
        read,
        name=stated.name or read.name,
        phone=stated.phone or read.phone,
        email=stated.email or read.email,
    )
