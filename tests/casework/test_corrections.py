"""What a clerk puts right: department, service, place; a second problem; two tickets that belong together."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway import casework
from gateway.casework import ChangeError
from gateway.learning.lessons import gather_lessons
from gateway.store.links import list_linked
from tests.casework.conftest import CLERK, OTHER, at
from tests.journeys.conftest import ANNE, Road


def test_rerouting_tells_the_other_department_and_teaches(pothole: Road) -> None:
    """A wrong department is put right once: by mail to the right one, in the figures, and for the next report."""
    casework.reroute(pothole.gateway, ticket_id=1, department="parks", reason="It is in the park.", actor=CLERK)
    pothole.work()
    ticket = pothole.the_ticket()
    assert (ticket.department, ticket.moved, ticket.assignee) == ("parks", 1, None)
    assert at(pothole, ticket.due_soon_at) == "2026-06-03 12:00", "Parks wants to be reminded"
    (mail,) = pothole.said_to("crew@elmcity.example")
    assert "Streets hands this on. It is in the park." in mail.body
    assert "Pothole at 12 Oak St" in mail.body
    with pothole.gateway.store.reading() as connection:
        lessons = gather_lessons(connection, pothole.gateway.rulebooks.current())
    assert [(lesson.department, "Pothole at 12 Oak St" in lesson.text) for lesson in lessons] == [("Parks", True)]
    assert len(pothole.said_to(ANNE)) == 1, "the resident need not know which office does it"


@pytest.mark.parametrize(
    ("department", "reason", "says"),
    [
        ("parks", " ", "Write why"),
        ("water", "It leaks.", "There is no department 'water'"),
        ("streets", "Ours.", "with Streets already"),
    ],
)
def test_a_wrong_way_is_one_sentence(pothole: Road, department: str, reason: str, says: str) -> None:
    """And nothing has happened."""
    with pytest.raises(ChangeError, match=says):
        casework.reroute(pothole.gateway, ticket_id=1, department=department, reason=reason, actor=CLERK)
    assert pothole.the_ticket().department == "streets"


def test_another_service_brings_what_follows_from_it(pothole: Road) -> None:
    """Department, due time and priority are the rulebook's, as if it had been understood at once; and it teaches."""
    told = casework.what_follows(pothole.gateway, ticket_id=1, service="tree")
    assert (told.decision.department, at(pothole, told.due_at)) == ("parks", "2026-06-11 12:00")
    pothole.clock.pass_time(hours=2)
    casework.change_service(pothole.gateway, ticket_id=1, service="tree", reason="A root.", actor=CLERK)
    pothole.work()
    ticket = pothole.the_ticket()
    assert (ticket.service, ticket.service_name, ticket.department) == ("tree", "Tree", "parks")
    assert (at(pothole, ticket.due_at), at(pothole, ticket.due_soon_at)) == ("2026-06-11 12:00", "2026-06-10 12:00")
    assert "A root." in pothole.said_to("parks@elmcity.example")[0].body
    with pothole.gateway.store.reading() as connection:
        (lesson,) = gather_lessons(connection, pothole.gateway.rulebooks.current())
    assert (lesson.category, lesson.department) == ("Tree", "Parks")


def test_a_closed_ticket_is_put_right_without_being_closed_again(pothole: Road) -> None:
    """A figure that is corrected next week must not make the work of this one slow."""
    closed_at = pothole.clock()
    casework.change_status(pothole.gateway, ticket_id=1, status="closed", note="Cut.", actor=CLERK)
    pothole.clock.pass_time(days=7)
    casework.change_service(pothole.gateway, ticket_id=1, service="tree", reason="", actor=CLERK)
    assert (pothole.the_ticket().status, pothole.the_ticket().closed_at) == ("closed", closed_at)


def test_a_named_department_and_what_staff_promised_stay(pothole: Road) -> None:
    """A clerk who says who does it, how soon and until when knows why."""
    due = datetime(2026, 6, 20, 12, tzinfo=UTC)
    casework.change_due(pothole.gateway, ticket_id=1, due=due, reason="With the paving.", actor=CLERK)
    casework.change_priority(pothole.gateway, ticket_id=1, priority="low", actor=CLERK)
    casework.change_service(
        pothole.gateway, ticket_id=1, service="streetlight_out", reason="", department="front_desk", actor=CLERK
    )
    ticket = pothole.the_ticket()
    assert (ticket.department, ticket.priority, ticket.due_at) == ("front_desk", "low", due.timestamp())


def test_a_service_that_is_not_there_is_one_sentence(pothole: Road) -> None:
    """Also the one that it has already."""
    for service, says in (("volcano", "no service 'volcano'"), ("pothole", "already")):
        with pytest.raises(ChangeError, match=says):
            casework.change_service(pothole.gateway, ticket_id=1, service=service, reason="", actor=CLERK)


def test_a_place_that_a_clerk_knows_ends_the_question(road: Road) -> None:
    """Nobody is asked any more where it is, and the clock of the department runs."""
    road.text("There is a pothole")
    assert road.the_ticket().paused_at is not None
    casework.change_place(road.gateway, ticket_id=1, place="12  Oak St", lat=41.3, lon=-72.9, actor=CLERK)
    ticket = road.the_ticket()
    assert (ticket.location, ticket.lat, ticket.place_key, ticket.paused_at) == ("12 Oak St", 41.3, "12 oak st", None)
    for place, lat, says in (("", None, "Write where"), ("x", 91.0, "latitude"), ("12 Oak St", 41.3, "already")):
        with pytest.raises(ChangeError, match=says):
            casework.change_place(
                road.gateway, ticket_id=1, place=place, lat=lat, lon=-72.9 if lat else None, actor=CLERK
            )


def test_a_second_problem_gets_a_ticket_and_the_resident_both_numbers(pothole: Road) -> None:
    """One message to the resident, one to the department that gets it; its place is that of the first."""
    words = "and a branch hangs over the road"
    number = casework.split_ticket(pothole.gateway, ticket_id=1, text=words, service="", actor=CLERK)
    pothole.work()
    first, second = pothole.tickets()
    assert (second.number, second.department, second.service, second.part) == (number, "parks", "tree", 1)
    assert (second.location, second.reporter_id, second.linked_to) == (first.location, first.reporter_id, first.id)
    assert at(pothole, second.due_at) == "2026-06-11 12:00"
    said = pothole.said_to(ANNE)[1:]
    assert len(said) == 1
    assert first.number in said[0].body
    assert number in said[0].body
    assert words in pothole.said_to("parks@elmcity.example")[0].body
    third = casework.split_ticket(
        pothole.gateway, ticket_id=1, text="dark lamp", service="streetlight_out", actor=CLERK
    )
    assert [row.part for row in pothole.tickets()] == [0, 1, 2]
    assert pothole.tickets()[2].number == third
    assert pothole.tickets()[2].priority == "high"


@pytest.mark.parametrize(("text", "service", "says"), [(" ", "", "Write or copy"), ("x", "volcano", "no service")])
def test_nothing_is_split_without_words_or_for_no_service(pothole: Road, text: str, service: str, says: str) -> None:
    """A ticket of nothing would be nobody's work."""
    with pytest.raises(ChangeError, match=says):
        casework.split_ticket(pothole.gateway, ticket_id=1, text=text, service=service, actor=CLERK)
    assert len(pothole.tickets()) == 1


def test_linked_tickets_name_each_other_and_both_go_on(pothole: Road) -> None:
    """The tree and the lamp that it fell on are two works of two departments."""
    pothole.mail("Tree fell at 90 Elm St", subject="Tree", sender="bart@residents.example")
    first, second = pothole.tickets()
    casework.link_tickets(pothole.gateway, ticket_id=1, number=f"#{second.number.lower()}", actor=CLERK)
    with pothole.gateway.store.reading() as connection:
        assert [row.number for row in list_linked(connection, 2)] == [first.number]
    assert [event.ticket_id for event in pothole.events(kind="linked")] == [1, 2]
    for number, says in ((second.number, "already"), (first.number, "itself"), ("K7W3-NOPE", "no ticket")):
        with pytest.raises(ChangeError, match=says):
            casework.link_tickets(pothole.gateway, ticket_id=1, number=number, actor=CLERK)


def test_a_ticket_is_given_only_to_who_may_work_on_it(pothole: Road) -> None:
    """Whoever gets it hears of it, and whoever takes it knows."""
    casework.assign(pothole.gateway, ticket_id=1, person=OTHER, actor=CLERK)
    pothole.work()
    assert pothole.the_ticket().assignee == OTHER
    assert f"{CLERK} gives this to {OTHER}" in pothole.said_to(OTHER)[0].body
    casework.assign(pothole.gateway, ticket_id=1, person=CLERK, actor=CLERK)
    assert pothole.said_to(CLERK) == []
    casework.assign(pothole.gateway, ticket_id=1, person="", actor=CLERK)
    assert pothole.the_ticket().assignee is None
    with pytest.raises(ChangeError, match="may not change tickets of Streets"):
        casework.assign(pothole.gateway, ticket_id=1, person="nobody@elmcity.example", actor=CLERK)
