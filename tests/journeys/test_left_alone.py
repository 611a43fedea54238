"""Who wants to be left alone is: staff read it on the ticket, and only who refuses messages gets no answer."""

from __future__ import annotations

from gateway.store.outcomes import read_personal
from gateway.store.schema import message
from tests.journeys.conftest import ANNES_PHONE, Road

REPORT = "Pothole at 12 Oak St."


def test_no_call_means_a_note_for_staff_and_an_answer_all_the_same(road: Road) -> None:
    """The number of the ticket is worth having, and disturbs nobody."""
    road.text(f"{REPORT} No need to call back.")
    road.work()
    assert road.the_ticket().tags == ["no_contact"]
    assert "asks not to be called" in road.events(kind="opened")[0].data["notes"][0]
    assert len(road.said_to(ANNES_PHONE)) == 1


def test_no_messages_means_none(road: Road) -> None:
    """Not even the acknowledgement; the ticket is there."""
    road.text(f"{REPORT} Please do not text me back.")
    road.work()
    assert road.the_ticket().tags == ["no_contact"]
    assert [row for row in road.said_to(ANNES_PHONE) if row.state != "suppressed"] == []


def test_danger_is_answered_all_the_same(road: Road) -> None:
    """Who is in danger must read that 911 is to be called."""
    road.text("I smell gas at 12 Oak St. Don't text me back.")
    road.work()
    assert [row for row in road.said_to(ANNES_PHONE) if row.state != "suppressed"] != []


def test_what_tells_of_persons_is_kept_with_the_message(road: Road) -> None:
    """So that a public view can mask it; the city's own number is nobody's."""
    road.text(f"{REPORT} Anne Example 203-555-0188")
    road.work()
    row = road.rows(message)[0]
    assert [each.text for each in read_personal(row.personal, row.text)] == ["Anne Example", "203-555-0188"]
