"""The page for developers in a browser: readable at every width and with the keyboard, and its forms show answers."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.browsing import PHONE, WIDE, find_problems

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_developer_finds_the_page_and_tries_a_list(visit: Any, size: dict[str, int]) -> None:
    """From the start page to an answer of the server, without a mistake of accessibility."""
    page = visit(viewport=size).open("/")
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))  # A browser wants one for bare answers.
    page.get_by_role("link", name="Open311 of Elm City").click()
    expect(page.get_by_role("heading", name="Open311 of Elm City")).to_be_visible()
    assert find_problems(page) == []
    page.get_by_label("status", exact=True).select_option("open")
    page.get_by_role("form", name="List requests").get_by_role("button", name="Show as JSON").press("Enter")
    assert "status=open" in page.url
    assert "/open311/v2/requests.json" in page.url
    assert page.inner_text("body").strip() == "[]"
