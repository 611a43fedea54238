"""The queue in a real browser: by keyboard, live without losing what was selected, on a phone, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from gateway.bootstrap import Gateway, build_gateway
from gateway.store import staff
from gateway.store.migrate import migrate
from gateway.web import accounts
from tests.web.browsing import PHONE, find_problems
from tests.web.site import PASSWORD, RULES, Clock, insert_ticket

pytestmark = pytest.mark.browser


@pytest.fixture
def gateway(settings: Any, clock: Clock) -> Iterator[Gateway]:
    """A gateway with two tickets and two people."""
    gateway = build_gateway(settings(rules_text=RULES, secret_key="k" * 48), clock=clock)
    migrate(gateway.store)
    with gateway.store.writing() as connection:
        for role, departments in (("administrator", ()), ("member", ("streets",))):
            email = f"{role}@elmcity.example"
            person = staff.add_staff(connection, email=email, name=role, role=role, departments=departments, now=0.0)
            staff.set_password_hash(connection, person, accounts.hash_password(PASSWORD))
        insert_ticket(connection, location="1 Elm St", lat=41.3, lon=-72.9)
        insert_ticket(connection, location="2 Oak St", status="open")
    yield gateway
    gateway.store.dispose()


def test_the_queue_is_worked_by_keyboard_while_an_emergency_comes_in(visit: Any, gateway: Gateway) -> None:
    """j, x, a, / and o do their work; an emergency appears and is spoken, and neither focus nor selection is lost."""
    page = visit().sign_in("member")
    page.locator("#t-none, #main").first.focus()
    page.keyboard.press("j")
    first = page.locator(".queue a").first
    expect(first).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("#selected")).to_have_text("1")
    name = first.get_attribute("id") or ""
    with gateway.store.writing() as connection:
        insert_ticket(connection, priority="emergency", service_name="Gas odor", location="9 Pine St")
    expect(page.locator("#news")).to_contain_text("Gas odor 9 Pine St")
    expect(page.locator(".queue li")).to_have_count(3)
    expect(page.locator(f"#{name}")).to_be_focused()
    assert page.locator(".queue input:checked").count() == 1
    page.keyboard.press("a")
    expect(page.locator(".done")).to_contain_text("Assigned: 1 ticket")
    expect(page.locator(f"#{name}")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("Search tickets")).to_be_focused()
    page.get_by_label("Search tickets").fill("jo?")
    page.locator(f"#{name}").focus()
    page.keyboard.press("o")
    page.wait_for_url("**/tickets/*")


def test_single_keys_can_be_switched_off(visit: Any) -> None:
    """WCAG 2.1.4: who dictates to the computer must not select tickets by talking."""
    page = visit().sign_in("member")
    page.keyboard.press("?")
    page.get_by_label("Use single keys").uncheck()
    page.keyboard.press("Escape")
    page.locator(".queue a").first.focus()
    page.keyboard.press("x")
    assert page.locator(".queue input:checked").count() == 0


def test_a_crew_works_from_a_phone_without_script(visit: Any) -> None:
    """Filters, selecting, closing and the sheet on 360 px, as plain forms; every page passes axe and fits."""
    plain = visit(viewport=PHONE, java_script_enabled=False)
    page = plain.sign_in("member")
    page.get_by_text("Filters").click()
    page.get_by_label("Status").first.select_option("open")
    page.get_by_role("button", name="Show these").click()
    expect(page.locator(".queue li")).to_have_count(1)
    page.locator(".queue input").check()
    page.get_by_text("With the selected tickets").click()
    page.get_by_role("button", name="Close them").click()
    expect(page.get_by_role("alert")).to_contain_text("Write what was done")
    page.get_by_label("Note to the residents").fill("Filled this morning.")
    page.get_by_role("button", name="Close them").click()
    expect(page.locator(".done")).to_contain_text("Closed: 1 ticket")
    plain.complaints.clear()  # the browser notes the answer 422 of the form without a note
    live = visit(viewport=PHONE)
    problems = find_problems(live.sign_in("member"))
    for path in ("/desk?status=open&q=elm", "/desk/views?status=open", "/desk/sheet?department=streets"):
        problems += find_problems(live.open(path))
    assert problems == []
