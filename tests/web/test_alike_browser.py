"""Neighbors who report one thing, seen at the desk: joined by keyboard, taken apart again, readable for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from gateway.bootstrap import Gateway, build_gateway
from gateway.channels.simulator import simulator_text
from gateway.intake import Intake
from gateway.store import staff
from gateway.store.migrate import migrate
from gateway.store.schema import ticket, work
from gateway.web import accounts
from tests.web.browsing import PHONE, WIDE, find_problems
from tests.web.site import PASSWORD, RULES

pytestmark = pytest.mark.browser
CITY = "+12035550142"


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    """A gateway that joins only what is alike in every way, with somebody who can sign in."""
    rules = f"{RULES}duplicates: {{suggest: 0.5, join: 0.99}}\n"
    gateway = build_gateway(settings(rules_text=rules, simulator=True, secret_key="k" * 48))
    migrate(gateway.store)
    with gateway.store.writing() as connection:
        person = staff.add_staff(
            connection, email="member@elmcity.example", name="Bart", role="member", departments=("streets",), now=0.0
        )
        staff.set_password_hash(connection, person, accounts.hash_password(PASSWORD))
    yield gateway
    gateway.store.dispose()


def _report(intake: Intake, *texts: str) -> None:
    for number, words in enumerate(texts, start=1):
        now = datetime.now(UTC)
        intake.receive(simulator_text(f"+120355501{number:02}", CITY, words, now=now))


def _wait(gateway: Gateway, page: Any, *, tickets: int) -> list[Any]:
    for _ in range(60):
        with gateway.store.reading() as connection:
            rows = list(connection.execute(ticket.select().order_by(ticket.c.id)))
            waiting = list(connection.execute(work.select().where(work.c.kind == "process", work.c.state != "done")))
        if len(rows) == tickets and not waiting:
            return rows
        page.wait_for_timeout(250)
    raise AssertionError("the reports were not filed")


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "360px"])
def test_staff_join_and_part_by_keyboard(visit: Any, gateway: Gateway, intake: Intake, viewport: Any) -> None:
    """A suggestion on both pages, one key joins, another takes it back, and nobody is asked again."""
    page = visit(viewport=viewport).sign_in("member")
    _report(intake, "Pothole at 12 Oak St", "big hole in the road, pothole by 12 oak street")
    first, second = _wait(gateway, page, tickets=2)
    page.goto(f"{page.url.rsplit('/', 1)[0]}/tickets/{first.number}")
    expect(page.get_by_role("heading", name="Is it known already?")).to_be_visible()
    expect(page.get_by_text("at the same place")).to_be_visible()
    assert find_problems(page) == []
    page.get_by_role("button", name=f"Join as {second.number}").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".done")).to_contain_text("joined")
    expect(page.get_by_role("heading", name="2 neighbors reported this")).to_be_visible()
    page.get_by_text("1 joined report").focus()
    page.keyboard.press("Enter")
    assert find_problems(page) == []
    page.get_by_role("link", name=second.number).click()
    expect(page.get_by_role("heading", name=f"It goes on as {first.number}")).to_be_visible()
    assert find_problems(page) == []
    page.get_by_role("button", name=f"Not the same as {first.number}").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".done")).to_contain_text("stay two")
    expect(page.get_by_role("heading", name="Is it known already?")).to_have_count(0)


def test_the_tickets_of_one_message_name_each_other(visit: Any, gateway: Gateway, intake: Intake) -> None:
    """A clerk sees what else the resident wrote of, and the words of this problem only."""
    page = visit(viewport=PHONE, color_scheme="dark").sign_in("member")
    _report(intake, "1. Pothole at 12 Oak St\n2. Streetlight out at 40 Elm St")
    first, second = _wait(gateway, page, tickets=2)
    page.goto(f"{page.url.rsplit('/', 1)[0]}/tickets/{second.number}")
    expect(page.get_by_role("heading", name="The same message named more")).to_be_visible()
    expect(page.get_by_role("link", name=first.number)).to_be_visible()
    expect(page.locator("blockquote.words mark").first).to_contain_text("Streetlight out")
    expect(page.locator("blockquote.words")).not_to_contain_text("Pothole")
    assert find_problems(page) == []
