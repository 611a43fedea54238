"""Doing one thing to many tickets: each by itself, told one by one, once, and only where the person may."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from gateway.store.desk_schema import audit
from gateway.store.schema import event, ticket
from parsers.ticket_number import ALPHABET, format_number
from tests.web.site import Site, token_in


def send(client: FlaskClient, numbers: list[str], *, once: str = "", query: str = "", **form: str) -> TestResponse:
    """Send the form of the queue's page."""
    token = token_in(client.get("/desk").text)
    return client.post(f"/desk/bulk{query}", data={"csrf_token": token, "ticket": numbers, "once": once, **form})


def column(site: Site, name: str) -> list[object]:
    """One column of all tickets, oldest first."""
    with site.gateway.store.reading() as connection:
        return list(connection.scalars(select(ticket.c[name]).order_by(ticket.c.id)))


def audited(site: Site) -> list[object]:
    """What the audit says of changes to many tickets."""
    with site.gateway.store.reading() as connection:
        lines = connection.scalars(select(audit.c.data).where(audit.c.action == "desk.change_many"))
        return [{name: line[name] for name in ("do", "tickets")} for line in lines]


@pytest.mark.parametrize(
    ("form", "name", "value"),
    [
        ({"do": "assign", "assignee": "me"}, "assignee", "administrator@elmcity.example"),
        ({"do": "status", "status": "in_progress", "note": "A crew is coming."}, "status", "in_progress"),
        ({"do": "close", "note": "Filled this morning."}, "status", "closed"),
        ({"do": "move", "department": "fire", "reason": "It smokes."}, "department", "fire"),
        ({"do": "priority", "priority": "high"}, "priority", "high"),
        ({"do": "snooze", "until": "2026-10-01"}, "snoozed_until", 1_790_848_800.0),
    ],
)
def test_each_action_reaches_each_ticket(site: Site, form: dict[str, str], name: str, value: object) -> None:
    """All that the bar offers does the same to both tickets, and the queue comes back as it was narrowed."""
    numbers = [site.add_ticket(), site.add_ticket(reporter="+12035550122")]
    answer = send(site.client("administrator"), numbers, query="?department=streets", **form)
    assert (answer.status_code, answer.location) == (303, "/desk?department=streets")
    assert column(site, name) == [value, value]
    assert audited(site) == [{"do": form["do"], "tickets": numbers}]


def test_what_was_not_done_is_told_ticket_by_ticket(site: Site) -> None:
    """One of the two is of another department: the page says so and keeps the words."""
    mine, theirs = site.add_ticket(), site.add_ticket(department="fire")
    client = site.client("member", "streets")
    answer = send(client, [mine, theirs], do="close", note="Swept & filled.")
    assert answer.status_code == 422
    assert "1 done, 1 not" in answer.text
    assert re.search(rf"{theirs}</a>: There is no such ticket among yours", answer.text)
    assert "Swept &amp; filled.</textarea>" in answer.text
    assert column(site, "status") == ["closed", "received"]
    assert audited(site) == [{"do": "close", "tickets": [mine]}]


def test_a_form_that_comes_twice_acts_once(site: Site) -> None:
    """A double click must not tell residents twice."""
    number, client = site.add_ticket(), site.client("administrator")
    for _ in range(2):
        form = {"do": "status", "status": "in_progress", "note": "A crew is coming."}
        assert send(client, [number], once="a-token", **form).status_code == 303
    with site.gateway.store.reading() as connection:
        kinds = list(connection.scalars(select(event.c.kind).where(event.c.kind == "status")))
    assert kinds == ["status"]


@pytest.mark.parametrize(
    ("count", "form", "words"),
    [
        (0, {"do": "assign", "assignee": "me"}, "Select tickets first"),
        (1, {"do": "nonsense"}, "Choose what is to be done"),
        (1, {"do": "close"}, "Write what was done or decided"),
        (1, {"do": "move", "department": "fire"}, "Write why the tickets belong there"),
        (1, {"do": "snooze", "until": "soon"}, "Choose the day on which"),
        (1, {"do": "snooze", "until": "2020-01-01"}, "Choose a day that is still to come"),
        (101, {"do": "assign", "assignee": "me"}, "Select at most 100"),
    ],
)
def test_what_is_missing_is_said_before_anything_is_done(
    site: Site, count: int, form: dict[str, str], words: str
) -> None:
    """A form that is not complete changes no ticket and keeps what was chosen."""
    made_up = [format_number(f"{ALPHABET[one // 31]}{ALPHABET[one % 31]}22222") for one in range(count)]
    numbers = [site.add_ticket()] if count == 1 else made_up
    answer = send(site.client("administrator"), numbers, **form)
    assert answer.status_code == 422
    assert words in answer.text
    assert set(column(site, "assignee")) <= {None}


def test_a_viewer_selects_nothing(site: Site) -> None:
    """Who only reads has no boxes, and a form made by hand is refused."""
    number, client = site.add_ticket(), site.client("viewer")
    page = client.get("/desk").text
    assert 'name="ticket"' not in page
    token = token_in(page)
    answer = client.post("/desk/bulk", data={"csrf_token": token, "ticket": number, "do": "assign", "assignee": "me"})
    assert answer.status_code == 403
