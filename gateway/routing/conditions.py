"""Every kind of condition: a mapping with one key, whose key is its kind; and the three that hold others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag

from gateway.routing.condition import Condition, Surroundings, need_all, need_any
from gateway.routing.fields import Text, wrong
from gateway.routing.message_conditions import (
    Area,
    Channel,
    From,
    Has,
    Header,
    LanguageIs,
    Missing,
    Pattern,
    Street,
    TextWords,
    To,
)
from gateway.routing.periods import DEFAULT_PERIOD, Period
from gateway.routing.problems import suggest
from gateway.routing.request_conditions import Confidence, DateIs, EventIs, Group, HoursAre, Repeat, Service, UrgencyIs


class All(Text):
    """Every one of these is true."""

    all: Annotated[list[AnyCondition], Field(min_length=1)]

    def compile(self, around: Surroundings) -> Condition:
        """True when every part is."""
        parts = tuple(part.compile(around) for part in self.all)
        tests = [part.test for part in parts]
        return Condition(
            kind="all",
            said="all of these",
            test=lambda facts: all(test(facts) for test in tests),
            need=need_all([part.need for part in parts]),
            parts=parts,
        )


class AnyOf(Text):
    """At least one of these is true."""

    any: Annotated[list[AnyCondition], Field(min_length=1)]

    def compile(self, around: Surroundings) -> Condition:
        """True when one part is."""
        parts = tuple(part.compile(around) for part in self.any)
        tests = [part.test for part in parts]
        return Condition(
            kind="any",
            said="any of these",
            test=lambda facts: any(test(facts) for test in tests),
            need=need_any([part.need for part in parts]),
            parts=parts,
        )


class Not(Text):
    """This is not true."""

    not_: Annotated[AnyCondition, Field(alias="not")]

    def compile(self, around: Surroundings) -> Condition:
        """True when its part is not."""
        part = self.not_.compile(around)
        return Condition(kind="not", said="not this", test=lambda facts: not part.test(facts), parts=(part,))


KINDS: Mapping[str, type[Text]] = {
    "all": All,
    "any": AnyOf,
    "not": Not,
    "service": Service,
    "group": Group,
    "text": TextWords,
    "pattern": Pattern,
    "channel": Channel,
    "to": To,
    "from": From,
    "header": Header,
    "street": Street,
    "area": Area,
    "has": Has,
    "missing": Missing,
    "urgency": UrgencyIs,
    "language": LanguageIs,
    "hours": HoursAre,
    "date": DateIs,
    "repeat": Repeat,
    "confidence": Confidence,
    "event": EventIs,
}


def _kind(value: dict[str, Any]) -> str:
    return str(next(iter(value)))


def _check_kind(value: Any) -> Any:
    """Raises with what a condition looks like when `value` is not a mapping with one known key."""
    if not isinstance(value, dict) or not value:
        raise wrong("A condition is a mapping with one key.", "Write it like `{service: pothole}`.")
    if len(value) > 1:
        listed = ", ".join(f"{{{key}: ...}}" for key in value)
        raise wrong("A condition has one key.", f"Write `{{all: [{listed}]}}` to ask for all of them.")
    if _kind(value) not in KINDS:
        raise wrong(f"There is no condition `{_kind(value)}`.", suggest(_kind(value), KINDS))
    return value


AnyCondition = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Service, Tag("service")]
    | Annotated[Group, Tag("group")]
    | Annotated[TextWords, Tag("text")]
    | Annotated[Pattern, Tag("pattern")]
    | Annotated[Channel, Tag("channel")]
    | Annotated[To, Tag("to")]
    | Annotated[From, Tag("from")]
    | Annotated[Header, Tag("header")]
    | Annotated[Street, Tag("street")]
    | Annotated[Area, Tag("area")]
    | Annotated[Has, Tag("has")]
    | Annotated[Missing, Tag("missing")]
    | Annotated[UrgencyIs, Tag("urgency")]
    | Annotated[LanguageIs, Tag("language")]
    | Annotated[HoursAre, Tag("hours")]
    | Annotated[DateIs, Tag("date")]
    | Annotated[Repeat, Tag("repeat")]
    | Annotated[Confidence, Tag("confidence")]
    | Annotated[EventIs, Tag("event")],
    Discriminator(_kind),
    BeforeValidator(_check_kind),
]


def find_periods(condition: Text) -> Iterator[Period]:
    """What the counting conditions in `condition` count, besides what is counted for every message."""
    match condition:
        case Repeat():
            yield from {condition.repeat.period} - {DEFAULT_PERIOD}
        case All():
            yield from (period for part in condition.all for period in find_periods(part))
        case AnyOf():
            yield from (period for part in condition.any for period in find_periods(part))
        case Not():
            yield from find_periods(condition.not_)


All.model_rebuild()
AnyOf.model_rebuild()
Not.model_rebuild()
