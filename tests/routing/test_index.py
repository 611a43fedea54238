"""The index only saves time: with it and without it, every message is decided the same."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.routing import RouteRequest, Rulebook, load_rulebook, route
from gateway.routing.deciding import is_met, matching_rules
from gateway.routing.facts import Facts
from parsers.values import InboundMessage, Medium, ServiceGuess, Understanding, Urgency

WORDS = ["leak", "leaks", "leaking", "gas", "street", "light", "streets", "árbol", "arboles", "rota", "垃圾", "a"]
SERVICES = ["pothole", "noise", "tree", "water_leak"]

phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
simple = st.one_of(
    st.fixed_dictionaries({"service": st.lists(st.sampled_from(SERVICES), min_size=1, max_size=2)}),
    st.fixed_dictionaries({"group": st.sampled_from(["streets", "water", "trees"])}),
    st.fixed_dictionaries({"text": st.lists(phrases, min_size=1, max_size=3)}),
    st.fixed_dictionaries({"channel": st.sampled_from(["sms", "email"])}),
    st.fixed_dictionaries({"language": st.sampled_from(["en", "es"])}),
    st.fixed_dictionaries({"repeat": st.fixed_dictionaries({"at_least": st.integers(1, 3)})}),
    st.fixed_dictionaries({"event": st.sampled_from(["opened", "follow_up"])}),
)
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


@st.composite
def rulebooks(draw: Any) -> Rulebook:
    rules = [
        {"name": f"rule {number}", "when": draw(conditions), "then": draw(actions)}
        for number in range(draw(st.integers(0, 8)))
    ]
    return load_rulebook(
        json.dumps(
            {
                "city": {
                    "name": "Elm City",
                    "timezone": "America/New_York",
                    "languages": ["en", "es"],
                    "numbers": ["+12035550142"],
                },
                "departments": {"one": {"name": "One"}, "two": {"name": "Two"}, "desk": {"name": "Desk"}},
                "services": {"pothole": {"department": "one"}},
                "rules": rules,
                "otherwise": {"department": "desk", "reply": "received"},
            }
        )
    )


@st.composite
def requests(draw: Any) -> RouteRequest:
    text = draw(st.one_of(phrases, st.text(max_size=80)))
    code = draw(st.none() | st.sampled_from([*SERVICES, "unheard_of"]))
    guess = ServiceGuess(code=code, name=code, confidence=draw(st.floats(0, 1))) if code else None
    return RouteRequest(
        message=InboundMessage(
            medium=draw(st.sampled_from(Medium)),
            sender=draw(st.text(max_size=20)),
            received_at=draw(st.datetimes(timezones=st.timezones())),
            text=text,
            reply_text=text,
        ),
        understanding=Understanding(
            service=guess, urgency=draw(st.sampled_from(Urgency)), language=draw(st.sampled_from(["en", "es", "ht"]))
        ),
        event=draw(st.sampled_from(["opened", "follow_up", "reopened", "overdue", "closed"])),
        repeat=draw(st.integers(1, 4)),
    )


@settings(max_examples=60, deadline=None)
@given(rulebooks(), st.lists(requests(), min_size=1, max_size=4))
def test_index_and_plain_loop_decide_the_same(book: Rulebook, messages: list[RouteRequest]) -> None:
    """An index that forgets a rule would send a ticket the wrong way in silence."""
    for message in messages:
        facts = Facts(message, threshold=book.threshold, zone=book.city.zone)
        plainly = [rule.name for rule in book.rules if is_met(rule, facts)]
        assert [rule.name for rule in matching_rules(facts, book)] == plainly


@settings(max_examples=60, deadline=None)
@given(rulebooks(), requests())
def test_route_always_names_a_known_department(book: Rulebook, message: RouteRequest) -> None:
    """Total: whatever is said by whomever, somebody gets the ticket."""
    decision = route(message, book)
    assert decision.department in book.departments
    assert decision.department_name == book.departments[decision.department].name


def test_index_leaves_alone_what_cannot_match() -> None:
    """Ten thousand rules about words cost only the few whose words are there."""
    rules = "".join(
        f"  - {{name: r{number}, when: {{text: [word{number} street]}}, then: {{tags: a}}}}\n" for number in range(50)
    )
    book = load_rulebook(
        "city: {name: Elm City, timezone: UTC, languages: [en], numbers: ['+12035550142']}\n"
        f"departments: {{desk: {{name: Desk}}}}\nrules:\n{rules}otherwise: {{department: desk, reply: received}}\n"
    )
    assert book.index.root.always == ()
    assert len({number for rules in book.index.root.by_key.values() for number, _ in rules}) == 50
    assert all(len(rules) == 1 for rules in book.index.root.by_key.values())
