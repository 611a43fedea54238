"""Requests that apps file walk the road of every message, and the answer says their number."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from defusedxml import ElementTree

from gateway.errors import StoreUnavailableError
from gateway.open311 import filing
from gateway.store.sender_rules import add_rule
from tests.open311.filer import POTHOLE, Filer
from tests.open311.reading import App, problems


@pytest.fixture
def filer(app: App) -> Filer:
    """An app with a key that may file."""
    return Filer(app)


def test_a_filed_request_is_a_ticket_with_the_service_that_was_chosen(filer: Filer) -> None:
    """Whatever the words would have been taken for; the answer has the number and what happens next."""
    answer = filer.post(
        {**POTHOLE, "description": "Graffiti all over the wall <b>again</b>", "email": "Anne@Mail.example"}
    )
    (told,) = answer.json
    ticket = filer.ticket(told["service_request_id"])
    assert told.keys() == {"service_request_id", "service_notice", "account_id"}
    assert (ticket.service, ticket.confidence, ticket.department) == ("pothole", 1.0, "streets")
    assert (ticket.source, ticket.location) == ("open311", "12 Oak St")
    assert ticket.description == "Graffiti all over the wall <b>again</b>"
    assert re.fullmatch(r"Streets will look at it and expects to be done by \w+ \d+\.", told["service_notice"])


def test_the_answer_is_xml_where_xml_was_asked_for(filer: Filer) -> None:
    """Exactly one of number and token stands in it."""
    root = ElementTree.fromstring(filer.post(POTHOLE, form="xml").data)
    assert root.tag == "service_requests"
    assert [field.tag for field in root.find("request")] == ["service_request_id", "service_notice", "account_id"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"email": "Anne@Mail.example", "phone": "2035550199"}, ("acknowledgement", "email", "anne@mail.example")),
        ({"phone": "(203) 555-0199"}, ("acknowledgement", "twilio", "+12035550199")),
        ({}, None),
    ],
    ids=["mail", "text", "nobody"],
)
def test_people_are_answered_as_they_can_be(filer: Filer, given: dict[str, str], told: Any) -> None:
    """By mail, else by text, else not at all; the department hears of it in any case."""
    filer.file({**POTHOLE, **given})
    assert filer.sent() == [*([told] if told else []), ("department", "email", "streets@elmcity.example")]


def test_a_text_back_goes_on_with_the_ticket(filer: Filer) -> None:
    """Who is answered by text is asked by text, and what is missing is written down as a question."""
    ticket = filer.file({"service_code": "streetlight_out", "lat": "41.31", "long": "-72.92", "phone": "+12035550199",
                         "attribute[kind]": "off"})  # fmt: skip
    assert (ticket.lat, ticket.lon, ticket.location) == (41.31, -72.92, "41.31, -72.92")
    (text, _) = filer.bodies()
    assert "What is the number on the pole?" in text


def test_what_was_answered_in_the_form_is_not_asked_again(filer: Filer) -> None:
    """Answers are kept in the city's words, and the department reads them."""
    form = {
        "service_code": "streetlight_out",
        "address_string": "12 Oak St",
        "email": "anne@mail.example",
        "attribute[pole]": " 77 ",
        "attribute[kind]": "blinks",
    }
    ticket = filer.file(form)
    assert ticket.understanding["answers"] == {"pole": "77", "kind": "It blinks"}
    to_anne, to_streets = filer.bodies()
    assert "pole?" not in to_anne
    assert "What is the number on the pole: 77\nWhat does it do: It blinks" in to_streets


def test_one_description_is_one_request_however_much_it_tells(filer: Filer) -> None:
    """Somebody chose one service for all of it; a mail with the same words would be two tickets."""
    words = "Huge pothole at 12 Oak St. Also there is graffiti on the school at 40 Elm St and it is ugly."
    assert filer.file({**POTHOLE, "description": words}).part == 0
    assert len(filer.app.numbers("requests")) == 1


@pytest.mark.parametrize(
    "words",
    ["STOP", "status", "thank you", "HELP", "Liked “a photo”"],
    ids=["stop", "status", "thanks", "help", "tapback"],
)
def test_a_description_is_never_a_command(filer: Filer, words: str) -> None:
    """A form opens a request, whatever its words would do in a text."""
    assert filer.file({**POTHOLE, "description": words, "phone": "+12035550199"}).description == words


def test_a_form_without_words_is_called_by_its_service(filer: Filer) -> None:
    """A list of tickets shows something that tells them apart."""
    assert filer.file(POTHOLE).subject == "Pothole"


def test_danger_is_read_in_description_and_answers(filer: Filer) -> None:
    """The app is told at once that nobody watches here, in Spanish where it asks so."""
    form = {"service_code": "streetlight_out", "lat": "41.31", "long": "-72.92", "attribute[kind]": "off"}
    for told in (
        {"description": "A wire is down and sparking, people are near it"},
        {"attribute[pole]": "smell of gas"},
    ):
        answer = filer.post({**form, **told, "locale": "es"})
        assert "Llame al 911" in answer.json[0]["service_notice"]
        ticket = filer.ticket(answer.json[0]["service_request_id"])
        assert (ticket.urgency, ticket.priority) == ("emergency", "emergency")


def test_staff_read_who_filed_it_and_that_a_picture_was_named(filer: Filer) -> None:
    """The address of a picture is words: nobody fetches it. Every field is in the original, but for the key."""
    ticket = filer.file(
        {**POTHOLE, "media_url": "https://pictures.example/1.jpg", "device_id": "tab-7", "api_key": filer.key}
    )
    assert filer.notes(ticket) == [
        "Filed by Open311 with the key Elm app.",
        "The app says that a picture is at https://pictures.example/1.jpg (it was not fetched).",
    ]
    (original,) = filer.originals()
    assert b"tab-7" in original
    assert filer.key.encode() not in original


def test_a_form_that_was_made_for_another_city_is_taken(filer: Filer) -> None:
    """The example of the standard itself has a number that nobody can dial, and attributes of San Francisco."""
    ticket = filer.file(
        {
            "service_code": "pothole",
            "lat": "37.76524078",
            "long": "-122.4212043",
            "address_string": "1234 5th street",
            "email": "anne@mail.example",
            "phone": "111111111",
            "description": "A large sinkhole is destroying the street",
            "attribute[WHISPAWN]": "123456",
            "attribute[WHISDORN]": ["COISL001", "COISL002"],
        }
    )
    assert filer.notes(ticket)[1:] == [
        "The app also sent WHISPAWN: 123456",
        "The app also sent WHISDORN: COISL001",
        "The app also sent WHISDORN: COISL002",
        "The app says that the number to call is 111111111, which is none that can be dialed.",
    ]
    assert {(channel, recipient) for _, channel, recipient in filer.sent()} >= {("email", "anne@mail.example")}
    own = filer.file({**POTHOLE, "phone": "+1 203 555 0142"})
    assert "the city's own" in filer.notes(own)[-1]
    assert own.reporter_id is None


def test_fields_may_stand_in_the_address_as_some_apps_send_them(filer: Filer) -> None:
    """Only what the form does not have counts there."""
    answer = filer.app.ask(
        "requests.json?service_code=pothole&address_string=12+Oak+St&description=old",
        method="POST",
        data={"description": "new", "api_key": filer.key},
    )
    assert filer.ticket(answer.json[0]["service_request_id"]).description == "new"


def test_a_number_of_an_address_list_is_kept_for_staff(filer: Filer) -> None:
    """The city has no such list, but its people may know the number."""
    assert filer.file({"service_code": "pothole", "address_id": "4711"}).location == "Address ID 4711"


def test_the_same_form_is_the_same_request_for_ten_minutes(filer: Filer) -> None:
    """A phone without a good line sends it again; later, or from another app, it is another request."""
    first = filer.file(POTHOLE)
    filer.app.clock.now += 599
    assert filer.file(POTHOLE).number == first.number
    assert filer.file({**POTHOLE, "description": "deep"}).number != first.number
    filer.app.clock.now += 2
    second = filer.file(POTHOLE)
    assert second.number != first.number
    filer.key = filer.new_key()
    assert filer.file(POTHOLE).number not in {first.number, second.number}


def test_an_idempotency_key_makes_it_the_same_for_a_day(filer: Filer) -> None:
    """With another form it is a mistake of the app, and is said so."""
    named = {"headers": {"Idempotency-Key": "a1"}}
    first = filer.file(POTHOLE, **named)
    filer.app.clock.now += 86_000
    assert filer.file(POTHOLE, **named).number == first.number
    said = problems(filer.post({**POTHOLE, "email": "bart@mail.example"}, **named), 400)
    assert "Make a new one for every request." in said
    filer.app.clock.now += 86_400
    assert filer.file(POTHOLE, **named).number != first.number
    assert "Idempotency-Key has 256" in problems(filer.post(POTHOLE, headers={"Idempotency-Key": "a" * 256}), 400)


def test_an_app_that_must_wait_gets_a_token(filer: Filer, monkeypatch: pytest.MonkeyPatch) -> None:
    """When somebody else works on it for too long; the token says the number as soon as there is one."""
    monkeypatch.setattr(filing, "do_at_once", lambda *_: False)
    monkeypatch.setattr(filing, "PATIENCE_SECONDS", 0.0)
    (waiting,) = filer.post(POTHOLE).json
    assert waiting.keys() == {"token", "service_notice", "account_id"}
    token = waiting["token"]
    assert filer.app.json(f"tokens/{token}") == [{"service_request_id": None, "token": token}]
    filer.work()
    (told,) = filer.app.json(f"tokens/{token}")
    assert filer.ticket(told["service_request_id"]).service == "pothole"
    assert filer.post(POTHOLE).json[0]["service_request_id"] == told["service_request_id"]


@pytest.mark.parametrize("token", ["1-aaaaaaaaaaaaaaaa", "x", "-", "zz-zz-zz", "1"])
def test_a_guessed_token_says_nothing(filer: Filer, token: str) -> None:
    """Ids of messages are counted up; what signs them is not."""
    filer.file()
    assert "There is no token" in problems(filer.app.ask(f"tokens/{token}.json"), 404)


def test_a_token_belongs_to_its_endpoint(filer: Filer) -> None:
    """What was only tried is not told at the city's endpoint, nor the other way round."""
    filer.file(POTHOLE, kind="test")
    token = filer.app.gateway.tokens.waiting_token(1)
    assert "There is no token" in problems(filer.app.ask(f"tokens/{token}.xml"), 404)
    assert filer.app.json(f"tokens/{token}", kind="test")[0]["service_request_id"]


def test_what_a_blocked_sender_files_is_held_and_gets_a_token(filer: Filer) -> None:
    """The city blocked the address, whatever it writes through; staff see it among the held ones."""
    with filer.app.gateway.store.writing() as connection:
        add_rule(connection, pattern="anne@mail.example", verdict="blocked", actor="bart@elmcity.example", now=1.0)
    (told,) = filer.post({**POTHOLE, "email": "anne@mail.example"}).json
    assert filer.app.json(f"tokens/{told['token']}")[0]["service_request_id"] is None
    assert filer.sent() == []


def test_the_test_endpoint_files_into_the_sandbox_and_tells_nobody(filer: Filer) -> None:
    """Not even the sandbox's own mailbox, nor somebody who gave an address; and no figure counts it."""
    words = {"description": "A wire is down and sparking", "email": "anne@mail.example"}
    answer = filer.post({**POTHOLE, **words}, kind="test")
    ticket = filer.ticket(answer.json[0]["service_request_id"])
    assert (ticket.department, ticket.source, ticket.reporter_id) == ("sandbox", "open311-test", None)
    assert filer.sent() == []
    assert answer.json[0]["service_notice"].startswith("This was a test: nobody was told of it. Elm City: ")
    assert filer.app.numbers("requests") == []
    assert filer.app.numbers("requests", kind="test") == [ticket.number]
    real = filer.file({**POTHOLE, **words})
    assert real.merged_into is None
    assert real.priority == "emergency"


def test_nothing_is_promised_while_the_store_is_away(filer: Filer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The app is told to come again, and nothing was kept."""

    def fail(*_: Any, **__: Any) -> Any:
        raise StoreUnavailableError("The database does not answer.")

    monkeypatch.setattr(filing, "filed_arrival", fail)
    answer = filer.post(POTHOLE)
    assert "Nothing was kept." in problems(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0


def test_a_store_that_goes_away_after_the_promise_costs_only_the_number(
    filer: Filer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is kept; the app gets a token instead of an error that would make it file again."""

    def fail(*_: Any) -> Any:
        raise StoreUnavailableError

    monkeypatch.setattr(filing, "do_at_once", fail)
    (told,) = filer.post(POTHOLE).json
    monkeypatch.undo()
    filer.work()
    assert filer.app.json(f"tokens/{told['token']}")[0]["service_request_id"]


def test_a_process_that_dies_between_promise_and_answer_files_nothing_twice(
    filer: Filer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The app heard nothing and sends it again, to a process that finds it kept; a worker has it done by then."""

    class Killed(BaseException):
        """The process ends here."""

    def die(*_: Any) -> Any:
        raise Killed

    monkeypatch.setattr(filing, "do_at_once", die)
    with pytest.raises(Killed):
        filer.post({**POTHOLE, "email": "anne@mail.example"})
    monkeypatch.undo()
    filer.work()
    answer = filer.post({**POTHOLE, "email": "anne@mail.example"})
    assert [answer.json[0]["service_request_id"]] == filer.app.numbers("requests")
    assert [kind for kind, _, _ in filer.sent()] == ["acknowledgement", "department"]


def test_two_at_once_are_one(filer: Filer) -> None:
    """A client that repeats before the first answer came; both hear the same number."""

    def send(_: int) -> str:
        return str(filer.post({**POTHOLE, "email": "anne@mail.example"}).json[0]["service_request_id"])

    with ThreadPoolExecutor(4) as pool:
        numbers = set(pool.map(send, range(4)))
    assert numbers == set(filer.app.numbers("requests"))
    assert len(numbers) == 1
    assert [kind for kind, _, _ in filer.sent()] == ["acknowledgement", "department"]
