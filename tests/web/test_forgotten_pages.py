"""The desk goes on with tickets whose persons are unknown: every page about them answers."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.retention import tidy
from gateway.store.city_settings import RETENTION_DAYS, set_setting
from gateway.store.schema import message, ticket
from tests.web.site import NOON, Site

ANNE = "anne@residents.example"
LONG_AGO = NOON - 86_400 * 400


@pytest.fixture
def number(site: Site) -> str:
    """A ticket of last year whose reporter was made unknown."""
    words = {"description": "Huge pothole, call Anne at 203-555-0123", "subject": "Anne Whitfield"}
    when = {"created_at": LONG_AGO, "updated_at": LONG_AGO, "closed_at": LONG_AGO, "status": "closed"}
    made = site.add_ticket(reporter=ANNE, reporter_name="Anne Whitfield", channel="email", **words, **when)
    keep(site, days=365)
    assert tidy(site.gateway).tickets == 1
    return made


def test_every_page_about_a_forgotten_ticket_answers(site: Site, number: str) -> None:
    """The ticket, why it is here, the queue of closed ones and the figures, all without a word of its reporter."""
    client = site.client("administrator")
    paths = (
        f"/tickets/{number}",
        f"/tickets/{number}/why",
        "/desk?show=closed",
        "/insight",
        "/administration/messages/1",
    )
    answers = {path: client.get(path, follow_redirects=True) for path in paths}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(paths, 200)
    told = "".join(answer.text for answer in answers.values())
    assert "Huge pothole, call [name] at [phone]" in answers[paths[0]].text
    assert [name for name in ("Whitfield", "555-0123", ANNE) if name in told] == []
    assert client.get(f"/tickets/{number}/messages/1").status_code == 404
    assert client.get("/administration/messages/1/original").status_code == 404


def test_a_message_stays_as_long_as_one_of_its_requests(site: Site) -> None:
    """A message that named two problems is needed until the second is closed for long enough, too."""
    old = {"created_at": LONG_AGO, "updated_at": LONG_AGO, "closed_at": LONG_AGO, "status": "closed"}
    site.add_ticket(reporter=ANNE, channel="email", **old)
    second = site.add_ticket(reporter=ANNE, channel="email", part=1, **(old | {"status": "open", "closed_at": None}))
    keep(site, days=365)
    with site.gateway.store.writing() as connection:
        connection.execute(update(message).where(message.c.id == 2).values(ticket_id=1))
        connection.execute(update(ticket).where(ticket.c.number == second).values(message_id=1))
    assert tidy(site.gateway).tickets == 1
    assert [row.sender for row in rows(site)] == [ANNE, ""]
    with site.gateway.store.writing() as connection:
        connection.execute(update(ticket).where(ticket.c.number == second).values(status="closed"))
    assert tidy(site.gateway).tickets == 1
    assert [row.sender for row in rows(site)] == ["", ""]


def test_nothing_is_forgotten_while_nobody_asked_for_it(site: Site) -> None:
    """A fresh gateway keeps everybody, and a ticket that was opened again begins anew."""
    when = {"created_at": LONG_AGO, "updated_at": LONG_AGO, "closed_at": LONG_AGO, "status": "closed"}
    site.add_ticket(reporter=ANNE, channel="email", **when)
    assert tidy(site.gateway).total == 0
    keep(site, days=365)
    with site.gateway.store.writing() as connection:
        connection.execute(update(ticket).values(status="open"))
    assert tidy(site.gateway).total == 0
    assert [row.sender for row in rows(site)] == [ANNE]


def keep(site: Site, *, days: int) -> None:
    """What an administrator sets on a page."""
    with site.gateway.store.writing() as connection:
        set_setting(connection, name=RETENTION_DAYS, value=days, actor=ANNE, now=NOON)


def rows(site: Site) -> list[Any]:
    """All messages, oldest first."""
    with site.gateway.store.reading() as connection:
        return list(connection.execute(select(message).order_by(message.c.id)))
