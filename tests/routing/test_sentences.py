"""Rules as sentences: every kind of condition and action, nested and negated, and what nobody can read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.routing.called import Called, gather_called
from gateway.routing.conditions import KINDS
from gateway.routing.document import read_document
from gateway.routing.sections import Actions, RuleText
from gateway.routing.sentences import say_actions, say_condition, say_rule
from tests.conftest import ROOT

CALLED = Called(
    departments={"front_desk": "Front desk", "streets": "Streets"},
    services={"pothole": "Pothole", "gas_odor": "Gas odor or leak"},
)


def test_a_rule_reads_like_a_sentence() -> None:
    """A clerk reads the list aloud and hears what happens."""
    rule = {
        "name": "State roads are not ours",
        "when": {"all": [{"service": "pothole"}, {"street": ["Route 10", "Whalley Ave"]}]},
        "then": {"department": "front_desk", "reply": "state_road", "close": True, "stop": True},
    }
    assert say_rule(rule, CALLED) == (
        "When the service is Pothole, and the street is Route 10 or Whalley Ave, it goes to Front desk, "
        "the answer is `state_road` and it is closed. No rule below is read."
    )


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"service": ["gas_odor", "pothole"]}, "the service is “Gas odor or leak” or Pothole"),
        ({"group": "streets"}, "the service is one of the group streets"),
        ({"text": ["smell gas", "huele a gas"]}, "the message says “smell gas” or “huele a gas”"),
        ({"text": list("abcdefg")}, "the message says “a”, “b”, “c”, “d” or 3 more"),
        ({"pattern": "case \\d"}, "the text fits the pattern “case \\d”"),
        ({"channel": "sms"}, "it came as a text message"),
        ({"not": {"channel": "email"}}, "it did not come as mail"),
        ({"to": "311@elmcity.example"}, "it was sent to 311@elmcity.example"),
        ({"from": "@schools.example"}, "it came from @schools.example"),
        ({"header": {"List-Id": "", "Subject": "x"}}, "the mail has the header List-Id and Subject with “x”"),
        ({"area": ["downtown", {"type": "Polygon"}]}, "the place is in downtown or a shape on the map"),
        ({"has": ["photo", "time"]}, "the message has a photo and a time"),
        ({"missing": ["location", "phone"]}, "the message lacks a place or a phone number"),
        ({"urgency": "emergency"}, "it is an emergency"),
        ({"language": "es"}, "it is written in Spanish"),
        ({"not": {"hours": "Mon-Fri 07:00-15:30"}}, "it comes outside Mon-Fri 07:00-15:30"),
        ({"date": "11-15 to 04-15"}, "it comes from November 15 to April 15"),
        ({"date": ["2026-07-04", "never"]}, "it comes on July 4, 2026 or on never"),
        ({"repeat": {"at_least": 3, "at_most": 5}}, "it has been reported at least 3 and at most 5 times"),
        (
            {"repeat": {"at_least": 3, "within": "30 days", "of": "sender"}},
            "it has been reported at least 3 times by this sender within 30 days",
        ),
        ({"confidence": {"below": 0.6}}, "the service is less than 60 % sure"),
        ({"event": "overdue"}, "the request is overdue"),
        ({"not": {"not": {"language": "en"}}}, "it is written in English"),
        (
            {"not": {"any": [{"has": "photo"}, {"language": "en"}]}},
            "it is not so that (the message has a photo or it is written in English)",
        ),
        (
            {"any": [{"all": [{"has": "photo"}, {"channel": "sms"}]}, {"language": "en"}]},
            "(the message has a photo and it came as a text message) or it is written in English",
        ),
        ({"service": "own_thing"}, "the service is own thing"),
        ({"moon": "full"}, "something cannot be read"),
        (None, "something cannot be read"),
    ],
)
def test_every_kind_of_condition_has_its_words(condition: Any, said: str) -> None:
    """Also in the negative, nested, and where the file is wrong."""
    assert say_condition(condition, CALLED) == said


@pytest.mark.parametrize(
    ("actions", "said"),
    [
        ({"department": "streets"}, "it goes to Streets"),
        ({"department": "learned"}, "it goes where requests like it went before"),
        ({"reply": "none"}, "nobody is answered"),
        ({"service": "pothole"}, "it counts as Pothole"),
        (
            {"notify": [{"email": "anne@x.example"}, "bart@x.example"]},
            "anne@x.example and bart@x.example are told by mail",
        ),
        ({"watch": ["streets", "front_desk"]}, "Streets and Front desk can look on"),
        ({"hold": True}, "the answer waits for a person"),
        ({"close": False}, "it stays open"),
        ({"tags": ["a", "b"]}, "it is marked a and b"),
        ({"due": "4 hours"}, "it is due in 4 hours"),
        ({"assign": "cris@x.example"}, "it is given to cris@x.example"),
        ({"ask": "pole"}, "the resident is asked for pole"),
    ],
)
def test_every_action_has_its_words(actions: dict[str, Any], said: str) -> None:
    """What the rule does, one after the other."""
    assert say_actions(actions, CALLED) == (said,)


def test_no_condition_and_no_action_is_forgotten() -> None:
    """A kind that is added to the language must be added to its sentences."""
    leaves = set(KINDS) - {"all", "any", "not"}
    assert [kind for kind in leaves if "cannot be read" in say_condition({kind: "x"})] == []
    silent = [name for name in Actions.model_fields if not say_actions({name: True})]
    assert silent == ["stop"]


def test_the_checked_model_says_the_same_as_the_file() -> None:
    """The list is made from the file, other pages from the model."""
    data = read_document((ROOT / "routing_rules.yaml").read_text(encoding="utf-8"), "rules").data
    called = gather_called(data)
    for rule in data["rules"]:
        model = RuleText.model_validate(rule)
        assert say_condition(model.when, called) == say_condition(rule["when"], called)
        assert "cannot be read" not in say_rule(rule, called)
        assert sorted(say_actions(model.then, called)) == sorted(say_actions(rule["then"], called))


@settings(max_examples=200)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from([*KINDS, *Actions.model_fields, "when", "then", "x"]), inner)
        ),
        max_leaves=12,
    )
)
def test_whatever_stands_in_the_file_can_be_said(value: Any) -> None:
    """A half-written rule must not break the page on which it could be mended."""
    assert say_condition(value)
    assert say_rule(value if isinstance(value, dict) else {"when": value, "then": value})
    gather_called(value)
    gather_called({"departments": value, "services": {"x": value}})
