"""Journeys with played phones in a real browser: pictures, places, reactions, the carrier, time and a second phone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from gateway.bootstrap import Gateway, build_gateway
from gateway.store.migrate import migrate
from tests.pictures.samples import HEIC, HTML, photo
from tests.web.browsing import find_problems

pytestmark = pytest.mark.browser
NARROW = {"width": 390, "height": 844}


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    """The shipped city at noon, with answers that are held back as long as in life."""
    noon = datetime.now(ZoneInfo("America/New_York")).replace(hour=12, minute=0).timestamp()
    ahead = noon - time.time()
    made = settings(simulator=True, secret_key="k" * 48, text_pause=20.0)
    gateway = build_gateway(made, clock=lambda: time.time() + ahead)
    migrate(gateway.store)
    yield gateway
    gateway.store.dispose()


def say(page: Page, words: str, phone: str = "phone") -> None:
    """Write a text and send it."""
    page.locator(f"#{phone}-body").fill(words)
    page.locator(f"#{phone}").get_by_role("button", name="Send", exact=True).click()


def unfold(page: Page, tool: str, phone: str = "phone") -> Locator:
    """Open one of the drawers of a phone."""
    drawer = page.locator(f"#{phone}-{tool}")
    drawer.locator("summary").click()
    return drawer


def release(page: Page, phone: str = "phone") -> None:
    """Let the pause after the last text pass."""
    page.locator(f"#{phone} .pending").get_by_role("button", name="now").click()
    expect(page.locator(f"#{phone} .pending")).to_have_count(0)


def test_f15_a_question_waits_is_asked_and_is_come_back_to(visit: Any) -> None:
    """The answer counts its seconds; `now` sends it; four hours later comes one reminder, and the answer ends it."""
    page = visit().open("/simulator")
    say(page, "The streetlight has been out since Tuesday")
    held = page.locator("#phone .pending")
    expect(held).to_contain_text("answers in 1")
    beside = page.locator("#phone-understood")
    expect(beside).to_contain_text("new ticket; what is missing is asked")
    release(page)
    expect(page.locator("#phone .theirs")).to_have_count(1)
    unfold(page, "time").get_by_role("button", name="4 hours later").click()
    expect(page.locator("#phone-notice")).to_contain_text(
        "4 hours later: 1 text, 1 ticket, 1 question. Due now: 1 thing"
    )
    expect(page.locator("#phone-time")).to_have_attribute("open", "")
    expect(page.locator("#phone .theirs")).to_have_count(2)
    say(page, "corner of Oak St and Second St")
    expect(beside).to_contain_text("Where is it?")
    expect(beside).to_contain_text("the place is noted; what is still missing is asked")
    expect(beside.locator("mark.location")).to_contain_text("Oak St")
    page.locator("#phone .mine").first.get_by_role("link").click()
    expect(beside).to_contain_text("An earlier text")
    expect(beside).to_contain_text("A new report")
    beside.get_by_role("link", name="Back to the last one").click()
    expect(beside).to_contain_text("The last text")
    assert find_problems(page) == []


def test_pictures_and_a_place_are_sent_and_shown(visit: Any, tmp_path: Path) -> None:
    """Two uploads go with one text and come back as thumbnails; what is no photo is explained; a place is a bubble."""
    (tmp_path / "hole.jpg").write_bytes(photo((900, 600)))
    (tmp_path / "hole.heic").write_bytes(HEIC)
    (tmp_path / "page.jpg").write_bytes(HTML)
    visitor = visit(viewport=NARROW, color_scheme="dark")
    page = visitor.open("/simulator")
    drawer = unfold(page, "pictures")
    page.locator("#phone-body").fill("Huge pothole at 48 Maple Ave")
    page.get_by_label("Your own").set_input_files(tmp_path / "page.jpg")
    drawer.get_by_role("button", name="Send with pictures").click()
    expect(page.get_by_role("alert")).to_contain_text("page.jpg is a web page")
    expect(page.locator("#phone-body")).to_have_value("Huge pothole at 48 Maple Ave")
    page.get_by_label("Your own").set_input_files([tmp_path / "hole.jpg", tmp_path / "hole.heic"])
    page.locator("#phone").get_by_role("button", name="Send with pictures").click()
    pictures = page.locator("#phone .shots img")
    expect(pictures).to_have_count(2)
    assert pictures.first.evaluate("async image => { await image.decode(); return image.naturalWidth }") == 320
    unfold(page, "place").get_by_role("button", name="Library").click()
    expect(page.locator("#phone .pin")).to_contain_text("41.30750, -72.92350")
    assert find_problems(page) == []
    visitor.complaints.clear()  # the browser notes the answer 422 of the form with a page in it


def test_f12_5_a_reaction_is_silent_the_carrier_reports_and_stop_is_heeded(visit: Any) -> None:
    """Without a mouse: the menu of a bubble, a tapback, two reports, and STOP, after which nothing more is said."""
    page = visit().open("/simulator")
    say(page, "Huge pothole in front of 48 Maple Ave")
    expect(page.locator("#phone .pending")).to_have_count(1)
    release(page)
    answer = page.locator("#phone .theirs").first
    answer.locator("summary").press("Enter")
    answer.get_by_role("button", name="Le gustó").press("Enter")
    expect(page.locator("#phone .mine").last).to_contain_text("thanks, added to")
    for report, shown in (("Filtered (30007)", "undelivered 30007"), ("Delivered", "undelivered 30007")):
        answer.locator("summary").press("Enter")
        answer.get_by_role("button", name=report).press("Enter")
        expect(page.locator("#phone-notice")).to_contain_text(report)
        expect(answer).to_contain_text(shown)
    drawer = unfold(page, "wishes")
    drawer.get_by_role("button", name="STOP", exact=True).press("Enter")
    expect(page.locator("#phone-understood")).to_contain_text("No more texts, please")
    say(page, "There is another pothole at 12 Oak St")
    expect(page.locator("#phone .mine").last).to_contain_text("opened")
    expect(page.locator("#phone-understood")).to_contain_text("the number has opted out")
    assert find_problems(page) == []


@pytest.mark.parametrize("script", [True, False], ids=["live", "no script"])
def test_two_phones_talk_apart_from_each_other(visit: Any, script: bool) -> None:
    """Each phone has its conversation and its language; a narrow screen shows one and switches by links."""
    visitor = visit(viewport=NARROW, java_script_enabled=script)
    page = visitor.open("/simulator")
    page.get_by_role("link", name="Add a second phone").click()
    expect(page.locator("#phone")).to_be_visible()
    expect(page.locator("#second")).to_be_hidden()
    page.get_by_role("navigation", name="Which phone").get_by_role("link", name="Bart").click()
    expect(page.locator("#phone")).to_be_hidden()
    page.locator("#second").get_by_role("button", name="Bache").click()
    expect(page.locator("#second .mine")).to_have_count(1)
    for _ in range(0 if script else 60):
        if page.locator("#second .pending").count():
            break
        page.wait_for_timeout(250)
        page.locator("#second").get_by_role("link", name="Look for answers").click()
    expect(page.locator("#second .pending")).to_contain_text("tenemos su reporte")
    page.locator("#second .pending").get_by_role("button", name="now").click()
    expect(page.locator("#phone .mine")).to_have_count(0)
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator("#phone")).to_be_visible()
    if script:
        assert find_problems(page) == []
