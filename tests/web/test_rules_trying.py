"""Trying a message: what would come of it under the draft, without anything being stored or sent."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from sqlalchemy import func, select

from gateway.store.schema import message, outbox
from tests.web.rulebook_site import BOOK, BROKEN, RulebookSite, changed
from tests.web.site import Site, token_in

PAGE = "/rules/try"


@pytest.fixture
def book(site: Site) -> RulebookSite:
    """The site with a rulebook that has examples."""
    return RulebookSite(site)


def attempt(client: Any, text: str, **fields: str) -> str:
    """What the page says to a message, as plain text with single spaces."""
    form = {"csrf_token": token_in(client.get(PAGE).text), "text": text, **fields}
    answer = client.post(PAGE, data=form)
    assert answer.status_code == 200
    shown = answer.text.partition('id="tried"')[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def test_a_message_is_explained_from_its_words_to_its_answer(book: RulebookSite) -> None:
    """What was understood, the rule with its condition and what it set, the silent ones, and the answer's length."""
    said = attempt(book.sign_in("Anne"), "There is a pothole at 240 Whalley Ave")
    assert "Service Pothole" in said
    assert "Place 240 Whalley Ave" in said
    assert "Department Front desk by the rule “State roads”" in said
    assert "Priority Normal because nothing else is said" in said
    assert "State roads speaks, because of service: pothole; street: Whalley Ave it goes to Front desk" in said
    assert "Gas is an emergency is silent: not text: smell gas or huele a gas" in said
    assert "state_road · 1 text message Call the state." in said
    with book.site.gateway.store.reading() as connection:
        for table in (message, outbox):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_what_is_missing_is_asked_for_in_the_senders_language(book: RulebookSite) -> None:
    """The answer is the one that a resident would get: with the question that follows, and in Spanish."""
    said = attempt(book.sign_in("Anne"), "Hay un bache enorme en la calle")
    assert "Missing location" in said
    assert "received, ask_location · " in said
    assert "Language Spanish" in said
    assert "Department Streets of the service" in said


def test_an_action_that_came_too_late_is_said(book: RulebookSite) -> None:
    """Of two rules that fit, the reader sees whose word counted; after `stop` nobody is asked."""
    client = book.draft("Anne", ("reply: call_911, stop: true", "reply: call_911"))
    said = attempt(client, "I smell gas and there is a pothole at 240 Whalley Ave")
    assert "Department Fire dispatch by the rule “Gas is an emergency”" in said
    assert "its priority is emergency" in said
    draft = book.sign_in("Bart")
    assert "State roads is not read" in attempt(draft, "I smell gas near the pothole at 240 Whalley Ave")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"date": "tomorrow"}, "tomorrow is no time. Write 2026-07-04 or 2026-07-04 22:30 ."),
        ({"from": "nobody"}, "nobody is no sender. Write an address,"),
        ({"repeat": "0"}, "Write a number from 1 to 1000."),
        ({"channel": "pigeon"}, "Choose one of the list."),
    ],
)
def test_a_field_that_cannot_be_read_says_so(book: RulebookSite, fields: dict[str, str], said: str) -> None:
    """In the words of an example that is wrong, and what was typed stays."""
    client = book.sign_in("Anne")
    assert said in attempt(client, "A pothole", **fields)
    form = {"csrf_token": token_in(client.get(PAGE).text), "text": "A pothole", **fields}
    page = client.post(PAGE, data=form).text
    assert "\nA pothole</textarea>" in page
    assert 'aria-invalid="true"' in page or "channel" in fields


def test_sender_time_event_and_repeat_count(book: RulebookSite) -> None:
    """Every field of the form reaches the rules."""
    condition = "{all: [{from: anne@resident.example}, {subject}, {hours: 22:00-06:00}, {repeat: {at_least: 3}}]}"
    when = condition.replace("{subject}", "{has: subject}").replace("]}", ", {event: overdue}]}")
    client = book.draft("Anne", ("when: {all: [{service: pothole}, {street: Whalley Ave}]}", f"when: {when}"))
    fields = {"channel": "email", "from": "anne@resident.example", "subject": "Again", "date": "2026-07-04 22:30"}
    said = attempt(client, "It is dark", **fields, repeat="3", event="overdue")
    assert "State roads speaks" in said
    assert "State roads is for another event" not in said
    assert "State roads speaks" not in attempt(client, "It is dark", **fields, repeat="2", event="overdue")


def test_the_text_in_the_editor_beside_it_counts(book: RulebookSite) -> None:
    """What stands in the field is tried before it is kept; with a mistake in it the page says which."""
    client = book.sign_in("Anne")
    other = changed(("department: front_desk, reply: state_road", "department: fire, reply: state_road"))
    form = {"rules": other.replace("\n", "\r\n"), "file": "routing_rules.yaml"}
    assert "Department Fire dispatch" in attempt(client, "A pothole at 240 Whalley Ave", **form)
    said = attempt(client, "A pothole at 240 Whalley Ave", rules=changed(BROKEN), file="routing_rules.yaml")
    assert "Nothing can be tried while the rules have a mistake" in said
    assert "There is no department front_dsk . Did you mean front_desk ?" in said
    assert book.on_disk.text == BOOK
    assert book.drafts == {}


def test_htmx_gets_the_part_that_changes(book: RulebookSite) -> None:
    """Only what comes of the message is drawn anew; an empty message is no mistake."""
    client = book.sign_in("Anne")
    form = {"csrf_token": token_in(client.get(PAGE).text), "text": ""}
    part = client.post(PAGE, data=form, headers={"HX-Request": "true"}).text
    assert "<form" not in part
    assert "Here stands what comes of the message" in part


def test_long_words_cost_little(book: RulebookSite) -> None:
    """A message that is too long to be tried is said to be, before anybody reads it."""
    assert "longer than 20,000 characters" in attempt(book.sign_in("Anne"), "a " * 10_001 + "b")


def keep_it(client: Any, text: str, **fields: str) -> Any:
    """Press the button beside a rule."""
    form = {"csrf_token": token_in(client.get(PAGE).text), "text": text, "channel": "sms", "repeat": "1", **fields}
    return client.post(f"{PAGE}/keep", data=form, follow_redirects=True)


def test_a_tried_message_becomes_an_example(book: RulebookSite) -> None:
    """Of the rule that spoke, or of one that must be silent; in the draft, once, and all the rest stays as it was."""
    client = book.sign_in("Anne")
    page = client.post(PAGE, data={"csrf_token": token_in(client.get(PAGE).text), "text": "A pothole, 9 Whalley Ave"})
    assert 'name="speaks" value="State roads"' in page.text
    assert "<option>Gas is an emergency</option>" in page.text
    words = "A pothole at 9 Whalley Ave"
    for said in ("Kept in your draft as an example of", "This is an example of"):
        assert said in keep_it(client, words, speaks="State roads").text
    keep_it(client, "The gas bill", silent="1", which="Gas is an emergency", date="2026-07-04 22:30")
    draft = book.drafts["anne@elmcity.example"].text
    assert draft == changed(
        ("240 Whalley Ave\n", f"240 Whalley Ave\n      - {words}\n"),
        ("12 Oak St\n", "12 Oak St\n      - {text: The gas bill, date: 2026-07-04 22:30, not: true}\n"),
    )
    bare = book.draft("Bart", ("    examples:\n      - I smell gas outside 12 Oak St\n", ""))
    keep_it(bare, "I smell gas", speaks="Gas is an emergency")
    assert "stop: true}\n    examples:\n      - I smell gas\n" in book.drafts["bart@elmcity.example"].text
    assert keep_it(client, "A pothole", speaks="Gone").status_code == 409
    assert keep_it(client, "", speaks="State roads").status_code == 400
