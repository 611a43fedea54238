"""A ticket goes to its department's own system once, with what is to be done there and without who reported it."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.casework import change_service, change_status, reroute
from gateway.handover import notice, send_again
from gateway.store.open311_schema import event_listener, event_news
from gateway.store.schema import ticket
from tests.handover.conftest import CLERK, Works


def test_a_ticket_is_filed_and_followed_to_its_end(any_works: Works) -> None:
    """The whole way there and back, on both databases."""
    works = any_works
    opened = works.report()
    works.wait()
    (form,) = works.system.posted
    assert (form["service_code"], form["jurisdiction_id"], form["address_string"]) == ("001", "elm", "12 Oak St")
    assert works.said("handed_over") == ["Its number in the department's own system: W-1"]
    assert works.ticket().status == "in_progress"
    works.system.say("W-1", status="closed", status_notes="Filled on Monday.", updated_datetime="2026-06-01T17:00:00Z")
    works.turn(hours=1)
    assert works.ticket().status == "closed"
    assert "Filled on Monday." in works.road.said_to("anne@residents.example")[-1].body
    (row,) = works.rows()
    assert (row.foreign_id, row.foreign_status, row.settled_at is not None) == ("W-1", "closed", True)
    assert opened.number in form["description"].splitlines()[0]


def test_nothing_of_the_reporter_goes_along(works: Works) -> None:
    """Servers of the standard show descriptions to everybody; the link leads staff to the rest."""
    works.report("Pothole at 12 Oak St. Call me, Anne Miller, at (203) 555-0111 or anne@residents.example")
    sent = json.dumps(works.system.posted)
    assert "12 Oak St" in sent
    assert "https://311.elmcity.example/tickets/" in sent
    assert not [word for word in ("555-0111", "anne@", "Miller") if word in sent]


def test_long_words_are_shortened(works: Works) -> None:
    """The standard takes 4,000 characters, and the number and the link must be among them."""
    works.report("Pothole at 12 Oak St. " + "It is deep and wide. " * 400)
    description = works.system.posted[0]["description"]
    assert len(description) <= 4000
    assert description.splitlines()[-1].startswith("For staff: https://")


@pytest.mark.parametrize("body", ["A tree fell at 12 Oak St", "The streetlight at 12 Oak St is out"])
def test_what_the_system_does_not_take_stays(works: Works, body: str) -> None:
    """Another department's ticket, and a service that the rulebook does not name there."""
    works.report(body)
    assert works.system.posted == []
    assert works.rows() == []


def test_a_ticket_that_is_moved_there_is_handed_over(works: Works) -> None:
    """Wherever it was opened."""
    opened = works.report("A tree fell at 12 Oak St")
    change_service(works.gateway, ticket_id=opened.id, service="pothole", reason="It is a hole.", actor=CLERK)
    works.turn()
    assert len(works.system.posted) == 1


def test_what_was_there_before_stays(works: Works) -> None:
    """Naming a system must not pour the past into it."""
    works.road.mail("Pothole at 12 Oak St")
    with works.gateway.store.writing() as connection:
        connection.execute(event_news.delete())
    works.turn()
    assert works.system.posted == []


def test_nobody_listens_without_a_system(works: Works, rules_path: Path) -> None:
    """The trigger must cost a city without systems nothing."""
    assert [row.name for row in _all(works, event_listener)] == ["handover"]
    works.gateway.settings.rules.write_text(rules_path.read_text(encoding="utf-8"), encoding="utf-8")
    works.gateway.rulebooks.refresh()
    works.turn()
    assert _all(works, event_listener) == []


def _all(works: Works, table: Any) -> list[Any]:
    with works.gateway.store.reading() as connection:
        return list(connection.execute(select(table)))


def test_a_closed_ticket_is_not_handed_over(works: Works) -> None:
    """A clerk was faster than the clock."""
    works.road.mail("Pothole at 12 Oak St", subject="Report")
    change_status(works.gateway, ticket_id=works.ticket().id, status="closed", note="Done.", actor=CLERK)
    works.turn()
    assert works.system.posted == []


def test_a_ticket_that_is_closed_while_the_system_is_away_is_not_handed_over(works: Works) -> None:
    """Its row of the outbox says why; once it is open again it goes there."""
    works.system.moods = [(503, {}, b"")]
    opened = works.report()
    change_status(works.gateway, ticket_id=opened.id, status="closed", note="Done.", actor=CLERK)
    works.turn(minutes=10)
    assert works.sent()[0].state == "suppressed"
    assert "was closed before" in works.sent()[0].reason
    change_status(works.gateway, ticket_id=opened.id, status="open", note="", actor=CLERK)
    works.turn()
    assert [row.state for row in works.sent()] == ["suppressed", "sent"]


def test_a_moved_ticket_is_asked_about_no_more(works: Works) -> None:
    """The other department does it now; what the first one's system says must not close it. Back again it goes on."""
    opened = works.report()
    works.wait()
    reroute(works.gateway, ticket_id=opened.id, department="parks", reason="It is in the park.", actor=CLERK)
    works.system.say("W-1", status="closed")
    works.wait()
    assert works.ticket().status == "in_progress"
    assert "went to another department" in works.rows()[0].problem
    reroute(works.gateway, ticket_id=opened.id, department="streets", reason="It is not.", actor=CLERK)
    works.wait()
    assert works.ticket().status == "closed"
    assert len(works.system.posted) == 1


def test_without_a_place_it_waits_for_one(works: Works) -> None:
    """The resident is asked; other systems refuse what is nowhere."""
    works.report("There is a pothole")
    works.turn(hours=1)
    assert works.system.posted == []
    asked = works.road.said_to("anne@residents.example")[-1]
    works.road.mail("It is at 12 Oak St", to=(asked.reply_to,), subject="Re: Report")
    works.wait()
    assert works.system.posted[0]["address_string"] == "12 Oak St"


def test_without_a_place_it_goes_after_a_day(works: Works) -> None:
    """Somebody must know of it, and what the other side says is shown."""
    works.report("There is a pothole")
    works.turn(hours=25)
    assert len(works.system.posted) == 1
    assert "address_string" not in works.system.posted[0]


def test_a_danger_goes_first_and_at_once(works: Works) -> None:
    """Also without a place, and although it came last."""
    for number in range(3):
        works.road.mail(f"Pothole at {number + 1} Oak St", subject="Report", sender=f"bart{number}@residents.example")
    works.report("A sinkhole opened and somebody fell in")
    assert "EMERGENCY" in works.system.posted[0]["description"]
    assert len(works.system.posted) == 4


def test_the_key_comes_from_the_environment(works: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rulebook is shown and compared; where the key is missing it waits and says so."""
    monkeypatch.delenv("GATEWAY_SECRET_WORKS")
    works.report()
    assert "GATEWAY_SECRET_WORKS" in works.sent()[0].reason
    monkeypatch.setenv("GATEWAY_SECRET_WORKS", "secret-of-works")
    works.turn(minutes=10)
    assert works.sent()[0].state == "sent"
    assert "secret" not in works.sent()[0].body


def test_xml_works_as_well(works_in_xml: Works) -> None:
    """The form that every server of the standard must know."""
    works = works_in_xml
    works.system.after_filing = [
        (
            200,
            {},
            b"<service_requests><request><service_request_id>W-1</service_request_id></request></service_requests>",
        )
    ]
    works.report()
    works.wait()
    works.system.say("W-1", status="closed", status_notes="Filled & swept.")
    works.wait()
    assert works.ticket().status == "closed"


def test_a_person_files_it_once_more(works: Works) -> None:
    """It was closed there and is open here again; the number that is known is not taken for the new one."""
    opened = works.report()
    works.wait()
    works.system.say("W-1", status="closed", status_notes="Filled.")
    works.wait()
    change_status(works.gateway, ticket_id=opened.id, status="open", note="It is back.", actor=CLERK)
    send_again(works.gateway, ticket_id=opened.id, actor=CLERK)
    works.wait()
    assert [row.foreign_id for row in works.rows()] == ["W-1", "W-2"]
    assert works.ticket().status == "open"


def test_answers_to_the_citys_questions_go_along(works: Works) -> None:
    """Whoever repairs it needs them; what they tell of persons is masked as all words are."""
    works.road.mail("Pothole at 12 Oak St", subject="Report")
    told = {**works.ticket().understanding, "answers": {"size": "As big as a car", "who": "Call (203) 555-0111"}}
    with works.gateway.store.writing() as connection:
        connection.execute(update(ticket).values(understanding=told))
    works.turn()
    description = works.system.posted[0]["description"]
    assert "Size: As big as a car\nWho: Call [phone]" in description


def test_two_clocks_hand_over_once(any_works: Works) -> None:
    """Any number of processes may look at the same moment."""
    for number in range(4):
        any_works.road.mail(f"Pothole at {number + 1} Oak St", sender=f"bart{number}@residents.example")
    clocks = [threading.Thread(target=notice, args=(any_works.gateway,)) for _ in range(3)]
    for one in clocks:
        one.start()
    for one in clocks:
        one.join()
    any_works.turn()
    assert len(any_works.system.posted) == len(any_works.sent()) == 4


JSON_DEFINITION = b"""[{"service_code": "001", "attributes": [
  {"code": "SIZE", "datatype": "singlevaluelist", "values": [{"key": "L", "name": "As big as a car"}]},
  {"code": "kinds", "datatype": "multivaluelist", "values": [{"key": 1, "name": "Deep"}, {"key": 2, "name": "Wet"}]},
  {"code": "since", "datatype": "string"}, {"code": "depth", "datatype": "number", "values": []}]}]"""
XML_DEFINITION = b"""<service_definition><service_code>001</service_code><attributes>
  <attribute><code>SIZE</code><datatype>singlevaluelist</datatype>
    <values><value><key>L</key><name>As big as a car</name></value></values></attribute>
  <attribute><code>kinds</code><datatype>multivaluelist</datatype>
    <values><value><key>1</key><name>Deep</name></value><value><key>2</key><name>Wet</name></value></values></attribute>
  <attribute><code>since</code><datatype>string</datatype></attribute></attributes></service_definition>"""
ASKED = {"attribute[SIZE]": "L", "attribute[kinds][]": "2,1", "attribute[since]": "Monday"}


@pytest.mark.parametrize(
    ("form", "definition", "sent"),
    [
        ("works", JSON_DEFINITION, ASKED),
        ("works_in_xml", XML_DEFINITION, ASKED),
        ("works", b"<html>", {}),
        ("works", b'[{"attributes": [{"code": "size", "values": [5]}]}]', {}),
        ("works", b"[]", {}),
        ("works", None, {}),
    ],
    ids=["JSON", "XML", "a page", "nonsense", "nothing", "none"],
)
def test_answers_are_given_where_the_other_side_asks_the_same(
    request: pytest.FixtureRequest, form: str, definition: bytes | None, sent: dict[str, str]
) -> None:
    """By the code that both call it; what nobody there asks stands in the description only."""
    works = request.getfixturevalue(form)
    works.system.definition = definition
    works.road.mail("Pothole at 12 Oak St", subject="Report")
    answers = {"size": "as big as a car", "kinds": "Wet, deep, round", "since": "Monday", "color": "Black"}
    with works.gateway.store.writing() as connection:
        connection.execute(update(ticket).values(understanding={**works.ticket().understanding, "answers": answers}))
    works.turn()
    given = {name: value for name, value in works.system.posted[0].items() if name.startswith("attribute")}
    assert given == sent
