"""A city with an app: what is filed by Open311 walks the whole road, and whoever asks reads how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient

from gateway.casework import change_status
from gateway.cli.server import make_application
from gateway.store import api_keys
from gateway.store.api_keys import NewApiKey
from tests.journeys.conftest import ANNE, ANNES_PHONE, Road
from tests.journeys.test_texts import heard, talk

TRAFFIC, CLERK = "traffic@elmcity.example", "bart@elmcity.example"
BASE, TEST = "/open311/v2", "/open311/test/v2"
METER = {
    "service_code": "parking_meter",
    "address_string": "45 Chapel St",
    "attribute[fault]": "screen",
    "description": "The machine shows nothing. Call me at 203-555-0188.",
    "email": ANNE,
    "first_name": "Anne",
}
AS_A_BROWSER_SENDS_IT = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}


@dataclass
class Phone:
    """A telephone with the city's app on it."""

    road: Road
    client: FlaskClient
    key: str

    def read(self, path: str, *, base: str = BASE) -> Any:
        """What an address answers that must work."""
        answer = self.client.get(f"{base}/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json

    def file(self, form: dict[str, str], *, base: str = BASE) -> Any:
        """Send a request with the app's key."""
        sent = {**form, "api_key": self.key}
        return self.client.post(f"{base}/requests.json", data=sent, headers=AS_A_BROWSER_SENDS_IT)

    def number_of(self, answer: Any) -> str:
        """The number that an app shows to whoever filed."""
        assert answer.status_code == 200, answer.text
        (told,) = answer.json
        self.road.work()
        return str(told["service_request_id"])


@pytest.fixture
def phone(road: Road) -> Phone:
    """An app whose makers have a key."""
    new = NewApiKey(name="Elm app", contact="", scopes=("file",), per_minute=600, expires_at=None)
    with road.gateway.store.writing() as connection:
        key = api_keys.add_key(connection, new, created_by="cris@elmcity.example", now=road.clock())
    return Phone(road=road, client=make_application(road.gateway, road.intake).test_client(), key=key)


def test_an_app_is_told_what_there_is_to_file_and_what_is_missing(phone: Phone) -> None:
    """From the list to the question and its choices; a form without the answer files nothing."""
    service = next(one for one in phone.read("services.json") if one["service_code"] == "parking_meter")
    assert (service["service_name"], service["metadata"], service["group"]) == ("Parking meter", True, "Parking")
    (question,) = phone.read("services/parking_meter.json")["attributes"]
    assert (question["code"], question["datatype"], question["required"]) == ("fault", "singlevaluelist", True)
    assert {"key": "screen", "name": "The screen is blank"} in question["values"]
    without = phone.file({name: text for name, text in METER.items() if name != "attribute[fault]"})
    assert (without.status_code, phone.road.tickets()) == (400, [])
    assert "fault" in without.json[0]["description"]


def test_an_app_files_a_request_and_everybody_hears_how_it_ends(phone: Phone) -> None:
    """From the number in the app to the mail that says it is repaired; nobody copies anything on the way."""
    road = phone.road
    number = phone.number_of(phone.file(METER))
    ticket = road.the_ticket()
    assert (ticket.number, ticket.department, ticket.source) == (number, "traffic", "open311")
    assert ticket.understanding["answers"] == {"fault": "The screen is blank"}
    assert [row.kind for row in road.said_to(TRAFFIC)] == ["department"]
    assert "The screen is blank" in road.said_to(TRAFFIC)[0].body
    assert [number in row.body for row in road.said_to(ANNE)] == [True]

    road.clock.pass_time(hours=2)
    change_status(road.gateway, ticket_id=ticket.id, status="in_progress", note="", reason="scheduled", actor=CLERK)
    road.clock.pass_time(hours=20)
    change_status(
        road.gateway, ticket_id=ticket.id, status="closed", note="It has a new screen.", reason="repaired", actor=CLERK
    )
    road.work()
    road.clock.pass_time(minutes=1)
    (listed,) = phone.read("requests.json?service_code=parking_meter&status=closed")
    assert listed == phone.read(f"requests/{number}.json")[0]
    assert (listed["service_request_id"], listed["status"], listed["status_notes"]) == (number, "closed", "Repaired")
    assert (listed["agency_responsible"], listed["address"]) == ("Traffic and Parking", "45 Chapel St")
    assert "203-555-0188" not in listed["description"]
    assert "The machine shows nothing." in listed["description"]
    steps = phone.read("servicerequestupdates.json")
    assert [(step["service_request_id"], step["status"]) for step in steps] == [
        (number, "in_progress"),
        (number, "closed"),
    ]
    assert "Repaired" in road.said_to(ANNE)[-1].body
    assert next(row.kind for row in road.said_to(ANNE)) == "acknowledgement"


def test_what_developers_try_lies_in_the_sandbox_and_nobody_hears_of_it(phone: Phone) -> None:
    """The same form at the other endpoint: a ticket that only the sandbox has, and no word to anybody."""
    road = phone.road
    number = phone.number_of(phone.file(METER, base=TEST))
    ticket = road.the_ticket()
    assert (ticket.number, ticket.department, ticket.source) == (number, "sandbox", "open311-test")
    change_status(
        road.gateway, ticket_id=ticket.id, status="closed", note="It has a new screen.", reason="repaired", actor=CLERK
    )
    road.work()
    assert [row for row in (*road.said_to(ANNE), *road.said_to(TRAFFIC)) if row.state != "suppressed"] == []
    assert phone.read("requests.json") == []
    assert [one["status"] for one in phone.read("requests.json", base=TEST)] == ["closed"]


def test_a_service_that_is_not_public_is_no_service_to_an_app(phone: Phone) -> None:
    """Who lives outdoors is nobody's map; residents still write and text about it."""
    codes = {one["service_code"] for one in phone.read("services.json")}
    assert "homeless_encampment" not in codes
    assert len(codes) == 35
    answer = phone.file({"service_code": "homeless_encampment", "address_string": "12 Oak St"})
    assert answer.status_code == 404
    phone.road.text("there is a homeless encampment at 12 Oak St")
    assert phone.road.the_ticket().service == "homeless_encampment"
    assert phone.read("requests.json") == []


@pytest.mark.parametrize(
    ("said", "kept"), [("2", "The screen is blank"), ("it's bent", "It is broken or bent"), ("no idea", "no idea")]
)
def test_whoever_texts_answers_the_same_question_with_a_number_or_in_words(road: Road, said: str, kept: str) -> None:
    """The choices stand behind the question; what is none of them is kept as it is."""
    talk(road, "the parking meter at 45 Chapel St is broken")
    assert (
        heard(road)[-1]
        .splitlines()[0]
        .endswith("What is wrong with it? 1 It takes no payment, 2 The screen is blank, 3 It is broken or bent")
    )
    talk(road, said)
    assert road.the_ticket().understanding["answers"] == {"fault": kept}
    assert [row.text for row in road.events(kind="answered")] == [f"fault: {kept}"]


def test_the_question_is_asked_in_the_language_of_whoever_texts_and_kept_in_that_of_the_city(road: Road) -> None:
    """Clerks read one language; the resident read the choices in theirs."""
    talk(road, "no funciona el parquímetro en 45 Chapel St")
    assert "2 La pantalla no prende" in heard(road)[-1]
    talk(road, "la pantalla")
    assert road.the_ticket().understanding["answers"] == {"fault": "The screen is blank"}
    assert [row.state for row in road.said_to(ANNES_PHONE)].count("simulated") == len(heard(road))
