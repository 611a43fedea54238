"""Conditions about what was understood and when: service, urgency, sureness, hours, dates, repeats and events."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from gateway.routing.calendar import read_dates, read_hours
from gateway.routing.condition import Condition, Surroundings, need_one_of, one_of
from gateway.routing.facts import Facts
from gateway.routing.fields import DatesText, GroupName, HoursText, Many, PeriodText, ServiceCode, Text, wrong
from gateway.routing.keys import REPEATED
from gateway.routing.periods import DEFAULT_PERIOD, Counted, Period, read_period
from gateway.routing.values import Event
from parsers.values import Urgency


class Service(Text):
    """The service that was understood, surely enough."""

    service: Many[ServiceCode]

    def compile(self, around: Surroundings) -> Condition:
        """True when the service is one of these, or is like one."""
        codes = frozenset(self.service).union(*(around.takers.get(code, ()) for code in self.service))
        return one_of(
            "service",
            self.service,
            lambda facts: facts.service in codes,
            need_one_of(f"service {code}" for code in codes),
        )


class Group(Text):
    """The group of services that the service belongs to."""

    group: Many[GroupName]

    def compile(self, around: Surroundings) -> Condition:
        """True when the service's group is one of these."""
        wanted = frozenset(self.group)
        codes = frozenset(code for code, group in around.groups.items() if group in wanted)
        return one_of(
            "group", self.group, lambda facts: facts.service in codes, need_one_of(f"service {code}" for code in codes)
        )


class UrgencyIs(Text):
    """How soon somebody must look, as it was understood."""

    urgency: Many[Literal["routine", "soon", "emergency"]]

    def compile(self, around: Surroundings) -> Condition:  # noqa: ARG002 - every kind is compiled the same way
        """True when the urgency is one of these."""
        wanted = frozenset(Urgency(name) for name in self.urgency)
        need = need_one_of(f"urgency {name}" for name in wanted)
        return one_of("urgency", self.urgency, lambda facts: facts.understanding.urgency in wanted, need)


class HoursAre(Text):
    """The local time of arrival; false on the city's holidays."""

    hours: Many[HoursText]

    def compile(self, around: Surroundings) -> Condition:
        """True when the message came within one of these hours."""
        hours = [read_hours(text) for text in self.hours]
        return one_of(
            "hours", self.hours, lambda facts: any(span.are_open(facts.moment, around.holidays) for span in hours)
        )


class DateIs(Text):
    """The local date of arrival."""

    date: Many[DatesText]

    def compile(self, around: Surroundings) -> Condition:  # noqa: ARG002
        """True when the message came on one of these days."""
        spans = [read_dates(text) for text in self.date]
        return one_of("date", self.date, lambda facts: any(span.covers(facts.moment.date()) for span in spans))


class Bounds(Text):
    """From how many reports, and up to how many; of whom, and in which time."""

    at_least: Annotated[int, Field(ge=1)] | None = None
    at_most: Annotated[int, Field(ge=1)] | None = None
    within: PeriodText | None = None
    of: Counted | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise wrong("`repeat` needs `at_least` or `at_most`.", "Write `repeat: {at_least: 3}`.")
        if (self.at_most or self.at_least or 1) < (self.at_least or 1):
            raise wrong("`at_most` is less than `at_least`, so this is never true.", "Write a higher `at_most`.")
        return self

    @property
    def period(self) -> Period:
        """What is counted."""
        seconds = read_period(self.within) if self.within else DEFAULT_PERIOD.seconds
        return Period(of=self.of or "sender", seconds=seconds)


class Repeat(Text):
    """How many times this sender or place has reported in a period, this time included."""

    repeat: Bounds

    def compile(self, around: Surroundings) -> Condition:  # noqa: ARG002
        """True when the count is within the bounds."""
        low, high, period = self.repeat.at_least or 1, self.repeat.at_most, self.repeat.period
        bounds = [f"at least {low}", *([f"at most {high}"] if high else [])]
        whose = f"this {period.of} within {self.repeat.within or '30 days'}"

        def test(facts: Facts) -> bool:
            count = facts.request.repeats.get(period, facts.request.repeat)
            return low <= count and (high is None or count <= high)

        need = need_one_of([REPEATED]) if low > 1 else None
        return one_of("repeat", [f"{' and '.join(bounds)} of {whose}"], test, need)


class Sureness(Text):
    """Between which confidences, from 0 to 1."""

    below: Annotated[float, Field(ge=0, le=1, strict=False)] | None = None
    at_least: Annotated[float, Field(ge=0, le=1, strict=False)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.below is None and self.at_least is None:
            raise wrong("`confidence` needs `below` or `at_least`.", "Write `confidence: {below: 0.6}`.")
        return self


class Confidence(Text):
    """How sure the service is, also below the rulebook's threshold; 0 when nothing was understood."""

    confidence: Sureness

    def compile(self, around: Surroundings) -> Condition:  # noqa: ARG002
        """True when the confidence is within the bounds."""
        below, least = self.confidence.below, self.confidence.at_least
        said = [
            *([f"at least {least}"] if least is not None else []),
            *([f"below {below}"] if below is not None else []),
        ]

        def test(facts: Facts) -> bool:
            guess = facts.understanding.service
            sure = guess.confidence if guess else 0.0
            return (below is None or sure < below) and (least is None or sure >= least)

        return one_of("confidence", [" and ".join(said)], test)


class EventIs(Text):
    """What happened; a rule that names no event speaks when a request is opened."""

    event: Many[Event]

    def compile(self, around: Surroundings) -> Condition:  # noqa: ARG002
        """True when one of these happened."""
        events = frozenset(self.event)
        need = need_one_of(f"event {name}" for name in events)
        return one_of("event", self.event, lambda facts: facts.request.event in events, need)
