"""Two clerks at one ticket see each other, and what the other does, without loading the page anew."""

from __future__ import annotations

import re

from gateway import casework
from tests.web.site import Clock, Site


def test_each_sees_the_other(site: Site, clock: Clock) -> None:
    """By name, since when, and whether they write; gone half a minute after the last sign."""
    number = site.add_ticket()
    anne = site.client("administrator")
    bart = site.client("member", "streets")
    bart.get(f"/tickets/{number}")
    clock.now += 5
    page = anne.get(f"/tickets/{number}").text
    assert '<b>member</b> <span class="small">(member@elmcity.example)</span> has this open since' in page
    assert "and is writing" not in page
    bart.get(f"/tickets/{number}/presence?writing=1")
    assert "and is writing" in anne.get(f"/tickets/{number}/presence?seen=1").text
    clock.now += 60
    assert "has this open" not in anne.get(f"/tickets/{number}/presence?seen=1").text


def test_the_line_is_drawn_anew_only_where_it_changes(site: Site) -> None:
    """Nothing is read out to a blind clerk twice; what others did is told, what one did oneself is not."""
    number, client = site.add_ticket(), site.client("administrator")
    page = client.get(f"/tickets/{number}").text
    address = re.search(r'hx-get="([^"]+)"', page)
    assert address is not None
    asked = address[1].replace("&amp;", "&")
    assert client.get(asked).status_code == 204
    casework.add_note(site.gateway, ticket_id=1, text="Mine.", actor="administrator@elmcity.example")
    assert client.get(asked).status_code == 204
    casework.add_note(site.gateway, ticket_id=1, text="Theirs.", actor="bart@elmcity.example")
    news = client.get(asked)
    assert "This happened meanwhile." in news.text
    assert "Theirs." in news.text
    again = re.search(r'hx-get="([^"]+)"', news.text)
    assert again is not None
    assert client.get(again[1].replace("&amp;", "&")).status_code == 204


def test_a_page_whose_session_has_ended_says_so(site: Site) -> None:
    """The part that asks by itself must not become a sign-in page while somebody types."""
    number = site.add_ticket()
    told = site.client().get(f"/tickets/{number}/presence", headers={"HX-Request": "true"})
    assert "You are signed out." in told.text
    assert "<html" not in told.text
    assert number not in told.text
    assert site.client().get(f"/tickets/{number}/presence").status_code == 302
