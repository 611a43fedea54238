"""Due times in a department's hours: the clock stands still while a resident is asked, and somebody is reminded."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from gateway import casework, moments
from gateway.casework import ChangeError
from gateway.store.schema import question
from tests.casework.conftest import CLERK, OTHER, at
from tests.journeys.conftest import ANNE, STREETS, Road


def sweep(road: Road) -> None:
    """What time does, and then the workers."""
    for note in moments.TIMELY:
        note(road.gateway)
    road.work()


def change(road: Road, status: str, note: str = "") -> None:
    casework.change_status(road.gateway, ticket_id=1, status=status, note=note, actor=CLERK)


def test_the_clock_stands_still_while_the_resident_is_asked(pothole: Road) -> None:
    """Over a weekend and a holiday: Wednesday morning to Monday noon are 22 hours of work in this office."""
    assert at(pothole, pothole.the_ticket().due_at) == "2026-06-04 12:00"
    pothole.clock.pass_time(hours=43)
    change(pothole, "waiting", "Which lane is it?")
    pothole.clock.pass_time(days=5, hours=5)
    assert moments.note_overdue(pothole.gateway) == 0, "nobody is late while the resident is asked"
    change(pothole, "in_progress")
    assert at(pothole, pothole.clock()) == "2026-06-08 12:00"
    assert at(pothole, pothole.the_ticket().due_at) == "2026-06-10 08:30"
    (moved,) = pothole.events(kind="due_moved")
    assert (moved.actor, moved.data["due"]) == ("gateway", "2026-06-10T08:30:00-04:00")


def test_what_was_late_already_stays_late(pothole: Road) -> None:
    """A question after the time is up is no way out."""
    pothole.clock.pass_time(days=4)
    before = pothole.the_ticket().due_at
    change(pothole, "waiting", "Which lane is it?")
    pothole.clock.pass_time(days=4)
    change(pothole, "closed", "Filled.")
    assert pothole.the_ticket().due_at == before
    assert pothole.the_ticket().paused_at is None


def test_a_question_without_whose_answer_nobody_can_begin_stops_the_clock(road: Road) -> None:
    """From the question until its answer; what nobody answers is given up, and the clock goes on from then."""
    road.text("There is a pothole")
    assert road.the_ticket().paused_at == road.clock()
    road.clock.pass_time(hours=4)
    road.text("12 Oak St")
    ticket = road.the_ticket()
    assert (ticket.paused_at, at(road, ticket.due_at)) == (None, "2026-06-04 15:30")
    road.text("There is another pothole", number="+12035550112")
    road.clock.pass_time(hours=30)
    road.work()
    assert road.rows(question)[-1].outcome == "expired"
    road.clock.pass_time(days=3)
    sweep(road)
    late = road.tickets()[1]
    assert (late.paused_at, at(road, late.due_at)) == (None, "2026-06-08 15:30"), "Tuesday's work was not lost"


def test_a_question_by_mail_stops_the_clock_too(road: Road) -> None:
    """Until any word of the resident; a mail may be answered later than a text, but not for ever."""
    road.mail("There is a deep pothole.")
    assert road.the_ticket().paused_at == road.clock()
    road.clock.pass_time(hours=4)
    sweep(road)
    assert road.the_ticket().paused_at is not None, "the sweep knows of the question"
    road.mail("At 12 Oak St", to=(str(road.said_to(ANNE)[-1].reply_to),))
    ticket = road.the_ticket()
    assert (ticket.location, ticket.paused_at, at(road, ticket.due_at)) == ("12 Oak St", None, "2026-06-04 15:30")
    road.mail("There is another pothole.", sender="bart@resident.example")
    road.clock.pass_time(days=4)
    sweep(road)
    late = road.tickets()[1]
    assert (late.paused_at, at(road, late.due_at)) == (None, "2026-06-10 15:30"), "from Thursday at four, not Friday"


def test_reminder_goes_to_whoever_has_it_and_rules_speak_once(road: Road) -> None:
    """A reminder that goes to everybody is read by nobody; one that comes twice is not believed."""
    road.mail("The street light is out at 12 Oak St", subject="Light")
    ticket = road.the_ticket()
    assert (at(road, ticket.due_at), at(road, ticket.due_soon_at)) == ("2026-06-02 09:30", "2026-06-02 07:30")
    casework.assign(road.gateway, ticket_id=1, person=OTHER, actor=CLERK)
    sweep(road)
    assert road.events(kind="due_soon") == []
    road.clock.pass_time(hours=20)
    sweep(road)
    sweep(road)
    assert len(road.events(kind="due_soon")) == 1
    assert "This is due soon. It is due on Tuesday, June 2, 2026, 09:30." in road.said_to(OTHER)[-1].body
    assert len(road.said_to(STREETS)) == 1
    assert "hurry" in road.the_ticket().tags
    assert road.the_ticket().due_soon_at is None


@pytest.mark.parametrize("ends", ["closed", "waiting"])
def test_nobody_is_reminded_of_what_is_done_or_waits(road: Road, ends: str) -> None:
    """Where the clock stands still the reminder waits with it."""
    road.mail("The street light is out at 12 Oak St", subject="Light")
    change(road, ends, "A word to Anne.")
    road.clock.pass_time(hours=20)
    sweep(road)
    assert road.events(kind="due_soon") == []


def test_a_department_reminds_where_its_service_does_not_say(road: Road) -> None:
    """`remind` of Parks, by mail to both of its mailboxes."""
    road.mail("A tree fell at 90 Elm St", subject="Tree")
    assert at(road, road.the_ticket().due_soon_at) == "2026-06-10 12:00"
    road.clock.pass_time(days=9, hours=1)
    sweep(road)
    assert "This is due soon." in road.said_to("crew@elmcity.example")[-1].body


def test_what_a_person_promises_counts_from_then(pothole: Road) -> None:
    """Also while the clock stands still: only what the resident lets pass after the promise moves it."""
    zone = pothole.gateway.rulebooks.current().city.zone
    change(pothole, "waiting", "Which lane is it?")
    pothole.clock.pass_time(days=1)
    due = datetime.fromtimestamp(pothole.clock(), zone) + timedelta(days=2)
    casework.change_due(pothole.gateway, ticket_id=1, due=due, reason="With the paving.", actor=CLERK)
    pothole.clock.pass_time(hours=2)
    change(pothole, "open")
    assert at(pothole, pothole.the_ticket().due_at) == "2026-06-04 14:00"
    past = due - timedelta(days=30)
    for moment, says in ((past, "has passed"), (None, "")):
        if says:
            with pytest.raises(ChangeError, match=says):
                casework.change_due(pothole.gateway, ticket_id=1, due=moment, reason="", actor=CLERK)
        else:
            casework.change_due(pothole.gateway, ticket_id=1, due=moment, reason="", actor=CLERK)
    assert pothole.the_ticket().due_at is None
    with pytest.raises(ChangeError, match="Nothing is promised"):
        casework.change_due(pothole.gateway, ticket_id=1, due=None, reason="", actor=CLERK)


def test_what_was_snoozed_comes_back_by_itself(pothole: Road) -> None:
    """In time, once, and its history says so."""
    casework.snooze(pothole.gateway, ticket_id=1, until=pothole.clock() + 3600, actor=CLERK)
    sweep(pothole)
    assert pothole.events(kind="snooze_ended") == []
    pothole.clock.pass_time(hours=2)
    sweep(pothole)
    sweep(pothole)
    assert [event.actor for event in pothole.events(kind="snooze_ended")] == ["gateway"]
    assert pothole.the_ticket().snoozed_until is None
