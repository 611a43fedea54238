"""What rules say when a ticket is closed, opened again or overdue: told once, whoever looks and however often."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway import casework, moments
from gateway.bootstrap import build_gateway
from gateway.changes import Hand, set_due
from gateway.intake import Intake
from gateway.jobs import drain
from gateway.moments import asking
from gateway.store.work import claim, release_expired
from gateway.sweep import Sweeper
from tests.journeys.conftest import Clock, Road
from tests.small_city import SMALL_CITY

BOSS, DESK = "boss@elmcity.example", "desk@elmcity.example"
CLERK = "cris@elmcity.example"
OPERATOR = "operator@elmcity.example"
MakeRoad = Callable[..., AbstractContextManager[Road]]


@pytest.fixture
def road_with(settings: Any, database_url: str, clock: Clock) -> MakeRoad:
    """A gateway of a small city with these rules, one a line."""

    @contextmanager
    def made(*rules: str, extra: str = "", departments: str = "services: {}") -> Iterator[Road]:
        lines = "".join(f"  - {rule}\n" for rule in rules)
        text = SMALL_CITY.replace("rules: []", f"rules:\n{lines}").replace("services: {}", departments) + extra
        gateway = build_gateway(settings(database_url=database_url, simulator=True, rules_text=text), clock=clock)
        intake = Intake(gateway)
        yield Road(gateway=gateway, intake=intake, clock=clock)
        intake.stop()
        gateway.store.dispose()

    return made


def rule(name: str, when: str, then: str) -> str:
    return f"{{name: {name}, when: {when}, then: {then}}}"


def sweep(road: Road) -> int:
    """What the sweeper does about time, and then the workers."""
    found = moments.note_overdue(road.gateway)
    road.work()
    return found


def told(road: Road) -> list[str]:
    """What the history says that rules did, oldest first."""
    return [event.text for event in road.events(kind="rules_asked")]


LATE = rule("Late", "{event: overdue}", f"{{notify: {BOSS}, tags: late}}")
DUE = rule("Two days", "{text: pothole}", "{due: 2 days, tags: road}")


def test_the_shipped_rule_tells_the_operator_once(road: Road) -> None:
    """What the shipped rulebook promises a city: overdue work is reported, and not every 15 seconds."""
    road.mail("Pothole at 12 Oak St", subject="Pothole")
    assert sweep(road) == 0
    road.clock.pass_time(days=30)
    assert [sweep(road) for _ in range(3)] == [1, 0, 0]
    (mail,) = road.said_to(OPERATOR)
    assert mail.body.splitlines()[0] == f"Ticket {road.the_ticket().number}"
    assert "This is overdue. It was due on Thursday, June 4, 2026" in mail.body
    assert "Pothole at 12 Oak St" in mail.body
    assert "overdue" in road.the_ticket().tags
    assert [event.kind for event in road.events()][-2:] == ["overdue", "rules_asked"]
    assert road.events(kind="rules_asked")[0].data["rules"] == ["Overdue work is reported to the operator"]
    assert told(road) == [f"Rule “Overdue work is reported to the operator”: marked it overdue; told {OPERATOR}."]
    assert road.unfinished() == []


def test_two_sweepers_tell_it_once(road_with: MakeRoad) -> None:
    """There is no leader: every process looks, and all of them at the same moment."""
    with road_with(DUE, LATE) as road:
        road.text("pothole at 12 Oak St")
        road.clock.pass_time(days=3)
        together, found = threading.Barrier(4), list[int]()

        def look() -> None:
            together.wait()
            found.append(moments.note_overdue(road.gateway))
            drain(road.gateway, "rules")

        threads = [threading.Thread(target=look) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        road.work()
        assert sum(found) == len(road.events(kind="overdue")) == len(told(road)) == len(road.said_to(BOSS)) == 1


def test_a_crash_between_loses_nothing_and_doubles_nothing(
    road_with: MakeRoad, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that dies with everything written and nothing committed has done nothing; the next one does it."""
    with road_with(DUE, LATE) as road:
        road.text("pothole at 12 Oak St")
        road.clock.pass_time(days=3)
        assert moments.note_overdue(road.gateway) == 1

        def die(*_: Any, **__: Any) -> None:
            raise KeyboardInterrupt

        heed = asking.heed
        monkeypatch.setattr(asking, "heed", lambda *told, **how: (heed(*told, **how), die()))
        (held,) = claim(road.gateway.store, kind="rules", limit=1, now=road.clock())
        with pytest.raises(KeyboardInterrupt):
            moments.ask(road.gateway, held)
        assert (told(road), road.said_to(BOSS)) == ([], [])
        monkeypatch.undo()
        road.clock.pass_time(minutes=2)
        with road.gateway.store.writing() as connection:
            assert release_expired(connection, now=road.clock()) == 1
        assert sweep(road) == 0
        assert (len(told(road)), len(road.said_to(BOSS))) == (1, 1)


def test_a_new_due_time_is_told_anew(road_with: MakeRoad) -> None:
    """Whoever promises another day is reminded of that one too; the same one is never told twice."""
    with road_with(DUE, LATE) as road:
        road.mail("A pothole at 12 Oak St")
        road.clock.pass_time(days=3)
        assert sweep(road) == 1
        with road.gateway.store.writing() as connection:
            until = datetime.fromtimestamp(road.clock() + 86_400, UTC)
            by = Hand(actor=CLERK, now=road.clock())
            set_due(connection, road.gateway, by, ticket_id=road.the_ticket().id, due=until)
        assert sweep(road) == 0
        road.clock.pass_time(days=2)
        assert [sweep(road), sweep(road)] == [1, 0]
        assert [len(road.said_to(BOSS)), len(told(road))] == [2, 2]
        assert told(road)[-1] == f"Rule “Late”: told {BOSS}."


def test_a_clock_that_goes_back_tells_nothing_twice(road_with: MakeRoad) -> None:
    """Two machines never have the same time."""
    with road_with(DUE, LATE) as road:
        road.mail("A pothole at 12 Oak St")
        road.clock.pass_time(days=3)
        assert sweep(road) == 1
        road.clock.pass_time(days=-3)
        assert sweep(road) == 0
        road.clock.pass_time(days=3)
        assert (sweep(road), len(road.said_to(BOSS))) == (0, 1)


def test_what_is_closed_or_merged_is_never_overdue(road_with: MakeRoad) -> None:
    """Also when it was found overdue and closed before the rules were asked."""
    with road_with(DUE, LATE) as road:
        road.mail("A pothole at 12 Oak St")
        road.mail("A pothole at 99 Elm St", sender="bart@residents.example")
        first, second = road.tickets()
        road.clock.pass_time(days=3)
        assert moments.note_overdue(road.gateway) == 2
        close(road, first)
        casework.merge_tickets(road.gateway, ticket_id=second.id, number=first.number, reason="", actor=CLERK)
        road.work()
        assert sweep(road) == 0
        assert (told(road), road.said_to(BOSS)) == ([], [])


def test_no_more_than_a_number_in_a_round(road_with: MakeRoad, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that is new to a city with a backlog must not tell of all of it at once."""
    monkeypatch.setattr("gateway.moments.overdue.AT_ONCE", 2)
    with road_with(DUE, LATE) as road:
        for number in (12, 14, 16):
            road.mail(f"A pothole at {number} Oak St", sender=f"anne{number}@residents.example")
        road.clock.pass_time(days=3)
        assert [sweep(road) for _ in range(3)] == [2, 1, 0]


def test_without_a_rule_nothing_is_looked_for(road_with: MakeRoad) -> None:
    """A rulebook that names none of the three costs a city nothing, and writes nothing."""
    off = rule("Off", "{event: [overdue, closed]}", f"{{notify: {BOSS}}}, disabled: true")
    with road_with(DUE, off) as road:
        road.mail("A pothole at 12 Oak St")
        road.clock.pass_time(days=3)
        close(road, road.the_ticket())
        assert (road.gateway.rulebooks.current().moments, sweep(road)) == (frozenset({"opened"}), 0)
        assert road.events(kind="overdue") == []


def close(road: Road, ticket: Any, note: str = "Filled.") -> None:
    casework.change_status(road.gateway, ticket_id=ticket.id, status="closed", note=note, actor=CLERK)


def test_the_sweeper_looks_by_itself(road_with: MakeRoad) -> None:
    """Time passes without anybody's doing, and every process that sweeps finds it."""
    with road_with(DUE, LATE) as road:
        road.mail("A pothole at 12 Oak St")
        road.clock.pass_time(days=3)
        sweepers = [Sweeper(road.gateway, road.intake, interval=0.02) for _ in range(2)]
        for sweeper in sweepers:
            sweeper.start()
        deadline = time.monotonic() + 10
        while not road.said_to(BOSS) and time.monotonic() < deadline:
            drain(road.gateway, "rules")
        for sweeper in sweepers:
            sweeper.stop()
        road.work()
        assert (len(road.said_to(BOSS)), len(told(road))) == (1, 1)
