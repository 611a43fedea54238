"""What has happened to requests, step by step: everybody reads what residents were told, and nothing more."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gateway import casework
from gateway.open311.moments import write_moment
from tests.open311.reading import DAY, RULES, App, problems
from tests.web.site import NOON

CLERK = "bart@elmcity.example"


def change(app: App, number: str, status: str, note: str = "", reason: str = "") -> None:
    """What a clerk does, a minute after the last thing."""
    app.clock.now += 60
    casework.change_status(
        app.gateway, ticket_id=app.id_of(number), status=status, note=note, reason=reason, actor=CLERK
    )


def test_each_change_of_state_is_a_step_with_the_words_that_the_resident_read(app: App) -> None:
    """In the order of time; the city's reason stands before the note, and persons are masked in it."""
    number = app.add()
    change(app, number, "in_progress")
    change(app, number, "closed", "Anne, call +1 203 555 0199 if it comes back.", "repaired")
    app.clock.now += 1
    first, second = app.json("servicerequestupdates")
    assert first == {
        "update_id": f"{number}-2",
        "service_request_id": number,
        "status": "in_progress",
        "updated_datetime": write_moment(NOON + 60),
        "description": None,
        "media_url": None,
    }
    assert (second["status"], second["update_id"]) == ("closed", f"{number}-3")
    assert second["description"] == "Repaired by our crew. [name], call [phone] if it comes back."


def test_steps_in_xml_say_the_same(app: App) -> None:
    """In the elements of the extension, empty ones where there is nothing to say."""
    number = app.add()
    change(app, number, "closed", "Done <b>& dusted</b>")
    root = app.xml("servicerequestupdates")
    assert root.tag == "service_request_updates"
    (step,) = root
    assert step.tag == "request_update"
    assert {field.tag: field.text for field in step} == app.json("servicerequestupdates")[0]


def test_requests_that_became_one_are_duplicates_until_they_are_taken_apart(app: App) -> None:
    """Only the one that is open again has a step then; the other's state never changed."""
    first, second = app.add(), app.add(reporter="+12035550122")
    casework.join_tickets(app.gateway, ticket_id=app.id_of(second), number=first, actor=CLERK)
    app.clock.now += 60
    casework.part_tickets(app.gateway, ticket_id=app.id_of(second), number=first, actor=CLERK)
    app.clock.now += 1
    steps = app.json("servicerequestupdates")
    assert [(step["service_request_id"], step["status"], step["description"]) for step in steps] == [
        (second, "duplicate", "Duplicate of another request"),
        (second, "open", None),
    ]


def test_what_is_not_for_everybody_has_no_steps(app: App) -> None:
    """Notes among staff, replies to one person, services that are not public, and what developers try."""
    number = app.add()
    casework.add_note(app.gateway, ticket_id=app.id_of(number), text="Ask Cris first.", actor=CLERK)
    casework.reply_to_resident(app.gateway, ticket_id=app.id_of(number), text="Dear Anne,", actor=CLERK)
    change(app, app.add(service="noise", reporter="+12035550122"), "closed", "Quiet now.")
    change(app, app.add(service=None, service_name=None, reporter="+12035550123"), "closed", "Sorted.")
    tried = app.add(source="open311-test", department="sandbox", reporter="+12035550124")
    change(app, tried, "closed", "It works.")
    assert app.json("servicerequestupdates") == []
    assert [step["service_request_id"] for step in app.json("servicerequestupdates", kind="test")] == [tried]


@pytest.mark.parametrize(
    ("publish", "values", "is_told"),
    [
        ("everything", {}, True),
        ("everything", {"priority": "emergency"}, False),
        ("reported_here", {}, False),
        ("reported_here", {"source": "open311"}, True),
        ("nothing", {"source": "open311"}, False),
    ],
)
def test_words_stay_away_where_those_of_the_request_do(
    make_app: Any, publish: str, values: dict[str, Any], is_told: bool
) -> None:
    """The state is told all the same."""
    app = make_app(rules=RULES.replace("test: sandbox}", f"test: sandbox, publish: {publish}}}"))
    change(app, app.add(**values), "closed", "Done.")
    (step,) = app.json("servicerequestupdates")
    assert step["status"] == "closed"
    assert step["description"] == ("Done." if is_told else None)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["in_progress", "closed"]),
        ("start_date=2026-09-21T14:14:21Z", ["closed"]),
        ("start_date=2026-09-21T10:14:20-04:00", ["in_progress", "closed"]),
        ("end_date=2026-09-21T14:14:20Z", ["in_progress"]),
        ("start_date=2026-09-21T14:14:00Z&end_date=2026-09-21T14:15:20Z", ["in_progress", "closed"]),
        ("start_date=2026-09-21T14:15:21Z", []),
    ],
)
def test_a_window_bounds_the_steps(app: App, query: str, expected: list[str]) -> None:
    """By when something happened, whenever the request was filed; an end to the second is inside."""
    number = app.add(created_at=NOON - 200 * DAY)
    change(app, number, "in_progress")
    change(app, number, "closed", "Done.")
    assert write_moment(app.clock.now) == "2026-09-21T14:15:20Z"
    assert [step["status"] for step in app.json(f"servicerequestupdates?{query}")] == expected


def test_a_long_list_goes_on_with_its_next_page(app: App) -> None:
    """Also where a thousand things happened in the same second; the window stays as it was asked for."""
    number = app.add()
    change(app, number, "in_progress")
    change(app, number, "open")
    change(app, number, "closed", "Done.")
    window = "start_date=2026-09-21T14:13:00%2B00:00"
    first = app.ask(f"servicerequestupdates.json?{window}&page_size=2")
    (address,) = re.findall(r'^<http://[^/]+/open311/v2/(.*)>; rel="next"$', first.headers["Link"])
    last = app.ask(address)
    assert [step["status"] for step in (*first.json, *last.json)] == ["in_progress", "open", "closed"]
    assert "Link" not in last.headers


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("start_date=yesterday", "“yesterday” in start_date is no date."),
        ("start_date=2026-01-01T00:00:00Z&end_date=2026-09-01T00:00:00Z", "are more than 90 days"),
        ("jurisdiction_id=elsewhere.example", "There is no jurisdiction"),
    ],
)
def test_a_window_that_is_none_is_refused(app: App, query: str, says: str) -> None:
    """As in the list of requests."""
    answer = app.ask(f"servicerequestupdates.xml?{query}")
    assert says in problems(answer, 404 if "jurisdiction" in query else 400)
