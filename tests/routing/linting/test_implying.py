"""What one condition is known to imply is true of every message; a claim too much would be a false alarm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from gateway.routing import RouteRequest, load_rulebook
from gateway.routing.condition import Condition, Surroundings
from gateway.routing.conditions import AnyCondition
from gateway.routing.facts import Facts
from gateway.routing.linting.asked import read_asked
from gateway.routing.linting.candidates import index_candidates, kinds_of, needed_kinds
from gateway.routing.linting.implying import excludes, find_clash, implies
from parsers.values import (
    Attachment,
    InboundMessage,
    Location,
    LocationKind,
    Medium,
    ServiceGuess,
    Understanding,
    Urgency,
)
from tests.routing.conftest import HEAD, TAIL

BOOK = load_rulebook(f"{HEAD}rules: []{TAIL}")
ZONE = BOOK.city.zone
READER: TypeAdapter[Any] = TypeAdapter(AnyCondition)
WORDS = ["dog", "dogs", "big", "barks", "perro"]
SERVICES = ["pothole", "streetlight_out", "noise"]
HOURS = ["24/7", "Mon-Fri 08:00-16:00", "Mon 09:00-12:00", "22:00-06:00", "Sat 00:00-24:00", "Fri 23:00-02:00"]
DATES = ["11-01 to 04-30", "12-24 to 12-26", "2026-07-04", "2026-07-01 to 2026-07-31", "07-01 to 07-31"]
SENDERS = ["@elm.example", "anne@elm.example", "+12035550199", "bart@resident.example"]
STREETS = ["Oak St", "Oak Street", "Whalley Ave", "North Oak St"]
REPEATS = [{"at_least": 1}, {"at_least": 2}, {"at_least": 3}, {"at_most": 2}, {"at_least": 2, "at_most": 3}]
SURENESS = [{"below": 0.5}, {"at_least": 0.5}, {"at_least": 0.3, "below": 0.7}, {"below": 0.7}]
HEADERS = [{"List-Id": ""}, {"list-id": "news"}, {"List-Id": "News", "X-Loop": ""}]


def some(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)


def of(kind: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return values.map(lambda value: {kind: value})


SIMPLE = st.one_of(
    of("service", some(SERVICES)),
    of("group", some(["streets", "lights"])),
    of(
        "text", st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=2)
    ),
    of("channel", some(["sms", "email"])),
    of("from", some(SENDERS)),
    of("header", st.sampled_from(HEADERS)),
    of("street", some(STREETS)),
    of("has", some(["location", "photo", "service"])),
    of("missing", some(["location", "photo", "service"])),
    of("urgency", some(["routine", "soon"])),
    of("language", some(["en", "es"])),
    of("hours", some(HOURS)),
    of("date", some(DATES)),
    of("repeat", st.sampled_from(REPEATS)),
    of("confidence", st.sampled_from(SURENESS)),
    of("event", some(["opened", "overdue"])),
)
CONDITIONS = st.recursive(
    SIMPLE,
    lambda inner: (
        of("all", st.lists(inner, min_size=1, max_size=3))
        | of("any", st.lists(inner, min_size=1, max_size=3))
        | of("not", inner)
    ),
    max_leaves=5,
)


@st.composite
def requests(draw: Any) -> RouteRequest:
    code = draw(st.sampled_from([*SERVICES, None]))
    street = draw(st.sampled_from([*STREETS, None]))
    medium = draw(st.sampled_from(list(Medium)))
    message = InboundMessage(
        medium=medium,
        sender=draw(st.sampled_from([*SENDERS[1:], "cris@elm.example"])),
        received_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, 500_000))),
        text=(text := " ".join(draw(st.lists(st.sampled_from(WORDS), max_size=5)))),
        reply_text=text,
        headers=draw(st.sampled_from([{}, {"list-id": "the news"}, {"list-id": "a", "x-loop": "b"}])),
        attachments=draw(st.sampled_from([(), (Attachment(filename="a.jpg", content_type="image/jpeg", size=1),)])),
    )
    confidence = draw(st.sampled_from([0.2, 0.3, 0.5, 0.6, 0.7, 0.9]))
    understanding = Understanding(
        service=ServiceGuess(code=code, name=code, confidence=confidence) if code else None,
        location=Location(kind=LocationKind.STREET, text=street, streets=(street,), start=0, end=1, confidence=1.0)
        if street
        else None,
        urgency=draw(st.sampled_from([Urgency.ROUTINE, Urgency.SOON])),
        language=draw(st.sampled_from(["en", "es"])),
    )
    event = draw(st.sampled_from(["opened", "overdue"]))
    return RouteRequest(message=message, understanding=understanding, event=event, repeat=draw(st.integers(1, 4)))


def compiled(condition: dict[str, Any]) -> Condition:
    catalog = BOOK.parser_city.catalog
    groups = {code: catalog.service_group(code) for code in catalog.codes}
    around = Surroundings(holidays=BOOK.city.holidays, groups=groups, takers=catalog.city.takers)
    made: Condition = READER.validate_python(condition).compile(around)
    return made


@settings(max_examples=150, deadline=None)
@given(CONDITIONS, CONDITIONS, st.lists(requests(), min_size=4, max_size=4))
def test_what_is_implied_is_so(one: dict[str, Any], other: dict[str, Any], messages: list[RouteRequest]) -> None:
    """A message that meets the one meets the other, and none meets two that exclude each other."""
    first, second = read_asked(one, BOOK), read_asked(other, BOOK)
    is_implied, is_excluded, clash = implies(first, second), excludes(first, second), find_clash(first)
    met, also = compiled(one), compiled(other)
    for request in messages:
        facts = Facts(request, threshold=BOOK.threshold, zone=ZONE)
        if met.test(facts):
            assert not clash
            assert also.test(facts) or not is_implied
            assert not (also.test(facts) and is_excluded)


@settings(max_examples=100, deadline=None)
@given(st.lists(CONDITIONS, min_size=2, max_size=6))
def test_no_rule_that_is_implied_is_passed_over(conditions: list[dict[str, Any]]) -> None:
    """The index of candidates only saves comparisons."""
    asked = [read_asked(condition, BOOK) for condition in conditions]
    candidates = index_candidates(asked)
    for one in asked:
        found = set(candidates.of(one))
        for number, other in enumerate(asked):
            if implies(one, other):
                assert number in found
                assert needed_kinds(other) <= kinds_of(one)


def test_rules_of_different_words_are_not_compared() -> None:
    """So that ten thousand rules are looked at in seconds."""
    asked = [read_asked({"all": [{"text": f"word{number}"}, {"channel": "sms"}]}, BOOK) for number in range(50)]
    candidates = index_candidates(asked)
    assert all(candidates.of(one) == [number] for number, one in enumerate(asked))


IMPLIED = [
    ({"service": "pothole"}, {"service": ["pothole", "noise"]}),
    ({"service": "pothole"}, {"group": "streets"}),
    ({"service": "pothole"}, {"has": "service"}),
    ({"text": "big dog"}, {"text": ["dog", "cat"]}),
    ({"all": [{"text": "dog"}, {"channel": "sms"}]}, {"text": "dog"}),
    ({"any": [{"text": "dog"}, {"text": "cat"}]}, {"text": ["cat", "dog", "bird"]}),
    ({"text": "dog"}, {"any": [{"channel": "sms"}, {"text": "dog"}]}),
    ({"not": {"text": "dog"}}, {"not": {"text": "big dog"}}),
    ({"channel": "sms"}, {"not": {"channel": "email"}}),
    ({"from": "anne@elm.example"}, {"from": "@elm.example"}),
    ({"street": "North Oak Street"}, {"street": "Oak St"}),
    ({"header": {"List-Id": "The News"}}, {"header": {"list-id": "news"}}),
    ({"has": ["photo", "location"]}, {"has": "photo"}),
    ({"missing": "photo"}, {"missing": ["photo", "location"]}),
    ({"hours": "Mon 09:00-12:00"}, {"hours": "Mon-Fri 08:00-16:00"}),
    ({"hours": "Mon-Fri 22:00-24:00"}, {"hours": "22:00-06:00"}),
    ({"date": "2026-07-04"}, {"date": "07-01 to 07-31"}),
    ({"date": "12-24 to 12-26"}, {"date": "11-01 to 04-30"}),
    ({"repeat": {"at_least": 4}}, {"repeat": {"at_least": 3}}),
    ({"confidence": {"below": 0.4}}, {"confidence": {"below": 0.5}}),
]
APART = [
    ({"service": "pothole"}, {"service": "noise"}),
    ({"hours": "Mon-Fri 08:00-10:00"}, {"hours": "Sat 09:00-12:00"}),
    ({"has": "photo"}, {"missing": "photo"}),
    ({"repeat": {"at_most": 2}}, {"repeat": {"at_least": 3}}),
    ({"confidence": {"below": 0.5}}, {"confidence": {"at_least": 0.5}}),
    ({"text": "big dog"}, {"not": {"text": "dog"}}),
]


@pytest.mark.parametrize(("one", "other"), IMPLIED)
def test_what_a_clerk_sees_at_once_is_seen(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Each kind is compared by what it means; the converse is never claimed."""
    assert implies(read_asked(one, BOOK), read_asked(other, BOOK))
    assert not implies(read_asked(other, BOOK), read_asked(one, BOOK))


def test_order_makes_no_difference() -> None:
    """Two rules that ask for the same in another order imply each other."""
    one, other = {"text": "dog"}, {"channel": "sms"}
    forwards, backwards = (read_asked({"all": parts}, BOOK) for parts in ([one, other], [other, one]))
    assert implies(forwards, backwards)
    assert implies(backwards, forwards)


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_cannot_be_at_once_is_seen(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Either way round, and inside of a rule that asks for both."""
    assert excludes(read_asked(one, BOOK), read_asked(other, BOOK))
    assert excludes(read_asked(other, BOOK), read_asked(one, BOOK))
    assert find_clash(read_asked({"all": [one, {"any": [other]}]}, BOOK))
    assert not find_clash(read_asked({"any": [one, other]}, BOOK))


def test_a_rule_of_very_many_parts_is_given_up() -> None:
    """Nobody waits for the comparison of two rules with thousands of parts each."""
    parts = [{"all": [{"text": f"dog{number}"}, {"text": f"cat{number}"}]} for number in range(300)]
    large = read_asked({"any": parts}, BOOK)
    assert not implies(large, read_asked({"any": parts[::-1]}, BOOK))
