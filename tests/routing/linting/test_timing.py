"""Times and reasons that work and are not meant: where they are said, and where nothing is."""

from __future__ import annotations

import pytest

from tests.routing.linting.cities import look, rules_of


@pytest.mark.parametrize(
    ("times", "kind", "says"),
    [
        ("due: 4 hours, remind: 1 day before", "reminder not sent", "Nobody is reminded of `lamp`"),
        ("due: 1 business day, remind: 1 business day before", "reminder not sent", "or earlier"),
        ("due: 6 business hours", "hours not known", "are Mon-Fri 08:00-17:00"),
    ],
)
def test_a_time_that_is_not_meant_is_said(times: str, kind: str, says: str) -> None:
    """At its line; nothing else tells a clerk why no reminder comes."""
    lamp = f"  lamp: {{name: Lamp, department: streets, words: {{en: [lantern]}}, {times}}}\n"
    (finding,) = look(services=lamp)
    assert (finding.kind, finding.line) == (kind, 13)
    assert says in finding.sentence


def test_a_reminder_in_time_is_not_remarked() -> None:
    """Half of the time is as good a moment as any."""
    lamp = "  lamp: {name: Lamp, department: streets, words: {en: [lantern]}, due: 2 days, remind: 1 day before}\n"
    assert look(services=lamp) == []


@pytest.mark.parametrize("when", ["{event: due_soon}", "{all: [{event: [due_soon]}, {service: tree}]}"])
def test_a_rule_that_waits_for_a_reminder_that_nobody_sends_is_said(when: str) -> None:
    """It would be silent for ever; one that waits for something else too is not."""
    rules = rules_of(f"name: Hurry, when: {when}, then: {{tags: hurry}}")
    (finding,) = look(rules)
    assert (finding.kind, finding.rule) == ("reminder not sent", "Hurry")
    soon = "  shed: {name: Shed, department: parks, words: {en: [tool shed]}, due: 9 days, remind: 1 day before}\n"
    assert look(rules, services=soon) == []
    both = rules_of("name: Hurry, when: {event: [due_soon, overdue]}, then: {tags: hurry}")
    assert look(both) == []


def test_a_reason_that_reads_the_same_in_two_languages_is_said() -> None:
    """A resident would read the clerk's language."""
    reasons = "reasons:\n  found: {name: Our crew found nothing there}\n"
    (finding,) = look(languages="en, es", more=reasons)
    assert finding.kind == "translation missing"
    assert "The reason `found`" in finding.sentence
