"""The queue's pages: which tickets, narrowed by what, in how many pages, and what becomes of a wrong address."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.web.site import NOON, Site

HOUR, DAY = 3600.0, 86_400.0


def shown(client: FlaskClient, path: str) -> list[str]:
    """The numbers on a page, in their order."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return re.findall(r'id="t-([^"]+)"', answer.text)


def test_all_my_departments_are_one_queue(site: Site) -> None:
    """Who works for two departments has one list, the emergency of either first, and nothing of a third."""
    quiet, danger = site.add_ticket(), site.add_ticket(department="fire", priority="emergency", created_at=NOON - DAY)
    site.add_ticket(department="front_desk", priority="emergency")
    assert shown(site.client("member", "streets", "fire"), "/desk") == [danger, quiet]


def test_a_queue_of_many_has_pages(site: Site) -> None:
    """Fifty lines a page, every ticket on exactly one of them, and a page of fifty is below 60 kB."""
    numbers = [site.add_ticket(created_at=NOON - number // 3, reporter=None) for number in range(120)]
    client, seen, path = site.client("viewer"), list[str](), "/desk?show=all"
    while path:
        page = client.get(path).text
        assert len(page) < 60_000
        seen += re.findall(r'id="t-([^"]+)"', page)
        found = re.search(r'href="([^"]+)" rel="next"', page)
        path = found[1].replace("&amp;", "&") if found else ""
    assert sorted(seen) == sorted(numbers)
    assert len(seen) == 120


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("department=fire", "gas"),
        ("service=streetlight_out", "light"),
        ("status=waiting", "light"),
        ("waiting=1", "light"),
        ("priority=emergency", "gas"),
        ("assignee=me", "light"),
        ("assignee=cris@elmcity.example", "gas"),
        ("assignee=nobody", "pothole"),
        ("district=ward_3", "light"),
        ("channel=mail", "light"),
        ("channel=open311", "gas"),
        ("language=es", "gas"),
        ("due=overdue", "pothole"),
        ("due=soon", "light"),
        ("unsure=1", "gas"),
        ("place=canal", "light"),
        ("q=Maple+huge", "pothole"),
        ("q=anne", "pothole"),
        ("from=2026-09-20&to=2026-09-20", "light"),
    ],
)
def test_each_filter_finds_its_ticket(site: Site, query: str, found: str) -> None:
    """Every filter alone, so that none is swallowed on its way from the address to the statement."""
    me = "administrator@elmcity.example"
    numbers = {
        "pothole": site.add_ticket(due_at=NOON - 1),
        "light": site.add_ticket(
            service="streetlight_out",
            status="waiting",
            assignee=me,
            district="ward_3",
            channel="email",
            reporter="bart@residents.example",
            reporter_name="Bart",
            due_at=NOON + HOUR,
            subject="Dark",
            description="The lamp is out",
            location="7 Canal St",
            created_at=NOON - 26 * HOUR,
        ),
        "gas": site.add_ticket(
            department="fire",
            service=None,
            channel="email",
            source="open311",
            priority="emergency",
            assignee="cris@elmcity.example",
            language="es",
            confidence=0.1,
            reporter=None,
            subject="Gas",
            description="Huele a gas",
            location=None,
        ),
    }
    assert shown(site.client("administrator"), f"/desk?{query}") == [numbers[found]]


def test_what_was_put_off_is_out_of_sight_until_asked(site: Site) -> None:
    """A snoozed ticket comes back by itself or on request; an emergency is never hidden."""
    later, danger = site.add_ticket(), site.add_ticket(priority="emergency")
    with site.gateway.store.writing() as connection:
        connection.exec_driver_sql(f"UPDATE ticket SET snoozed_until = {NOON + DAY}")
    client = site.client("administrator")
    assert shown(client, "/desk") == [danger]
    assert shown(client, "/desk?snoozed=1") == [danger, later]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("status=nonsense", "“nonsense” is nothing to choose for “status”. Choose one of: Received, Open"),
        ("show=nonsense", "Choose one of: Open, Closed, All"),
        ("department=nonsense", "There is no department “nonsense”"),
        ("service=nonsense", "There is no service “nonsense”"),
        ("district=nonsense", "There is no area “nonsense”"),
        ("assignee=bart", "Write me, nobody or a mail address"),
        ("from=2026-13-01", "“2026-13-01” is no day"),
        ("to=9999-12-31", "“9999-12-31” is no day"),
        ("q=%3F%3F%3F", "has no letter and no digit"),
        ("after=1_2", "This link to a further page is broken"),
        ("after=x_nan_99999999999999999999999", "This link to a further page is broken"),
    ],
)
def test_a_wrong_filter_is_a_sentence(site: Site, query: str, words: str) -> None:
    """An address typed or kept from last year says what is wrong, lists nothing else instead, and keeps the words."""
    site.add_ticket()
    answer = site.client("administrator").get(f"/desk?{query}")
    assert answer.status_code == 400
    assert words in answer.text
    assert 'id="t-' not in answer.text


def test_a_department_of_others_is_not_shown(site: Site) -> None:
    """Neither the filter nor the path leads into a department that one does not belong to."""
    site.add_ticket(department="fire")
    client = site.client("member", "streets")
    assert "You do not belong to the department “Fire dispatch”" in client.get("/desk?department=fire").text
    assert client.get("/desk/fire").status_code == 403


def test_a_department_that_the_rulebook_lost_keeps_its_queue(site: Site) -> None:
    """Tickets of a department that was deleted are still somebody's work."""
    number = site.add_ticket(department="water_works", service="old_service")
    client = site.client("administrator")
    assert shown(client, "/desk/water_works") == [number]
    assert shown(client, "/desk?department=water_works&service=old_service") == [number]


def test_a_number_leads_to_its_ticket(site: Site) -> None:
    """Who types a number into the search wants that ticket; a stranger's number is like any word."""
    number, other = site.add_ticket(), site.add_ticket(department="fire")
    client = site.client("member", "streets")
    assert client.get(f"/desk?q={number.lower()}").location == f"/tickets/{number}"
    assert client.get(f"/desk?q={other}").status_code == 200


def test_an_open_page_asks_for_changes_only(site: Site) -> None:
    """The part that a page asks for again and again is empty while nothing has changed."""
    site.add_ticket()
    client = site.client("administrator")
    seen = re.search(r"seen=(\w+)", client.get("/desk").text)
    assert seen
    assert client.get(f"/desk?part=1&seen={seen[1]}").status_code == 204
    site.add_ticket(priority="emergency")
    assert client.get(f"/desk?part=1&seen={seen[1]}").status_code == 200
