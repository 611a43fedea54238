"""The page behind the link in every message: what it shows, to whom, and in which language."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from gateway.routing.default_replies import EXAMPLES
from gateway.store.schema import contact, participant, ticket
from gateway.web.resident.guessing import WRONG_LINKS
from gateway.web.resident.phrases import phrases_in
from tests.web.site import NOON, Clock, Site, add_outbound

DAY = 86_400.0


def link_of(site: Site, number: str, address: str = "+12035550111") -> str:
    """The path of the page that shows a ticket to the person with an address."""
    with site.gateway.store.reading() as connection:
        ticket_id = connection.scalar(select(ticket.c.id).where(ticket.c.number == number))
        contact_id = connection.scalar(select(contact.c.id).where(contact.c.address == address))
    return site.gateway.tokens.page_path(int(ticket_id or 0), int(contact_id or 0))


def change(site: Site, number: str, **values: Any) -> None:
    """Change a ticket's row."""
    with site.gateway.store.writing() as connection:
        connection.execute(update(ticket).where(ticket.c.number == number).values(**values))


def merge(site: Site, number: str, *, into: str) -> None:
    """Let one ticket go on as another, as the rulebook or a clerk does."""
    with site.gateway.store.writing() as connection:
        rows = {row.number: row for row in connection.execute(select(ticket))}
        values = {"merged_into": rows[into].id, "status": "closed", "closed_at": NOON}
        connection.execute(update(ticket).where(ticket.c.number == number).values(**values))
        watcher = {"ticket_id": rows[into].id, "contact_id": rows[number].reporter_id, "role": "watcher"}
        connection.execute(participant.insert().values(**watcher))


@pytest.fixture
def browser(site: Site) -> FlaskClient:
    """Somebody without an account."""
    return site.client()


def test_it_says_what_it_is_how_it_stands_and_by_when(site: Site, browser: FlaskClient) -> None:
    """A resident understands it at a glance."""
    page = browser.get(link_of(site, site.add_ticket(status="in_progress", due_at=NOON + 3 * DAY))).text
    for words in ("Elm City", "Somebody is working on it.", "Streets has it in hand", "Pothole", "48 Maple Ave"):
        assert words in page
    assert "We expect it to be done by September 24." in page
    assert "Huge pothole in front of 48 Maple Ave" in page


@pytest.mark.parametrize("status", ["received", "open", "in_progress", "waiting", "closed"])
@pytest.mark.parametrize("language", EXAMPLES)
def test_every_state_reads_in_every_language(site: Site, browser: FlaskClient, status: str, language: str) -> None:
    """In the language that the report was written in, and marked as such for a screen reader."""
    closed_at = NOON if status == "closed" else None
    page = browser.get(link_of(site, site.add_ticket(status=status, language=language, closed_at=closed_at))).text
    assert f'<html lang="{language}">' in page
    assert phrases_in(language).say(f"state_{status}").replace("'", "&#39;") in page


def test_what_is_late_is_said_so(site: Site, browser: FlaskClient) -> None:
    """Nobody is told a day that has passed as if it were to come."""
    page = browser.get(link_of(site, site.add_ticket(due_at=NOON - DAY))).text
    assert "It takes longer than we said" in page


def test_neither_notes_of_staff_nor_names_nor_other_numbers_are_shown(site: Site, browser: FlaskClient) -> None:
    """What staff say among themselves, and what a neighbor wrote, is nobody else's."""
    number = site.add_ticket()
    theirs = site.add_ticket(reporter="+12035550122", reporter_name="Bart", description="my yard at 50 Maple Ave")
    merge(site, theirs, into=number)
    with site.gateway.store.writing() as connection:
        ticket_id = int(connection.scalar(select(ticket.c.id).where(ticket.c.number == number)) or 0)
        add_outbound(connection, ticket_id=ticket_id, kind="notice", body="We come on Friday.")
        add_outbound(connection, ticket_id=ticket_id, kind="notice", body="For Bart only", recipient="+12035550122")
        add_outbound(connection, ticket_id=ticket_id, kind="department", body="A notice", recipient="a@b.example")
    page = browser.get(link_of(site, number)).text
    assert "We come on Friday." in page
    assert "2 people have reported this." in page
    for hidden in ("Bart", "my yard", "12035550122", "A notice", theirs):
        assert hidden not in page


def test_a_neighbor_sees_their_own_words_and_the_news(site: Site, browser: FlaskClient) -> None:
    """Their report was joined to another one, which goes on with it."""
    number = site.add_ticket(status="in_progress")
    theirs = site.add_ticket(reporter="+12035550122", description="the hole by the school", location="Maple Ave")
    merge(site, theirs, into=number)
    for linked in (theirs, number):
        page = browser.get(link_of(site, linked, "+12035550122")).text
        assert "the hole by the school" in page
        assert "Somebody is working on it." in page
        assert "Huge pothole" not in page


def test_the_link_itself_is_not_shown_again(site: Site, browser: FlaskClient) -> None:
    """Our words as they were sent, without the last line that led here."""
    number = site.add_ticket()
    path = link_of(site, number)
    body = f"We have your report.\n\nSee how it stands, add something or send a photo:\nhttps://311.elm.example{path}"
    with site.gateway.store.writing() as connection:
        ticket_id = connection.scalar(select(ticket.c.id).where(ticket.c.number == number))
        add_outbound(connection, ticket_id=ticket_id, body=body)
    page = browser.get(path).text
    assert "We have your report." in page
    assert "311.elm.example" not in page
    assert "See how it stands" not in page


def test_it_needs_no_cookie_no_script_and_is_kept_nowhere(site: Site, browser: FlaskClient) -> None:
    """Whoever looks over the shoulder of a browser finds no trace, and no index lists the address."""
    answer = browser.get(link_of(site, site.add_ticket(lat=41.3, lon=-72.9)))
    assert "Set-Cookie" not in answer.headers
    assert "<script" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"].startswith("noindex")


@pytest.mark.parametrize("tail", [".", ")", "?x=1", "%20"])
def test_what_a_message_program_adds_to_the_link_does_no_harm(site: Site, browser: FlaskClient, tail: str) -> None:
    """A full stop behind an address is often taken for a part of it."""
    assert browser.get(link_of(site, site.add_ticket()) + tail).status_code == 200


def test_a_wrong_link_says_how_to_reach_the_city(site: Site, browser: FlaskClient) -> None:
    """In the language of the browser, because nothing else is known."""
    answer = browser.get("/r/1.1.aaaaaaaaaaaa", headers={"Accept-Language": "es-MX,es;q=0.9"})
    assert answer.status_code == 404
    assert "Este enlace no funciona" in answer.text
    assert "+12035550142" in answer.text
    assert "311@elmcity.example" in answer.text


def test_guessing_ends_after_a_while(site: Site, browser: FlaskClient, clock: Clock) -> None:
    """A network that tries many links is shown none, also none that would work, until ten minutes are over."""
    path = link_of(site, site.add_ticket())
    for number in range(WRONG_LINKS):
        assert browser.get(f"/r/{number}.1.aaaaaaaaaaaa").status_code == 404
    assert browser.get(path).status_code == 429
    assert browser.get(path, environ_base={"REMOTE_ADDR": "198.51.100.7"}).status_code == 200
    clock.now += 601
    assert browser.get(path).status_code == 200


def test_a_link_from_last_year_shows_and_takes_nothing(site: Site, browser: FlaskClient, clock: Clock) -> None:
    """It stays readable as long as the request is kept."""
    path = link_of(site, site.add_ticket(status="closed", closed_at=NOON))
    clock.now += 365 * DAY
    page = browser.get(path).text
    assert "This report is closed." in page
    assert "It was closed on September 21, 2026." in page
    assert "so this page only shows it" in page
    assert "<form" not in page


def test_after_anonymisation_the_page_says_that_nothing_is_left(site: Site, browser: FlaskClient) -> None:
    """A clear page instead of an empty one."""
    number = site.add_ticket(status="closed", closed_at=NOON)
    path = link_of(site, number)
    change(site, number, anonymized_at=NOON + DAY)
    answer = browser.get(path)
    assert answer.status_code == 410
    assert "finished long ago" in answer.text
    assert "Maple" not in answer.text


def test_a_department_that_is_not_in_the_rulebook_any_more_is_the_city(site: Site, browser: FlaskClient) -> None:
    """A key that means nothing to a resident is not shown."""
    page = browser.get(link_of(site, site.add_ticket(department="old_works"))).text
    assert "the city looks at it next" in page
    assert "old_works" not in page


def test_a_danger_to_life_is_answered_first(site: Site, browser: FlaskClient) -> None:
    """Nobody shall wait for a page."""
    page = browser.get(link_of(site, site.add_ticket(priority="emergency"))).text
    assert "NOT monitored for emergencies" in page
