"""Every matching rule speaks and the highest voice wins; what no rule says comes from the service and `otherwise`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway.routing import Decision, Priority, RouteRequest, Rulebook, Voice, load_rulebook, route
from gateway.routing.sections import Actions
from parsers.values import Urgency
from tests.routing.conftest import HEAD, TAIL

ANY = "{has: phone}"


def rule(name: str, then: str, when: str = ANY) -> str:
    return f"  - {{name: {name}, when: {when}, then: {{{then}}}}}\n"


# the action, the field of the decision, its value
ACTIONS = [
    ("department: fire", "department", "fire"),
    ("priority: low", "priority", Priority.LOW),
    ("service: streetlight_out", "service", "streetlight_out"),
    ("reply: help", "reply", "help"),
    ("reply: none", "reply", ""),
    ("ask: pole", "ask", ("pole",)),
    ("tags: [a, b]", "tags", ("a", "b")),
    ("notify: cris@city.example", "notify", ("cris@city.example",)),
    ("due: 4 hours", "due", "4 hours"),
    ("assign: bart@city.example", "assign", "bart@city.example"),
    ("hold: true", "hold", True),
    ("close: true", "close", True),
    ("watch: [fire]", "watch", ("fire",)),
]


@pytest.mark.parametrize(("then", "name", "value"), ACTIONS)
def test_action_reaches_the_decision_and_names_its_rule(
    decide: Callable[..., Decision], then: str, name: str, value: object
) -> None:
    """An action that is read and not carried out would be a lie to the clerk."""
    decision = decide(rule("one", then))
    assert getattr(decision, name) == value
    assert Voice(action=name, rule="one") in decision.voices


def test_every_action_is_tried_here() -> None:
    """A new action without a test would be untested; `stop` has a test of its own."""
    assert {then.partition(":")[0] for then, _, _ in ACTIONS} | {"stop"} == set(Actions.model_fields)


def test_first_rule_that_names_an_action_sets_it(decide: Callable[..., Decision]) -> None:
    """The highest voice wins, and the lower one is named as passed over."""
    decision = decide(rule("high", "department: fire") + rule("low", "department: streets, priority: low"))
    assert (decision.department, decision.priority, decision.rule) == ("fire", Priority.LOW, "high")
    assert decision.passed_over == ("low",)


def test_rules_that_agree_pass_nobody_over(decide: Callable[..., Decision]) -> None:
    """Two rules with the same word are not in conflict."""
    assert decide(rule("one", "department: fire") + rule("two", "department: fire")).passed_over == ()


def test_tags_and_notify_add_up(decide: Callable[..., Decision]) -> None:
    """Tags and people to tell come from every rule, once each."""
    rules = rule("one", "tags: [a, b], notify: a@city.example") + rule("two", "tags: [b, c], notify: b@city.example")
    decision = decide(rules)
    assert decision.tags == ("a", "b", "c")
    assert decision.notify == ("a@city.example", "b@city.example")


def test_stop_ends_the_reading(decide: Callable[..., Decision]) -> None:
    """What stands below `stop: true` is not heard."""
    decision = decide(rule("one", "tags: a, stop: true") + rule("two", "department: fire"))
    assert (decision.department, decision.tags) == ("front_desk", ("a",))


def test_stop_false_goes_on_reading(decide: Callable[..., Decision]) -> None:
    """`stop: false` is what a clerk writes to switch the stop off."""
    assert decide(rule("one", "tags: a, stop: false") + rule("two", "department: fire")).department == "fire"


def test_service_gives_department_due_and_priority_where_no_rule_does(decide: Callable[..., Decision]) -> None:
    """Most requests need no rule at all."""
    hole, light = (
        decide(rule("r", "tags: a"), service="pothole"),
        decide(rule("r", "tags: a"), service="streetlight_out"),
    )
    assert (hole.department, hole.due, hole.rule, hole.service_name) == ("streets", "3 business days", None, "Pothole")
    assert (light.priority, light.ask) == (Priority.HIGH, ("pole",))
    assert Voice(action="department", rule="services") in hole.voices


def test_service_set_by_a_rule_brings_its_department(decide: Callable[..., Decision]) -> None:
    """A rule that corrects the service corrects the way too."""
    decision = decide(rule("r", "service: pothole"), service="noise")
    assert (decision.service, decision.department) == ("pothole", "streets")


def test_otherwise_speaks_last(decide: Callable[..., Decision]) -> None:
    """Nothing understood and no rule: the front desk, a receipt, an ordinary priority."""
    decision = decide(rule("r", "tags: a", "{text: never}"))
    assert (decision.department, decision.reply, decision.priority) == ("front_desk", "received", Priority.NORMAL)
    assert decision.department_name == "Front desk"


def test_below_the_threshold_the_service_is_unknown_and_the_guesses_are_kept(decide: Callable[..., Decision]) -> None:
    """An unsure guess goes to a person, who sees what was guessed."""
    decision = decide(rule("r", "tags: a"), service="pothole", confidence=0.3)
    assert (decision.department, decision.service, decision.confidence) == ("front_desk", None, 0.3)
    assert decision.notes == ("Confidence 0.30 is below the threshold 0.45. Best guesses: pothole.",)


def test_at_the_threshold_the_service_is_known(decide: Callable[..., Decision]) -> None:
    """The bound itself is sure enough, and nothing is said about it."""
    decision = decide(rule("r", "tags: a"), service="pothole", confidence=0.45)
    assert (decision.service, decision.notes) == ("pothole", ())


def test_service_of_the_catalog_that_the_city_does_not_list_goes_to_otherwise(decide: Callable[..., Decision]) -> None:
    """The parser knows more services than a small rulebook; none of them may break routing."""
    decision = decide(rule("r", "tags: a"), service="noise")
    assert (decision.department, decision.service) == ("front_desk", "noise")
    assert decision.notes == ("The rulebook has no service `noise`.",)


def test_missing_names_what_the_service_needs(decide: Callable[..., Decision]) -> None:
    """The pipeline asks for what is missing, once."""
    assert decide(rule("r", "tags: a"), service="pothole").missing == ("location",)


def test_emergency_urgency_gives_priority_and_the_fixed_reply(decide: Callable[..., Decision]) -> None:
    """DESIGN rule 10: emergency words count wherever the rules are silent, and no routine deadline is promised."""
    decision = decide(rule("r", "tags: a"), service="pothole", urgency=Urgency.EMERGENCY)
    assert (decision.priority, decision.reply, decision.due) == (Priority.EMERGENCY, "call_911", None)


def test_rule_may_say_otherwise_about_an_emergency(decide: Callable[..., Decision]) -> None:
    """A city may know that `fire` at its fire museum is none; it must say so explicitly."""
    decision = decide(rule("r", "priority: normal, reply: received"), urgency=Urgency.EMERGENCY)
    assert (decision.priority, decision.reply) == (Priority.NORMAL, "received")


def test_f15_11_emergency_is_never_closed_by_a_rule(decide: Callable[..., Decision]) -> None:
    """PROTOCOL 15.11: never auto-closed; the note says what a rule wanted."""
    decision = decide(rule("r", "close: true"), urgency=Urgency.EMERGENCY)
    assert decision.close is False
    assert "never closed by a rule" in decision.notes[0]


def test_what_is_closed_at_once_has_no_deadline(decide: Callable[..., Decision]) -> None:
    """Nobody works on what is not ours."""
    decision = decide(rule("r", "close: true"), service="pothole")
    assert (decision.due, decision.close, decision.notes) == (None, True, ())


def test_rule_without_event_is_silent_after_the_opening(decide: Callable[..., Decision]) -> None:
    """A follow-up must not be acknowledged or moved again by the rules for new requests."""
    decision = decide(rule("r", "department: fire, reply: help"), event="follow_up")
    assert (decision.rule, decision.reply) == (None, "")


def test_rule_that_names_an_event_speaks_on_it(decide: Callable[..., Decision]) -> None:
    """Reminders and escalations are rules like all others."""
    rules = rule("late", "notify: cris@city.example", "{all: [{event: overdue}, {service: pothole}]}")
    assert decide(rules, service="pothole", event="overdue").notify == ("cris@city.example",)
    assert decide(rules, service="pothole").notify == ()


def test_decision_carries_the_version_of_the_rulebook(
    book_of: Callable[[str], Rulebook], request_for: Callable[..., RouteRequest]
) -> None:
    """Why did this go there? The ticket keeps the version, and another text is another version."""
    one, two = book_of(rule("r", "tags: a")), book_of(rule("r", "tags: b"))
    assert route(request_for(), one).rulebook_version == one.version != two.version
    assert len(one.version) == 12


def test_question_is_found_by_its_key(book_of: Callable[[str], Rulebook]) -> None:
    """A decision carries keys; the words come from the rulebook, in the reader's language."""
    book = book_of(rule("r", "ask: pole"))
    assert book.question_text("pole", "es", "pothole") == "What is the number on the pole?"
    assert book.question_text("unheard", "es") == ""


def test_3_2_a_rule_for_an_address_hears_its_aliases_too(request_for: Callable[..., RouteRequest]) -> None:
    """A clerk writes a rule for what stands on the website, or for the mailbox behind it; both must work."""
    head = HEAD.replace("  numbers:", "  aliases: {Trees@elmcity.example: 311@elmcity.example}\n  numbers:", 1)
    for name in ("trees@elmcity.example", "311@elmcity.example"):
        rules = f"rules:\n  - {{name: only, when: {{to: {name}}}, then: {{department: fire}}}}\n"
        request = request_for("A tree fell", recipients=("TREES@elmcity.example",))
        assert route(request, load_rulebook(f"{head}{rules}{TAIL}")).department == "fire"
