"""F14.1: a long text that comes in parts is one text, in whatever order they come, and nothing of it is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select

from gateway.bootstrap import Gateway, build_gateway
from gateway.envelopes import Arrival
from gateway.jobs import drain
from gateway.joining import SECONDS_FOR_PARTS
from gateway.store.messages import insert_arrivals
from gateway.store.schema import event, message, outbox, text_part, ticket, work
from gateway.store.text_counts import count_texts
from gateway.store.work import revive, statistics
from tests.fake_twilio import ANNE, NUMBER
from tests.small_city import SMALL_CITY

WORDS = ("The street light at ", "12 Oak St is out ", "since Monday, at night it is dark.")
WHOLE = "".join(WORDS)


class City:
    """A gateway with a clock of its own, and the parts that it gets."""

    def __init__(self, settings: Any) -> None:
        self.now = 1_780_329_600.0
        self.gateway: Gateway = build_gateway(settings, clock=lambda: self.now)

    def get(self, *parts: Arrival) -> None:
        """Store parts as the webhook does, and do the work that is due."""
        with self.gateway.store.writing() as connection:
            insert_arrivals(connection, parts, now=self.now)
        self.work()

    def work(self, *, later: float = 0.0) -> None:
        self.now += later
        drain(self.gateway, "process")

    def rows(self, table: Any) -> Sequence[Any]:
        with self.gateway.store.reading() as connection:
            return connection.execute(select(table).order_by(*table.primary_key.columns)).all()

    def tickets(self) -> list[str]:
        return [row.description for row in self.rows(ticket)]

    def told(self) -> str:
        """Everything that the history of all tickets says."""
        return "\n".join(f"{row.kind}: {row.text} {row.data}" for row in self.rows(event))


@pytest.fixture
def city(settings: Any, database_url: str) -> Iterator[City]:
    city = City(settings(rules_text=SMALL_CITY, database_url=database_url, vonage_signature_secret="s"))
    yield city
    city.gateway.store.dispose()


def part(number: int, *, words: str = "", key: str = "", reference: str = "7", total: int = 3) -> Arrival:
    """One part, as the webhook of Vonage stores it."""
    text = words or WORDS[number - 1]
    return Arrival(
        channel="vonage",
        key=key or f"id-{reference}-{number}",
        raw=json.dumps({"text": text, "msisdn": ANNE}).encode(),
        sender=ANNE,
        recipients=(NUMBER,),
        received_at=datetime(2026, 6, 1, 16, 0, tzinfo=UTC),
        details={"part_reference": reference, "part_number": str(number), "part_total": str(total)},
    )


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))), ids=str)
def test_f14_1_parts_in_any_order_are_one_text(city: City, order: tuple[int, ...]) -> None:
    """One ticket with all words in their order, one answer, and every message says where it went."""
    for number in order:
        city.get(part(number))
        city.now += 2
    assert city.tickets() == [WHOLE]
    assert len([row for row in city.rows(outbox) if row.recipient == ANNE]) == 1
    assert sorted(row.kind for row in city.rows(message))[:2] == ["part", "part"]
    assert {row.ticket_id for row in city.rows(message)} == {city.rows(ticket)[0].id}
    assert {row.state for row in city.rows(work) if row.kind == "process"} == {"done"}


def test_f14_1_a_long_text_counts_once(city: City) -> None:
    """For limits on answers it is one text of that number."""
    city.get(part(1), part(2), part(3))
    with city.gateway.store.writing() as connection:
        lately = count_texts(connection, ANNE, since=0.0, but=0, message_id=city.rows(message)[-1].id)
    assert lately.received == 1


def test_f14_1_parts_that_come_at_once_are_one_text(city: City) -> None:
    """All in one batch of the worker, beside the text of somebody else."""
    city.get(part(2), part(1), part(3))
    assert city.tickets() == [WHOLE]


def test_f14_1_a_part_that_comes_twice_counts_once(city: City) -> None:
    """Under one id it is one message; under another id the same words are said once; afterwards it changes nothing."""
    city.get(part(1), part(1), part(2), part(2, key="another id"))
    city.get(part(3))
    assert city.tickets() == [WHOLE]
    city.get(part(3, key="much later"))
    city.work(later=SECONDS_FOR_PARTS + 1)
    assert city.tickets() == [WHOLE]
    assert {row.kind for row in city.rows(message)} >= {"part"}
    assert "since Monday" not in city.told().replace(WHOLE, "")


def test_f14_1_a_missing_part_after_five_minutes(city: City) -> None:
    """What is there is filed with a note, and only then; nobody is alarmed meanwhile."""
    city.get(part(1), part(3))
    city.work(later=SECONDS_FOR_PARTS - 1)
    assert city.tickets() == []
    with city.gateway.store.reading() as connection:
        assert statistics(connection, city.now).oldest_unprocessed_seconds == 0
    city.work(later=2)
    assert city.tickets() == [WORDS[0] + WORDS[2]]
    assert "Part 2 of 3 of this text had not arrived" in city.told()
    assert {row.joined_at is None for row in city.rows(text_part)} == {False}


def test_f14_1_a_danger_does_not_wait_for_its_other_parts(city: City) -> None:
    """Whoever smells gas is answered after the first part; the rest goes to the same ticket."""
    city.get(part(1, words="There is a strong smell of gas in the basement at 12 Oak St, "))
    assert [row.priority for row in city.rows(ticket)] == ["emergency"]
    assert "Parts 2, 3 of 3 of this text had not arrived" in city.told()
    city.get(part(3), part(2))
    assert len(city.tickets()) == 1
    assert {row.ticket_id for row in city.rows(message)} == {city.rows(ticket)[0].id}


def test_f14_1_a_part_that_comes_later_is_attached(city: City) -> None:
    """To the ticket of its text, whatever it says, and with a note."""
    city.get(part(1), part(3))
    city.work(later=SECONDS_FOR_PARTS + 1)
    city.get(part(2, words="graffiti at 99 Elm St "))
    assert len(city.tickets()) == 1
    assert "part 2 of 3 of the text before it; it came late" in city.told()
    assert "graffiti at 99 Elm St" in city.told()
    assert {row.ticket_id for row in city.rows(message)} == {city.rows(ticket)[0].id}


def test_f14_1_a_reference_begins_anew(city: City) -> None:
    """Telephones count to 255, some begin at 1 each time: other words under an old number are another text."""
    city.get(part(1), part(2), part(3))
    for number, words in enumerate(("Also the ", "bench in the park ", "is broken, 5 Elm St"), start=1):
        city.get(part(number, words=words, key=f"new-{number}"))
    told = city.told() + "".join(city.tickets())
    assert WHOLE in told
    assert "Also the bench in the park is broken, 5 Elm St" in told


def test_f14_1_an_emoji_that_was_cut_in_two_is_whole_again(city: City) -> None:
    """A part may end within a character that takes two places."""
    city.get(part(1, words="Hole \ud83d", total=2), part(2, words="\udd73 at 12 Oak St", total=2))
    assert city.tickets() == ["Hole \U0001f573 at 12 Oak St"]


def test_f14_1_numbers_that_make_no_sense_lose_nothing(city: City) -> None:
    """A part 9 of 3, or part 0: filed when the time is up."""
    city.get(part(1), numbered(part(3, key="x9"), "9"))
    city.work(later=SECONDS_FOR_PARTS + 1)
    assert len(city.tickets()) == 1
    assert {row.processed_at is None for row in city.rows(message)} == {False}


def numbered(arrival: Arrival, number: str) -> Arrival:
    return replace(arrival, details={**arrival.details, "part_number": number})


def test_f14_1_processing_a_long_text_again_says_the_same(city: City) -> None:
    """`gateway replay` of any of its messages changes nothing."""
    city.get(part(1), part(2), part(3))
    before = (city.tickets(), city.told())
    for row in city.rows(message):
        with city.gateway.store.writing() as connection:
            assert revive(connection, kind="process", ref=row.id, now=city.now)
    city.work()
    assert (city.tickets(), city.told()) == before


def test_f14_1_two_people_with_one_reference(city: City) -> None:
    """A reference counts for its sender only."""
    others = [replace(part(number, key=f"bart-{number}"), sender="+12035550133") for number in (1, 2, 3)]
    city.get(part(1), others[0], part(2), others[1])
    city.get(part(3), others[2])
    assert city.tickets() == [WHOLE, WHOLE]
