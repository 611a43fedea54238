"""Every page for every role: who may read, who may change, and what a stranger gets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from gateway.store.schema import event, outbox, ticket
from tests.web.site import PASSWORD, Site, post

READERS = [("administrator", ()), ("member", ("streets",)), ("viewer", ("streets",)), ("viewer", ())]
STRANGERS = [("member", ("fire",)), ("viewer", ("fire",)), ("member", ())]
ACTIONS = {
    "status": {"status": "in_progress", "text": "We are on it."},
    "reply": {"text": "Which side of the street?"},
    "notes": {"text": "Crew 4 knows the place."},
}


@pytest.fixture(autouse=True)
def _two_departments(site: Site) -> None:
    site.numbers["streets"] = site.add_ticket()
    site.numbers["fire"] = site.add_ticket(
        department="fire", service="gas_odor", service_name="Gas odor", priority="emergency"
    )


@pytest.mark.parametrize("path", ["/", "/simulator", "/simulator/outbox", "/sign-in", "/healthz"])
def test_pages_for_everybody(site: Site, path: str) -> None:
    """A visitor who is not signed in reaches the start page, the simulator and the sign-in form."""
    assert site.client().get(path).status_code == 200


@pytest.mark.parametrize("path", ["/desk", "/desk/streets?show=closed", "/tickets/{streets}"])
def test_a_visitor_is_asked_to_sign_in_and_comes_back(site: Site, path: str) -> None:
    """Whoever follows a link from a mail must land on that page after signing in."""
    client, wanted = site.client(), path.format(**site.numbers)
    answer = client.get(wanted, follow_redirects=False)
    assert (answer.status_code, answer.location.split("?")[0]) == (302, "/sign-in")
    email = site.add_person("administrator")
    after = post(client, answer.location, page=answer.location, email=email, password=PASSWORD)
    form_next = client.get(after.location)
    assert after.status_code == 303
    assert form_next.status_code == 200


@pytest.mark.parametrize(("role", "departments"), READERS)
@pytest.mark.parametrize("path", ["/desk", "/desk/streets", "/desk/streets?show=all", "/tickets/{streets}"])
def test_readers_read(site: Site, role: str, departments: tuple[str, ...], path: str) -> None:
    """Administrators, members and viewers see the tickets of their departments."""
    answer = site.client(role, *departments).get(path.format(**site.numbers))
    assert answer.status_code == 200
    assert "Streets" in answer.text


@pytest.mark.parametrize(("role", "departments"), STRANGERS)
@pytest.mark.parametrize("path", ["/desk/streets", "/tickets/{streets}", "/tickets/{streets}/messages/1"])
def test_strangers_to_a_department_are_refused(site: Site, role: str, departments: tuple[str, ...], path: str) -> None:
    """A department's tickets hold residents' names and numbers: other departments do not see them."""
    answer = site.client(role, *departments).get(path.format(**site.numbers))
    assert answer.status_code == 403
    assert "Huge pothole" not in answer.text


def test_the_desk_lists_only_what_a_person_may_see(site: Site) -> None:
    """A member sees the own departments and no others."""
    page = site.client("member", "fire").get("/desk").text
    assert 'href="/desk/fire"' in page
    assert "/desk/streets" not in page
    assert site.numbers["streets"] not in page


def test_a_member_without_departments_is_told_what_to_do(site: Site) -> None:
    """An empty desk explains itself."""
    assert "not a member of any department" in site.client("member").get("/desk").text


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(("role", "departments"), [("administrator", ()), ("member", ("streets",))])
def test_those_who_may_change_do(site: Site, action: str, role: str, departments: tuple[str, ...]) -> None:
    """Each of the three forms writes history with the person's address."""
    client, path = site.client(role, *departments), f"/tickets/{site.numbers['streets']}"
    answer = post(client, f"{path}/{action}", page=path, **ACTIONS[action])
    assert answer.status_code == 303, answer.text
    with site.gateway.store.reading() as connection:
        written = connection.execute(select(event.c.actor, event.c.text).order_by(event.c.id.desc())).first()
    assert written is not None
    assert tuple(written) == (f"{role}@elmcity.example", ACTIONS[action]["text"])


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(("role", "departments"), [("viewer", ()), ("viewer", ("streets",)), ("member", ("fire",))])
def test_those_who_may_not_change_cannot(site: Site, action: str, role: str, departments: tuple[str, ...]) -> None:
    """A viewer has no forms, and a forged one changes nothing."""
    client, path = site.client(role, *departments), f"/tickets/{site.numbers['streets']}"
    answer = post(client, f"{path}/{action}", page="/desk", **ACTIONS[action])
    assert answer.status_code == 403
    with site.gateway.store.reading() as connection:
        assert connection.execute(select(event).where(event.c.kind != "opened")).first() is None
        assert connection.execute(select(outbox)).first() is None


def test_a_viewer_sees_no_form(site: Site) -> None:
    """What a person cannot do is not offered."""
    page = site.client("viewer").get(f"/tickets/{site.numbers['streets']}").text
    assert "Set the status" not in page


def test_closing_needs_a_note_and_keeps_what_was_chosen(site: Site) -> None:
    """The resident must hear why; the form comes back with its status chosen and says what is missing."""
    client, path = site.client("administrator"), f"/tickets/{site.numbers['streets']}"
    answer = post(client, f"{path}/status", page=path, status="closed", text="  ")
    assert answer.status_code == 422
    assert "Write what was done" in answer.text
    assert '<option value="closed" selected>' in answer.text
    with site.gateway.store.reading() as connection:
        assert set(connection.execute(select(ticket.c.status)).scalars()) == {"received"}


def test_a_note_that_is_too_long_is_not_lost(site: Site) -> None:
    """Nobody has to type a long note twice because of a limit."""
    client, path = site.client("administrator"), f"/tickets/{site.numbers['streets']}"
    words = "The crew went there. " * 500
    answer = post(client, f"{path}/notes", page=path, text=words)
    assert answer.status_code == 422
    assert words.strip() in answer.text


def test_closing_tells_the_resident(site: Site) -> None:
    """The note of the department goes out in the resident's channel."""
    client, path = site.client("member", "streets"), f"/tickets/{site.numbers['streets']}"
    assert post(client, f"{path}/status", page=path, status="closed", text="Filled today.").status_code == 303
    with site.gateway.store.reading() as connection:
        rows = connection.execute(select(outbox.c.recipient, outbox.c.channel, outbox.c.body)).all()
    assert [(row.recipient, row.channel) for row in rows] == [("+12035550111", "simulator_sms")]
    assert "Filled today." in rows[0].body
    assert "Closed" in client.get(path).text


def test_two_tickets_are_made_one_by_number(site: Site) -> None:
    """A mistyped number is said and stays in the form; the right one closes the ticket and says where it goes on."""
    client, path = site.client("member", "streets"), f"/tickets/{site.numbers['streets']}"
    wrong = post(client, f"{path}/merge", page=path, text="K7WX")
    assert wrong.status_code == 422
    assert "There is no ticket K7WX." in wrong.text
    assert post(client, f"{path}/merge", page=path, text=site.numbers["fire"]).status_code == 303
    page = client.get(path).text
    assert f"It goes on as {site.numbers['fire']}." in page
    assert "Merge into another ticket" not in page


def test_a_stranger_merges_nothing(site: Site) -> None:
    """Who may not change a ticket may not close it this way either."""
    path = f"/tickets/{site.numbers['streets']}"
    answer = post(site.client("viewer", "streets"), f"{path}/merge", page=path, text=site.numbers["fire"])
    assert answer.status_code == 403


def test_without_the_simulator_its_pages_do_not_exist(make_gateway: Callable[..., Any]) -> None:
    """In production nobody can play a resident."""
    production = Site(make_gateway(simulator=False))
    client = production.client()
    paths = ("/simulator", "/simulator/outbox", "/simulator/phone", "/simulator/mailbox")
    assert {client.get(path).status_code for path in paths} == {404}
    assert "imulator" not in client.get("/").text
