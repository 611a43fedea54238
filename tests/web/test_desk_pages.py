"""Tickets: what their pages explain, and how many questions pages ask the database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import update

from gateway.store.desk import find_ticket_view
from gateway.store.events import add_event
from gateway.store.schema import contact
from gateway.store.schema import event as event_table
from gateway.web.explanation import Mark
from gateway.web.highlight import cut
from gateway.web.words import day_element
from tests.web.site import NOON, Site, add_outbound


@pytest.fixture
def both(make_gateway: Callable[..., Any], database_url: str) -> Site:
    """The application on SQLite and on PostgreSQL."""
    return Site(make_gateway(database_url=database_url))


def test_a_ticket_is_read_whole(both: Site) -> None:
    """Reporter, messages in both directions and history belong to the view; other tickets' do not."""
    number, other = both.add_ticket(), both.add_ticket(reporter="+12035550122")
    with both.gateway.store.writing() as connection:
        view = find_ticket_view(connection, number)
        assert view is not None
        add_outbound(connection, ticket_id=view.ticket.id, body="Thank you.")
        stranger = find_ticket_view(connection, other)
        assert stranger is not None
        add_outbound(connection, ticket_id=stranger.ticket.id, body="Not here.")
        view = find_ticket_view(connection, number)
    assert view is not None
    assert view.reporter is not None
    assert (view.reporter.address, len(view.inbound), len(view.events)) == ("+12035550111", 1, 1)
    assert [row.body for row in view.outbound] == ["Thank you."]


@contextmanager
def counting(site: Site) -> Iterator[list[str]]:
    """The queries that run inside."""
    statements: list[str] = []

    def remember(*arguments: Any) -> None:
        if arguments[2].startswith("SELECT"):
            statements.append(arguments[2])

    sqlalchemy_event.listen(site.gateway.store.engine, "before_cursor_execute", remember)
    try:
        yield statements
    finally:
        sqlalchemy_event.remove(site.gateway.store.engine, "before_cursor_execute", remember)


@pytest.mark.parametrize(
    ("path", "most"),
    [("/desk", 12), ("/desk/streets", 12), ("/tickets/{number}", 20), ("/simulator", 12), ("/simulator/outbox", 12)],
)
def test_a_page_asks_a_fixed_number_of_questions(site: Site, path: str, most: int) -> None:
    """Twenty tickets cost as many queries as one, and never more than a dozen; a ticket's forms ask for more."""
    client, number = site.client("administrator"), site.add_ticket()
    site.gateway.city()  # What the city has taught is looked up every few seconds, whatever the page.
    counts = []
    for _ in range(2):
        with counting(site) as statements:
            assert client.get(path.format(number=number)).status_code == 200
        counts.append(len(statements))
        for _more in range(20):
            site.add_ticket()
    assert counts[0] == counts[1] <= most


def test_the_page_says_which_rule_spoke_and_why(site: Site) -> None:
    """Rule, version, voices, what was passed over and notes answer 'why did this come to us?'."""
    number = site.add_ticket(
        rule="Main Street is the state's",
        decision={
            "voices": [{"action": "department", "rule": "Main Street is the state's"}],
            "passed_over": ["Potholes wait for spring"],
            "notes": ["the street list knows this street"],
            "missing": ["location"],
        },
    )
    page = site.client("viewer").get(f"/tickets/{number}").text
    for words in (
        "Main Street is the state&#39;s",
        "Potholes wait for spring",
        "the street list knows",
        "0123456789ab",
    ):
        assert words in page


def test_a_triage_ticket_shows_the_three_best_guesses(site: Site) -> None:
    """Where nothing was clear a person chooses, and the guesses help."""
    guesses = [{"code": f"c{rank}", "name": f"Guess {rank}", "confidence": 0.3 - rank / 10} for rank in range(5)]
    number = site.add_ticket(
        service=None, service_name=None, understanding={"service": {**guesses[0], "alternatives": guesses[1:]}}
    )
    page = site.client("viewer").get(f"/tickets/{number}").text
    assert all(f"Guess {rank}" in page for rank in range(3))
    assert "Guess 3" not in page


def test_a_ticket_that_nothing_is_known_about_still_opens(site: Site) -> None:
    """A message that could not be read has no sender, no understanding and no decision."""
    number = site.add_ticket(
        service=None, service_name=None, reporter=None, description="", location=None, understanding={}, decision={}
    )
    page = site.client("administrator").get(f"/tickets/{number}")
    assert page.status_code == 200
    assert "There is nobody to write to" in page.text


def test_staff_see_that_a_number_has_opted_out(site: Site) -> None:
    """PROTOCOL 12.10: after STOP the ticket stays, and staff see that they cannot text back."""
    number = site.add_ticket()
    with site.gateway.store.writing() as connection:
        connection.execute(update(contact).values(opted_out_at=NOON))
    assert "opted out of texts" in site.client("administrator").get(f"/tickets/{number}").text


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            {"undeliverable_at": NOON, "undeliverable_reason": "the mailbox does not exist (5.1.1)"},
            "messages to this address come back, the mailbox does not exist (5.1.1). What you write is kept here",
        ),
        ({"opted_out_at": NOON, "opt_out_source": "complaint:7"}, "Your own words still go out"),
    ],
)
def test_6_3_staff_see_why_mail_cannot_reach_the_resident(site: Site, facts: dict[str, Any], words: str) -> None:
    """A clerk must know before writing whether the words will arrive."""
    number = site.add_ticket(channel="email", reporter="anne@residents.example")
    with site.gateway.store.writing() as connection:
        connection.execute(update(contact).values(**facts))
    assert words in site.client("administrator").get(f"/tickets/{number}").text


def test_the_words_of_status_changes_are_in_the_history(site: Site) -> None:
    """Who did what, from which status to which, and with what words."""
    number = site.add_ticket()
    with site.gateway.store.writing() as connection:
        connection.execute(
            event_table.insert().values(
                ticket_id=1,
                kind="status",
                actor="bart@elmcity.example",
                text="Crew is out.",
                data={"from": "received", "to": "in_progress"},
                created_at=NOON,
            )
        )
    page = site.client("viewer").get(f"/tickets/{number}").text
    assert "Received → In progress" in page
    assert "bart@elmcity.example" in page
    assert "Crew is out." in page


def test_when_it_happened_is_told_in_plain_words(site: Site) -> None:
    """A clerk reads a date and the resident's own phrase, not a machine's timestamp."""
    page = site.client("viewer").get(f"/tickets/{site.add_ticket()}").text
    assert '<time datetime="2026-09-15">Sep 15</time>' in page
    assert "“since Tuesday”" in page


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("2026-09-21T00:00:00-04:00", "today"),
        ("2026-09-20T21:30:00-04:00", "Sep 20, 9:30 PM"),
        ("2025-12-24T00:00:00-05:00", "Dec 24, 2025"),
        ("nonsense", "nonsense"),
    ],
)
def test_days_and_times_are_short(iso: str, shown: str) -> None:
    """The year only where it is another one, midnight for the whole day, and junk unchanged."""
    element = day_element(iso, ZoneInfo("America/New_York"), now=NOON)
    assert re.sub("<[^>]+>", "", element) == shown


def test_a_number_may_be_typed_as_it_was_heard(site: Site) -> None:
    """Lower case and a missing dash lead to the ticket; its own spelling is in the address bar."""
    number = site.add_ticket()
    answer = site.client("viewer").get(f"/tickets/{number.lower().replace('-', '')}")
    assert (answer.status_code, answer.location) == (302, f"/tickets/{number}")


def test_only_administrators_read_about_a_broken_rulebook(site: Site) -> None:
    """The people who can mend the rulebook are the ones who see what is wrong with it."""
    site.break_rulebook()
    assert "last good one stays in force" in site.client("administrator").get("/desk").text
    assert "last good one" not in site.client("viewer").get("/desk").text


@pytest.mark.parametrize(
    ("text", "marks", "pieces"),
    [
        ("a pothole", [(2, 9, "pothole")], ["a ", "[pothole]"]),
        ("moved a pothole", [(2, 9, "pothole")], ["moved a ", "[pothole]"]),
        ("pothole", [(0, 7, "pothole"), (0, 3, "pot")], ["[pothole]"]),
        ("short", [(0, 700, "not in it at all")], ["short"]),
        ("words", [(-5, 2, ""), (3, 1, "x")], ["words"]),
        ("", [(0, 1, "a")], []),
    ],
)
def test_marks_never_lose_a_word(text: str, marks: list[tuple[int, int, str]], pieces: list[str]) -> None:
    """Overlapping, shifted and wrong evidence still shows every word once."""
    given = [Mark(field="service", start=start, end=end, text=words) for start, end, words in marks]
    found = cut(text, given)
    assert "".join(piece.text for piece in found) == text
    assert [f"[{piece.text}]" if piece.field else piece.text for piece in found] == pieces


def test_the_history_tells_what_rules_did(site: Site) -> None:
    """A clerk who finds a ticket moved must see that it was a rule, and which one, by the name that it has."""
    number = site.add_ticket()
    with site.gateway.store.writing() as connection:
        rule, done = "rule Late in SoHo", "Rule “Late in SoHo”: told boss@elmcity.example."
        moved = {"from": "fire", "to": "streets"}
        add_event(connection, ticket_id=1, kind="overdue", actor="gateway", now=NOON, text="It was due on Friday.")
        add_event(connection, ticket_id=1, kind="moved", actor=rule, now=NOON, data=moved)
        add_event(connection, ticket_id=1, kind="rules_asked", actor="gateway", now=NOON, text=done)
    page = site.client("administrator").get(f"/tickets/{number}").text
    for words in ("Overdue", "It was due on Friday.", "Rule “Late in SoHo”</span>", "What the rules did", done):
        assert words in page
