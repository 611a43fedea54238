"""The page that explains a ticket: for whoever may see the ticket, in words, with what is not as it was."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.browsing import PHONE, WIDE, find_problems
from tests.web.site import Site, insert_ticket


def test_the_page_tells_every_rule_and_what_it_said(site: Site) -> None:
    """Understanding, rules, decision and version, from the link on the ticket."""
    site.gateway.rulebooks.announce()
    version = site.gateway.rulebooks.current().version
    number = site.add_ticket(rulebook_version=version, description="I smell gas and there is a pothole at 48 Maple Ave")
    client = site.client("administrator")
    assert f"/tickets/{number}/why" in client.get(f"/tickets/{number}").text
    page = client.get(f"/tickets/{number}/why").text
    assert "<b>Gas is an emergency</b>" in page
    assert "because of <code>text: smell gas</code>" in page
    assert "it goes to Fire dispatch" in page
    assert "Read today it comes out otherwise" in page, "the row by hand says that Streets got it"
    assert "when the file was saved" in page
    assert version in page
    assert client.get("/rules/versions/1").status_code == 200
    assert 'href="/rules/versions/1"' in page


def test_an_old_ticket_is_explained_by_the_rules_of_today_and_says_so(site: Site) -> None:
    """Its rulebook was not kept yet."""
    number = site.add_ticket()
    page = site.client("administrator").get(f"/tickets/{number}/why").text
    assert "The rulebook <code>0123456789ab</code>, which decided, is not kept." in page
    assert "No rule spoke of it." in page
    assert "1 rule that said nothing" in page
    assert "is silent: <code>not text: smell gas or huele a gas</code>" in page


@pytest.mark.parametrize(
    ("role", "departments", "status"),
    [("member", ["streets"], 200), ("viewer", [], 200), ("member", ["fire"], 403), ("", [], 302)],
)
def test_who_may_see_the_ticket_may_see_why(site: Site, role: str, departments: list[str], status: int) -> None:
    """Nobody else may see anything of it."""
    site.gateway.rulebooks.announce()
    number = site.add_ticket(rulebook_version=site.gateway.rulebooks.current().version)
    client = site.client(role, *departments)
    assert client.get(f"/tickets/{number}/why").status_code == status
    if status == 200:
        assert "/rules/" not in client.get(f"/tickets/{number}/why").text, "the rules' pages are for administrators"
        assert client.get(f"/tickets/{number.replace('-', '')}/why").location == f"/tickets/{number}/why"
        assert client.get("/tickets/AAAA-AAAA/why").status_code == 404


@pytest.mark.browser
def test_the_page_in_a_browser(gateway: Any, visit: Any) -> None:
    """Nothing that axe complains of, on a screen and on a phone; the silent rules open by keyboard."""
    site = Site(gateway)
    site.add_person("administrator")
    with gateway.store.writing() as connection:
        number = insert_ticket(connection, description="I smell gas at 48 Maple Ave, since Tuesday")
    window = visit()
    window.sign_in("administrator")
    page = window.open(f"/tickets/{number}")
    page.get_by_role("link", name="Every rule, and what it said").click()
    expect(page.get_by_role("heading", name="Why it is here")).to_be_visible()
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        assert find_problems(page) == []
