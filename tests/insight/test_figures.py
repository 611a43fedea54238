"""Figures are what the tickets say: each measure, each table, few cases, and what everybody may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, select

from gateway.bootstrap import Gateway
from gateway.insight import refresh_figures
from gateway.insight.definitions import FIGURES
from gateway.insight.measures import measure_all
from gateway.insight.overview import TABLES, draw_table, draw_tables, look, tiles
from gateway.insight.periods import Compared, read_period
from gateway.insight.publishing import LEAST, public_tables, without_small
from gateway.insight.reading import NOTHING, Wanted
from gateway.insight.tables import Cell, Column, Line, Table, change_of, seconds_of, share_of
from gateway.insight.wording import compare, say
from gateway.store.schema import ticket
from tests.web.site import NOON, insert_ticket

ZONE = ZoneInfo("America/New_York")
HOUR, DAY = 3600.0, 86_400.0


def add(gateway: Gateway, *rows: dict[str, Any]) -> list[str]:
    """Put tickets into the tables and count them."""
    with gateway.store.writing() as connection:
        numbers = [insert_ticket(connection, **row) for row in rows]
    refresh_figures(gateway)
    return numbers


def id_of(connection: Connection, number: str) -> int:
    """The id of a ticket."""
    return int(connection.execute(select(ticket.c.id).where(ticket.c.number == number)).scalar_one())


def ask(gateway: Gateway, *, period: dict[str, str] | None = None, **wanted: Any) -> Any:
    """The figures of a period, the last thirty days unless another one is named."""
    compared: Compared = read_period(period or {}, now=NOON, zone=ZONE)
    with gateway.store.reading() as connection:
        return look(connection, compared, Wanted(**wanted), now=NOON)


def name(dimension: str, key: str) -> str:
    """Names as tests need them."""
    return {"twilio": "Text", "simulator_sms": "Text", "email": "Mail"}.get(key, key or f"no {dimension}")


CLOSED = {"status": "closed", "closed_at": NOON - DAY}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, {"timed": 1}),
        ({"first_answer_at": NOON - 2 * DAY}, {"timed": 1, "first_answer": DAY, "first_answer_slow": DAY}),
        (CLOSED, {"closed": 1, "timed": 1, "to_close": 2 * DAY, "to_close_slow": 2 * DAY}),
        (CLOSED | {"due_at": NOON - DAY}, {"closed": 1, "timed": 1, "due": 1, "on_time": 1, "to_close": 2 * DAY}),
        (CLOSED | {"due_at": NOON - DAY - 1}, {"closed": 1, "timed": 1, "due": 1, "to_close": 2 * DAY}),
        (CLOSED | {"due_at": NOON + 1}, {"closed": 1, "timed": 1, "to_close": 2 * DAY}),
        ({"due_at": NOON - 1}, {"timed": 1, "due": 1}),
        ({"due_at": NOON - 1, "paused_at": NOON - 9}, {"timed": 1}),
        ({"due_at": NOON - 9, "paused_at": NOON - 1}, {"timed": 1, "due": 1}),
        ({"status": "closed", "closed_at": NOON - 3 * DAY, "due_at": NOON - DAY}, {"closed": 1}),
        ({"reopened": 2, "moved": 1, "asked": 3}, {"timed": 1, "reopened": 1, "moved": 1, "asked": 1}),
        ({"fixed": True}, {"timed": 1, "said": 1, "fixed": 1}),
        ({"fixed": False}, {"timed": 1, "said": 1}),
    ],
)
def test_what_one_request_counts_for(
    make_gateway: Callable[..., Gateway], values: dict[str, Any], expected: dict[str, Any]
) -> None:
    """Answered, closed, due, late, paused, closed by a rule at once, and what the resident said."""
    gateway = make_gateway()
    add(gateway, {"created_at": NOON - 3 * DAY, **values})
    found = {key: value for key, value in asdict(measure_all(ask(gateway).now)).items() if value}
    if "to_close" in expected:
        expected = expected | {"to_close_slow": expected["to_close"], "first_answer": None, "first_answer_slow": None}
    assert found == {"requests": 1} | {key: value for key, value in expected.items() if value}


def test_a_duplicate_is_counted_and_not_timed(make_gateway: Callable[..., Gateway]) -> None:
    """A request that was joined to another one says nothing of how long the city takes."""
    gateway = make_gateway()
    (kept,) = add(gateway, {})
    with gateway.store.reading() as connection:
        into = id_of(connection, kept)
    add(gateway, {"merged_into": into, "status": "closed", "closed_at": NOON})
    found = measure_all(ask(gateway).now)
    assert (found.requests, found.merged, found.timed, found.to_close) == (2, 1, 1, None)


@pytest.fixture
def year(make_gateway: Callable[..., Gateway]) -> Gateway:
    """Twelve requests of this month, six of the month before; two departments, three services, two districts."""
    gateway = make_gateway()
    services = ("pothole", "streetlight_out", None)
    add(
        gateway,
        *(
            {
                "created_at": NOON - number * 2 * DAY - 60,
                "service": services[number % 3],
                "department": "fire" if number % 4 == 0 else "streets",
                "district": "ward_1" if number % 2 else "",
                "channel": ("twilio", "email", "simulator_sms")[number % 3],
                "lat": 41.3 + number % 2 / 100,
                "lon": -72.9,
            }
            for number in range(12)
        ),
        *({"created_at": NOON - (31 + number) * DAY, "department": "streets"} for number in range(6)),
    )
    return gateway


def lines_of(table: Table) -> dict[str, tuple[Any, Any]]:
    """Requests, now and before, by the name of the row."""
    now, before = table.column("requests"), table.column("before")
    return {
        str(line.cells[0].value): (now[number].value, before[number].value) for number, line in enumerate(table.lines)
    }


def test_every_table_counts_every_request_once(year: Gateway) -> None:
    """Whatever requests are counted by, the sum is the same; several carriers of texts are one line."""
    tables = draw_tables(ask(year), naming=name, zone=ZONE)
    assert list(tables) == list(TABLES)
    for key in set(TABLES) - {"places"}:
        assert sum(cell.value for cell in tables[key].column("requests")) == 12, key
        assert sum(cell.value for cell in tables[key].column("before")) == 6, key
    assert lines_of(tables["department"]) == {"streets": (9, 6), "fire": (3, 0)}
    assert lines_of(tables["channel"]) == {"Text": (8, 6), "Mail": (4, 0)}
    assert [cell.value for cell in tables["places"].column("requests")] == [6, 6]


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        ({"department": "fire"}, 3),
        ({"service": "pothole"}, 4),
        ({"service": NOTHING}, 4),
        ({"district": "ward_1"}, 6),
        ({"district": "ward_1", "department": "fire"}, 0),
        ({"departments": ("fire",)}, 3),
        ({"departments": ("fire",), "department": "streets"}, 0),
        ({"departments": ()}, 0),
        ({"service": "never_heard_of"}, 0),
    ],
)
def test_figures_are_narrowed(year: Gateway, wanted: dict[str, Any], number: int) -> None:
    """By what is asked for, and by what a person may see."""
    assert len(ask(year, **wanted).now.requests) == number


def test_rows_lead_to_the_requests_they_count(year: Gateway) -> None:
    """A name is a link to the queue with the same filter; a row that no filter of the queue finds is none."""
    both = ask(year)
    asks = {
        key: [line.asks for line in draw_table(key, both, naming=name, zone=ZONE).lines]
        for key in ("service", "channel", "hour")
    }
    assert asks["service"] == [None, {"service": "pothole"}, {"service": "streetlight_out"}]
    assert asks["channel"] == [{"channel": "text"}, {"channel": "mail"}]
    assert set(asks["hour"]) == {None}


@pytest.mark.parametrize(
    ("period", "number", "first", "last"),
    [
        ({"period": "7"}, 7, "Tue, Sep 15", "Mon, Sep 21"),
        ({"period": "90"}, 13, "Jun 24 – Jun 30", "Sep 16 – Sep 21"),
        ({"period": "year"}, 9, "January 2026", "Sep 1 – Sep 21"),
    ],
)
def test_time_is_cut_into_days_weeks_or_months(
    year: Gateway, period: dict[str, str], number: int, first: str, last: str
) -> None:
    """So many points that a chart of them can be read."""
    table = draw_table("time", ask(year, period=period), naming=name, zone=ZONE)
    assert len(table.lines) == number
    assert (table.lines[0].cells[0].value, table.lines[-1].cells[0].value) == (first, last)


def test_the_day_that_is_not_over_is_compared_fairly(make_gateway: Callable[..., Gateway]) -> None:
    """Of the last day of the time before only what had arrived at this hour counts."""
    gateway = make_gateway()
    hour = datetime.fromtimestamp(NOON, ZONE)
    add(gateway, {"created_at": NOON - 7 * DAY - 60}, {"created_at": NOON - 7 * DAY + 60}, {"created_at": NOON - 60})
    both = ask(gateway, period={"period": "7"})
    assert hour.hour > 0
    assert (len(both.now.requests), len(both.before.requests)) == (1, 1)


def test_few_requests_make_no_percentage() -> None:
    """Three of four closed in time is no 75 %; the reader is told how many there were."""
    assert (share_of(3, 4).value, share_of(3, 4).note) == (None, "4 requests: too few for a percentage")
    assert share_of(0, 0).note == "none"
    assert share_of(9, 10) == Cell(value=0.9)
    assert seconds_of(60, 4).note == "4 requests: too few for a time"
    assert seconds_of(None, 40).note == "not so many yet"
    assert change_of(5, 1).note == "1 request: too few for a comparison"


@pytest.mark.parametrize(
    ("cell", "kind", "words"),
    [
        (Cell(value=30), "seconds", "under a minute"),
        (Cell(value=4000), "seconds", "67 min"),
        (Cell(value=10_000), "seconds", "2.8 hours"),
        (Cell(value=260_000), "seconds", "3 days"),
        (Cell(value=1_100_000), "seconds", "13 days"),
        (Cell(value=0.874), "share", "87 %"),
        (Cell(value=-0.12), "change", "−12 %"),
        (Cell(value=0.1), "change", "+10 %"),
        (Cell(value=12_345), "count", "12,345"),
        (Cell(value=None), "count", "–"),
        (Cell(value="=1"), "words", "=1"),
        (Cell(value=41.3), "degrees", "41.3000"),
    ],
)
def test_figures_in_words(cell: Cell, kind: Any, words: str) -> None:
    """As exact as people remember a figure."""
    assert say(cell, kind) == words


@pytest.mark.parametrize(
    ("now", "before", "kind", "words"),
    [
        (100, 50, "count", "before: 50, 100 % more"),
        (5, 4, "count", "before: 4"),
        (0.5, 0.51, "share", "before: 51 %, 1 point less"),
        (0.5, 0.501, "share", "before: 50 %, the same"),
        (2 * DAY, 4 * DAY, "seconds", "before: 4 days, 50 % shorter"),
        (None, DAY, "seconds", "before: 24 hours"),
        (1_000, 1_001, "count", "before: 1,001, about the same"),
    ],
)
def test_comparisons_in_words(now: float | None, before: float, kind: Any, words: str) -> None:
    """What was, and how it differs."""
    assert compare(Cell(value=now), Cell(value=before), kind) == words


def test_every_figure_says_what_it_means(year: Gateway) -> None:
    """A definition in whole sentences beside each; what links to the queue says where it leads."""
    for figure in FIGURES:
        assert figure.says.endswith("."), figure.key
        assert bool(figure.link) == (figure.asks is not None), figure.key
    assert [tile.figure for tile in tiles(ask(year))] == list(FIGURES)


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([9, 8, 7], []),
        ([9, 8, 3], [1, 2]),
        ([9, 4, 3], [0, 1, 2]),
        ([40, 30, 4, 3, 2], [2, 3, 4]),
        ([3], [0]),
        ([], []),
    ],
)
def test_small_counts_are_not_shown_and_do_not_follow(counts: list[int], hidden: list[int]) -> None:
    """Where few districts have few requests, the total would tell how many; a larger one is hidden with them."""
    columns = (Column(key="district", name="D", kind="words"), Column(key="requests", name="R", kind="count"))
    lines = tuple(Line(cells=(Cell(value=str(count)), Cell(value=count))) for count in counts)
    found = without_small(Table(key="district", title="", says="", columns=columns, lines=lines))
    assert [number for number, line in enumerate(found.lines) if line.cells[1].value is None] == hidden


def test_everybody_sees_no_small_count_and_no_link(year: Gateway) -> None:
    """The public tables of a city where a department has had three requests."""
    tables = public_tables(ask(year), naming=name, zone=ZONE)
    for table in tables.values():
        assert all(line.asks is None for line in table.lines)
    shown = [cell.value for cell in tables["department"].column("requests")]
    assert all(value is None or value >= LEAST for value in shown)
    assert "open" not in {column.key for column in tables["service"].columns}
