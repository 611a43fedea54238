"""Webhooks in a real browser: named by keyboard without a script, and every page can be read by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from gateway.jobs import drain
from gateway.webhooks import tell_webhooks
from tests.web.browsing import PHONE, WIDE, find_problems
from tests.web.named_webhooks import add
from tests.web.site import NOON, Site
from tests.webhooks.receiver import Receiver

pytestmark = pytest.mark.browser


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    receiver.start()
    yield receiver
    receiver.stop()


@pytest.fixture
def gateway(make_gateway: Any) -> Any:
    """A city that may call this machine."""
    return make_gateway(own_systems="127.0.0.1")


@pytest.mark.usefixtures("url")
def test_a_system_is_named_by_keyboard_and_told(site: Site, visit: Any, receiver: Receiver) -> None:
    """The form, its mistake, the secret, and the log after a report; nothing that axe finds, nothing too wide."""
    site.add_person("administrator")
    window = visit(java_script_enabled=False)
    page = window.sign_in("administrator")
    window.open("/administration/webhooks")
    page.get_by_role("link", name="Tell another system").press("Enter")
    page.get_by_label("What the system is called").fill("Crews")
    page.get_by_label("Its address").fill("http://10.0.0.1/hooks")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("GATEWAY_OWN_SYSTEMS")
    window.complaints.clear()  # the browser notes the answer 422
    page.get_by_label("Its address").fill(receiver.url)
    page.get_by_label("Its address").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("whsec_")
    site.add_ticket(created_at=NOON)
    tell_webhooks(site.gateway)
    drain(site.gateway, "deliver")
    page.reload()
    page.get_by_role("link", name="ticket.opened").press("Enter")
    expect(page.get_by_role("region", name="What is sent")).to_contain_text("ticket.opened")
    assert window.complaints == []


@pytest.mark.usefixtures("url")
def test_every_page_can_be_read_by_everybody(site: Site, visit: Any, receiver: Receiver) -> None:
    """Also one that fails, is paused or is over."""
    site.add_person("administrator")
    receiver.answer(500)
    add(site, url=f"{receiver.url}/{'a-long-path-' * 12}", events=("ticket.opened",), departments=("streets",))
    site.add_ticket(created_at=NOON)
    tell_webhooks(site.gateway)
    drain(site.gateway, "deliver")
    window = visit()
    page = window.sign_in("administrator")
    problems = []
    for path in ("", "/new", "/1", "/1/change", "/1/end", "/1/log/1"):
        window.open(f"/administration/webhooks{path}")
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)
            problems += find_problems(page)
    assert problems == []
