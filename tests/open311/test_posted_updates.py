"""Updates that other systems post: each state does what the table says, once, and never past what people did."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select, update

from gateway import casework
from gateway.casework.updating import Aim
from gateway.jobs import drain
from gateway.open311.moments import write_moment
from gateway.open311.posted_updates import AIMS
from gateway.store import api_keys
from gateway.store.api_keys import NewApiKey
from gateway.store.events import EventRow, list_events
from gateway.store.schema import outbox, ticket
from gateway.store.tickets import TicketRow, load_ticket
from tests.conftest import ROOT
from tests.open311.reading import RULES, App, problems

NEW = NewApiKey(name="Crew app", contact="", scopes=("updates",), per_minute=1_000, expires_at=None)
CLERK = "bart@elmcity.example"


def key_of(app: App, **changes: Any) -> str:
    """A new key that may post updates."""
    with app.gateway.store.writing() as connection:
        return api_keys.add_key(connection, replace(NEW, **changes), created_by=CLERK, now=1.0)


def post(app: App, number: str, *, key: str, **fields: str) -> Any:
    """One update that happens now, as JSON unless `form` says otherwise."""
    form, kind = fields.pop("form", "json"), fields.pop("kind", "production")
    given = {"service_request_id": number, "update_id": "1", "updated_datetime": write_moment(app.clock.now)}
    data = {"api_key": key, **given, **fields}
    return app.ask(f"servicerequestupdates.{form}", method="POST", kind=kind, data=data)  # type: ignore[arg-type]


def ticket_of(app: App, number: str) -> TicketRow:
    """The ticket as it is now."""
    with app.gateway.store.reading() as connection:
        return load_ticket(connection, app.id_of(number))


def events_of(app: App, number: str) -> list[EventRow]:
    """Its history after it was opened."""
    with app.gateway.store.reading() as connection:
        return list_events(connection, app.id_of(number))[1:]


def sent(app: App) -> list[str]:
    """What waits to be sent to residents."""
    with app.gateway.store.reading() as connection:
        return list(connection.execute(select(outbox.c.body).order_by(outbox.c.id)).scalars())


@pytest.mark.parametrize("state", sorted(AIMS))
def test_every_state_of_the_extension_does_what_the_table_says(app: App, state: str) -> None:
    """In capitals, as the extension has it; the history names the system."""
    number = app.add(status="closed" if AIMS[state] == "open" else "open")
    answer = post(app, number, key=key_of(app), status=state.upper(), description="The crew was there.")
    assert (answer.status_code, answer.json) == (200, [{"update_id": f"{number}-2"}])
    (event,) = events_of(app, number)
    assert ticket_of(app, number).status == (AIMS[state] or "open")
    assert (event.kind, event.actor, event.text) == (
        "status" if AIMS[state] else "note",
        "open311:Crew app",
        "The crew was there.",
    )


def test_the_resident_reads_why_it_was_closed(app: App) -> None:
    """In the words of the system, or in ours where it has none, in the language of the ticket."""
    said, unsaid = app.add(), app.add(language="es", reporter="+12035550122")
    key = key_of(app)
    post(app, said, key=key, status="FIXED", description="New bulb & pole.")
    post(app, unsaid, key=key, status="fixed", update_id="2")
    first, second = sent(app)
    assert "New bulb & pole." in first
    assert "El trabajo está hecho." in second
    assert app.json("servicerequestupdates")[0]["description"] == "New bulb & pole."


def test_the_same_update_twice_is_one(app: App) -> None:
    """A system that heard no answer sends it again, and hears the same; another key has names of its own."""
    number, key = app.add(), key_of(app)
    first = post(app, number, key=key, status="CLOSED", description="Done.", form="xml")
    casework.change_status(app.gateway, ticket_id=app.id_of(number), status="open", note="Not yet.", actor=CLERK)
    again = post(app, number, key=key, status="CLOSED", description="Done.", form="xml")
    assert (first.status_code, first.data) == (200, again.data)
    assert ticket_of(app, number).status == "open"
    assert len(events_of(app, number)) == 2
    app.clock.now += 1
    other = post(app, number, key=key_of(app, name="Other app"), status="CLOSED", description="Really done.")
    assert other.json == [{"update_id": f"{number}-4"}]


def test_a_name_of_an_update_is_not_used_for_two_requests(app: App) -> None:
    """That is a mistake of the client, and is said so."""
    key = key_of(app)
    post(app, app.add(), key=key, status="in_progress")
    other = app.add(reporter="+12035550122")
    answer = post(app, other, key=key, status="in_progress")
    assert "The update_id 1 was used for another request." in problems(answer, 409)
    assert events_of(app, other) == []


def test_an_update_that_is_older_than_what_a_clerk_did_is_a_note(app: App) -> None:
    """It was on its way when the ticket was closed; it does not open it again, and is not lost."""
    number, key = app.add(), key_of(app)
    happened = write_moment(app.clock.now)
    app.clock.now += 60
    casework.change_status(app.gateway, ticket_id=app.id_of(number), status="closed", note="Done.", actor=CLERK)
    answer = post(app, number, key=key, status="IN_PROGRESS", description="On our way.", updated_datetime=happened)
    assert answer.status_code == 200
    assert ticket_of(app, number).status == "closed"
    assert [event.kind for event in events_of(app, number)] == ["status", "note"]
    assert len(sent(app)) == 1


def test_what_says_nothing_new_writes_nothing(app: App) -> None:
    """A system that sends the state every hour does not fill the history."""
    number, key = app.add(status="in_progress"), key_of(app)
    for name in ("a", "b"):
        answer = post(app, number, key=key, status="IN_PROGRESS", update_id=name)
        assert answer.json == [{"update_id": name}]
    assert post(app, number, key=key, status="OPEN", update_id="c").status_code == 200
    assert ticket_of(app, number).status == "in_progress"
    assert events_of(app, number) == []


def test_all_mistakes_are_told_at_once(app: App) -> None:
    """A developer mends them in one go."""
    key = key_of(app)
    answer = app.ask("servicerequestupdates.json", method="POST", data={"api_key": key})
    assert len(answer.json) == 4
    assert "update_id is missing." in problems(answer, 400)
    answer = post(
        app, app.add(), key=key, status="DONE", updated_datetime="today", update_id="x" * 201, description="y" * 4_001
    )
    said = problems(answer, 400)
    for sentence in (
        "“DONE” is no status. Write one of OPEN, REOPEN,",
        "no date",
        "longer than 200",
        "longer than 4,000",
    ):
        assert sentence in said


def test_an_update_from_a_clock_that_runs_ahead_is_taken(app: App) -> None:
    """Another system's clock is not ours to set right, and its update would be refused for ever."""
    answer = post(app, app.add(), key=key_of(app), status="closed", updated_datetime="2030-01-01T00:00:00Z")
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("values", [{"service": "noise"}, {"source": "open311-test"}, {"service": None}])
def test_a_request_that_is_not_for_everybody_is_not_there(app: App, values: dict[str, Any]) -> None:
    """A key does not tell which numbers there are."""
    assert "There is no request" in problems(post(app, app.add(**values), key=key_of(app), status="open"), 404)


def test_a_request_that_goes_on_as_another_one_says_as_which(app: App) -> None:
    """The state of the one that is left is the one that counts."""
    first, second = app.add(), app.add(reporter="+12035550122")
    with app.gateway.store.writing() as connection:
        mine = update(ticket).where(ticket.c.number == second)
        connection.execute(mine.values(merged_into=app.id_of(first), status="closed", closed_at=app.clock.now))
    answer = post(app, second, key=key_of(app), status="IN_PROGRESS")
    assert f"{second} goes on as {first}. Send the update for that one." in problems(answer, 409)


def test_at_the_test_endpoint_nobody_is_told(make_app: Any) -> None:
    """The state changes, as it would, and no rule speaks of it; a key for tests suffices."""
    told = "rules: [{name: Told, when: {event: closed}, then: {tags: done, notify: cris@elmcity.example}}]"
    app = make_app(rules=RULES.replace("rules: []", told))
    number = app.add(source="open311-test", department="sandbox")
    answer = post(app, number, key=key_of(app, scopes=("test",)), status="CLOSED", description="Done.", kind="test")
    assert answer.status_code == 200
    drain(app.gateway, "rules")
    assert (ticket_of(app, number).status, ticket_of(app, number).tags) == ("closed", [])
    with app.gateway.store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(outbox)).scalar_one() == 0


@pytest.mark.parametrize(
    ("sent_as", "status", "says"),
    [
        ({"data": {"api_key": "wrong"}}, 403, "not known here"),
        ({}, 403, "API key is missing"),
        ({"json": {"status": "OPEN"}}, 400, "Send the fields as a form"),
        ({"data": "<update/>", "content_type": "text/xml"}, 400, "Send the fields as a form"),
    ],
)
def test_what_carries_no_key_or_is_no_form_is_refused(
    app: App, sent_as: dict[str, Any], status: int, says: str
) -> None:
    """In the form that was asked for."""
    assert says in problems(app.ask("servicerequestupdates.xml", method="POST", **sent_as), status)


def test_another_jurisdiction_is_not_served(app: App) -> None:
    """As everywhere."""
    answer = post(app, app.add(), key=key_of(app), status="open", jurisdiction_id="elsewhere.example")
    assert "There is no jurisdiction" in problems(answer, 404)


def test_the_table_of_states_is_the_one_in_the_document() -> None:
    """Whoever builds a system reads it there."""
    text = (ROOT / "docs/open311.md").read_text(encoding="utf-8")
    words: dict[str, Aim] = {"open": "open", "in progress": "in_progress", "closed": "closed", "nothing": ""}
    told = {
        state.lower(): words[what.partition(",")[0].strip()]
        for states, what in re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \| (.*) \|$", text, re.MULTILINE)
        for state in re.findall(r"[A-Z_]+", states)
    }
    assert told == AIMS
