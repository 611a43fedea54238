"""The box of a department's own system in a real browser: sound for everybody, its buttons work without a script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from gateway.store.handovers import change, open_handover
from tests.web.browsing import PHONE, find_problems
from tests.web.site import NOON, Site

pytestmark = pytest.mark.browser


def test_a_clerk_reads_what_the_other_side_says_and_stops_asking(visit: Any, site: Site) -> None:
    """On a telephone, without a script; what was long and what went wrong stay inside the page."""
    site.add_person("member", "streets")
    number = site.add_ticket()
    with site.gateway.store.writing() as connection:
        row = open_handover(connection, ticket_id=1, department="streets", number=1, now=NOON)
        said = {"foreign_id": "SR-" + "2026-" * 12, "foreign_status": "open", "foreign_notes": "A crew is scheduled."}
        wrong = {"problem": "It answered 503.", "failures": 3, "asked_at": NOON}
        change(connection, row, **said, **wrong)
    visitor = visit(java_script_enabled=False, viewport=PHONE)
    visitor.sign_in("member")
    page = visitor.open(f"/tickets/{number}")
    box = page.get_by_role("region", name="In the system of Streets")
    expect(box).to_contain_text("A crew is scheduled.")
    expect(box).to_contain_text("It could not be asked 3 times in a row.")
    box.get_by_role("button", name="Stop asking").click()
    expect(page.get_by_text("is not asked about it any more. It keeps what it has.")).to_be_visible()
    with_script = visit(viewport=PHONE)
    with_script.sign_in("member")
    assert find_problems(with_script.open(f"/tickets/{number}")) == []
