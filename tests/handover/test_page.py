"""The page of a ticket says how it stands in the department's own system, and lets those who may act do so."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.handover.conftest import Works
from tests.handover.fake_system import refused
from tests.web.site import Site, post


@pytest.fixture
def clerk(works: Works) -> FlaskClient:
    """Somebody of the streets department at the desk."""
    return Site(gateway=works.gateway).client("member", "streets")


def _page(client: FlaskClient, ticket: Any) -> str:
    """The box, in words."""
    found = re.search(r'<section aria-labelledby="system-title-1".*?</section>', _whole(client, ticket), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def _whole(client: FlaskClient, ticket: Any) -> str:
    answer = client.get(f"/tickets/{ticket.number}")
    assert answer.status_code == 200
    return answer.text


def _send(client: FlaskClient, ticket: Any, form: str = "system") -> Any:
    return post(client, f"/tickets/{ticket.number}/{form}", page=f"/tickets/{ticket.number}")


def test_the_page_says_how_it_stands_there(works: Works, clerk: FlaskClient) -> None:
    """Its number, its state and its words, in one place; the form itself is no part of the conversation."""
    ticket = works.report()
    works.wait()
    works.system.say("W-1", status_notes="A crew is scheduled.")
    works.wait()
    box = _page(clerk, ticket)
    assert box.startswith("In the system of Streets State It has it Number there W-1 It says Open A crew is scheduled.")
    assert "service_code" not in _whole(clerk, ticket)
    assert "The system of Streets" in _whole(clerk, ticket)


def test_what_was_refused_is_sent_again(works: Works, clerk: FlaskClient) -> None:
    """With what the other side said, and a button once it is mended."""
    works.system.moods = [refused(400, "service_code is unknown")]
    ticket = works.report()
    assert "It could not be handed over Problem It answered 400: service_code is unknown." in _page(clerk, ticket)
    assert _send(clerk, ticket).status_code == 303
    works.wait()
    assert "W-1" in _page(clerk, ticket)


def test_asking_is_stopped(works: Works, clerk: FlaskClient) -> None:
    """And a second press is told that nothing is asked any more, with status 422."""
    ticket = works.report()
    works.wait()
    assert _send(clerk, ticket, "system/stop").status_code == 303
    assert "it is not asked any more" in _page(clerk, ticket)
    again = _send(clerk, ticket, "system/stop")
    assert (again.status_code, "Nothing is asked about this ticket any more." in again.text) == (422, True)


def test_what_is_on_its_way_is_not_sent_twice(works: Works, clerk: FlaskClient) -> None:
    """Two clerks press at once."""
    works.system.moods = [(503, {}, b"")] * 3
    ticket = works.report()
    assert "Send it again" not in _page(clerk, ticket)
    answer = _send(clerk, ticket)
    assert (answer.status_code, "on its way already" in answer.text) == (422, True)


def test_a_service_that_is_not_taken_there_says_so(works: Works, clerk: FlaskClient) -> None:
    """There is no button, because there is nothing to send."""
    ticket = works.report("The streetlight at 12 Oak St is out")
    box = _page(clerk, ticket)
    assert "Not handed over" in box
    assert "The rulebook names no service of that system for it." in box
    assert "Hand it over now" not in box


def test_a_department_without_a_system_has_no_box(works: Works) -> None:
    """Nothing changes for those who have none."""
    ticket = works.report("A tree fell at 12 Oak St")
    assert _page(Site(gateway=works.gateway).client("member", "parks"), ticket) == ""


def test_a_viewer_may_not_send(works: Works) -> None:
    """Nor sees the buttons."""
    works.system.moods = [refused(400, "no")]
    ticket = works.report()
    viewer = Site(gateway=works.gateway).client("viewer", "streets")
    assert "Send it again" not in _page(viewer, ticket)
    assert _send(viewer, ticket).status_code == 403


@pytest.mark.parametrize(("questions", "is_said"), [(1, False), (5, True)])
def test_administrators_hear_of_a_system_that_says_nothing(works: Works, questions: int, is_said: bool) -> None:
    """One failure is nobody's trouble; five in a row are."""
    works.report()
    works.wait()
    works.system.on_asking = [(503, {}, b"")] * 99
    for _ in range(questions):
        works.turn(hours=7)
    page = Site(gateway=works.gateway).client("administrator").get("/administration")
    assert page.status_code == 200
    assert ("The system of Streets does not say how 1 ticket stands there." in page.text) is is_said
