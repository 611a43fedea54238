"""A request that an app filed, on its page at the desk: how it came, what was answered, and what nobody fetched."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from gateway.store.schema import event
from tests.web.browsing import PHONE, find_problems
from tests.web.site import UNDERSTANDING, Site

pytestmark = pytest.mark.browser

ANSWERS = {"pole": "77", "around": "A school, Homes\nand a <b>very</b> long " + "w" * 200}
NOTES = [
    "Filed by Open311 with the key Elm app.",
    f"The app says that a picture is at https://x.example/{'a' * 200} (it was not fetched).",
]


def test_a_clerk_reads_what_the_app_sent(visit: Any, site: Site) -> None:
    """Questions as they were asked where the rulebook still asks them; words of any length stay inside the page."""
    site.add_person("member", "streets")
    number = site.add_ticket(
        channel="email",
        source="open311",
        reporter="anne@mail.example",
        service="streetlight_out",
        service_name="Street light out",
        confidence=1.0,
        description="It blinks all night",
        understanding=UNDERSTANDING | {"answers": ANSWERS},
    )
    with site.gateway.store.writing() as connection:
        connection.execute(update(event).values(data={"notes": NOTES}))
    visitor = visit(viewport=PHONE)
    visitor.sign_in("member")
    page = visitor.open(f"/tickets/{number}")
    expect(page.get_by_text("Open311 from Anne, anne@mail.example")).to_be_visible()
    expect(page.get_by_text("and a <b>very</b> long")).to_be_visible()
    expect(page.get_by_text("Around", exact=True)).to_be_visible()
    expect(page.get_by_text("chosen in the app")).to_be_visible()
    expect(page.get_by_text(NOTES[0])).to_be_visible()
    expect(page.get_by_text(NOTES[1])).to_be_visible()
    expect(page.get_by_role("link", name="https://x.example")).to_have_count(0)
    assert find_problems(page) == []
