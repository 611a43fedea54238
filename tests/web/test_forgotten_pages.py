"""The desk goes on with tickets whose persons are unknown: every page about them answers."""

from __future__ import annotations

import pytest

from gateway.retention import tidy
from gateway.store.city_settings import RETENTION_DAYS, set_setting
from tests.web.site import NOON, Site

ANNE = "anne@residents.example"
LONG_AGO = NOON - 86_400 * 400


@pytest.fixture
def number(site: Site) -> str:
    """A ticket of last year whose reporter was made unknown."""
    words = {"description": "Huge pothole, call Anne at 203-555-0123", "subject": "Anne Whitfield"}
    when = {"created_at": LONG_AGO, "updated_at": LONG_AGO, "closed_at": LONG_AGO, "status": "closed"}
    made = site.add_ticket(reporter=ANNE, reporter_name="Anne Whitfield", channel="email", **words, **when)
    with site.gateway.store.writing() as connection:
        set_setting(connection, name=RETENTION_DAYS, value=365, actor=ANNE, now=NOON)
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
