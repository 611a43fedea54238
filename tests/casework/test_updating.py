"""Updates of other systems that come at the same moment: one of them is done, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from gateway.bootstrap import Gateway, build_gateway
from gateway.casework.updating import Update, take_update
from gateway.changes import ChangeError
from gateway.store import api_keys
from gateway.store.api_keys import NewApiKey
from gateway.store.open311_schema import request_update
from gateway.store.schema import event, outbox
from gateway.store.tickets import find_by_number
from tests.web.site import NOON, RULES, insert_ticket

UPDATE = Update(
    api_key_id=1, id="1", aim="closed", words="Done.", happened_at=NOON + 60, closing_words="The work has ended."
)


@pytest.fixture
def gateway(settings: Any, database_url: str) -> Iterator[Gateway]:
    """A gateway with one key."""
    made = build_gateway(
        settings(database_url=database_url, rules_text=RULES, secret_key="k" * 48), clock=lambda: NOON + 60
    )
    new = NewApiKey(name="Crew app", contact="", scopes=("updates",), per_minute=1, expires_at=None)
    with made.store.writing() as connection:
        api_keys.add_key(connection, new, created_by="", now=NOON)
    yield made
    made.store.dispose()


def add_ticket(gateway: Gateway) -> int:
    """A ticket that a resident reported."""
    with gateway.store.writing() as connection:
        found = find_by_number(connection, insert_ticket(connection, reporter="+12035550199"))
    assert found is not None
    return found.id


def count(gateway: Gateway, table: Any) -> int:
    """How many rows there are."""
    with gateway.store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def test_the_same_update_four_times_at_once_is_done_once(gateway: Gateway) -> None:
    """A client that gave up waiting sends again while the first is still being done: the same event for all."""
    ticket_id = add_ticket(gateway)
    with ThreadPoolExecutor(4) as pool:
        sent = [
            pool.submit(take_update, gateway, ticket_id=ticket_id, update=UPDATE, actor="open311:Crew app")
            for _ in range(4)
        ]
        events = {one.result() for one in sent}
    assert len(events) == 1
    assert (count(gateway, event), count(gateway, outbox), count(gateway, request_update)) == (2, 1, 1)


def test_one_name_for_two_requests_at_once_is_taken_for_one_of_them(gateway: Gateway) -> None:
    """The other is refused, whichever that is, and nothing of it stays."""
    tickets = (add_ticket(gateway), add_ticket(gateway))

    def send(ticket_id: int) -> str:
        try:
            take_update(gateway, ticket_id=ticket_id, update=UPDATE, actor="open311:Crew app")
        except ChangeError as error:
            return str(error)
        return "done"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(send, tickets))
    assert said == ["The update_id 1 was used for another request. Give each update its own.", "done"]
    assert (count(gateway, event), count(gateway, request_update)) == (3, 1)
