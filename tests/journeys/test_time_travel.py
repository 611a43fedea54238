"""Time travel on a played phone: reminders, nights and the end of a question, without anybody's clock being turned."""

from __future__ import annotations

from typing import Any

from gateway.jobs import drain
from gateway.moments import note_overdue
from gateway.store.ageing import age_phone
from tests.journeys.conftest import ANNES_PHONE, Road

HOUR = 3600.0


def travel(road: Road, hours: float) -> None:
    """Let time pass for Anne's phone, and do what is due by then."""
    with road.gateway.store.writing() as connection:
        age_phone(connection, ANNES_PHONE, seconds=hours * HOUR, now=road.clock())
    for kind in ("process", "files", "remind", "deliver"):
        drain(road.gateway, kind)


def kinds(road: Road) -> list[str]:
    return [row.kind for row in road.said_to(ANNES_PHONE) if row.state == "simulated"]


def test_f15_1_a_reminder_comes_four_hours_later_and_only_once(road: Road) -> None:
    """Four hours, then a day: one reminder, a closed question, and a ticket that goes on."""
    road.text("The streetlight has been out since Tuesday")
    before: list[Any] = kinds(road)
    travel(road, 4)
    assert kinds(road) == [*before, "reminder"]
    travel(road, 24)
    assert kinds(road) == [*before, "reminder"]
    assert [row.kind for row in road.events()][-1] == "unanswered"
    assert road.the_ticket().status == "received"


def test_13_8_a_played_night_is_as_quiet_as_a_real_one(road: Road) -> None:
    """Ten hours after noon it is night on the phone, so the reminder waits until its morning."""
    road.text("The streetlight has been out since Tuesday")
    before = kinds(road)
    travel(road, 10)
    assert kinds(road) == before
    travel(road, 9.5)
    assert kinds(road) == before
    travel(road, 1)
    assert kinds(road) == [*before, "reminder"]


def test_a_played_ticket_becomes_overdue_and_mails_no_real_person(road: Road) -> None:
    """Whoever plays sees what the rules say to work that is late; the operator's own mailbox hears nothing of it."""
    road.text("There is a pothole at 12 Oak St")
    travel(road, 15 * 24)
    assert (note_overdue(road.gateway), note_overdue(road.gateway)) == (1, 0)
    drain(road.gateway, "rules")
    (mail,) = road.said_to("operator@elmcity.example")
    assert (mail.channel, mail.kind) == ("simulator_email", "department")
    travel(road, 24)
    assert note_overdue(road.gateway) == 0
