"""The page of the rules' text in a real browser: written by keyboard, helped while typing, of use without script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.browsing import find_problems
from tests.web.rulebook_site import RulebookSite
from tests.web.site import Site

pytestmark = pytest.mark.browser
PAGE = "/rules/text"
MESSAGE = "There is a pothole at 240 Whalley Ave"


@pytest.fixture
def book(site: Site) -> RulebookSite:
    """The site with a rulebook that has examples, and an administrator."""
    book = RulebookSite(site)
    site.add_person("administrator")
    return book


def go_to_end_of(page: Page, words: str) -> None:
    """Search in the editor, as a person would, and put the cursor at the end of the line."""
    page.keyboard.press("Control+f")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("End")


def take(page: Page, name: str) -> None:
    """Take what is offered; the editor takes no key for it in the first moment, in which nobody has read it."""
    expect(page.get_by_role("option", name=name)).to_be_visible()
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")


def add_an_action(page: Page) -> None:
    """Write a mistake into a rule, and behind it an action that is offered."""
    go_to_end_of(page, "then: {department: front_desk, rep")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type(", department: x, prio", delay=20)
    take(page, "priority")
    page.keyboard.type("hi", delay=20)
    take(page, "high")


def test_the_editor_helps_by_keyboard(book: RulebookSite, visit: Any) -> None:
    """Completion, help, mistakes at their line, and a message tried beside it with what is not kept yet."""
    visitor = visit()
    page = visitor.sign_in("administrator")
    visitor.open(PAGE)
    editor, checked, mistakes = page.locator("#rules-editor"), page.locator("#rules-checked"), page.locator(".mistakes")
    expect(checked).to_contain_text("Checked just now")
    expect(page.locator("#rules-text")).to_be_hidden()
    page.locator("#try-text").fill(MESSAGE)
    expect(page.locator("#tried")).to_contain_text("Front desk by the rule “State roads”")
    editor.focus()
    add_an_action(page)
    expect(mistakes).to_contain_text("department stands here twice")
    expect(page.locator(".cm-lintRange-error")).not_to_have_count(0)
    expect(page.locator("#tried")).to_contain_text("Nothing can be tried while the rules have a mistake")
    page.keyboard.press("F1")
    expect(page.locator("#rules-help")).to_contain_text("priority: emergency, high, normal or low")
    assert find_problems(page) == []
    mistakes.get_by_role("link").first.press("Enter")
    expect(editor).to_be_focused()
    for _ in range(len("department: x, ")):
        page.keyboard.press("Delete")
    expect(page.locator("#rules-problems")).to_contain_text("No mistakes")
    expect(page.locator("#tried")).to_contain_text("High by the rule “State roads”")
    page.keyboard.press("Tab")
    expect(editor).not_to_be_focused()
    page.set_viewport_size({"width": 360, "height": 740})
    assert find_problems(page) == []
    editor.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type('  other: "{{ ci', delay=20)
    take(page, "city")
    page.keyboard.press("Control+s")
    expect(page.locator(".done").first).to_contain_text("Kept in your draft")
    draft = book.drafts["administrator@elmcity.example"].text
    assert "reply: state_road, priority: high}" in draft
    assert draft.endswith('  other: "{{ city }}"')


def test_the_page_works_without_script(book: RulebookSite, visit: Any) -> None:
    """A field, two buttons, the mistakes with their lines below; and a message is tried on a page of its own."""
    visitor = visit(java_script_enabled=False)
    page = visitor.sign_in("administrator")
    visitor.open(PAGE)
    field = page.get_by_label("routing_rules.yaml", exact=True)
    field.fill(field.input_value().replace("department: front_desk, reply: state_road", "department: frontdesk"))
    page.get_by_role("button", name="Check").click()
    link = page.get_by_role("link", name="routing_rules.yaml:")
    link.click()
    expect(page.locator(".lines-of-rules .wrong")).to_contain_text("department: frontdesk")
    assert page.url.rpartition("#")[2] == page.locator(".lines-of-rules .wrong").get_attribute("id")
    expect(page.locator(".cm-editor")).to_have_count(0)
    page.get_by_role("link", name="Try a message").click()
    page.get_by_label("Message", exact=True).fill(MESSAGE)
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#tried")).to_contain_text("Front desk by the rule “State roads”")
    expect(page.get_by_label("Message", exact=True)).to_have_value(MESSAGE)
