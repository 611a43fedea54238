"""Journeys in a real browser: a resident in the simulator, a clerk at the desk, with and without script."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gateway.bootstrap import Gateway, build_gateway
from gateway.channels.email import mail_arrival
from gateway.intake import Intake
from gateway.store import staff
from gateway.store.migrate import migrate
from gateway.web import accounts
from tests.pictures.samples import PDF, PLACE, mail_with, photo
from tests.web.browsing import PHONE, WIDE, find_problems
from tests.web.held_mail import insert_held
from tests.web.site import PASSWORD, RULES

pytestmark = pytest.mark.browser
LOGO = photo((9, 9), kind="PNG")


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    """A gateway with people who can sign in."""
    gateway = build_gateway(settings(rules_text=RULES, simulator=True, secret_key="k" * 48))
    migrate(gateway.store)
    with gateway.store.writing() as connection:
        for role, departments in (("administrator", ()), ("member", ("streets",))):
            email = f"{role}@elmcity.example"
            person = staff.add_staff(connection, email=email, name=role, role=role, departments=departments, now=0.0)
            staff.set_password_hash(connection, person, accounts.hash_password(PASSWORD))
        insert_held(connection)
    yield gateway
    gateway.store.dispose()


def test_a_resident_texts_and_reads_the_answer_without_reloading(visit: Any) -> None:
    """The whole road in front of a visitor's eyes: text, answer, what was understood, and a half-written mail kept."""
    page = visit().open("/simulator")
    page.get_by_label("Subject").fill("half-written")
    page.get_by_label("Text to").fill("Huge pothole in front of 48 Maple Ave")
    page.get_by_role("button", name="Send", exact=True).click()
    phone = page.locator("#phone")
    expect(phone.locator(".mine .bubble")).to_have_text("Huge pothole in front of 48 Maple Ave")
    expect(phone.locator(".theirs .bubble")).to_have_count(1)
    found = phone.locator("#phone-understood")
    expect(found).to_contain_text("48 Maple Ave")
    expect(found).to_contain_text("Streets")
    expect(found.locator("mark.service").first).to_contain_text("pothole")
    expect(page.get_by_label("Text to")).to_be_focused()
    expect(page.get_by_label("Subject")).to_have_value("half-written")


def test_an_emergency_by_one_click_is_first_in_the_queue(visit: Any) -> None:
    """An example text about gas tells the resident to call 911 and stands on top of the dispatcher's queue."""
    visitor = visit()
    page = visitor.open("/simulator")
    page.get_by_role("button", name="Emergency", exact=True).click()
    expect(page.locator("#phone .theirs .bubble").first).to_contain_text("911")
    expect(page.locator("#phone-understood .badge.emergency")).to_be_visible()
    page = visitor.sign_in("administrator")
    page.get_by_role("link", name="Fire dispatch", exact=True).click()
    expect(page.locator(".queue li").first).to_have_class("emergency")


def test_a_mail_is_answered_and_the_reply_joins_its_ticket(visit: Any) -> None:
    """Mail, answer, reply from the mailbox: one ticket with both mails."""
    visitor = visit()
    page = visitor.open("/simulator")
    page.get_by_label("Subject").fill("Pothole again")
    page.get_by_label("Mail", exact=True).fill("There is a deep pothole at 48 Maple Ave.\n\nAnne")
    page.get_by_role("button", name="Send the mail").click()
    answer = page.locator("#mailbox .mails .theirs")
    expect(answer).to_have_count(1)
    answer.get_by_role("link", name="Reply").click()
    page.get_by_label("Mail", exact=True).fill("It is on the north side, I forgot to say.")
    page.get_by_role("button", name="Send the mail").click()
    expect(page.locator("#mailbox .mails .mine").first).to_contain_text("added to")
    expect(page.locator("#mailbox-understood article")).to_have_count(1)


def test_a_clerk_closes_a_ticket_without_script_and_the_resident_hears(visit: Any) -> None:
    """PCs at the counter may block scripts: sign-in, queue, ticket and closing are plain forms and links."""
    visitor = visit(java_script_enabled=False)
    page = visitor.open("/simulator")
    page.get_by_role("button", name="Pothole").click()
    page = visitor.sign_in("member")
    page.get_by_role("link", name="Streets", exact=True).click()
    _wait_for_ticket(page)
    page.locator(".queue a").first.click()
    page.get_by_label("Status").select_option("closed")
    page.get_by_role("button", name="Set the status").click()
    expect(page.get_by_role("alert")).to_contain_text("Write what was done")
    page.get_by_label("Note to the resident").fill("Filled this morning.")
    page.get_by_role("button", name="Set the status").click()
    expect(page.locator(".done")).to_contain_text("changed")
    expect(page.locator(".history")).to_contain_text("Filled this morning.")
    visitor.complaints.clear()  # the browser notes the answer 422 of the form without a note
    visitor.open("/simulator")
    expect(page.locator("#phone .theirs .bubble").last).to_contain_text("Filled this morning.")


def _wait_for_ticket(page: Page) -> None:
    for _ in range(40):
        if page.locator(".queue a").count():
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError("the ticket did not appear in the queue")


def test_a_photo_is_looked_at_and_its_place_taken_by_keyboard(visit: Any, intake: Intake) -> None:
    """Thumbnail, folded logo, suggestion and the larger picture, on a small phone in the dark and without a mouse."""
    now = datetime.now(UTC)
    taken = photo((900, 600), place=PLACE, taken=f"{now - timedelta(days=1):%Y:%m:%d %H:%M:%S}", offset="+00:00")
    files = (("hole.jpg", "image/jpeg", taken), ("bill.pdf", "application/pdf", PDF), ("logo.png", "image/png", LOGO))
    sender, to = "anne@residents.example", ("311@elmcity.example",)
    intake.receive(mail_arrival("email", mail_with(*files), sender=sender, recipients=to, now=now))
    page = visit(viewport=PHONE, color_scheme="dark").sign_in("member")
    page.get_by_role("link", name="Streets", exact=True).click()
    _wait_for_ticket(page)
    page.locator(".queue a").first.click()
    while page.get_by_text("being prepared").count():
        page.reload()
    picture = page.get_by_role("img", name="hole.jpg")
    expect(picture).to_be_visible()
    assert find_problems(page) == []
    assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth }") == 320
    page.get_by_text("Small pictures and logos (1)").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="logo.png")).to_be_visible()
    page.get_by_role("button", name="Use as the place").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".done")).to_contain_text("on the map")
    page.get_by_role("link", name="hole.jpg", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/picture.jpg")


def test_a_new_ticket_appears_in_an_open_queue(visit: Any) -> None:
    """The dispatcher's screen shows a ticket without anybody reloading it."""
    desk = visit()
    queue = desk.sign_in("member")
    queue.get_by_role("link", name="Streets", exact=True).click()
    expect(queue.locator(".empty")).to_be_visible()
    visit().open("/simulator").get_by_role("button", name="Pothole").click()
    expect(queue.locator(".queue li")).to_have_count(1, timeout=20_000)


def test_a_form_of_an_ended_session_keeps_the_words(visit: Any) -> None:
    """An expired form in the simulator explains itself and keeps the words."""
    visitor = visit()
    page = visitor.open("/simulator")
    visitor.context.clear_cookies()
    page.get_by_label("Text to").fill("words worth keeping")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_label("What you wrote")).to_have_value("words worth keeping")
    visitor.complaints.clear()  # the browser notes the answer 403


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "360px"])
def test_every_page_is_accessible_and_fits(visit: Any, viewport: dict[str, int], scheme: str) -> None:
    """WCAG 2.2 AA by axe-core, light and dark, and no page scrolls sideways on a small phone."""
    visitor = visit(viewport=viewport, color_scheme=scheme)
    page = visitor.open("/simulator")
    page.get_by_role("button", name="Pothole").click()
    expect(page.locator("#phone-understood article")).to_be_visible()
    page.get_by_role("button", name="Just a question").click()
    expect(page.locator("#mailbox-understood article")).to_be_visible()
    problems = [*find_problems(page), *find_problems(visitor.open("/")), *find_problems(visitor.open("/sign-in"))]
    ticket = visitor.open("/simulator").locator("#phone-understood a").get_attribute("href") or ""
    visitor.sign_in("administrator")
    for path in (
        "/desk",
        "/desk/streets",
        "/desk/streets?show=closed",
        "/held",
        "/senders",
        ticket,
        "/simulator/outbox",
    ):
        problems += find_problems(visitor.open(path))
    problems += find_problems(visitor.open("/nothing"))
    visitor.complaints.clear()  # the browser notes the answer 404
    assert problems == []


def test_held_mail_and_the_list_of_senders_work_by_keyboard(visit: Any) -> None:
    """An administrator blocks a sender, is told of a mistyped one, files the mail and finds the desk empty of it."""
    visitor = visit(java_script_enabled=False)
    page = visitor.sign_in("administrator")
    page.get_by_role("link", name="Held mail").press("Enter")
    page.get_by_role("button", name="Block this sender").press("Enter")
    expect(page.locator(".done")).to_contain_text("cris@offers.example is blocked")
    page.get_by_role("button", name="File it").press("Enter")
    expect(page.locator(".done")).to_contain_text("being filed")
    visitor.open("/senders")
    page.get_by_label("Address, domain or number").fill("everybody")
    page.get_by_label("Address, domain or number").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Write one address")
    expect(page.get_by_label("Address, domain or number")).to_have_value("everybody")
    visitor.complaints.clear()  # the browser notes the answer 422
    page.get_by_role("button", name="Remove cris@offers.example").press("Enter")
    expect(page.locator(".done")).to_contain_text("removed")


def test_f12_5_a_clerk_stops_texts_to_a_number_by_keyboard(visit: Any) -> None:
    """What somebody said on the telephone is written down with its reason, and undone with another."""
    visitor = visit()
    page = visitor.open("/simulator")
    page.get_by_label("Text to").fill("Huge pothole in front of 48 Maple Ave")
    page.get_by_role("button", name="Send", exact=True).press("Enter")
    expect(page.locator("#phone-understood article")).to_be_visible()
    ticket = page.locator("#phone-understood a").first.get_attribute("href") or ""
    visitor.sign_in("administrator")
    page = visitor.open(ticket)
    page.get_by_text("This person wants no more texts").click()
    assert find_problems(page) == []
    page.get_by_label("How do you know?").fill("Told the crew on Monday")
    page.get_by_role("button", name="Stop texting this number").press("Enter")
    expect(page.locator(".done")).to_contain_text("Nothing is texted to this number any more")
    expect(page.get_by_text("The resident cannot be written to")).to_be_visible()
    page.get_by_text("This person wants texts again").click()
    assert find_problems(page) == []
    page.get_by_label("Where did they ask for it?").fill("In a call to the front desk today")
    page.get_by_role("button", name="Text this number again").press("Enter")
    expect(page.locator(".done")).to_contain_text("Texts may go out again")


def test_the_keyboard_reaches_everything(visit: Any) -> None:
    """The first stop is the skip link; a text can be written and sent without a mouse."""
    page = visit().open("/simulator")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.get_by_label("Text to").focus()
    page.keyboard.type("Pothole at 48 Maple Ave")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#phone .mine .bubble")).to_have_text("Pothole at 48 Maple Ave")
