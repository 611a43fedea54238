"""The problems of one message, each as a case of its own: its words, what they mean, and what the rules say to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy import Connection

from gateway.filing.case import Case
from gateway.filing.joined import Joined
from gateway.recurring import recurring_of
from gateway.routing import route
from gateway.routing.values import RouteRequest
from gateway.store.tickets import TicketRow
from parsers.intents import FollowUp, NewReport, Persists, ServiceRequest
from parsers.several import meaning_of, own_span
from parsers.values import Evidence, Location, LocationKind, PersonalData, ServiceGuess, Understanding

Mark = TypeVar("Mark", Evidence, PersonalData)

_REPORTS = (ServiceRequest, FollowUp, NewReport, Persists)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A ticket that was opened, and what of the message it is about."""

    case: Case
    ticket: TicketRow
    joined: Joined | None = None
    """The older ticket that it was joined to."""

    @property
    def spoken_of(self) -> TicketRow:
        """The ticket whose number its sender is told."""
        return self.ticket if self.joined is None else self.joined.into


def cases_of(connection: Connection, case: Case) -> tuple[Case, ...]:
    """One case for each problem of a message, the first first; `case` alone where it tells of one.

    What was marked in the words is marked in the words of each problem, whose ticket shows nothing else.
    """
    meaning, text = case.intent.understanding, case.message.new_text
    if not meaning.further or not isinstance(case.intent, _REPORTS):
        return (case,)
    start, end = own_span(text, meaning.further)
    first = _part(connection, case, 0, start, end, meaning)
    others = [
        _part(connection, case, number, problem.start, problem.end, meaning_of(problem, meaning))
        for number, problem in enumerate(meaning.further, start=1)
    ]
    return (first, *others)


def _part(connection: Connection, case: Case, number: int, start: int, end: int, meaning: Understanding) -> Case:
    words = case.message.new_text[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    subject = case.message.subject if number == 0 else ""
    has_own_place = meaning.location is not None and meaning.location.kind is not LocationKind.COORDINATES
    pin = None if has_own_place else case.message.coordinates
    message = replace(case.message, text=words, reply_text=words, subject=subject, coordinates=pin)
    meaning = _moved(meaning, start, start + len(words))
    request = RouteRequest(
        message=message,
        understanding=meaning,
        repeat=case.thread.reports + 1,
        repeats=recurring_of(case.thread, meaning.location).count(connection, case.rulebook, now=case.now),
    )
    decision = route(request, case.rulebook)
    intent = replace(case.intent, understanding=meaning)
    return replace(case, message=message, intent=intent, decision=decision, part=number)


def _moved(meaning: Understanding, start: int, end: int) -> Understanding:
    """The same with offsets that count from `start`; what lies outside of the words marks nothing."""
    return replace(
        meaning,
        service=_service(meaning.service, start, end),
        location=_location(meaning.location, start, end),
        urgency_evidence=_marks(meaning.urgency_evidence, start, end),
        personal=_marks(meaning.personal, start, end),
    )


def _service(service: ServiceGuess | None, start: int, end: int) -> ServiceGuess | None:
    return replace(service, evidence=_marks(service.evidence, start, end)) if service else None


def _location(location: Location | None, start: int, end: int) -> Location | None:
    if location is None or (start <= location.start and location.end <= end):
        return replace(location, start=location.start - start, end=location.end - start) if location else None
    return replace(location, start=0, end=0)


def _marks(marks: Iterable[Mark], start: int, end: int) -> tuple[Mark, ...]:
    inside = (mark for mark in marks if start <= mark.start and mark.end <= end)
    return tuple(replace(mark, start=mark.start - start, end=mark.end - start) for mark in inside)
