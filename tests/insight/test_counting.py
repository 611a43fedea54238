"""Days of figures are what a plain look at the tickets says, whatever happened to them in between."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from gateway.bootstrap import Gateway
from gateway.cli.insight import command
from gateway.insight import counting, rebuild_figures, refresh_figures
from gateway.insight.counting import day_bounds
from gateway.insight.records import NEVER, NO_DUE, unpack, unpack_points
from gateway.store import insight as store
from gateway.store.engine import Store
from gateway.store.schema import event, insight_schema, message, message_raw, ticket
from tests.web.site import NOON, RULES, Clock, insert_ticket

ZONE = ZoneInfo("America/New_York")
HOUR, DAY = 3600.0, 86_400.0
MOMENTS = st.floats(NOON - 20 * DAY, NOON, allow_nan=False).map(round).map(float)


@pytest.fixture
def city(make_gateway: Callable[..., Gateway], database_url: str) -> Gateway:
    """A gateway on SQLite and on PostgreSQL."""
    return make_gateway(database_url=database_url)


def read_days(gateway: Gateway) -> dict[str, list[tuple[Any, ...]]]:
    """Every kept day with its requests in words, in their order."""
    with gateway.store.reading() as connection:
        names = {
            dimension: {number: name for name, number in known.items()}
            for dimension, known in store.list_names(connection).items()
        }
        days = list(store.list_days(connection, first="0000", last="9999"))
    found = {}
    for day in days:
        records = unpack([day.records])
        assert day.requests == len(records) == len(unpack_points([day.points]))
        found[day.day] = [
            (
                int(one["at"]),
                int(one["hour"]),
                *(names[dimension][int(one[dimension])] for dimension in ("department", "service", "district")),
                int(one["closed"]),
                int(one["due"]),
                int(one["moved"]),
            )
            for one in records
        ]
    return found


def look_plainly(gateway: Gateway) -> dict[str, list[tuple[Any, ...]]]:
    """The same, ticket by ticket from the table."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with gateway.store.reading() as connection:
        for row in connection.execute(select(ticket).order_by(ticket.c.created_at, ticket.c.id)):
            local = datetime.fromtimestamp(row.created_at, ZONE)
            closed = NEVER if row.closed_at is None else int(row.closed_at - row.created_at)
            due = NO_DUE if row.due_at is None else int(row.due_at - row.created_at)
            told = (int(row.created_at), local.hour, row.department, row.service or "", row.district, closed, due)
            found.setdefault(local.date().isoformat(), []).append((*told, row.moved))
    return found


changes = st.fixed_dictionaries(
    {},
    optional={
        "department": st.sampled_from(["streets", "fire", "gone"]),
        "service": st.sampled_from(["pothole", None, "tree"]),
        "district": st.sampled_from(["", "ward_1"]),
        "due_at": st.one_of(st.none(), MOMENTS),
        "moved": st.integers(0, 300).map(lambda number: min(number, 255)),
        "created_at": MOMENTS,
    },
)


@given(data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_days_are_what_the_tickets_say(city: Gateway, data: st.DataObject) -> None:
    """Opened, changed, closed and deleted in any order, with counts in between: the days follow."""
    numbers: list[str] = []
    for step in data.draw(st.lists(st.sampled_from(["open", "change", "close", "delete", "count"]), max_size=14)):
        with city.store.writing() as connection:
            act(connection, step, numbers, data)
        if step == "count":
            refresh_figures(city)
    refresh_figures(city)
    assert read_days(city) == look_plainly(city)
    rebuild_figures(city)
    assert read_days(city) == look_plainly(city)
    empty(city)


def act(connection: Any, step: str, numbers: list[str], data: st.DataObject) -> None:
    """One thing that happens to tickets."""
    match step:
        case "open":
            moment = data.draw(MOMENTS)
            numbers.append(insert_ticket(connection, created_at=moment, due_at=data.draw(st.none() | MOMENTS)))
        case "change" | "close" if numbers:
            values = data.draw(changes) if step == "change" else {"status": "closed", "closed_at": NOON + HOUR}
            if values:
                which = ticket.c.number == data.draw(st.sampled_from(numbers))
                connection.execute(update(ticket).where(which).values(**values))
        case "delete" if numbers:
            forget(connection, numbers.pop())


def forget(connection: Any, number: str) -> None:
    """Delete a ticket with what refers to it."""
    row = connection.execute(select(ticket.c.id).where(ticket.c.number == number)).scalar_one()
    connection.execute(delete(event).where(event.c.ticket_id == row))
    connection.execute(delete(ticket).where(ticket.c.id == row))


def empty(gateway: Gateway) -> None:
    """The database as it was: hypothesis goes on with the same one."""
    with gateway.store.writing() as connection:
        for table in (event, ticket, message_raw, message):
            connection.execute(delete(table))
    refresh_figures(gateway)
    assert read_days(gateway) == {}


def test_what_was_there_before_is_counted_first_of_all(city: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """A city that upgrades has figures of its past, and nothing is counted twice when nothing changed."""
    monkeypatch.setattr(counting, "_SECONDS", 600.0)
    with city.store.writing() as connection:
        for days in (1, 40, 400):
            insert_ticket(connection, created_at=NOON - days * DAY)
        connection.execute(delete(insight_schema.insight_changed))
    assert refresh_figures(city) == 400
    assert len(read_days(city)) == 3
    assert refresh_figures(city) == 0


def test_a_sweep_counts_a_few_days_and_the_newest_first(city: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sweeper has other things to do, and people look at today."""
    monkeypatch.setattr(counting, "_SECONDS", 0.0)
    with city.store.writing() as connection:
        for days in (0, 200):
            insert_ticket(connection, created_at=NOON - days * DAY)
    refresh_figures(city)
    assert list(read_days(city)) == ["2026-09-21"]
    while refresh_figures(city):
        pass
    assert list(read_days(city)) == ["2026-03-05", "2026-09-21"]


def test_two_processes_count_by_turns(city: Gateway) -> None:
    """There is no leader among clocks: what two count at once is right, and nothing noted meanwhile is lost."""
    other = Store(city.settings.database_url)

    def work(gateway: Gateway) -> None:
        for number in range(4):
            with gateway.store.writing() as connection:
                insert_ticket(connection, created_at=NOON - number * DAY, department=f"d{number}", reporter=None)
            refresh_figures(gateway)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(work, (city, replace(city, store=other))))
    other.dispose()
    refresh_figures(city)
    assert read_days(city) == look_plainly(city)


def test_the_command_counts_everything_anew(
    monkeypatch: pytest.MonkeyPatch, make_gateway: Callable[..., Gateway]
) -> None:
    """An operator who doubts a figure types one line, and sees how many days there were."""
    gateway = make_gateway()
    with gateway.store.writing() as connection:
        insert_ticket(connection, created_at=NOON)
    monkeypatch.setattr("gateway.cli.insight.prepare", lambda: gateway)
    answer = CliRunner().invoke(command, ["rebuild"])
    assert answer.exit_code == 0, answer.output
    assert "Counted 1 day anew." in answer.output
    assert len(read_days(gateway)) == 1


def test_another_time_zone_cuts_the_days_anew(make_gateway: Callable[..., Gateway], sqlite_url: str) -> None:
    """A request at nine in the evening in New York is of the next day where the rulebook says London."""
    evening = datetime(2026, 9, 1, 21, 0, tzinfo=ZONE).timestamp()
    here = make_gateway()
    with here.store.writing() as connection:
        insert_ticket(connection, created_at=evening)
    refresh_figures(here)
    assert list(read_days(here)) == ["2026-09-01"]
    there = make_gateway(rules_text=RULES.replace("America/New_York", "Europe/London"))
    refresh_figures(there)
    assert list(read_days(there)) == ["2026-09-02"]


def test_what_an_app_filed_came_by_open311_and_what_was_tried_never_came(city: Gateway) -> None:
    """However its reporter is answered; a developer's tests change no figure."""
    with city.store.writing() as connection:
        insert_ticket(connection, created_at=NOON, channel="email", source="open311")
        insert_ticket(connection, created_at=NOON, channel="email", source="open311-test")
    refresh_figures(city)
    with city.store.reading() as connection:
        assert set(store.list_names(connection)["channel"]) == {"open311"}
        assert [day.requests for day in store.list_days(connection, first="0000", last="9999")] == [1]


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 7, 4), 24)])
def test_a_day_has_the_hours_that_it_has(day: date, hours: int) -> None:
    """On the days when clocks change a request of the missing or doubled hour belongs to one day, and to one only."""
    start, end = day_bounds(day, ZONE)
    assert (end - start) / HOUR == hours
    assert day_bounds(day + timedelta(days=1), ZONE)[0] == end


def test_a_rebuild_says_how_far_it_is(city: Gateway, clock: Clock) -> None:
    """A million requests take a while, and an operator watches."""
    with city.store.writing() as connection:
        insert_ticket(connection, created_at=NOON)
        insert_ticket(connection, created_at=NOON - 70 * DAY)
    said: list[tuple[int, int]] = []
    assert rebuild_figures(city, progress=lambda done, total: said.append((done, total))) == 71
    assert said[-1] == (71, 71)
    with city.store.reading() as connection:
        assert store.find_state(connection).counted_at == clock.now
