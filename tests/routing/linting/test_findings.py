"""Every kind of finding: where it is said with its line and proof, and where it must be silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.routing.files import RulebookFiles, single_file
from gateway.routing.including import read_documents
from gateway.routing.linting import PROVEN_BY_A_MESSAGE, Finding, lint, lint_files
from gateway.routing.loading import load_files
from tests.drafting.elm_past import draft, elm_past
from tests.routing.linting.cities import HEAD, OTHERWISE, look, rules_of

SHIPPED = Path(__file__).resolve().parents[3] / "routing_rules.yaml"
HELLO = "We have read your message with great care."


def only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1, findings
    return findings[0]


def test_nothing_is_said_of_the_shipped_rulebook() -> None:
    """It is what people copy from; a remark on it would be wrong, or ours to mend."""
    assert lint_files(single_file(SHIPPED.read_text(encoding="utf-8"))) == ()


def test_nothing_is_said_of_a_draft() -> None:
    """Somebody who has just begun has enough to read."""
    assert lint_files(single_file(draft(elm_past()).text)) == ()


def test_nothing_is_said_of_a_rulebook_without_rules() -> None:
    """Services alone are a rulebook."""
    assert look() == []


def test_a_department_that_nothing_names_is_said() -> None:
    """At the line of its key; no message can prove what never happens."""
    finding = only(look_with_department())
    assert finding.kind == "department not reached"
    assert "`idle` (Idle)" in finding.sentence
    assert finding.line == 9
    assert finding.proof is None


def look_with_department(rules: str = "rules: []\n") -> list[Finding]:
    head = HEAD.replace("LANGUAGES", "en").replace("  streets:", "  idle: {name: Idle}\n  streets:")
    return list(lint_files(single_file(f"{head}{rules}{OTHERWISE}")))


@pytest.mark.parametrize(
    "then", ["{department: idle}", "{watch: idle}", "{department: learned}"], ids=["rule", "watch", "learned"]
)
def test_a_department_that_may_get_something_is_not_said(then: str) -> None:
    """A rule names it, it looks on, or past requests may name it."""
    assert look_with_department(rules_of(f"name: Dogs, when: {{text: dog}}, then: {then}")) == []


def test_a_reply_that_nobody_sends_is_said() -> None:
    """A rule that is switched off sends nothing; a shipped name is sent by the gateway."""
    replies = "replies:\n  unused: Hello\n  received: Thank you, {{ city }}.\n  sent: Bye\n"
    sends = "name: Dogs, when: {text: dog}, then: {reply: sent}"
    finding = only(look(rules_of(sends), more=replies))
    assert (finding.kind, finding.line) == ("reply not sent", 18)
    assert "`unused`" in finding.sentence
    assert len(look(rules_of(f"{sends}, disabled: true"), more=replies)) == 2


def test_a_service_that_nobody_has_is_said() -> None:
    """A rule corrects the service to one that the city does not list."""
    rule = "name: Dogs, when: {text: dog}, then: {service: animal_control}"
    finding = only(look(rules_of(rule)))
    assert finding.kind == "service is not routed"
    assert str(finding.proof) == "“dog” goes to Front desk, because nothing names a department."
    assert look(rules_of(rule.replace("{service:", "{department: parks, service:"))) == []


def test_a_service_that_a_rule_always_sends_elsewhere_is_said() -> None:
    """At the department that never gets it; not where the rule asks for more."""
    finding = only(look(rules_of("name: All trees, when: {service: [tree, noise]}, then: {department: streets}")))
    assert (finding.kind, finding.line, finding.rule) == ("service is not routed", 14, "")
    assert finding.sentence.startswith("Parks never gets the service `tree`: the rule `All trees` on line 16")
    more = "name: Some, when: {all: [{service: tree}, {channel: sms}]}, then: {department: streets}"
    assert look(rules_of(more)) == []
    assert look(rules_of("name: Same, when: {service: tree}, then: {department: parks, tags: green}")) == []


LEAVES = "  leaves: {name: Leaves, department: parks, words: {en: [bagged leaves, yard bags]}}\n"


def test_a_word_of_two_services_is_said_once() -> None:
    """With the line of the other, and what is heard now."""
    also = "  bags: {name: Bags, department: parks, words: {en: [trash bags, Yard Bags]}}\n"
    finding = only(look(services=LEAVES + also))
    assert (finding.kind, finding.line) == ("word claimed twice", 14)
    assert "`bags` and, on line 13, `leaves`" in finding.sentence
    assert str(finding.proof).startswith("“Yard Bags” is heard as ")
    assert look(services=LEAVES) == []


def test_a_word_that_the_catalog_hears_as_another_service_is_said() -> None:
    """The city sees only its own file, and wonders."""
    finding = only(look(services=LEAVES.replace("yard bags", "pothole")))
    assert finding.sentence == "`pothole` is a word of `leaves`, but it is heard as `pothole`."
    assert str(finding.proof) == "“pothole” is heard as Pothole (`pothole`)."


def test_a_service_of_which_no_word_is_heard_is_said() -> None:
    """Once, and not for each of its words."""
    finding = only(look(services=LEAVES.replace("bagged leaves, yard bags", "pothole, fallen tree")))
    assert finding.kind == "service is not heard"
    assert finding.proof


def test_what_reads_the_same_in_two_languages_is_said() -> None:
    """Questions and replies that somebody wrote once for all; a short one may be the same."""
    asking = (
        "  lamp: {name: Lamp, department: streets, like: streetlight_out, ask: {pole: What is on the pole please}}\n"
    )
    found = look(
        rules_of("name: Dogs, when: {channel: email}, then: {reply: hello}"),
        languages="en, es",
        services=asking,
        more=f"replies:\n  hello: {HELLO}\n  received: OK {{{{ number }}}}\n",
    )
    assert [finding.kind for finding in found] == ["translation missing"] * 2
    assert "The question `pole` reads the same in English and in Spanish." in found[0].sentence
    assert "The reply `hello`" in found[1].sentence
    translated = f"replies:\n  hello: {{en: {HELLO}, es: Hemos recibido su mensaje con gusto.}}\n"
    assert (
        look(rules_of("name: D, when: {channel: email}, then: {reply: hello}"), languages="en, es", more=translated)
        == []
    )


ENGLISH = "name: Dogs, when: {text: [dog]}, then: {tags: dog}, examples: [the dog next door barks all night]"
SPANISH = ENGLISH.replace("night]", "night, hay un perro que ladra como un dog toda la noche]")


def test_a_rule_without_an_example_in_a_language_is_said() -> None:
    """Where others have one; where none has, that is said once for the city."""
    other = SPANISH.replace("Dogs", "Other").replace("tags: dog", "tags: other")
    finding = only(look(rules_of(ENGLISH, other), languages="en, es"))
    assert (finding.kind, finding.rule) == ("translation missing", "Dogs")
    assert "no example in Spanish" in finding.sentence
    whole = only(
        look(rules_of(ENGLISH, ENGLISH.replace("Dogs", "Other").replace("tags: dog", "tags: x")), languages="en, es")
    )
    assert whole.sentence.startswith("No example of any rule is written in Spanish")


@pytest.mark.parametrize(
    "rule",
    [
        SPANISH,
        ENGLISH.replace("{text: [dog]}", "{all: [{text: [dog]}, {language: en}]}"),
        ENGLISH.replace("{text: [dog]}", "{channel: sms}"),
        ENGLISH.replace("the dog next door barks all night", "dog"),
    ],
    ids=["has both", "asks for English", "asks for no words", "too short to tell"],
)
def test_a_rule_that_needs_no_translation_is_left_alone(rule: str) -> None:
    """It has one, cannot have one, or nobody can tell."""
    both = SPANISH.replace("Dogs", "Both").replace("tags: dog", "tags: both")
    assert look(rules_of(both, rule), languages="en, es") == []


def test_an_example_that_another_rule_answers_is_said() -> None:
    """The check is content when the rule speaks; what comes of it is another thing."""
    upper = "name: Night, when: {text: night}, then: {department: streets, reply: none}"
    lower = "name: Dogs, when: {text: dog}, then: {department: parks}, examples: [EXAMPLE]"
    finding = only(look(rules_of(upper, lower.replace("EXAMPLE", "a dog in the night"))))
    assert (finding.kind, finding.rule, finding.line) == ("answered by another rule", "Dogs", 17)
    assert str(finding.proof) == "“a dog in the night” gets `department: streets` from `Night`."
    for meant in ("{text: a dog in the night, department: streets}", "a dog", "{text: a night, not: true}"):
        assert look(rules_of(upper, lower.replace("EXAMPLE", meant))) == []


def test_an_answer_of_three_segments_is_said() -> None:
    """The reply alone keeps within two; the question that follows it makes a third."""
    long = " ".join(["We will look at it as soon as we can."] * 7)
    rule = "name: Potholes, when: {service: pothole}, then: {reply: long}"
    finding = only(look(rules_of(rule), more=f"replies:\n  long: {long}\n"))
    assert finding.kind == "reply too long"
    assert "takes 3 segments" in finding.sentence
    assert look(rules_of(rule.replace("service: pothole", "service: tree")), more=f"replies:\n  long: {long}\n") == []


def test_a_finding_knows_its_file() -> None:
    """Of a rulebook in several files each finding stands where its words stand."""
    head = HEAD.replace("LANGUAGES", "en")
    upper = rules_of("name: Dogs, when: {text: dog}, then: {department: parks, stop: true}")
    lower = rules_of("name: Below, when: {text: big dog}, then: {department: streets}")
    main = f"include: [more.yaml]\n{head}{upper}{OTHERWISE}"
    found = lint_files(RulebookFiles(main="rules.yaml", text=main, included={"more.yaml": lower}))
    assert [(finding.source, finding.line) for finding in found] == [("more.yaml", 2)]
    assert "on line 17 of rules.yaml" in found[0].sentence


def test_a_very_large_rulebook_says_that_not_all_was_looked_at() -> None:
    """What is bounded says so; nobody must take silence for praise."""
    text = f"{HEAD.replace('LANGUAGES', 'en')}rules: []\n{OTHERWISE}"
    files = single_file(text.replace("services:\n", f"services:\n{LEAVES}"))
    found = lint(load_files(files), read_documents(files), messages=1)
    assert [finding.kind for finding in found] == ["not all was looked at"]


def test_every_finding_that_needs_a_proof_has_one() -> None:
    """A page may rely on it."""
    found = [
        *look(
            rules_of("name: D, when: {service: tree}, then: {department: streets}"),
            services=LEAVES + LEAVES.replace("leaves:", "more:"),
        ),
        *look(rules_of("name: D, when: {all: [{channel: sms}, {channel: email}]}, then: {tags: d}")),
    ]
    assert {finding.kind for finding in found} <= PROVEN_BY_A_MESSAGE
    assert all(finding.proof and str(finding.proof) in str(finding) for finding in found)
