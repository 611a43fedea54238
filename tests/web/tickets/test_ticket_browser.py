"""A clerk at a ticket in a real browser: with script, without it, and on a telephone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from gateway.gazetteer.rows import rows_of
from gateway.gazetteer.taking import take
from gateway.store.presence import note_present
from gateway.store.staff import find_staff_by_email
from parsers.atlas import GazetteerData, House, Stretch
from tests.web.browsing import PHONE, find_problems
from tests.web.site import NOON, Site

pytestmark = pytest.mark.browser
PLACES = GazetteerData(
    houses=(House(street="Maple Ave", number=48, lat=41.301, lon=-72.931),),
    stretches=(Stretch(street="Maple Ave", line=((41.295, -72.931), (41.307, -72.931))),),
)


def make_ticket(site: Site) -> str:
    """A ticket on the map, with somebody else at it who writes."""
    take(site.gateway.store, "test", rows_of(PLACES), now=NOON)
    site.add_person("member", "streets")
    bart = site.add_person("member", "streets", email="bart@elmcity.example")
    number = site.add_ticket(our_address="+12035550142", lat=41.301, lon=-72.931)
    with site.gateway.store.writing() as connection:
        person = find_staff_by_email(connection, bart)
        assert person is not None
        note_present(connection, 1, person.id, is_writing=True, now=NOON)
    return number


def test_a_clerk_sees_what_the_resident_will_read_while_typing(visit: Any, site: Site) -> None:
    """The preview comes by itself and sends nothing; the page is sound for everybody, also with forms unfolded."""
    number = make_ticket(site)
    visitor = visit()
    visitor.sign_in("member")
    page = visitor.open(f"/tickets/{number}#note")
    expect(page.get_by_label("Note (the resident")).to_be_focused()
    expect(page.get_by_text("has this open since")).to_be_visible()
    expect(page.get_by_role("img", name="Map around 48 Maple Ave")).to_be_visible()
    page.get_by_label("Note to the resident").press_sequentially("The crew comes today.")
    expect(page.locator("#status-preview")).to_contain_text("in progress")
    page.get_by_label("Status").select_option("closed")
    expect(page.locator("#status-preview")).to_contain_text("is closed")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert find_problems(page) == []
    page.get_by_role("button", name="Set the status").click()
    expect(page.get_by_text("The status was changed.")).to_be_visible()
    expect(page.get_by_text("The crew comes today.").first).to_be_visible()


def test_without_a_script_every_step_is_a_form_or_a_link(visit: Any, site: Site) -> None:
    """Preview, ready-made words, another place and another service, by plain pages on a telephone."""
    number = make_ticket(site)
    visitor = visit(java_script_enabled=False, viewport=PHONE)
    visitor.sign_in("member")
    page = visitor.open(f"/tickets/{number}")
    page.get_by_role("link", name="Answer").click()
    page.get_by_label("Your words").fill("Which side of the street?")
    page.locator("#reply").get_by_role("button", name="Preview").click()
    expect(page.get_by_text("By text, in English")).to_be_visible()
    page.get_by_role("button", name="Send the reply").click()
    expect(page.get_by_text("The reply is on its way.")).to_be_visible()
    page.get_by_role("link", name="Change the place").click()
    page.get_by_label("Address, crossing").fill("48 Maple Ave")
    page.get_by_role("button", name="Look it up").click()
    page.get_by_role("radio", name="The words alone").check()
    page.get_by_role("button", name="Change the place").click()
    expect(page.get_by_text("The place was changed.")).to_be_visible()
    page.get_by_role("link", name="Change the service").click()
    page.get_by_label("Search the services").fill("light")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("radio", name="light").first.check()
    page.get_by_role("button", name="Change the service").click()
    expect(page.get_by_text("It is about")).to_be_visible()


def test_each_step_is_sound_on_a_telephone(visit: Any, site: Site) -> None:
    """At 360 pixels nothing scrolls sideways, and axe finds nothing."""
    number = make_ticket(site)
    visitor = visit(viewport=PHONE)
    visitor.sign_in("member")
    for step in ("", "/where?place=48+Maple+Ave", "/service", "/split"):
        assert find_problems(visitor.open(f"/tickets/{number}{step}")) == []
