"""Several messages are filed in one transaction; none of them can spoil it for the others."""

from __future__ import annotations

from datetime import UTC, datetime

from gateway.channels.simulator import simulator_text
from gateway.store.schema import work
from gateway.store.work import revive
from tests.journeys.conftest import NUMBER, Road


def receive(road: Road, number: int, body: str) -> int:
    """Store a text without processing it; its id."""
    now = datetime.fromtimestamp(road.clock(), UTC)
    return road.intake.receive(simulator_text(f"+120355501{number:02}", NUMBER, body, now=now)).id


def test_a_burst_of_texts_becomes_a_ticket_each(road: Road) -> None:
    """More than one batch, each sender once."""
    for number in range(25):
        receive(road, number, f"Pothole at {number + 1} Oak St")
    road.work()
    assert len(road.tickets()) == 25
    assert len({row.number for row in road.tickets()}) == 25
    assert road.unfinished() == []


def test_the_second_text_of_a_sender_sees_what_the_first_one_caused(road: Road) -> None:
    """Both wait in one batch: the answer goes into the ticket that the question opened."""
    receive(road, 1, "Graffiti all over the wall, please clean it")
    receive(road, 2, "Pothole at 3 Elm St")
    receive(road, 1, "12 Oak St")
    road.work()
    assert [row.location for row in road.tickets()] == ["12 Oak St", "3 Elm St"]


def test_one_that_cannot_be_filed_does_not_hold_up_the_others(road: Road) -> None:
    """A message that has its ticket already breaks the common transaction; the rest are then filed alone."""
    spoilt = receive(road, 1, "Pothole at 12 Oak St")
    road.work()
    with road.gateway.store.writing() as connection:
        assert revive(connection, kind="process", ref=spoilt, now=road.clock())
    for number in range(2, 8):
        receive(road, number, f"Graffiti at {number} Elm St")
    road.work()
    assert len(road.tickets()) == 7
    assert [(row.ref, row.state) for row in road.unfinished()] == [(spoilt, "ready")]
    assert len(road.rows(work, kind="process", state="done")) == 6
