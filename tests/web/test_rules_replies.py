"""The page of the replies: what residents will read, for the text that somebody is working on."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.browsing import PHONE, find_problems
from tests.web.rulebook_site import RulebookSite
from tests.web.site import Site

PAGE = "/rules/replies"
WORDS = ("{en: Call the state., es: Llame al estado.}", '{en: "<b>Call</b> {{ number }}.", es: Llame al estado.}')
MISSPELT = (WORDS[0], '{en: "Call {{ nummer }}.", es: Llame al estado.}')


@pytest.fixture
def book(site: Site) -> RulebookSite:
    """The site with a rulebook that has a reply of its own."""
    return RulebookSite(site)


def test_replies_of_the_working_text_are_shown(book: RulebookSite) -> None:
    """The draft's words, before anybody is answered with them, and marks of HTML as the letters they are."""
    page = book.draft("Anne", WORDS).get(PAGE).text
    assert "&lt;b&gt;Call&lt;/b&gt; K7WX-4M2P." in page
    assert "as you are writing it" in page
    assert "Sent by the rule “State roads”." in page
    assert '<p class="said sms" lang="es">Llame al estado.</p>' in page
    assert "as you are writing it" not in book.sign_in("Bart").get(PAGE).text


def test_mistakes_stand_where_the_replies_would(book: RulebookSite) -> None:
    """With the same sentence as everywhere."""
    page = book.draft("Anne", MISSPELT).get(PAGE).text
    assert "There is no field <code>nummer</code>" in page
    assert "previews" not in page


@pytest.mark.parametrize("role", ["member", "viewer"])
def test_only_administrators_see_it(site: Site, role: str) -> None:
    """As every page of the rulebook."""
    assert site.client(role, "streets").get(PAGE).status_code == 403


def test_the_page_reads_well_for_everybody(site: Site, book: RulebookSite, visit: Any) -> None:
    """No complaint of axe and no scrolling sideways, with a reply unfolded by keyboard, wide and narrow."""
    assert book.refresh()
    site.add_person("administrator")
    window = visit()
    window.sign_in("administrator")
    page = window.open(PAGE)
    page.locator("#reply-received summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#reply-received figure").first).to_be_visible()
    assert find_problems(page) == []
    page.set_viewport_size(PHONE)
    assert find_problems(page) == []
