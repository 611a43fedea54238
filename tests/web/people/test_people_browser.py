"""People in a real browser: invited, signed in with a second factor by keyboard alone, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.web.browsing import PHONE, find_problems
from tests.web.site import PASSWORD, Clock, Site

pytestmark = pytest.mark.browser
NEW = "bart has a long one"


def press(page: Page, *keys: str) -> None:
    """Keys one after the other; words are typed where the focus is."""
    for key in keys:
        if key in {"Tab", "Enter", "Space", "Shift+Tab"}:
            page.keyboard.press(key)
        else:
            page.keyboard.type(key)


def code_in(secret: str, clock: Clock) -> str:
    """What the app shows a minute later, so that no code is used twice."""
    clock.now += 60
    return pyotp.TOTP(secret).at(int(clock.now))


def test_invited_with_a_second_factor_and_signed_in_by_keyboard(site: Site, visit: Any, clock: Clock) -> None:
    """From the invitation to the desk without a mouse; every page on the way is readable for everybody."""
    site.add_person("administrator")
    boss = visit().sign_in("administrator")
    boss.goto(f"{boss.url.rpartition('/')[0]}/people/invite")
    press(boss, "bart@elmcity.example", "Tab", "Bart")
    boss.get_by_label("Streets", exact=True).focus()
    press(boss, "Space", "Enter")
    link = boss.get_by_role("textbox", name="Link").input_value()
    assert find_problems(boss) == []

    window = visit()
    page = window.open(link.removeprefix("http://127.0.0.1:8311"))
    assert find_problems(page) == []
    press(page, NEW, "Tab", NEW, "Enter")
    expect(page.get_by_role("heading", name="Desk")).to_be_visible()
    page = window.open("/people/me/second-factor")
    page.get_by_text("No camera?").click()
    secret = page.locator("details code").inner_text().replace(" ", "")
    assert find_problems(page) == []
    page.get_by_label("Code").focus()
    press(page, code_in(secret, clock), "Enter")
    expect(page.get_by_role("list", name="Recovery codes").get_by_role("listitem")).to_have_count(10)
    assert find_problems(page) == []
    page.get_by_role("button", name="Sign out").focus()
    press(page, "Enter")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    page = window.open("/sign-in")
    press(page, "bart@elmcity.example", "Tab", NEW, "Enter")
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    assert find_problems(page) == []
    press(page, code_in(secret, clock), "Enter")
    expect(page.get_by_role("heading", name="Desk")).to_be_visible()


def test_every_page_of_people_is_readable_at_360_px(site: Site, visit: Any) -> None:
    """A lead at a bus stop, and somebody who reads with their ears."""
    site.add_person("administrator")
    site.add_person("member", "streets", "fire")
    window = visit(viewport=PHONE)
    assert find_problems(window.open("/sign-in")) == []
    window.sign_in("administrator")
    for path in ("/people", "/people/invite", "/people/2", "/people/me", "/people/me/second-factor", "/people/audit"):
        assert find_problems(window.open(path)) == [], path


@pytest.mark.parametrize("javascript", [True, False])
def test_a_note_that_was_typed_too_long_is_sent_after_signing_in(
    site: Site, visit: Any, clock: Clock, javascript: bool
) -> None:
    """Lunch took three hours: the note is still there, with script and without."""
    site.add_person("member", "streets")
    number, words = site.add_ticket(), "The hole is two feet wide\nand the crew needs a sign."
    window = visit(viewport=PHONE, java_script_enabled=javascript)
    window.sign_in("member")
    page = window.open(f"/tickets/{number}")
    form = page.locator("form[action$='/notes']")
    details = page.locator("details:has(form[action$='/notes'])")
    if details.count() and details.last.get_attribute("open") is None:
        details.last.locator("> summary").click()
    form.locator("textarea").fill(words)
    clock.now += 3 * 3600
    form.get_by_role("button").last.click()
    expect(page.get_by_text("What you wrote is kept")).to_be_visible()
    if javascript:
        assert find_problems(page) == []
    page.get_by_label("Mail address").fill("member@elmcity.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Send what you wrote?")).to_be_visible()
    if javascript:
        assert find_problems(page) == []
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_text("The hole is two feet wide").first).to_be_visible()
    assert page.url.endswith(f"/tickets/{number}") or f"/tickets/{number}" in page.url
    window.complaints.clear()
