"""Neighbors who report one thing: staff are asked, the rulebook may join, and everybody is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, select

from gateway import casework
from gateway.bootstrap import build_gateway
from gateway.channels.simulator import simulator_text
from gateway.intake import Intake
from gateway.jobs import drain
from gateway.store.alike import count_reporters, list_suggestions
from gateway.store.contacts import is_participant
from gateway.store.learning_schema import ticket_link
from tests.journeys.conftest import NUMBER, STREETS, Clock, Road

CLERK = "bart@city.example"
PHONES = [f"+120355501{number:02}" for number in range(20)]
Opens = Callable[[str], Road]


@pytest.fixture
def opens(settings: Any, database_url: str, clock: Clock, rules_path: Any) -> Iterator[Opens]:
    """Makes the road of a city with a section `duplicates`."""
    made: list[Road] = []

    def make(section: str) -> Road:
        rules = f"{rules_path.read_text(encoding='utf-8')}\nduplicates: {section}\n"
        gateway = build_gateway(settings(database_url=database_url, simulator=True, rules_text=rules), clock=clock)
        made.append(Road(gateway=gateway, intake=Intake(gateway), clock=clock))
        return made[-1]

    yield make
    for road in made:
        road.intake.stop()
        road.gateway.store.dispose()


@pytest.fixture
def joining(opens: Opens) -> Road:
    """A city that joins what is very much alike."""
    return opens("{join: 0.85}")


def pairs(road: Road) -> list[Any]:
    """Which tickets staff are, or were, asked about; and whether somebody has answered."""
    with road.gateway.store.reading() as connection:
        return [
            (row.ticket_id, row.other_id, row.settled_at is not None)
            for row in connection.execute(
                select(ticket_link).where(ticket_link.c.kind == "alike").order_by(ticket_link.c.other_id)
            )
        ]


def test_staff_are_asked_and_nothing_joins_by_itself(road: Road) -> None:
    """That is how a city begins: the gateway suggests, people decide."""
    road.text("Pothole at 12 Oak St", number=PHONES[0])
    road.text("big hole, a pothole, by 12 oak street", number=PHONES[1])
    assert pairs(road) == [(1, 2, False)]
    assert [row.status for row in road.tickets()] == ["received", "received"]
    assert "got your report" in road.said_to(PHONES[1])[0].body


@pytest.mark.parametrize(
    "other", ["Pothole at 300 Elm St", "Graffiti at 12 Oak St", "pothole somewhere on my street", "thanks a lot"]
)
def test_what_is_elsewhere_or_something_else_is_not_alike(road: Road, other: str) -> None:
    """The same street, the same service or the same words alone are not enough."""
    road.text("Pothole at 12 Oak St", number=PHONES[0])
    road.text(other, number=PHONES[1])
    assert pairs(road) == []


def test_what_is_old_or_closed_is_not_alike(road: Road) -> None:
    """A pothole that comes back next month is another pothole."""
    road.text("Pothole at 12 Oak St", number=PHONES[0])
    road.clock.pass_time(days=15)
    road.text("Pothole at 12 Oak St", number=PHONES[1])
    casework.change_status(road.gateway, ticket_id=2, status="closed", note="Filled.", actor=CLERK)
    road.text("Pothole at 12 Oak St", number=PHONES[2])
    assert pairs(road) == []


def test_they_are_looked_for_again_when_the_place_is_known(road: Road) -> None:
    """Half of all reports name their place only when asked."""
    road.text("Pothole at 12 Oak St", number=PHONES[0])
    road.text("there is a pothole", number=PHONES[1])
    assert pairs(road) == []
    road.text("12 Oak St", number=PHONES[1])
    assert pairs(road) == [(1, 2, False)]


def test_an_answer_of_staff_is_remembered(road: Road) -> None:
    """Nobody is asked twice, whatever happens to the tickets."""
    road.text("Pothole at 12 Oak St", number=PHONES[0])
    road.text("Pothole on 12 Oak Street", number=PHONES[1])
    number = road.tickets()[1].number
    casework.part_tickets(road.gateway, ticket_id=1, number=number, actor=CLERK)
    assert pairs(road) == [(1, 2, True)]
    with road.gateway.store.reading() as connection:
        assert [one.is_settled for one in list_suggestions(connection, 2)] == [True]


def test_above_the_bar_the_newer_one_is_joined_and_its_reporter_told(joining: Road) -> None:
    """The department reads of it once; the neighbor hears the number that goes on, and how many they are."""
    for phone in PHONES[:3]:
        joining.text("Pothole at 12 Oak St", number=phone)
    first, second, third = joining.tickets()
    assert [row.merged_into for row in (first, second, third)] == [None, first.id, first.id]
    assert len(joining.said_to(STREETS)) == 1
    (answer,) = joining.said_to(PHONES[2])
    assert first.number in answer.body
    assert "3 people" in answer.body
    with joining.gateway.store.reading() as connection:
        assert count_reporters(connection, first.id) == 3
        assert is_participant(connection, ticket_id=first.id, contact_id=third.reporter_id)


def test_everybody_who_was_joined_hears_when_it_is_closed(joining: Road) -> None:
    """Each in their own channel, each once."""
    joining.text("Pothole at 12 Oak St", number=PHONES[0])
    joining.text("Pothole at 12 Oak St", number=PHONES[1])
    joining.mail("Pothole at 12 Oak St", sender="cris@residents.example", subject="A hole")
    casework.change_status(joining.gateway, ticket_id=1, status="closed", note="Filled.", actor=CLERK)
    joining.work()
    for reader in (PHONES[0], PHONES[1], "cris@residents.example"):
        assert ["Filled." in row.body for row in joining.said_to(reader)] == [False, True]
    assert joining.said_to("cris@residents.example")[1].subject.endswith("A hole")


def test_what_was_joined_wrongly_is_taken_out(joining: Road) -> None:
    """It is open again, its reporter hears of it alone, and it is never joined there again."""
    joining.text("Pothole at 12 Oak St", number=PHONES[0])
    joining.text("Pothole at 12 Oak St", number=PHONES[1])
    casework.part_tickets(joining.gateway, ticket_id=1, number=joining.tickets()[1].number, actor=CLERK)
    second = joining.tickets()[1]
    assert (second.status, second.merged_into) == ("open", None)
    with joining.gateway.store.reading() as connection:
        assert not is_participant(connection, ticket_id=1, contact_id=second.reporter_id)
        assert count_reporters(connection, 1) == 1


def test_a_danger_is_never_joined_away(joining: Road) -> None:
    """Every report of gas is told to the dispatchers."""
    joining.text("I smell gas at 12 Oak St", number=PHONES[0])
    joining.text("I smell gas at 12 Oak St", number=PHONES[1])
    assert [row.merged_into for row in joining.tickets()] == [None, None]
    assert len({row.cause for row in joining.said_to("dispatch@elmcity.example")}) == 2


def test_who_writes_twice_is_no_neighbor(joining: Road) -> None:
    """A second report of one person is suggested to staff, and answered as always."""
    joining.mail("Pothole at 12 Oak St", subject="A pothole")
    joining.clock.pass_time(hours=3)
    joining.mail("A pothole is at 12 Oak St, still", subject="Pothole again")
    assert [row.merged_into for row in joining.tickets()] == [None, None]
    assert pairs(joining) == [(1, 2, False)]


def test_a_place_that_comes_later_only_asks_staff(joining: Road) -> None:
    """Its department has the ticket already, so people decide."""
    joining.text("Pothole at 12 Oak St", number=PHONES[0])
    joining.text("there is a pothole", number=PHONES[1])
    joining.text("12 Oak St", number=PHONES[1])
    assert pairs(joining) == [(1, 2, False)]
    assert joining.tickets()[1].status == "received"


def test_reports_of_one_moment_in_two_workers_are_neither_lost_nor_doubled(joining: Road) -> None:
    """Whoever is filed second may or may not see the first; each is one ticket and has one answer, and one is left."""
    now = datetime.fromtimestamp(joining.clock(), UTC)
    for phone in PHONES:
        joining.intake.receive(simulator_text(phone, NUMBER, "Pothole at 12 Oak St", now=now))
    with ThreadPoolExecutor(2) as workers:
        for done in [workers.submit(drain, joining.gateway, "process") for _ in range(2)]:
            done.result()
    joining.work()
    tickets = joining.tickets()
    assert len(tickets) == len({row.reporter_id for row in tickets}) == len(PHONES)
    assert all(len(joining.said_to(phone)) == 1 for phone in PHONES)
    assert all(row.merged_into is None or row.merged_into < row.id for row in tickets)
    assert joining.unfinished() == []


def statements_of(road: Road, words: str, phones: list[str]) -> float:
    """SQL statements for each of as many texts."""
    count = []
    listen = lambda *arguments: count.append(arguments[2])  # noqa: E731 - a listener of one line
    event.listen(road.gateway.store.engine, "before_cursor_execute", listen)
    for phone in phones:
        road.text(words, number=phone)
    event.remove(road.gateway.store.engine, "before_cursor_execute", listen)
    return len(count) / len(phones)


def test_a_burst_costs_few_statements(opens: Opens) -> None:
    """A storm brings two hundred reports of one tree: looking for neighbors costs at most four statements each."""
    road = opens("{suggest: 0.5}")
    apart = statements_of(road, "pothole, I do not know where", PHONES[:1])
    alike = statements_of(road, "Pothole at 12 Oak St", PHONES[1:12])
    assert alike <= apart + 4
