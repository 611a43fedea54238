"""Any ticket can say later why it went where it went: by the rulebook, the message and the understanding of its day."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, update

from gateway.bootstrap import build_gateway
from gateway.cli.rules import command
from gateway.errors import GatewayError
from gateway.intake import Intake
from gateway.store.schema import message_raw, ticket
from gateway.store.staff import add_staff
from gateway.store.tickets import load_ticket
from gateway.tracing import Trace, load_trace
from tests.journeys.conftest import ANNE, CITY, Clock, Road
from tests.small_city import SMALL_CITY

TEXT = SMALL_CITY.replace("services: {}", "services: {pothole: {department: front_desk}}").replace(
    "rules: []",
    """
rules:
  - {name: photo, when: {has: photo}, then: {tags: photo}}
  - {name: bulk, when: {header: {Precedence: bulk}}, then: {tags: bulk}}
  - {name: noon, when: {all: [{hours: "Mon-Fri 11:00-13:00"}, {date: 2026-06-01}]}, then: {tags: noon}}
  - {name: again, when: {repeat: {at_least: 2}}, then: {tags: again, priority: high}}
  - {name: corner, when: {repeat: {at_least: 2, within: 3 days, of: place}}, then: {tags: corner}}
  - {name: mail, when: {all: [{channel: email}, {from: "@residents.example"}, {text: urgent}]}, then: {priority: high}}
  - {name: low, when: {service: pothole}, then: {priority: low}}
""",
)
OTHER = TEXT.replace("{priority: low}", "{priority: emergency}")


@pytest.fixture
def road(settings: Any, database_url: str, clock: Clock) -> Iterator[Road]:
    """A gateway whose rules ask for what only the message of that day knows."""
    gateway = build_gateway(settings(database_url=database_url, simulator=True, rules_text=TEXT), clock=clock)
    gateway.rulebooks.announce()
    intake = Intake(gateway)
    yield Road(gateway=gateway, intake=intake, clock=clock)
    intake.stop()
    gateway.store.dispose()


def trace_of(road: Road, place: int = -1) -> Trace:
    """Why the newest ticket, or another one, is where it is."""
    with road.gateway.store.reading() as connection:
        row = load_ticket(connection, road.tickets()[place].id)
    return load_trace(road.gateway, row)


def spoken(trace: Trace) -> set[str]:
    """The rules that speak in an explanation."""
    return {step.rule for step in trace.explanation.steps if step.verdict == "speaks"}


def save(road: Road, text: str) -> None:
    """Somebody saves another rulebook."""
    road.gateway.settings.rules.write_text(text, encoding="utf-8")
    road.gateway.rulebooks.refresh()


def mail_with_photo(road: Road) -> None:
    """A report with all that rules can ask for."""
    note = EmailMessage()
    note["From"], note["To"], note["Subject"], note["Precedence"] = ANNE, CITY, "Urgent", "bulk"
    note.set_content("Pothole at 12 Oak St")
    note.add_attachment(b"\xff\xd8\xff\xe0" + b"x" * 30_000, maintype="image", subtype="jpeg", filename="hole.jpg")
    road.raw_mail(note.as_bytes())


def test_the_rules_of_that_day_explain_the_ticket(road: Road) -> None:
    """Headers, files, hours, date, counts, sender and subject are as they were, whatever the rules are by now."""
    mail_with_photo(road)
    road.clock.pass_time(days=2)
    mail_with_photo(road)
    before = [trace_of(road, 0), trace_of(road, 1)]
    road.clock.pass_time(days=200)
    save(road, OTHER)
    for earlier, place in zip(before, (0, 1), strict=True):
        trace = trace_of(road, place)
        assert trace.remarks == ()
        assert trace.explanation == earlier.explanation
        assert trace.version is not None
        assert (trace.version.version, trace.version.files.text) == (trace.ticket.rulebook_version, TEXT)
    assert spoken(before[0]) == {"photo", "bulk", "noon", "mail", "low"}
    assert spoken(before[1]) == {"photo", "bulk", "again", "corner", "mail", "low"}
    assert before[0].explanation.decision.passed_over == ("low",)


def test_a_rulebook_that_is_not_kept_is_said(road: Road) -> None:
    """Tickets of an older release: what the rules of today say is shown as that."""
    road.text("There is a pothole at 12 Oak St")
    with road.gateway.store.writing() as connection:
        connection.execute(update(ticket).values(rulebook_version="0123456789ab"))
    trace = trace_of(road)
    assert trace.version is None
    (remark,) = trace.remarks
    assert remark.startswith("The rulebook `0123456789ab`, which decided, is not kept.")
    save(road, OTHER)
    told = trace_of(road).remarks[-1]
    assert told == "Read today it comes out otherwise: `priority` is `emergency`, and was `low`."


def test_several_problems_of_one_message_are_explained_each(road: Road) -> None:
    """Each part is a ticket of its own words, place and decision."""
    road.mail("There is a pothole at 12 Oak St. Also a dead raccoon lies at 14 Elm St.", subject="Urgent")
    assert len(road.tickets()) == 2
    for place in (0, 1):
        assert trace_of(road, place).remarks == ()
    assert ["pothole" in trace_of(road, place).request.message.text for place in (0, 1)] == [True, False]


def test_a_mail_that_a_clerk_passed_on_is_explained_as_its_authors(road: Road) -> None:
    """Rules looked at the resident's address and subject, not at the clerk's."""
    clerk = "cris@elmcity.example"
    with road.gateway.store.writing() as connection:
        add_staff(connection, email=clerk, name="Cris", role="member", departments=("front_desk",), now=0.0)
    lines = ("---------- Forwarded message ---------", f"From: Anne <{ANNE}>", "Date: Mon, Jun 1, 2026 at 9:12 AM")
    body = "\n".join([*lines, "Subject: Urgent", f"To: <{clerk}>", "", "", "There is a pothole at 12 Oak St."])
    road.mail(body, sender=clerk, subject="Fwd: Urgent")
    trace = trace_of(road)
    assert trace.remarks == ()
    assert (trace.request.message.sender, trace.request.message.subject) == (ANNE, "Urgent")
    assert "mail" in spoken(trace)


def test_a_message_that_is_gone_is_said(road: Road) -> None:
    """Nothing is invented: what only the message knew is left out, and named."""
    mail_with_photo(road)
    with road.gateway.store.writing() as connection:
        connection.execute(delete(message_raw))
    trace = trace_of(road)
    assert "is not there any more" in trace.remarks[0]
    assert trace.request.message.sender == ANNE


def test_a_mail_that_its_reader_does_not_survive_is_explained_from_its_row(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that explains must never fail because of a message."""
    road.mail("Pothole at 12 Oak St", subject="Pothole")

    def fail(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(type(road.gateway.channels["email"]), "decode", fail)
    assert trace_of(road).remarks == ()


def test_the_command_explains_a_ticket(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a clerk at a terminal asks: which ticket, on which version, every rule, every action with its rule."""
    road.text("There is a pothole at 12 Oak St")
    row = road.the_ticket()
    monkeypatch.setenv("GATEWAY_RULES", str(road.gateway.settings.rules))
    monkeypatch.setenv("GATEWAY_DATABASE_URL", road.gateway.settings.database_url)
    monkeypatch.setenv("GATEWAY_SECRET_KEY", "k" * 48)
    monkeypatch.setattr("gateway.cli.running.configure_logging", lambda **_: None)
    told = CliRunner().invoke(command, ["explain", "--ticket", row.number.lower()], catch_exceptions=False).output
    assert f"ticket     {row.number}" in told
    assert f"decided by {row.rulebook_version}, in force since 2026-06-01 12:00 (file)" in told
    assert "is silent photo  because not has: photo" in told
    assert "speaks    low  because service: pothole" in told
    assert "priority   low  (low)" in told
    missing = CliRunner().invoke(command, ["explain", "--ticket", "K7WX-4M2P"])
    assert isinstance(missing.exception, GatewayError)
    assert "There is no ticket" in str(missing.exception)
    assert "Give a text, or --ticket" in CliRunner().invoke(command, ["explain"]).output
