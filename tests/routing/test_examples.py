"""Examples run like messages, and a failing one says what came out instead."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway.routing import Rulebook, check_rulebook

RULE = """\
  - name: Fires
    when: {text: [bonfire, hoguera]}
    then: {department: fire, tags: smoke}
    examples:
      - """

PASSING = [
    "a bonfire",
    "{text: a bonfire, department: fire}",
    "{text: una hoguera, department: fire, reply: received}",
    "{text: a nice day, not: true}",
    "{text: a nice day, not: true, department: front_desk}",
    "{text: '', subject: a bonfire, channel: email}",
    "{text: a bonfire, rule: Fires}",
    "{text: there is a bonfire in the yard, language: en}",
]
FAILING = [
    ("a nice day", "rule `Fires` does not speak"),
    ("{text: a bonfire, not: true}", "the rule speaks where it should not"),
    ("{text: a bonfire, department: streets}", "`department` is `fire`, not `streets`"),
    ("{text: a bonfire, reply: help}", "`reply` is `received`, not `help`"),
    ("{text: a bonfire, priority: high}", "`priority` is `normal`, not `high`"),
    ("{text: a bonfire, service: pothole}", "`service` is "),
    ("{text: there is a bonfire in the yard, language: es}", "`language` is `en`, not `es`"),
]


@pytest.mark.parametrize("example", PASSING)
def test_example_that_comes_out_as_written_is_no_problem(book_of: Callable[[str], Rulebook], example: str) -> None:
    """Each shape of an example is read and run."""
    assert check_rulebook(book_of(RULE + example)) == ()


@pytest.mark.parametrize(("example", "difference"), FAILING)
def test_example_that_comes_out_otherwise_is_a_problem_at_its_line(
    book_of: Callable[[str], Rulebook], example: str, difference: str
) -> None:
    """The clerk sees what was expected, what was understood and who decided."""
    book = book_of(RULE + example)
    (problem,) = check_rulebook(book)
    assert (problem.line, problem.column) == (book.rules[0].line + 4, 9)
    assert difference in problem.message
    assert "It was understood as" in problem.hint


def test_example_says_more_about_its_message(book_of: Callable[[str], Rulebook]) -> None:
    """Conditions about channel, sender, header, time, place, picture, repeats and events can be shown too."""
    rules = """\
  - name: everything
    when:
      all: [{channel: email}, {from: "@resident.example"}, {to: 311@elmcity.example}, {header: {X-A: b}},
        {has: [photo, coordinates]}, {area: downtown}, {date: 07-04}, {hours: 22:00-23:00},
        {repeat: {at_least: 2}}, {event: reopened}]
    then: {department: fire}
    examples:
      - {text: x, channel: email, from: anne@resident.example, to: 311@elmcity.example, headers: {X-A: b}, photo: true,
         coordinates: {lat: 41.5, lon: -72.5}, date: "2026-07-04 22:30", repeat: 2, event: reopened}
"""
    assert check_rulebook(book_of(rules)) == ()


def test_example_without_recipient_was_sent_to_the_city(book_of: Callable[[str], Rulebook]) -> None:
    """A rule about an address of the city can be shown without naming it again."""
    rules = """\
  - {name: mail, when: {to: 311@elmcity.example}, then: {tags: a}, examples: [{text: x, channel: email}]}
  - {name: text, when: {to: "+12035550142"}, then: {tags: a}, examples: [x, {text: x, channel: email, not: true}]}
"""
    assert check_rulebook(book_of(rules)) == ()
