"""What tells of persons is kept with the message and marked on the desk, for whoever shows a ticket to others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from gateway.bootstrap import Gateway, build_gateway
from gateway.store import staff
from gateway.store.migrate import migrate
from gateway.store.outcomes import read_personal
from gateway.store.schema import message, ticket
from gateway.web import accounts
from parsers.personal import mask
from tests.web.browsing import PHONE, find_problems
from tests.web.site import PASSWORD, RULES

pytestmark = pytest.mark.browser
TEXT = "Huge pothole in front of 48 Maple Ave. Anne Example, 203-555-0188, no need to call back"


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    """A gateway with an administrator who can sign in."""
    gateway = build_gateway(settings(rules_text=RULES, simulator=True, secret_key="k" * 48))
    migrate(gateway.store)
    with gateway.store.writing() as connection:
        person = staff.add_staff(
            connection, email="administrator@elmcity.example", name="A", role="administrator", departments=(), now=0.0
        )
        staff.set_password_hash(connection, person, accounts.hash_password(PASSWORD))
    yield gateway
    gateway.store.dispose()


def test_a_name_and_a_number_are_marked_for_staff(visit: Any, gateway: Gateway) -> None:
    """On the ticket's page, on a phone, without a word lost; and a public view could mask them."""
    visitor = visit(viewport=PHONE)
    page = visitor.open("/simulator")
    page.get_by_label("Text to").fill(TEXT)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#phone .theirs .bubble")).to_have_count(1)
    visitor.sign_in("administrator")
    with gateway.store.reading() as connection:
        row = connection.execute(message.select()).one()
        number = connection.scalar(select(ticket.c.number))
    page = visitor.open(f"/tickets/{number}")
    marks = page.locator("blockquote mark.personal")
    expect(marks).to_have_count(2)
    expect(marks.first).to_contain_text("Anne Example")
    expect(marks.nth(1)).to_contain_text("203-555-0188 personal")
    expect(page.get_by_text("The reporter asks not to be called")).to_be_visible()
    assert find_problems(page) == []
    assert mask(row.text, read_personal(row.personal, row.text)).endswith("Ave. [name], [phone], no need to call back")
