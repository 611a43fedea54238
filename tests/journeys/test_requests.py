"""A report comes in; a routed ticket and an answer come out."""

from __future__ import annotations

import re

from gateway.casework import change_status
from parsers.ticket_number import canonical_number
from tests.journeys.conftest import ANNE, ANNES_PHONE, Road


def test_a_mail_becomes_a_routed_ticket_and_an_acknowledgement(road: Road) -> None:
    """The main job, by mail: what, where, who does it, and an answer with the number in the sender's mailbox."""
    road.mail("There is a huge pothole in front of 12 Oak St. It broke my wheel.", subject="Pothole on Oak")
    row = road.the_ticket()
    assert (row.service, row.department, row.status, row.language) == ("pothole", "streets", "received", "en")
    assert "12 Oak St" in row.location
    (answer,) = road.said_to(ANNE)
    assert answer.kind == "acknowledgement"
    assert row.number in answer.body
    assert row.number in answer.subject
    assert answer.references[-1] == "<1@residents.example>"
    assert answer.state == "simulated"
    assert road.unfinished() == []


def test_a_spanish_text_is_answered_in_spanish(road: Road) -> None:
    """The same job by text, in the resident's language."""
    road.text("Hay un bache enorme en la calle Oak 12, por favor arréglenlo")
    row = road.the_ticket()
    assert (row.service, row.language) == ("pothole", "es")
    (answer,) = road.said_to(ANNES_PHONE)
    assert answer.language == "es"
    assert canonical_number(re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", answer.body)[0]) == row.number


def test_a_missing_place_is_asked_for_and_the_answer_fills_it(road: Road) -> None:
    """Ticket first, questions later: the ticket exists before the place is known."""
    road.text("Graffiti all over the wall, please clean it")
    first = road.the_ticket()
    assert first.location is None
    assert "?" in road.said_to(ANNES_PHONE)[0].body
    road.clock.pass_time(minutes=20)
    road.text("12 Oak St")
    assert road.the_ticket().location == "12 Oak St"


def test_the_department_is_told_with_the_residents_words(road: Road) -> None:
    """A department's mailbox gets the ticket, once for each address."""
    road.mail("The streetlight at 8 Elm St has been out since Monday.", subject="Dark street")
    row = road.the_ticket()
    notify = road.gateway.rulebooks.current().departments[row.department].notify
    for address in notify:
        (notice,) = road.said_to(address)
        assert notice.kind == "department"
        assert "has been out since Monday" in notice.body
        assert row.number in notice.subject


def test_the_decision_and_its_evidence_are_columns(road: Road) -> None:
    """Why did this go there? The ticket answers: rule, version and the words."""
    road.text("I smell gas outside 12 Oak St")
    row = road.the_ticket()
    assert row.priority == "emergency"
    assert row.rule is not None
    assert row.rulebook_version == road.gateway.rulebooks.current().version
    assert any("gas" in words["text"].lower() for words in row.understanding["urgency_evidence"])
    assert "911" in road.said_to(ANNES_PHONE)[0].body


def test_a_status_with_a_note_reaches_the_resident_in_the_same_channel(road: Road) -> None:
    """What the department did is told where the report came from, once."""
    road.mail("Pothole at 12 Oak St", subject="Pothole")
    row = road.the_ticket()
    change_status(
        road.gateway, ticket_id=row.id, status="closed", note="Filled this morning.", actor="bart@city.example"
    )
    road.work()
    notice = road.said_to(ANNE)[-1]
    assert notice.kind == "notice"
    assert "Filled this morning." in notice.body
    assert notice.references[0] == "<1@residents.example>"
    assert road.the_ticket().status == "closed"


def test_an_empty_text_gets_a_helpful_answer_and_no_ticket(road: Road) -> None:
    """Somebody pressed send too early; tell them what to write."""
    road.text("   ")
    assert road.tickets() == []
    (answer,) = road.said_to(ANNES_PHONE)
    assert answer.kind == "answer"
    assert len(answer.body) > 20


def test_help_and_status_are_answered_without_a_new_ticket(road: Road) -> None:
    """Commands are not complaints."""
    road.text("Pothole at 12 Oak St")
    number = road.the_ticket().number
    road.clock.pass_time(minutes=30)
    road.text("STATUS")
    road.clock.pass_time(minutes=30)
    road.text(f"status {number.lower()}")
    assert len(road.tickets()) == 1
    assert [number in answer.body for answer in road.said_to(ANNES_PHONE)] == [True, True, True]


def test_a_number_alone_discloses_nothing(road: Road) -> None:
    """PROTOCOL 12.15: only the phone that opened a ticket hears about it."""
    road.text("Graffiti at 9 Elm St")
    number = road.the_ticket().number
    road.text(f"STATUS {number}", number="+12035550199")
    (answer,) = road.said_to("+12035550199")
    assert "graffiti" not in answer.body.lower()
    assert "9 Elm" not in answer.body
    assert number not in answer.body


def test_an_unreadable_mail_becomes_a_triage_ticket_with_its_original(road: Road) -> None:
    """DESIGN rule 2: nothing about parsing can refuse a message."""
    raw = (
        b"From: anne@residents.example\r\nContent-Type: multipart/encrypted; boundary=x\r\n\r\n--x\r\n\xff\xfe garbage"
    )
    road.raw_mail(raw)
    row = road.the_ticket()
    assert row.department == road.gateway.rulebooks.current().otherwise.department
    assert road.messages()[0].ticket_id == row.id


def test_a_stop_sign_is_no_opt_out_and_stop_is(road: Road) -> None:
    """Consent is exact: a report about a sign is a report."""
    road.text("Stop sign is down at 12 Oak St")
    assert road.the_ticket().service == "street_sign"
    road.clock.pass_time(minutes=30)
    before = len(road.said_to(ANNES_PHONE))
    road.text("STOP")
    assert len(road.said_to(ANNES_PHONE)) == before
    road.text("Pothole at 9 Elm St")
    assert len(road.tickets()) == 2
    assert road.said_to(ANNES_PHONE)[-1].state == "suppressed"
