"""The rules in a real browser: change, rehearse, be refused, publish, go back, meet a colleague; by keyboard too."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from gateway.bootstrap import Gateway, build_gateway
from gateway.store import staff
from gateway.store.migrate import migrate
from gateway.web import accounts
from tests.web.browsing import PHONE, WIDE, find_problems
from tests.web.rulebook_site import BOOK, SERVICE, WIDER, keep_draft
from tests.web.site import PASSWORD, insert_ticket

pytestmark = pytest.mark.browser
ANNE, BART = "anne@elmcity.example", "bart@elmcity.example"
TEXTS = ("There is a pothole at 12 Route 10", "Huge pothole in front of 48 Maple Ave", "pothole at 240 Whalley Ave")


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    """A gateway with two administrators and a few tickets."""
    gateway = build_gateway(settings(rules_text=BOOK, secret_key="k" * 48))
    migrate(gateway.store)
    with gateway.store.writing() as connection:
        for email, name in ((ANNE, "Anne"), (BART, "Bart")):
            person = staff.add_staff(
                connection, email=email, name=name, role="administrator", departments=(), now=time.time()
            )
            staff.set_password_hash(connection, person, accounts.hash_password(PASSWORD))
        for text in TEXTS:
            insert_ticket(connection, description=text, created_at=time.time() - 3600)
    gateway.rulebooks.announce()
    yield gateway
    gateway.store.dispose()


def sign_in(visitor: Any, email: str, path: str) -> Page:
    """Sign in with the form, on the way to a page."""
    page: Page = visitor.open(path)
    page.get_by_label("Mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{visitor.url}{path}")
    return page


def tab(page: Page, name: str) -> None:
    """Go to another page of the rulebook."""
    page.get_by_role("navigation", name="Rulebook").get_by_role("link", name=name).click()


def press_until(page: Page, wanted: Locator, *, most: int = 80) -> None:
    """Press Tab until something has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{wanted} is not reached by {most} times Tab")


def test_the_words_of_a_service_are_changed(visit: Any, gateway: Gateway) -> None:
    """The change of every week: a new word, a department's new name, tried in the draft and published."""
    page = sign_in(visit(), ANNE, "/rules/services")
    page.get_by_role("link", name="Pothole").click()
    page.get_by_label("Words (English)").fill("axle breaker")
    page.get_by_role("button", name="Keep in my draft").click()
    tab(page, "Departments")
    page.get_by_role("link", name="Streets").click()
    page.get_by_label("Name", exact=True).fill("Streets and Bridges")
    page.get_by_role("button", name="Keep in my draft").click()
    tab(page, "Try a message")
    page.get_by_label("Message").fill("an axle breaker at 12 Oak St")
    expect(page.locator("#tried")).to_contain_text("Streets and Bridges")
    tab(page, "Publish")
    expect(page.locator(".told")).to_contain_text("axle breaker")
    page.get_by_label("Why do the rules change?").fill("That is what they call it here.")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Published")
    assert gateway.rulebooks.refresh().departments["streets"].name == "Streets and Bridges"


def test_a_failing_example_is_refused_and_mended(visit: Any, gateway: Gateway) -> None:
    """The journey of a mistake: a form, the refusal with its reason, the form again, and then it is in force."""
    page = sign_in(visit(), ANNE, "/rules")
    page.get_by_role("link", name="State roads").click()
    page.get_by_label("The street is").fill("Chapel St")
    page.get_by_role("button", name="Keep in my draft").first.click()
    page.get_by_role("link", name="See what would change").click()
    expect(page.locator("#found")).to_contain_text("rule State roads does not speak")
    expect(page.get_by_text("cannot be published while examples")).to_be_visible()
    expect(page.get_by_role("button", name="Publish", exact=True)).to_have_count(0)
    tab(page, "Rules")
    page.get_by_role("link", name="State roads").click()
    page.get_by_label("The street is").fill("Whalley Ave\nRoute 10")
    page.get_by_role("button", name="Keep in my draft").first.click()
    tab(page, "Publish")
    page.get_by_label("Why do the rules change?").fill("The state has taken over Route 10.")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Published")
    expect(page.locator(".messages li").first).to_contain_text("The state has taken over Route 10.")
    assert "Route 10" in gateway.settings.rules.read_text()


def test_rehearse_and_roll_back(visit: Any, gateway: Gateway) -> None:
    """The table names the tickets that would go elsewhere, with their words; one button goes back to the old rules."""
    keep_draft(gateway, ANNE, WIDER)
    page = sign_in(visit(), ANNE, "/rules/publish")
    expect(page.locator("#found")).to_contain_text("1 of the newest 3 tickets would come out otherwise")
    row = page.get_by_role("region", name="Where it goes").get_by_role("row").filter(has_text="Streets")
    expect(row.first).to_contain_text("Front desk")
    page.get_by_text("How many each department would get").click()
    shares = page.get_by_role("region", name="Departments").get_by_role("row")
    expect(shares.filter(has_text="Front desk")).to_contain_text("+1")
    page.get_by_text("What people wrote").first.click()
    expect(page.locator(".texts").first).to_contain_text("pothole at 12 Route 10")
    page.get_by_role("link", name="Try it on more of the past").click()
    page.get_by_label("How many of the newest").select_option("200")
    page.get_by_role("button", name="Replay").click()
    expect(page.locator("#found")).to_contain_text("1 of the newest 3 tickets")
    page.get_by_role("link", name="Back to publishing").click()
    page.get_by_label("Why do the rules change?").fill("Route 10 is the state's.")
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("link", name="What changed").nth(1).click()
    page.get_by_label("Why do you go back?").fill("It is not, they say.")
    page.get_by_role("button", name="Put these rules in force again").click()
    expect(page.locator(".messages li").first).to_contain_text("went back")
    assert gateway.settings.rules.read_text() == BOOK


def test_two_editors_at_once(visit: Any, gateway: Gateway) -> None:
    """Each is told of the other; the second puts the own change on top, and both are in force."""
    keep_draft(gateway, ANNE, WIDER)
    keep_draft(gateway, BART, SERVICE)
    window = visit()
    anne, bart = sign_in(visit(), ANNE, "/rules/publish"), sign_in(window, BART, "/rules/publish")
    expect(anne.get_by_role("list", name="Drafts")).to_contain_text("Bart has changed 1 service")
    bart.get_by_label("Why do the rules change?").fill("The desk looks at potholes first.")
    anne.get_by_label("Why do the rules change?").fill("Route 10 is the state's.")
    anne.get_by_role("button", name="Publish", exact=True).click()
    expect(anne.get_by_role("status")).to_contain_text("Published")
    bart.get_by_role("button", name="Publish", exact=True).click()
    expect(bart.get_by_role("alert")).to_contain_text("changed meanwhile")
    expect(bart.get_by_role("heading", name="The rules in force were changed since you began")).to_be_visible()
    assert find_problems(bart) == []
    assert [complaint for complaint in window.complaints if "409" not in complaint] == []
    window.complaints.clear()
    bart.get_by_role("button", name="Put my changes on top").click()
    expect(bart.get_by_role("status").first).to_contain_text("Both are in your draft now")
    bart.get_by_label("Why do the rules change?").fill("The desk looks at potholes first.")
    bart.get_by_role("button", name="Publish", exact=True).click()
    expect(bart.get_by_role("status")).to_contain_text("Published")
    text = gateway.settings.rules.read_text()
    assert WIDER[1] in text
    assert SERVICE[1] in text


def test_by_keyboard_alone(visit: Any, gateway: Gateway) -> None:
    """The tour, a page and the button need no mouse, and where one stands is seen."""
    keep_draft(gateway, ANNE, WIDER)
    page = sign_in(visit(), ANNE, "/rules")
    while not page.url.endswith("/publish"):
        here = page.url
        press_until(page, page.get_by_role("link", name="Next page"))
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, here=here: url != here)
    expect(page.get_by_role("heading", name="See what would change, then publish")).to_be_visible()
    press_until(page, page.get_by_role("button", name="End the tour"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary")).to_have_count(0)
    press_until(page, page.get_by_label("Why do the rules change?"))
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.type("Route 10 is the state's.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Published")


def test_without_script(visit: Any, gateway: Gateway) -> None:
    """The YAML in a plain field, the check, the rehearsal and the button work where no script runs."""
    page = sign_in(visit(java_script_enabled=False), ANNE, "/rules/text")
    page.get_by_label("routing_rules.yaml").fill(BOOK.replace(*WIDER))
    page.get_by_role("button", name="Keep in my draft").click()
    tab(page, "Publish")
    page.get_by_label("Why do the rules change?").fill("Route 10 is the state's.")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Published")
    assert WIDER[1] in gateway.settings.rules.read_text()


PAGES = (
    "/rules",
    "/rules/try",
    "/rules/replies",
    "/rules/publish",
    "/rules/publish/rehearsal",
    "/rules/versions",
    "/rules/versions/1",
)


def test_every_page_is_accessible(visit: Any, gateway: Gateway) -> None:
    """No page of the rulebook has a violation that axe finds, or scrolls sideways, wide or on a phone."""
    keep_draft(gateway, ANNE, WIDER)
    keep_draft(gateway, BART, SERVICE)
    visitor = visit()
    page = sign_in(visitor, ANNE, "/rules")
    problems = []
    for path in PAGES:
        visitor.open(path)
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)
            problems += find_problems(page)
    assert problems == []
