"""The list and the forms of the rulebook in a real browser: by keyboard, without a script, and for everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from gateway.bootstrap import Gateway
from gateway.store.rulebooks import list_drafts
from tests.conftest import ROOT
from tests.web.browsing import PHONE, WIDE, find_problems
from tests.web.rulebook_site import BOOK
from tests.web.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def gateway(make_gateway: Callable[..., Gateway]) -> Gateway:
    """A gateway with the shipped rulebook and one administrator."""
    gateway = make_gateway(rules_text=(ROOT / "routing_rules.yaml").read_text(encoding="utf-8"))
    Site(gateway).add_person("administrator")
    return gateway


def draft_text(gateway: Gateway) -> str:
    """What is kept for the administrator."""
    with gateway.store.reading() as connection:
        drafts = list_drafts(connection)
    return drafts[0].files.text if drafts else ""


def test_every_page_can_be_read_by_everybody(gateway: Gateway, visit: Any) -> None:
    """No barrier that axe knows, and nothing to scroll sideways, on a desk and on a telephone."""
    few = BOOK.replace(
        "street: Whalley Ave", "any: [{street: Whalley Ave}, {all: [{repeat: {at_least: 2}}, {has: photo}]}]"
    )
    gateway.settings.rules.write_text(
        few.replace("huele a gas", "gas huele").replace("- name: State", "- disabled: true\n    name: State")
    )
    visitor = visit()
    page = visitor.sign_in("administrator")
    for path in ("/rules?look=1", "/rules/rule/1", "/rules/services", "/rules/service/pothole", "/rules/departments"):
        visitor.open(path)
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)
            assert find_problems(page) == []


def test_a_condition_is_added_by_keyboard_alone(gateway: Gateway, visit: Any) -> None:
    """Find the rule, open it, add what must be so, type, keep; the list shows the new sentence."""
    visitor = visit(java_script_enabled=False)
    page = visitor.sign_in("administrator")
    visitor.open("/rules")
    page.get_by_label("Find a rule").fill("needles")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 of 22 rules")).to_be_visible()
    page.get_by_role("link", name="Needles are picked up the same day").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Add a condition").focus()
    page.keyboard.type("The street")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="The street is")).to_be_focused()
    page.keyboard.type("Grove St")
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("is kept in your draft")).to_be_visible()
    said = "When the message says “needle”, “syringe”, “jeringa” or “jeringuilla”, and the street is Grove St"
    expect(page.get_by_text(said)).to_be_visible()
    assert "{all: [{text: [needle, syringe, jeringa, jeringuilla]}, {street: Grove St}]}" in draft_text(gateway)


def test_a_mistake_is_shown_where_it_was_typed(gateway: Gateway, visit: Any) -> None:
    """The field is marked and described by what is wrong; what was typed stays; the page has no barrier then either."""
    visitor = visit()
    page = visitor.sign_in("administrator")
    visitor.complaints.clear()
    visitor.open("/rules/rule/10")
    page.get_by_label("Message", exact=True).fill("There are needles on the ground in the park on Grove St")
    expect(page.get_by_role("heading", name="What is understood")).to_be_visible()
    page.get_by_label("Due in").fill("soon")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("Nothing can be tried while the rules have a mistake")).to_be_visible()
    page.get_by_role("button", name="Keep in my draft").first.click()
    expect(page.get_by_label("Due in")).to_have_value("soon")
    expect(page.get_by_label("Due in")).to_have_accessible_description(
        "soon is no due time. Write 4 hours, 6 business hours, 10 days, 3 business days or 2 weeks. "
        "Such as 4 hours, 6 business hours, 10 days, 3 business days or 2 weeks."
    )
    assert find_problems(page) == []
    assert draft_text(gateway) == ""
    # The browser itself notes that the page was answered with 422.
    visitor.complaints.clear()
