"""What staff did, as administrators read it: filtered, paged, and as CSV that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from gateway.store.audit import PAGE, add_audit
from tests.web.site import NOON, Site

ANNE, BART = "anne@elmcity.example", "bart@elmcity.example"
DAY = 86_400.0


@pytest.fixture
def site(site: Site) -> Site:
    """A site where some things were done."""
    with site.gateway.store.writing() as connection:
        add_audit(connection, actor=ANNE, action="tickets.reply", subject="2222-2222", now=NOON - 2 * DAY)
        add_audit(connection, actor=BART, action="people.invite", data={"departments": ["fire", "parks"]}, now=NOON)
        add_audit(connection, actor=ANNE, action="=cmd()", subject='@a,"b"', address="192.0.2.7", now=NOON)
    return site


def lines(page: str) -> str:
    """The part of the page behind the filters."""
    return page.rpartition('aria-label="Lines"')[2]


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("person=anne@elmcity.example", "Replied to the resident", "Invited somebody"),
        ("action=people.invite", "fire, parks", "Replied to the resident"),
        ("subject=22222222", "Replied to the resident", "Invited somebody"),
        ("last=2026-09-19", "Replied to the resident", "Invited somebody"),
        ("first=2026-09-20", "Invited somebody", "Replied to the resident"),
    ],
)
def test_the_filters_find_what_was_done(site: Site, query: str, shown: str, hidden: str) -> None:
    """By person, by kind, by ticket in any spelling, and by the days of the city."""
    found = lines(site.client("administrator").get(f"/people/audit?{query}").text)
    assert shown in found
    assert hidden not in found


@pytest.mark.parametrize("query", ["first=yesterday", "last=9999-12-31", "first=2026-13-01", "last=%00"])
@pytest.mark.parametrize("page", ["audit", "audit.csv"])
def test_a_day_that_is_none_is_said(site: Site, query: str, page: str) -> None:
    """One sentence with an example, on the page and for the download."""
    answer = site.client("administrator").get(f"/people/{page}?{query}")
    assert answer.status_code == 422
    assert "Write days like 2026-09-21." in answer.text


def test_pages_follow_each_other(site: Site) -> None:
    """Thousands of lines are read a page at a time, none twice and none left out."""
    with site.gateway.store.writing() as connection:
        for number in range(PAGE + 5):
            add_audit(connection, actor=ANNE, action="x", subject=f"line {number:03}.", now=NOON + number)
    client = site.client("administrator")
    first = client.get("/people/audit?action=x").text
    older = first.partition('<p class="pages"><a href="')[2].partition('"')[0].replace("&amp;", "&")
    second = client.get(older).text
    seen = [page.count("line ") for page in (lines(first), lines(second))]
    assert seen == [PAGE, 5]
    assert "line 000." in second


def test_the_csv_is_complete_and_harmless(site: Site) -> None:
    """All lines, quoted as RFC 4180 wants it; what looks like a formula is text."""
    answer: Any = site.client("administrator").get("/people/audit.csv")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[0] == ["time", "person", "action", "subject", "details", "network_address"]
    assert rows[2][1:4] == [ANNE, "'=cmd()", '\'@a,"b"']
    assert rows[-1][:4] == ["2026-09-19T10:13:20-04:00", ANNE, "tickets.reply", "2222-2222"]
