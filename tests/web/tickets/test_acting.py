"""Every form of a ticket acts once, not past another clerk, keeps what was typed, and only for those who may."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from gateway import casework
from gateway.store.desk import TicketView, find_ticket_view
from gateway.store.schema import event, outbox, ticket
from tests.web.site import NOON, Site, post, token_in

DAY = 86_400.0
FORMS: dict[str, tuple[dict[str, str], str]] = {
    "assignee": ({"person": "member@elmcity.example"}, "assigned"),
    "priority": ({"priority": "high"}, "priority"),
    "due": ({"due": "2026-09-24T15:30", "reason": "Promised on the phone"}, "due"),
    "snooze": ({"choice": "week"}, "snoozed"),
    "link": ({"text": "{other}"}, "linked"),
    "where": ({"place": "Behind the school", "spot": "words"}, "place_changed"),
    "service": ({"service": "streetlight_out", "text": "It is the lamp"}, "service_changed"),
    "split": ({"text": "The street light at 48 Maple Ave is out.", "service": "streetlight_out"}, "split"),
    "department": ({"department": "fire", "text": "It smells of gas"}, "moved"),
}
"""By the last part of the address: what is sent, and the kind of event that it makes."""


def view_of(site: Site, number: str) -> TicketView:
    """The ticket as it stands."""
    with site.gateway.store.reading() as connection:
        found = find_ticket_view(connection, number)
    assert found is not None
    return found


def kinds(site: Site, number: str) -> list[str]:
    """What happened to a ticket."""
    return [row.kind for row in view_of(site, number).events]


def hidden(page: str, form: str) -> dict[str, str]:
    """The fields that a form carries unseen."""
    found = re.search(rf'name="seen" value="(\d+)"><input type="hidden" name="once" value="([^"]+:{form})"', page)
    assert found is not None
    return {"csrf_token": token_in(page), "seen": found[1], "once": found[2]}


def send(site: Site, client: FlaskClient, number: str, form: str, **changed: str) -> Any:
    """Fill in one of `FORMS`."""
    other = site.numbers.get("other", "")
    values = {name: value.format(other=other) for name, value in FORMS[form][0].items()} | changed
    return post(client, f"/tickets/{number}/{form}", page=f"/tickets/{number}", **values)


@pytest.fixture
def number(site: Site) -> str:
    """A ticket of Streets, with another one beside it."""
    site.numbers["other"] = site.add_ticket(reporter="+12035550199")
    return site.add_ticket()


@pytest.mark.parametrize("form", FORMS)
def test_each_form_does_what_it_says(site: Site, number: str, form: str) -> None:
    """A clerk of the department changes it; the history says who did what."""
    client = site.client("member", "streets")
    answer = send(site, client, number, form)
    assert answer.status_code == 303, answer.text
    last = next(row for row in reversed(view_of(site, number).events) if row.kind == FORMS[form][1])
    assert last.actor == "member@elmcity.example"


def test_who_may_not_change_it_has_no_form(site: Site, number: str) -> None:
    """A viewer and a member of another department are refused, and nothing happens."""
    for client in (site.client("viewer"), site.client("member", "fire")):
        for form, (values, _) in FORMS.items():
            answer = post(client, f"/tickets/{number}/{form}", page="/desk", **values)
            assert (form, answer.status_code) == (form, 403)
    assert kinds(site, number) == ["opened"]


MISTAKES: list[tuple[str, dict[str, str], str]] = [
    ("assignee", {"person": "stranger@elmcity.example"}, "may not change tickets"),
    ("priority", {"priority": "sky high"}, "There is no priority"),
    ("due", {"due": "next week"}, "Write day and time like 2026-09-24 15:30."),
    ("due", {"due": "2020-01-01T10:00"}, "That time has passed"),
    ("snooze", {"choice": "at", "until": "whenever"}, "Write day and time"),
    ("snooze", {"choice": "never"}, "Choose until when"),
    ("link", {"text": "K7WX"}, "There is no ticket K7WX"),
    ("where", {"spot": ""}, "Choose one of the places"),
    ("where", {"spot": "41.000000,-72.000000"}, "Look them up again"),
    ("service", {"service": ""}, "Choose a service."),
    ("service", {"service": "moon_landing"}, "There is no service"),
    ("split", {"text": "  "}, "second problem"),
    ("department", {"department": "streets"}, "is with Streets already"),
    ("department", {"text": " "}, "Write why"),
    ("department", {"text": "long " * 2000}, "Shorten the text"),
]
"""The form, what is wrong in it, and what is said."""
KEPT = {"due": "Promised on the phone", "service": "It is the lamp", "where": "Behind the school"}


def test_a_mistake_is_said_and_what_was_typed_stays(site: Site, number: str) -> None:
    """One sentence says what to do, and nobody types a reason twice."""
    client = site.client("member", "streets")
    for form, changed, words in MISTAKES:
        answer = send(site, client, number, form, **changed)
        assert (form, answer.status_code) == (form, 422)
        assert words in answer.text
        assert KEPT.get(form, "") in answer.text
    assert kinds(site, number) == ["opened"]


def test_two_clerks_do_not_undo_each_other(site: Site, number: str) -> None:
    """Who did not see the other's answer is shown it, keeps the words, and may send them then."""
    client, path = site.client("member", "streets"), f"/tickets/{number}"
    form = hidden(client.get(path).text, "reply")
    site.add_person("member", "streets", email="bart@elmcity.example")
    casework.reply_to_resident(
        site.gateway, ticket_id=view_of(site, number).ticket.id, text="On our way.", actor="bart@elmcity.example"
    )
    answer = client.post(f"{path}/reply", data={**form, "text": "Which side?"})
    assert answer.status_code == 422
    for words in ("Somebody else did something", "bart@elmcity.example", "On our way.", ">\nWhich side?</textarea>"):
        assert words in answer.text
    again = client.post(f"{path}/reply", data={**hidden(answer.text, "reply"), "text": "Which side?"})
    assert again.status_code == 303
    with site.gateway.store.reading() as connection:
        sent = connection.execute(select(outbox.c.body).order_by(outbox.c.id)).scalars().all()
    assert [body.split("\n")[0] for body in sent] == ["On our way.", "Which side?"]


def test_a_form_that_comes_twice_acts_once(site: Site, number: str) -> None:
    """A double click and the way back send the same form; the second time is no mistake of the clerk's."""
    client, path = site.client("member", "streets"), f"/tickets/{number}"
    form = {**hidden(client.get(path).text, "note"), "text": "Crew 4 knows the place."}
    answers = [client.post(f"{path}/notes", data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert kinds(site, number) == ["opened", "note"]
    assert "sent already" in client.get(path).text


def test_another_form_of_the_same_page_still_acts(site: Site, number: str) -> None:
    """Only the same form is the same."""
    client, path = site.client("member", "streets"), f"/tickets/{number}"
    page = client.get(path).text
    client.post(f"{path}/notes", data={**hidden(page, "note"), "text": "First."})
    assert client.post(f"{path}/priority", data={**hidden(page, "priority"), "priority": "low"}).status_code == 303
    assert kinds(site, number) == ["opened", "note", "priority"]


def test_a_ticket_that_was_handed_on_is_not_followed(site: Site, number: str) -> None:
    """A clerk who may not read the other department's tickets lands on the own desk, not on a refusal."""
    client = site.client("member", "streets")
    answer = send(site, client, number, "department")
    assert answer.location == "/desk"
    assert client.get(f"/tickets/{number}").status_code == 403
    assert view_of(site, number).ticket.moved == 1


def test_a_department_that_is_gone_is_said_and_can_be_left(site: Site) -> None:
    """A rulebook that lost a department must not lose its tickets."""
    number = site.add_ticket(department="lamps")
    client = site.client("administrator")
    assert "has no department “lamps” any more" in client.get(f"/tickets/{number}").text
    assert send(site, client, number, "department").status_code == 303
    assert view_of(site, number).ticket.department == "fire"


def test_a_service_of_another_department_takes_the_ticket_there_or_not(site: Site) -> None:
    """What follows from the rulebook is shown before; the clerk may keep the ticket."""
    number = site.add_ticket(department="front_desk", service=None, service_name=None)
    client = site.client("administrator")
    page = client.get(f"/tickets/{number}/service?q=light").text
    assert "Streets, due within 10 days" in page
    assert "Pothole" not in page
    assert "Pothole" in client.get(f"/tickets/{number}/service?q=deep+hole+in+the+road").text
    assert "No service has these words" in client.get(f"/tickets/{number}/service?q=zeppelin").text
    assert send(site, client, number, "service", department="keep").status_code == 303
    assert view_of(site, number).ticket.department == "front_desk"


def test_put_aside_until_monday_means_monday_morning(site: Site, number: str) -> None:
    """By the city's clock, whatever day it is; and back it comes when a clerk wants it."""
    client = site.client("member", "streets")
    assert send(site, client, number, "snooze", choice="monday").status_code == 303
    until = view_of(site, number).ticket.snoozed_until
    assert until is not None
    assert NOON < until <= NOON + 7 * DAY
    assert '<time datetime="2026-09-28T08:00:00-04:00">' in client.get(f"/tickets/{number}").text
    assert send(site, client, number, "snooze", choice="").status_code == 303
    assert view_of(site, number).ticket.snoozed_until is None


def test_a_closed_ticket_is_opened_again(site: Site, number: str) -> None:
    """Opening again is a status like the others, and counted."""
    with site.gateway.store.writing() as connection:
        connection.execute(update(ticket).where(ticket.c.number == number).values(status="closed", closed_at=NOON))
    client, path = site.client("member", "streets"), f"/tickets/{number}"
    assert "Open (opens it again)" in client.get(path).text
    assert post(client, f"{path}/status", page=path, status="open", text="We look again.").status_code == 303
    assert (view_of(site, number).ticket.status, view_of(site, number).ticket.reopened) == ("open", 1)


def test_nothing_of_a_ticket_is_read_without_signing_in(site: Site, number: str) -> None:
    """Each of its pages asks who is there."""
    for path in ("", "/service", "/where", "/split", "/presence", "/why"):
        assert site.client().get(f"/tickets/{number}{path}").status_code == 302
    with site.gateway.store.reading() as connection:
        assert len(connection.execute(select(event)).all()) == 2
