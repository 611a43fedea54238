"""The index only saves time: with it and without it, every message is decided the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.routing import RouteRequest, Rulebook, RulebookError, load_rulebook, route
from gateway.routing.conditions import KINDS
from gateway.routing.deciding import is_met, matching_rules
from gateway.routing.facts import Facts
from gateway.routing.index import Branch, build_index
from gateway.routing.moments import COUNTS
from gateway.routing.periods import Period
from parsers.values import (
    Attachment,
    Coordinates,
    InboundMessage,
    Location,
    LocationKind,
    Medium,
    ServiceGuess,
    Understanding,
    Urgency,
)

WORDS = [
    "leak",
    "leaks",
    "leaking",
    "gas",
    "street",
    "light",
    "streets",
    "árbol",
    "arboles",
    "rota",
    "垃圾",
    "a",
    "o'dell",
]
SERVICES = ["pothole", "noise", "tree", "water_leak"]
STREETS = ["Oak St", "Oak Street", "Calle Oak", "Whalley Ave", "North Oak Ave", "Route 10"]
SENDERS = ["anne@mail.example", "bart+311@mail.example", "+12035550199", "whatsapp:+12035550199", "Cris@School.example"]
NAMED = ["anne@mail.example", "bart@mail.example", "@mail.example", "+12035550199", "+1203555", "@school.example"]
DEGREES = [40.995, 41.0, 41.005, 41.01, 41.1, 41.2, 42.0]
EVENTS = ["opened", "follow_up", "reopened", "overdue", "closed"]
THINGS = ["service", "location", "address", "coordinates", "photo", "attachment", "phone", "email", "subject"]


def square(south: float, west: float, side: float) -> dict[str, Any]:
    """GeoJSON of a square."""
    north, east = south + side, west + side
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


SHAPES = [square(41.0, -73.0, side) for side in (0.005, 0.1, 2.0, 30.0)]
AREAS = {
    "mill": {"shape": SHAPES[0]},
    "hill": {"names": ["Hill", "gas street"]},
    "both": {"names": ["leak"], "shape": SHAPES[1]},
}

MOMENTS = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
CASES: dict[str, st.SearchStrategy[Any]] = {
    "service": st.lists(st.sampled_from(SERVICES), min_size=1, max_size=2),
    "group": st.sampled_from(["streets", "water", "trees"]),
    "text": st.lists(phrases, min_size=1, max_size=3),
    "pattern": st.sampled_from(["lea.", "^a$", "gas|light"]),
    "channel": st.sampled_from(["sms", "email"]),
    "to": st.sampled_from(["311@elmcity.example", "parks@elmcity.example", "+12035550142"]),
    "from": st.lists(st.sampled_from(NAMED), min_size=1, max_size=2),
    "header": st.sampled_from([{"List-Id": ""}, {"X-One": "1"}, {"list-id": "news", "X-One": ""}]),
    "street": st.lists(st.sampled_from(STREETS), min_size=1, max_size=2),
    "area": st.lists(st.sampled_from([*AREAS, *SHAPES]), min_size=1, max_size=2),
    "has": st.lists(st.sampled_from(THINGS), min_size=1, max_size=2),
    "missing": st.lists(st.sampled_from(THINGS), min_size=1, max_size=2),
    "urgency": st.sampled_from(["routine", "soon", "emergency"]),
    "language": st.sampled_from(["en", "es"]),
    "hours": st.sampled_from(["Mon-Fri 07:00-15:30", "22:00-07:00"]),
    "date": st.sampled_from(["11-15 to 04-15", "2026-07-04"]),
    "repeat": st.sampled_from(
        [{"at_least": 1}, {"at_least": 2}, {"at_most": 2}, {"at_least": 2, "within": "7 days", "of": "place"}]
    ),
    "confidence": st.sampled_from([{"below": 0.6}, {"at_least": 0.3}]),
    "event": st.lists(st.sampled_from(EVENTS), min_size=1, max_size=2),
}
simple = st.one_of([st.fixed_dictionaries({kind: asked}) for kind, asked in CASES.items()])
conditions = st.recursive(
    simple,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=6,
)
actions = st.fixed_dictionaries(
    {"tags": st.just("t")},
    optional={
        "department": st.sampled_from(["one", "two"]),
        "service": st.sampled_from(SERVICES),
        "stop": st.booleans(),
    },
)


def book_of(rules: list[dict[str, Any]]) -> Rulebook:
    """A small rulebook of these rules."""
    return load_rulebook(
        json.dumps(
            {
                "city": {
                    "name": "Elm City",
                    "timezone": "America/New_York",
                    "languages": ["en", "es"],
                    "addresses": ["311@elmcity.example", "parks@elmcity.example"],
                    "aliases": {"trees@elmcity.example": "parks@elmcity.example"},
                    "numbers": ["+12035550142"],
                    "areas": AREAS,
                },
                "departments": {"one": {"name": "One"}, "two": {"name": "Two"}, "desk": {"name": "Desk"}},
                "services": {"pothole": {"department": "one"}},
                "rules": rules,
                "otherwise": {"department": "desk", "reply": "received"},
            }
        )
    )


@st.composite
def rulebooks(draw: Any) -> Rulebook:
    """Some rules, often several of one condition, so that the tree has branches."""
    kinds = draw(st.lists(conditions, min_size=1, max_size=8))
    whens = draw(st.lists(st.sampled_from(kinds), max_size=14))
    rules = [
        {"name": f"rule {number}", "when": when, "then": draw(actions), "disabled": draw(st.integers(0, 9)) == 0}
        for number, when in enumerate(whens)
    ]
    try:
        return book_of(rules)
    except RulebookError:
        return book_of([{**rule, "then": _always_counting(rule["then"])} for rule in rules])


def _always_counting(then: dict[str, Any]) -> dict[str, Any]:
    """What counts at every moment: a rule that only speaks later may say nothing else."""
    return {name: said for name, said in then.items() if name in COUNTS["closed"]} or {"tags": "t"}


def _places(draw: Any) -> Location | None:
    street = draw(st.none() | st.sampled_from(STREETS))
    lat, lon = draw(st.sampled_from([(None, None), (41.0, -73.0), (41.005, -72.999)]))
    if street is None:
        return None
    return Location(
        kind=draw(st.sampled_from(LocationKind)),
        text=street,
        start=0,
        end=1,
        confidence=1,
        streets=(street,),
        lat=lat,
        lon=lon,
    )


@st.composite
def requests(draw: Any) -> RouteRequest:
    """A request with anything that a condition can ask for."""
    text = draw(
        st.one_of(st.lists(st.sampled_from([*WORDS, *STREETS]), max_size=6).map(" ".join), st.text(max_size=80))
    )
    code = draw(st.none() | st.sampled_from([*SERVICES, "unheard_of"]))
    guess = ServiceGuess(code=code, name=code, confidence=draw(st.floats(0, 1))) if code else None
    points = st.builds(
        Coordinates, lat=st.sampled_from(DEGREES), lon=st.sampled_from([-32.0 - degree for degree in DEGREES])
    )
    return RouteRequest(
        message=InboundMessage(
            medium=draw(st.sampled_from(Medium)),
            sender=draw(st.sampled_from(SENDERS) | st.text(max_size=20)),
            recipients=draw(
                st.lists(
                    st.sampled_from(["311@ElmCity.example", "trees@elmcity.example", "+12035550142"]), max_size=2
                ).map(tuple)
            ),
            received_at=draw(MOMENTS),
            subject=draw(st.sampled_from(["", "gas leak"])),
            text=text,
            reply_text=text,
            headers=MappingProxyType(
                draw(st.dictionaries(st.sampled_from(["list-id", "x-one"]), st.sampled_from(["", "1", "News"])))
            ),
            attachments=draw(st.sampled_from([(), (Attachment(filename="a.jpg", content_type="image/jpeg", size=1),)])),
            coordinates=draw(st.none() | points),
        ),
        understanding=Understanding(
            service=guess,
            location=_places(draw),
            urgency=draw(st.sampled_from(Urgency)),
            language=draw(st.sampled_from(["en", "es", "ht"])),
        ),
        event=draw(st.sampled_from(["opened", "opened", *EVENTS])),
        repeat=draw(st.integers(1, 3)),
        repeats=draw(st.sampled_from([{}, {Period(of="place", seconds=7 * 86_400): 2}])),
    )


def speakers(message: RouteRequest, book: Rulebook) -> tuple[list[str], list[str]]:
    """Who speaks by the index, and who speaks when every rule is asked."""
    facts = Facts(message, threshold=book.threshold, zone=book.city.zone)
    return [rule.name for rule in matching_rules(facts, book)], [
        rule.name for rule in book.rules if is_met(rule, facts)
    ]


def test_every_kind_of_condition_is_tried() -> None:
    """A kind that these tests forget could be indexed wrongly."""
    assert {*CASES, "all", "any", "not"} == set(KINDS)


@settings(max_examples=80, deadline=None)
@given(rulebooks(), st.lists(requests(), min_size=1, max_size=4))
def test_index_and_plain_loop_decide_the_same(book: Rulebook, messages: list[RouteRequest]) -> None:
    """An index that forgets a rule would send a ticket the wrong way in silence."""
    for message in messages:
        by_index, plainly = speakers(message, book)
        assert by_index == plainly


@settings(max_examples=25, deadline=None)
@given(st.fixed_dictionaries(CASES), st.lists(requests(), min_size=4, max_size=4))
def test_each_kind_alone_and_denied_is_found_by_the_index(asked: dict[str, Any], messages: list[RouteRequest]) -> None:
    """In a mixture of nineteen kinds each would be tried too seldom."""
    whens = [
        each
        for when in ({kind: what} for kind, what in asked.items())
        for each in (when, {"not": when}, {"all": [{"event": EVENTS}, when]}, {"any": [when, {"text": "gas"}]})
    ]
    book = book_of([{"name": f"r{number}", "when": when, "then": {"tags": "t"}} for number, when in enumerate(whens)])
    for message in messages:
        by_index, plainly = speakers(message, book)
        assert by_index == plainly


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.tuples(conditions, st.lists(conditions, max_size=2)), min_size=1, max_size=2),
    st.lists(requests(), min_size=3, max_size=3),
)
def test_many_rules_under_one_key_are_told_apart_rightly(kinds: list[Any], messages: list[RouteRequest]) -> None:
    """Where a key is shared by many rules the tree goes deeper, and must still forget none."""
    whens = [{"all": [first, *more, {"text": [f"gas {word}"]}]} for first, more in kinds for word in WORDS[:10]]
    book = book_of(
        [{"name": f"rule {number}", "when": when, "then": {"tags": "t"}} for number, when in enumerate(whens)]
    )
    for message in messages:
        by_index, plainly = speakers(message, book)
        assert by_index == plainly


@settings(max_examples=25, deadline=None)
@given(rulebooks(), requests())
def test_route_always_names_a_known_department(book: Rulebook, message: RouteRequest) -> None:
    """Total: whatever is said by whomever, somebody gets the ticket."""
    decision = route(message, book)
    assert decision.department in book.departments
    assert decision.department_name == book.departments[decision.department].name


def test_index_leaves_alone_what_cannot_match(request_for: Any) -> None:
    """Ten thousand rules about words cost only the few whose words are there, side by side."""
    rules = [{"text": [f"word{number} street", f"street word{number}"]} for number in range(50)]
    book = book_of([{"name": f"r{number}", "when": when, "then": {"tags": "a"}} for number, when in enumerate(rules)])
    facts = Facts(request_for("word7 street and street word9, word8 of the street"), threshold=0.4, zone=book.city.zone)
    assert book.index.candidates(facts) == [7, 9]


def test_rules_that_share_a_service_are_told_apart_by_what_else_they_ask(request_for: Any) -> None:
    """A service alone would leave hundreds of rules to ask in a large city."""
    rules = [
        {"all": [{"service": "pothole"}, {"street": f"Elm{number} St"}, {"channel": "sms"}]} for number in range(50)
    ]
    book = book_of([{"name": f"r{number}", "when": when, "then": {"tags": "a"}} for number, when in enumerate(rules)])
    message = request_for("a hole at 12 Elm7 St, near Elm8 St", service="pothole")
    facts = Facts(message, threshold=0.4, zone=book.city.zone)
    assert book.index.candidates(facts) == [7, 8]


def test_index_of_rules_that_all_ask_for_the_same_stays_small() -> None:
    """Telling rules apart by lists that they share would write each down thousands of times."""
    alike = {
        "all": [
            {kind: [f"{word} {number}" for number in range(30)]} for kind in ("text", "street") for word in WORDS[:5]
        ]
    }
    book = book_of([{"name": f"r{number}", "when": alike, "then": {"tags": "a"}} for number in range(60)])
    index = build_index([rule.when.need for rule in book.rules])

    def written(branch: Any) -> int:
        below = (written(under) if isinstance(under, Branch) else len(under) for under in branch.by_key.values())
        return len(branch.always) + sum(below)

    assert written(index.root) < 60 * 200


@pytest.mark.parametrize(
    ("wanted", "sender", "speaks"),
    [
        ("+1203555", "+12035550199", False),
        ("+12035550199", "+12035550199", True),
        ("+12035550199", "whatsapp:+12035550199", True),
        ("@School.example", "cris@SCHOOL.example", True),
        ("cris@school.example", "cris+one@school.example", True),
        ("school@mail.example", "mail.example", False),
    ],
)
def test_sender_is_named_whole(wanted: str, sender: str, speaks: bool, request_for: Any) -> None:
    """The beginning of a number is somebody else's number."""
    book = book_of([{"name": "only", "when": {"from": wanted}, "then": {"tags": "t"}}])
    by_index, plainly = speakers(request_for("a hole", sender=sender), book)
    assert by_index == plainly == (["only"] if speaks else [])
