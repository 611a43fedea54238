"""Figures in a real browser: charts beside their tables, tickets by keyboard, and all of it without script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gateway.bootstrap import Gateway
from gateway.insight import refresh_figures
from gateway.store.city_settings import set_setting
from tests.web.browsing import PHONE, WIDE, find_problems
from tests.web.site import NOON, Site

pytestmark = pytest.mark.browser
DAY = 86_400.0


@pytest.fixture
def city(gateway: Gateway) -> Site:
    """Forty requests of a month in two districts, somebody who can sign in, and a public page."""
    site = Site(gateway)
    for number in range(40):
        moment = NOON - number * DAY / 2 - 60
        closed = {"status": "closed", "closed_at": moment + number * 9000.0} if number % 3 else {}
        place = {"lat": 41.3 + number % 7 / 500, "lon": -72.92, "district": f"ward_{number % 2}"}
        site.add_ticket(created_at=moment, due_at=moment + 2 * DAY, first_answer_at=moment + 4000.0, **place, **closed)
    site.add_person("administrator")
    with gateway.store.writing() as connection:
        set_setting(connection, name="public_figures", value=True, actor="administrator@elmcity.example", now=NOON)
    refresh_figures(gateway)
    return site


def box(page: Page, selector: str) -> Any:
    """Where the first such thing lies on the page."""
    found = page.locator(selector).first.bounding_box()
    assert found is not None
    return found


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "360px"])
def test_charts_are_drawn_from_their_tables(city: Site, visit: Any, viewport: Any) -> None:
    """The chart is first for who sees, the table for who listens, and a row leads to its tickets."""
    window = visit(viewport=viewport)
    page = window.sign_in("administrator")
    window.open("/insight")
    expect(page.locator(".chart canvas")).to_have_count(4)
    assert box(page, ".chart")["y"] < box(page, ".twofold .numbers")["y"]
    assert page.evaluate("document.querySelector('.twofold').firstElementChild.matches('.numbers')")
    assert page.locator(".chart").first.get_attribute("aria-hidden") == "true"
    expect(page.locator("svg.city-map circle").first).to_be_visible()
    assert find_problems(page) == []
    page.locator("#f-from").fill("2026-09-01")
    expect(page.locator("#f-period")).to_have_value("own")
    page.locator("#f-period").select_option("7")
    expect(page.locator("#f-from")).to_have_value("")
    page.get_by_role("link", name="Pothole").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Huge pothole").first).to_be_visible()


def test_a_period_is_chosen_without_script(city: Site, visit: Any) -> None:
    """Filters are a form, bars in tables are drawn by the server, and nothing of the charts stands there empty."""
    window = visit(java_script_enabled=False, viewport=PHONE)
    window.open("/sign-in")
    page = window.sign_in("administrator")
    window.open("/insight")
    page.get_by_label("Period", exact=True).select_option("7")
    page.get_by_label("District", exact=True).select_option("ward_1")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".tiles .figure").first).to_have_text("6")
    expect(page.locator(".chart").first).to_be_hidden()
    expect(page.get_by_role("row", name="Pothole")).to_be_visible()


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "360px"])
def test_everybody_can_read_the_public_page(city: Site, visit: Any, viewport: Any) -> None:
    """No sign-in, no small count, nothing that a screen reader or a phone stumbles over."""
    page = visit(viewport=viewport).open("/figures?period=30")
    expect(page.get_by_role("heading", name="How Elm City answers")).to_be_visible()
    expect(page.locator(".chart canvas").first).to_be_visible()
    page.locator("summary").first.click()
    assert find_problems(page) == []
