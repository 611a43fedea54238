"""Two tickets made one: whatever comes for the other goes to the one that is left (PROTOCOL F15.3)."""

from __future__ import annotations

import pytest

from gateway.casework import CaseworkError, merge_tickets
from gateway.store.contacts import is_participant
from gateway.store.schema import question
from tests.journeys.conftest import ANNES_PHONE, STREETS, Road

CLERK = "bart@city.example"
CRISS_PHONE = "+12035550199"


def two_reports(road: Road) -> str:
    """Anne reports graffiti without a place and Cris the same with one; the number of the second."""
    road.text("graffiti on the wall of the school")
    road.text("Graffiti at 12 Oak St", number=CRISS_PHONE)
    return str(road.tickets()[1].number)


def test_f15_3_an_answer_after_the_merger_goes_to_the_ticket_that_is_left(road: Road) -> None:
    """Anne answers a question about a ticket that is gone; her words are not."""
    number = two_reports(road)
    merge_tickets(road.gateway, ticket_id=1, number=number, reason="The same wall.", actor=CLERK)
    road.text("12 Oak St, on the left")
    first, second = road.tickets()
    assert (first.status, first.merged_into, second.status) == ("closed", 2, "received")
    assert [row.ticket_id for row in road.events(kind="message")] == [2]
    assert [row.outcome for row in road.rows(question)] == ["settled"]


def test_f15_3_a_place_that_only_the_answer_knows_fills_the_ticket_that_is_left(road: Road) -> None:
    """It had none either."""
    road.text("graffiti on the wall of the school")
    road.text("graffiti everywhere", number=CRISS_PHONE)
    merge_tickets(road.gateway, ticket_id=1, number=road.tickets()[1].number, reason="", actor=CLERK)
    road.text("12 Oak St")
    assert road.tickets()[1].location == "12 Oak St"


def test_a_merger_hands_over_place_danger_and_reporter(road: Road) -> None:
    """Nothing that was known of the one is unknown of the other."""
    road.text("I smell gas outside 12 Oak St")
    road.text("graffiti everywhere", number=CRISS_PHONE)
    merge_tickets(road.gateway, ticket_id=1, number=road.tickets()[1].number, reason="", actor=CLERK)
    left = road.tickets()[1]
    assert (left.location, left.priority) == ("12 Oak St", "emergency")
    with road.gateway.store.reading() as connection:
        assert is_participant(connection, ticket_id=left.id, contact_id=road.tickets()[0].reporter_id)
    assert [row.kind for row in road.events(ticket_id=2)][-1] == "merged_from"


@pytest.mark.parametrize(("number", "says"), [("", "no ticket"), ("K7WX-4M2P", "no ticket"), ("itself", "into itself")])
def test_what_cannot_be_merged_is_said_in_a_sentence(road: Road, number: str, says: str) -> None:
    """A clerk mistypes."""
    road.text("Pothole at 12 Oak St")
    typed = road.the_ticket().number if number == "itself" else number
    with pytest.raises(CaseworkError, match=says):
        merge_tickets(road.gateway, ticket_id=1, number=typed, reason="", actor=CLERK)
    assert road.the_ticket().status == "received"


def test_a_ticket_is_merged_once_and_never_in_a_circle(road: Road) -> None:
    """Whoever follows the trail comes to an end."""
    number = two_reports(road)
    merge_tickets(road.gateway, ticket_id=1, number=number, reason="", actor=CLERK)
    with pytest.raises(CaseworkError, match="already"):
        merge_tickets(road.gateway, ticket_id=1, number=number, reason="", actor=CLERK)
    with pytest.raises(CaseworkError, match="into itself"):
        merge_tickets(road.gateway, ticket_id=2, number=road.tickets()[0].number, reason="", actor=CLERK)
    assert road.said_to(STREETS) == []
    assert len(road.said_to(ANNES_PHONE)) == 1
