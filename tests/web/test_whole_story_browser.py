"""One report from the first text to the mayor's figure, in the windows of everybody who has to do with it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gateway.bootstrap import Gateway
from gateway.insight import refresh_figures
from tests.web.browsing import PHONE
from tests.web.site import Site

pytestmark = pytest.mark.browser


def wait_until(page: Page, selector: str, text: str) -> None:
    """Reload until the workers have done their part."""
    for _ in range(60):
        if page.locator(selector).filter(has_text=text).count():
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError(f"{text!r} did not appear at {page.url}")


def test_a_pothole_is_reported_worked_on_closed_not_fixed_and_counted(visit: Any, site: Site, gateway: Gateway) -> None:
    """Anne texts, a clerk answers and closes, Anne says on her page that it is not fixed, and the figures know."""
    site.add_person("member", "streets")
    site.add_person("administrator")
    anne = visit(viewport=PHONE, java_script_enabled=False)
    phone = anne.open("/simulator")
    phone.get_by_role("button", name="Pothole").click()
    link = _link_of(phone)

    clerk = visit().sign_in("member")
    wait_until(clerk, ".queue li", "48 Maple Ave")
    clerk.locator(".queue a").first.click()
    clerk.get_by_label("Your words").fill("Which lane is it in?")
    clerk.get_by_role("button", name="Send the reply").click()
    expect(clerk.locator(".done").first).to_be_visible()
    clerk.get_by_label("Status").select_option("closed")
    clerk.get_by_label(re.compile("Note to the resident")).fill("Filled this morning.")
    clerk.get_by_role("button", name="Set the status").click()
    expect(clerk.locator(".done").first).to_be_visible()

    hers = anne.open(link)
    wait_until(hers, "main", "Filled this morning.")
    expect(hers.locator("main")).to_contain_text("Which lane is it in?")
    hers.get_by_label(re.compile("what is still wrong")).fill("They filled the hole beside it.")
    hers.get_by_role("button", name="No, it is not fixed").click()

    wait_until(clerk, "main", "They filled the hole beside it.")
    expect(clerk.locator(".heading")).not_to_contain_text("Closed")

    refresh_figures(gateway)
    mayor = visit()
    mayor.sign_in("administrator")
    page = mayor.open("/insight")
    open_ones = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Still open"))
    expect(open_ones.locator(".figure")).to_have_text("1")
    open_ones.get_by_role("link").click()
    expect(page.locator(".queue li")).to_have_count(1)
    expect(page.locator(".queue li")).to_contain_text("48 Maple Ave")


def _link_of(phone: Page) -> str:
    """The path of the page that the answer to a text leads to."""
    for _ in range(60):
        if found := re.search(r"/r/[a-z0-9.]+", phone.locator("#phone").inner_text()):
            return found[0]
        phone.wait_for_timeout(250)
        phone.reload()
    raise AssertionError("no answer came with a link")
