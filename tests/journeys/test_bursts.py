"""Texts that come one right after the other get one answer; storing them never waits (PROTOCOL 15.5, F15.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gateway.bootstrap import build_gateway
from gateway.intake import Intake
from gateway.jobs import drain
from gateway.store.schema import question
from tests.journeys.conftest import ANNES_PHONE, Clock, Road

PAUSE = 20.0


@pytest.fixture
def patient(settings: Any, database_url: str, clock: Clock) -> Iterator[Road]:
    """The shipped city, which waits twenty seconds for a resident's next text."""
    gateway = build_gateway(settings(database_url=database_url, simulator=True, text_pause=PAUSE), clock=clock)
    intake = Intake(gateway)
    yield Road(gateway=gateway, intake=intake, clock=clock)
    intake.stop()
    gateway.store.dispose()


def heard(road: Road) -> list[str]:
    """What Anne's phone has read."""
    return [row.body for row in road.said_to(ANNES_PHONE) if row.state == "simulated"]


def write(road: Road, *texts: str, every: float = 2.0) -> None:
    """Texts with a few seconds between them, and nothing sent that is not due."""
    for text in texts:
        road.text(text)
        road.clock.now += every


def pause(road: Road, seconds: float = PAUSE) -> None:
    """Nobody writes for a while."""
    road.clock.now += seconds
    road.work()


def test_f15_2_twelve_texts_in_half_a_minute_are_one_ticket_and_one_answer(patient: Road) -> None:
    """A report in pieces is one report, and its answer knows all of it."""
    pieces = ("hi", "there's a", "big pothole", "on the road", "at 12 Oak St", "it is huge", "cars hit it", "please")
    write(patient, *pieces, "come", "and fix it", "very deep", "ok")
    assert heard(patient) == []
    assert len(patient.messages()) == 12
    pause(patient)
    ticket = patient.the_ticket()
    assert (ticket.service, ticket.department, ticket.location) == ("pothole", "streets", "12 Oak St")
    assert len(heard(patient)) == 1
    assert ticket.number in heard(patient)[0]
    assert "Pothole" in heard(patient)[0]
    assert "?" not in heard(patient)[0]
    assert {row.kind for row in patient.unfinished()} <= {"remind"}


def test_15_5_the_department_reads_a_report_in_pieces_as_one(patient: Road) -> None:
    """Twelve mails about one pothole are no help; the mail waits as the answer does, and not where there is danger."""
    write(patient, "there's a", "big pothole", "at 12 Oak St", "very deep")
    pause(patient)
    (notice,) = [row for row in patient.said_to("streets@elmcity.example") if row.state == "simulated"]
    assert all(piece in notice.body for piece in ("there's a", "big pothole", "at 12 Oak St", "very deep"))
    assert [row.state for row in patient.said_to("desk@elmcity.example")] == ["suppressed"]
    write(patient, "I smell gas outside 9 Elm St")
    assert [row.state for row in patient.said_to("dispatch@elmcity.example")] == ["simulated"]


def test_15_5_the_answer_comes_however_long_somebody_writes(patient: Road) -> None:
    """Ninety seconds after the first text at the latest."""
    write(patient, "graffiti", *(f"line {number} of many" for number in range(9)), every=10.0)
    patient.work()
    assert len(heard(patient)) == 1


def test_15_5_an_emergency_does_not_wait(patient: Road) -> None:
    """And what waited for its own ticket goes on waiting."""
    write(patient, "graffiti on the wall", "I smell gas here")
    assert len(heard(patient)) == 1
    assert "911" in heard(patient)[0]


def test_15_5_danger_on_the_ticket_itself_takes_the_other_answer_back(patient: Road) -> None:
    """Nobody reads `where is it?` after `call 911`."""
    write(patient, "there is a gas smell, not sure", "gas leak, strong smell of gas at 12 Oak St")
    pause(patient)
    assert all("911" in body for body in heard(patient))


def test_15_5_two_reports_in_one_breath_are_two_tickets_and_one_answer(patient: Road) -> None:
    """The answer names both."""
    write(patient, "Pothole at 12 Oak St", "Graffiti at 5 Elm St")
    pause(patient)
    (answer,) = heard(patient)
    assert all(f"{row.number} " in answer for row in patient.tickets())
    assert "Pothole, 12 Oak St" in answer
    assert len(patient.tickets()) == 2


def test_15_5_what_was_asked_and_not_read_is_asked_once(patient: Road) -> None:
    """The question row of a burst is one row; the answer to it comes after it was read."""
    write(patient, "graffiti on the wall", "it is really ugly", "and big")
    assert [row.outcome for row in patient.rows(question)] == [""]
    pause(patient)
    (answer,) = heard(patient)
    assert answer.count("Where is it?") == 1
    write(patient, "12 Oak St")
    pause(patient)
    assert [row.outcome for row in patient.rows(question)] == ["answered"]


def test_15_5_thanks_in_a_burst_takes_nothing_back(patient: Road) -> None:
    """Politeness is silent, and the answer that waits goes out."""
    write(patient, "Pothole at 12 Oak St", "thank you!")
    pause(patient)
    assert len(heard(patient)) == 1


def test_15_5_done_in_a_burst_ends_the_report_and_not_the_ticket(patient: Road) -> None:
    """Whoever says that all is said has not said that it is repaired."""
    write(patient, "graffiti on the wall", "DONE")
    pause(patient)
    assert patient.the_ticket().status == "received"
    assert "?" not in heard(patient)[0]
    assert len(heard(patient)) == 1


def test_15_5_the_answer_goes_within_35_seconds_where_only_the_sweeper_rings(patient: Road) -> None:
    """Under RQ nobody looks at the clock but the sweeper, every 15 seconds at most."""
    patient.text("Pothole at 12 Oak St")
    waited = 0.0
    while not heard(patient) and waited < 60:
        patient.clock.now += 15
        waited += 15
        drain(patient.gateway, "deliver")
    assert 20 <= waited <= 35
