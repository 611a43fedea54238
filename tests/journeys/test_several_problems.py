"""One message that names several problems: a linked ticket for each, one answer, and nothing twice."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from gateway.filing import opening
from gateway.store.learning_schema import ticket_link
from gateway.store.schema import question
from gateway.store.work import revive
from tests.journeys.conftest import ANNE, ANNES_PHONE, STREETS, Road

TWO = "1. Pothole at 12 Oak St\n2. Streetlight out at 40 Elm St"
PLACELESS = "1. Pothole in the road\n2. graffiti on the wall"


def links(road: Road) -> list[Any]:
    """Which tickets are linked, and why."""
    with road.gateway.store.reading() as connection:
        return [tuple(row) for row in connection.execute(select(ticket_link.c["ticket_id", "other_id", "kind"]))]


@pytest.mark.parametrize("medium", ["text", "mail"])
def test_each_problem_is_a_ticket_and_its_department_hears_of_it(road: Road, medium: str) -> None:
    """The rules read each problem's own words; the answer names both numbers."""
    getattr(road, medium)(TWO)
    first, second = road.tickets()
    assert [(row.part, row.service, row.department, row.location) for row in (first, second)] == [
        (0, "pothole", "streets", "12 Oak St"),
        (1, "streetlight_out", "traffic", "40 Elm St"),
    ]
    assert [row.description for row in (first, second)] == TWO.split("\n")
    assert links(road) == [(first.id, second.id, "same_message")]
    (answer,) = road.said_to(ANNES_PHONE if medium == "text" else ANNE)
    assert first.number in answer.body
    assert second.number in answer.body
    assert "12 Oak St" in road.said_to(STREETS)[0].body
    assert "40 Elm St" not in road.said_to(STREETS)[0].body
    assert [row.message_id for row in road.events(kind="opened")] == [first.message_id, None]


def test_two_problems_of_one_department_are_two_notices(road: Road) -> None:
    """A crew works through a list of tickets, not through one mail with two."""
    road.text("Pothole at 12 Oak St. Also a pothole at 300 Elm St.")
    assert len(road.tickets(department="streets")) == 2
    assert len(road.said_to(STREETS)) == 2


def test_a_message_that_is_processed_again_opens_nothing_more(road: Road) -> None:
    """The number of the part is in the unique key, so at-least-once opens each once."""
    stored = road.text(TWO)
    with road.gateway.store.writing() as connection:
        assert revive(connection, kind="process", ref=stored.id, now=road.clock())
    road.work()
    assert len(road.tickets()) == 2
    assert len(road.said_to(ANNES_PHONE)) == 1


def test_a_crash_between_the_tickets_leaves_none(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of a message or nothing; the next try opens all."""
    real, calls = opening.open_ticket, []

    def fail_at_the_second(connection: Any, new: Any) -> Any:
        calls.append(new)
        if len(calls) == 2:
            raise RuntimeError("the power went")
        return real(connection, new)

    monkeypatch.setattr(opening, "open_ticket", fail_at_the_second)
    road.text(TWO)
    assert road.tickets() == []
    road.clock.pass_time(minutes=30)
    road.work()
    assert [row.part for row in road.tickets()] == [0, 1]
    assert len(road.said_to(ANNES_PHONE)) == 1


def test_danger_in_any_problem_comes_first(road: Road) -> None:
    """Call 911 is said before the numbers; the dispatchers' ticket is the first, and nobody is asked for a street."""
    road.text("Graffiti on the wall. Also I smell gas at 40 Elm St!")
    first, second = road.tickets()
    assert (first.service, first.priority) == ("gas_odor", "emergency")
    assert (second.service, second.priority) == ("graffiti", "normal")
    (answer,) = road.said_to(ANNES_PHONE)
    assert answer.body.index("911") < answer.body.index(second.number)
    assert road.rows(question) == []


def test_where_is_asked_of_one_problem_after_the_other(road: Road) -> None:
    """At most two questions, each by the name of its problem."""
    road.text(PLACELESS)
    assert "Pothole: Where is it?" in road.said_to(ANNES_PHONE)[-1].body
    road.text("12 Oak St")
    assert "Graffiti: Where is it?" in road.said_to(ANNES_PHONE)[-1].body
    road.text("40 Elm St")
    assert [row.location for row in road.tickets()] == ["12 Oak St", "40 Elm St"]
    assert len(road.said_to(ANNES_PHONE)) == 3


def test_both_are_at_one_place(road: Road) -> None:
    """One answer is enough where it speaks of all."""
    road.text(PLACELESS)
    road.text("both at 12 Oak St")
    assert [row.location for row in road.tickets()] == ["12 Oak St", "12 Oak St"]
    assert "Where is it?" not in road.said_to(ANNES_PHONE)[-1].body


def test_a_mail_asks_in_the_thread_of_the_ticket_that_lacks_its_place(road: Road) -> None:
    """The answer to the mail lands where the question came from."""
    road.mail("1. Pothole at 12 Oak St\n2. graffiti on the wall", subject="Two things")
    second = road.tickets()[1]
    (answer,) = road.said_to(ANNE)
    assert answer.ticket_id == second.id
    assert "Graffiti: Where is it?" in answer.body
    road.mail("40 Elm St", to=(answer.reply_to,), subject=answer.subject)
    assert road.tickets()[1].location == "40 Elm St"


def test_what_a_rule_says_to_one_problem_is_said(road: Road) -> None:
    """A resident who names a state road beside something else still hears whose it is."""
    road.text("1. Pothole at 240 Whalley Ave\n2. graffiti on the wall at 40 Elm St")
    first, second = road.tickets()
    assert (first.status, second.status) == ("closed", "received")
    (answer,) = road.said_to(ANNES_PHONE)
    assert second.number in answer.body
    assert "state" in answer.body.lower()


def test_a_ticket_that_was_parted_is_sorted_by_its_own_words(road: Road) -> None:
    """What an answer adds to one problem does not bring the other back into it."""
    road.text(PLACELESS)
    road.text("12 Oak St")
    first = road.tickets()[0]
    assert first.service == "pothole"
    assert "graffiti" not in first.description
