"""The pages of figures: who sees whose, filters that are wrong, files, and the way to the tickets."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from html import unescape
from typing import Any

import pytest
from sqlalchemy import event as sqlalchemy_event

from gateway.insight import refresh_figures
from gateway.insight.overview import TABLES
from tests.web.site import NOON, Site, post

DAY = 86_400.0


@pytest.fixture
def city(site: Site) -> Site:
    """Twelve requests to the streets department, two to the fire department; some closed, some of them late."""
    for number in range(12):
        closed = {"status": "closed", "closed_at": NOON - number * DAY + 3600} if number % 2 else {}
        place = {"lat": 41.31, "lon": -72.92, "district": "ward_1"}
        site.add_ticket(created_at=NOON - number * DAY - 60, due_at=NOON - DAY, **place, **closed)
    for number in range(2):
        site.add_ticket(department="fire", service=None, service_name=None, created_at=NOON - number * DAY - 60)
    refresh_figures(site.gateway)
    return site


def figure(page: str, name: str) -> str:
    """What a tile of the page says."""
    found = re.search(rf'<h2>{name}</h2>\s*<p class="figure">(.*?)</p>', page, re.DOTALL)
    assert found, name
    return " ".join(re.sub(r"<[^>]+>", "", unescape(found[1])).split())


def test_an_administrator_sees_the_whole_city(city: Site) -> None:
    """Every figure with its meaning, every table, and when it was counted."""
    page = city.client("administrator").get("/insight").text
    assert figure(page, "Requests") == "14"
    assert figure(page, "Still open") == "8"
    assert figure(page, "On time") == "42 %"
    assert figure(page, "Fixed, say residents") == "– none"
    assert "Half of the requests were closed within this time" in page
    assert all(f'id="h-{key}"' in page for key in TABLES)
    assert "Counted" in page


@pytest.mark.parametrize(
    ("role", "departments", "requests"),
    [("member", ("fire",), "2"), ("viewer", ("streets",), "12"), ("viewer", (), "14")],
)
def test_people_see_the_figures_of_their_departments(
    city: Site, role: str, departments: tuple[str, ...], requests: str
) -> None:
    """A member counts what the member may read, and is not offered the others."""
    client = city.client(role, *departments)
    page = client.get("/insight").text
    assert figure(page, "Requests") == requests
    assert ('value="streets"' in page) == (departments != ("fire",))
    assert "Show the figures to everybody" not in page


@pytest.mark.parametrize("path", ["/insight", "/insight/time.csv", "/insight/figures.xlsx"])
def test_the_figures_of_other_departments_are_refused(city: Site, path: str) -> None:
    """Asked for by name they are no emptier page, but a clear no."""
    answer = city.client("member", "fire").get(f"{path}?department=streets")
    assert answer.status_code == 403
    assert "a department that you do not belong to" in answer.text


def test_a_person_without_a_department_is_told_so(city: Site) -> None:
    """Nobody is left with a page of zeros."""
    assert "not a member of any department" in city.client("member").get("/insight").text


@pytest.mark.parametrize(
    ("query", "says", "kept"),
    [
        ("period=decade", "is no period", 'value="30"'),
        ("from=banana&to=2026-09-01", "“banana” is no day. Write it like", 'value="banana"'),
        ("from=2026-09-02&to=2026-09-01", "Swap the two days", 'value="2026-09-02"'),
        ("service=hovercraft&period=7", "There is no service “hovercraft”", 'value="7" selected'),
        ("district=atlantis", "There is no area “atlantis”", "<form"),
        ("period=%3Cscript%3E", "“&lt;script&gt;” is no period", "<form"),
    ],
)
def test_a_wrong_filter_is_a_clear_sentence(city: Site, query: str, says: str, kept: str) -> None:
    """What was typed stays in the form; as a file it is the same sentence."""
    client = city.client("administrator")
    answer = client.get(f"/insight?{query}")
    assert answer.status_code == 422
    assert says in answer.text
    assert kept in answer.text
    assert client.get(f"/insight/service.csv?{query}").status_code == 422


def test_a_department_that_the_rulebook_no_longer_has_keeps_its_figures(city: Site) -> None:
    """It is said to be gone, and can still be chosen."""
    city.add_ticket(department="old_works")
    refresh_figures(city.gateway)
    page = city.client("administrator").get("/insight?department=old_works").text
    assert figure(page, "Requests") == "1"
    assert "Old works (no longer in the rulebook)" in page


def test_an_empty_city_has_a_page(site: Site) -> None:
    """On the first afternoon there is nothing to count, and that is said."""
    client = site.client("administrator")
    assert "No request arrived in this period" in client.get("/insight").text
    assert client.get("/insight/figures.xlsx").status_code == 200


def test_figures_lead_to_their_tickets(city: Site) -> None:
    """Each link opens the queue with filters that it understands."""
    client = city.client("administrator")
    page = client.get("/insight?department=streets").text
    links = {unescape(link) for link in re.findall(r'href="(/desk\?[^"]+)"', page)}
    assert any("fared=late" in link for link in links)
    assert any("service=pothole" in link and "department=streets" in link for link in links)
    for link in sorted(links)[:12]:
        answer = client.get(link)
        assert answer.status_code == 200, link
    late = client.get(next(link for link in links if "fared=late" in link)).text
    assert "Huge pothole" in late


@pytest.mark.parametrize("key", TABLES)
def test_each_table_is_a_csv_file(city: Site, key: str) -> None:
    """Names in the first line, plain numbers below; the file name says city, table and days."""
    answer = city.client("administrator").get(f"/insight/{key}.csv?period=7")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert answer.content_type == "text/csv; charset=utf-8"
    assert f"elm-city-{key}-2026-09-15-to-2026-09-21.csv" in answer.headers["Content-Disposition"]
    assert "Requests" in rows[0]
    assert all(len(row) == len(rows[0]) for row in rows)


@pytest.mark.parametrize(("key", "sheets"), [("service", 2), ("figures", len(TABLES) + 1)])
def test_tables_are_workbooks(city: Site, key: str, sheets: int) -> None:
    """One table, or all of them, behind a sheet that says what the figures mean."""
    answer = city.client("administrator").get(f"/insight/{key}.xlsx?service=pothole")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        names = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        about = book.read("xl/sharedStrings.xml").decode()
    assert len(names) == sheets
    assert "Only service: Pothole." in about
    assert "Half of the requests were closed" in about


def test_no_file_of_a_table_that_is_none(city: Site) -> None:
    """A guessed address is no page."""
    assert city.client("administrator").get("/insight/secrets.csv").status_code == 404


def test_a_page_of_figures_reads_no_ticket(city: Site) -> None:
    """However many requests there are, it reads the counted days and asks a fixed number of questions."""
    client, asked = city.client("administrator"), []
    city.gateway.city()

    def remember(*arguments: Any) -> None:
        asked.append(arguments[2])

    sqlalchemy_event.listen(city.gateway.store.engine, "before_cursor_execute", remember)
    client.get("/insight?period=year")
    sqlalchemy_event.remove(city.gateway.store.engine, "before_cursor_execute", remember)
    assert len(asked) <= 16
    assert not [statement for statement in asked if "FROM ticket" in statement]


def test_publishing_is_for_administrators(city: Site) -> None:
    """The switch is theirs, and can be pressed twice."""
    client = city.client("administrator")
    assert city.client().get("/figures").status_code == 404
    for _ in range(2):
        assert post(client, "/insight/public", page="/insight", public="yes").status_code == 303
    assert city.client().get("/figures").status_code == 200
    post(client, "/insight/public", page="/insight", public="no")
    assert city.client().get("/figures").status_code == 404
    member = city.client("member", "streets")
    assert post(member, "/insight/public", page="/insight", public="yes").status_code == 403
    assert member.get("/insight/preview").status_code == 403
