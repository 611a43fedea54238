"""The administration in a real browser: a retention is switched on, a person erased, and every page can be read."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.browsing import PHONE, find_problems
from tests.web.site import Site
from tests.web.troubled import ANNE, fill_with_troubles

pytestmark = pytest.mark.browser
PAGES = (
    "",
    "/channels",
    "/outbox",
    "/given-up",
    "/messages",
    "/messages/1",
    "/wishes",
    "/retention?days=30",
    "/persons",
)


@pytest.mark.usefixtures("url")
def test_every_page_can_be_read_by_everybody(site: Site, visit: Any) -> None:
    """With something on every list: nothing that axe finds, nothing wider than a phone."""
    fill_with_troubles(site)
    site.add_person("administrator")
    window = visit()
    page = window.sign_in("administrator")
    problems = []
    for path in (*PAGES, "/settings?show=all"):
        window.open(f"/administration{path}")
        problems += find_problems(page)
        page.set_viewport_size(PHONE)
        problems += find_problems(page)
        page.set_viewport_size({"width": 1280, "height": 900})
    assert problems == []


@pytest.mark.usefixtures("url")
def test_a_person_is_looked_up_and_erased_by_keyboard(site: Site, visit: Any) -> None:
    """Without a mouse and without JavaScript, and nothing goes before the address was typed twice."""
    fill_with_troubles(site)
    site.add_person("administrator")
    window = visit(java_script_enabled=False)
    page = window.sign_in("administrator")
    window.open("/administration/persons")
    page.get_by_label("Their mail address or number").fill(ANNE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=ANNE)).to_be_visible()
    page.get_by_label(f"Type {ANNE} to confirm").fill("anne")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("exactly as it is written")
    window.complaints.clear()  # the browser notes the answer 422
    page.get_by_label(f"Type {ANNE} to confirm").fill(ANNE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("was erased")
