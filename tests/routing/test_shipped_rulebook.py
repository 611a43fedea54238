"""The rulebook that we ship is a believable city, and its examples come out as written."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.routing import Rulebook, check_rulebook, load_rulebook
from gateway.routing.budget import longest_reply
from gateway.routing.segments import count_segments
from parsers.catalog import load_catalog

FILE = Path(__file__).resolve().parents[2] / "routing_rules.yaml"


@pytest.fixture
def shipped() -> Rulebook:
    return load_rulebook(FILE.read_text(encoding="utf-8"))


def test_shipped_examples_come_out_as_written(shipped: Rulebook) -> None:
    """`gateway rules check` on what we ship."""
    assert [str(problem) for problem in check_rulebook(shipped)] == []


def test_shipped_city_is_as_large_as_issue_2_asks(shipped: Rulebook) -> None:
    """8 departments and a sandbox, 30+ services over the whole catalog, 15+ rules, each with examples."""
    assert len(shipped.departments) == 9
    assert set(load_catalog().codes) <= set(shipped.services)
    assert len(shipped.rules) >= 15
    assert [rule.name for rule in shipped.rules if not rule.examples] == []


def test_every_department_gets_work_and_has_somebody_to_tell(shipped: Rulebook) -> None:
    """A department that nothing reaches is a mistake in the file; of what developers try nobody is told."""
    reached = {service.department for service in shipped.services.values()} | {shipped.otherwise.department}
    assert reached | {shipped.open311.test} == set(shipped.departments)
    assert {key for key, department in shipped.departments.items() if not department.notify} == {shipped.open311.test}
    assert shipped.open311.test not in reached


def test_whoever_chooses_from_a_list_reads_what_each_service_is(shipped: Rulebook) -> None:
    """Apps show the descriptions, in both languages of the city; what lies in the street is not about persons."""
    lacking = {code for code, service in shipped.services.items() if set(service.descriptions) != {"en", "es"}}
    assert lacking == set()
    assert {code for code, service in shipped.services.items() if not service.public} == {"homeless_encampment"}


def test_f13_1_replies_of_the_city_take_at_most_two_segments_with_its_longest_names(shipped: Rulebook) -> None:
    """PROTOCOL 15.17, also for what may be shortened when it is sent: our own city shows how it is meant."""
    replies = {
        (name, language): longest_reply(shipped, name, language).text
        for name in shipped.replies
        for language in ("en", "es")
    }
    assert {where: text for where, text in replies.items() if count_segments(text) > 2} == {}
