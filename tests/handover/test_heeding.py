"""What the other side says comes back to the ticket: told, closed, begun; and never against a clerk."""

from __future__ import annotations

import pytest

from gateway.casework import change_status
from gateway.handover import stop_asking
from tests.handover.conftest import CLERK, Works

ANNE = "anne@residents.example"


@pytest.fixture
def filed(works: Works) -> Works:
    """A pothole that the other side has as W-1, and has been asked about."""
    works.report()
    works.wait()
    return works


def _update(number: str, **values: str) -> dict[str, str]:
    given = {"service_request_id": "W-1", "status": "open", "updated_datetime": "2026-06-01T17:00:00Z"}
    return {"update_id": number, "description": "", **given, **values}


def test_what_it_notes_is_told_among_staff_once(filed: Works) -> None:
    """Its words are for whoever works on it, however often they are read."""
    filed.system.say("W-1", status_notes="A crew is scheduled.")
    for _ in range(3):
        filed.wait()
    assert filed.said("system_said") == ["A crew is scheduled."]
    assert not [row for row in filed.road.said_to(ANNE) if "A crew is scheduled." in row.body]


def test_it_is_begun_once(filed: Works) -> None:
    """The other side has it; what a clerk makes of that later stays."""
    assert filed.ticket().status == "in_progress"
    change_status(filed.gateway, ticket_id=filed.ticket().id, status="open", note="", actor=CLERK)
    filed.system.say("W-1", status_notes="Look.")
    filed.wait()
    assert filed.ticket().status == "open"


def test_what_a_clerk_said_first_stays(works: Works) -> None:
    """Waiting is not in progress, whatever the other side has."""
    ticket = works.report()
    change_status(works.gateway, ticket_id=ticket.id, status="waiting", note="", actor=CLERK)
    works.wait()
    assert works.ticket().status == "waiting"


def test_a_ticket_that_a_clerk_opened_again_stays_open(filed: Works) -> None:
    """The other side goes on saying that it is closed, and that is no news."""
    filed.system.say("W-1", status="closed", status_notes="Filled.")
    filed.wait()
    assert filed.ticket().status == "closed"
    change_status(filed.gateway, ticket_id=filed.ticket().id, status="open", note="It is not.", actor=CLERK)
    for _ in range(3):
        filed.wait()
    assert filed.ticket().status == "open"


def test_what_the_desk_did_later_stays(filed: Works) -> None:
    """They closed it at noon, we could not ask, and at one o'clock a clerk sent the crew back."""
    filed.system.say("W-1", status="closed", status_notes="Filled.", updated_datetime="2026-06-01T16:06:00Z")
    filed.road.clock.pass_time(hours=1)
    change_status(filed.gateway, ticket_id=filed.ticket().id, status="open", note="The crew goes back.", actor=CLERK)
    filed.wait()
    assert filed.ticket().status == "open"
    assert filed.said("system_said") == ["Filled."]


def test_a_closing_without_words_has_ours(works: Works) -> None:
    """The resident reads a sentence in their own language."""
    works.report("Hay un bache grande en 12 Oak St, por favor arréglenlo pronto")
    works.wait()
    works.system.say("W-1", status="closed")
    works.wait()
    assert works.ticket().status == "closed"
    assert "Streets ha cerrado su solicitud." in works.road.said_to(ANNE)[-1].body


def test_updates_are_read_where_they_are_offered(any_works: Works) -> None:
    """Each once, those of other requests are not ours, and a closing one closes."""
    works = any_works
    works.system.updates = [_update("1", description="We looked at it."), _update("2", service_request_id="W-77")]
    works.report()
    for _ in range(3):
        works.wait()
    assert works.said("system_said") == ["We looked at it."]
    works.system.updates.append(_update("3", status="FIXED", description="Filled with hot asphalt."))
    works.wait()
    assert works.ticket().status == "closed"
    assert "Filled with hot asphalt." in works.road.said_to(ANNE)[-1].body


def test_where_no_updates_are_offered_they_are_asked_for_once_a_day(works: Works) -> None:
    """Most servers have no such list."""
    works.report()
    for _ in range(5):
        works.turn(hours=2)
    assert sum("servicerequestupdates" in path for path in works.system.asked) == 1
    works.turn(hours=24)
    assert sum("servicerequestupdates" in path for path in works.system.asked) == 2


def test_questions_come_ever_more_seldom(filed: Works) -> None:
    """Five minutes for a new one, half an hour at last."""
    filed.turn(days=3)
    asked = len(filed.system.asked)
    filed.wait(20)
    assert len(filed.system.asked) == asked
    filed.wait(20)
    assert len(filed.system.asked) == asked + 1


def test_a_person_has_the_asking_stopped(filed: Works) -> None:
    """The other side keeps it; what it says is heard no more."""
    stop_asking(filed.gateway, ticket_id=filed.ticket().id, actor=CLERK)
    filed.system.say("W-1", status="closed")
    filed.turn(hours=5)
    assert filed.ticket().status == "in_progress"


def test_a_number_that_it_forgot_is_a_problem(filed: Works) -> None:
    """It is said on the ticket, and asked again ever more seldom."""
    del filed.system.requests["W-1"]
    filed.turn(hours=1)
    (row,) = filed.rows()
    assert (row.problem, row.failures) == ("It answered 404: unknown.", 1)


@pytest.mark.parametrize("status", ["closed", "CLOSED", "Fixed", "duplicate", "no_further_action", "cancelled"])
def test_states_that_end_it(filed: Works, status: str) -> None:
    """The standard has one, others have more, in any spelling."""
    filed.system.say("W-1", status=status)
    filed.wait()
    assert filed.ticket().status == "closed"


@pytest.mark.parametrize("status", ["planned", "in_progress", "on hold", "", "unchanged"])
def test_states_that_do_not(filed: Works, status: str) -> None:
    """Whatever else it says, it is still being worked on."""
    filed.system.say("W-1", status=status)
    filed.wait()
    assert filed.ticket().status == "in_progress"
