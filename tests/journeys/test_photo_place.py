"""A photo tells where it was taken: the resident is asked once, and a plain yes puts the ticket on the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import update

from gateway.jobs import drain
from gateway.pictures.suggesting import use_place
from gateway.store.contacts import find_contact
from gateway.store.schema import attachment, contact, ticket, work
from parsers.values import Medium
from tests.journeys.conftest import ANNE, STREETS, Road
from tests.pictures.samples import PLACE, WHEN, mail_with, photo

SHOT = ("pothole.jpg", "image/jpeg", photo(place=PLACE, taken=WHEN))
WHERE = "41.30847, -72.92000"


@dataclass
class Anne:
    """A resident who sends a photo of a pothole and does not say where it is."""

    road: Road

    def report(self, body: str = "There is a deep pothole here", **mail: str) -> None:
        self.road.raw_mail(mail_with(SHOT, **{"Subject": "Pothole", "body": body} | mail))

    def wait(self) -> None:
        """Until the ten minutes after the acknowledgement are over."""
        self.road.clock.pass_time(minutes=11)
        self.road.work()
        self.road.clock.pass_time(minutes=1)

    def questions(self) -> list[Any]:
        return [row for row in self.road.said_to(ANNE) if row.kind == "question"]

    def answer(self, body: str, **headers: str) -> None:
        (asked,) = self.questions()
        self.road.mail(body, to=(asked.reply_to,), subject=f"Re: {asked.subject}", **headers)

    def places(self) -> list[Any]:
        return self.road.events(kind="place_from_photo")


@pytest.fixture
def anne(road: Road) -> Anne:
    return Anne(road)


@pytest.fixture
def asked(anne: Anne) -> Anne:
    """Anne has been asked about her photo."""
    anne.report()
    anne.wait()
    return anne


def test_10_3_the_resident_is_asked_once_when_the_ten_minutes_are_over(anne: Anne) -> None:
    """The acknowledgement goes first; the question waits its turn, in the thread, with a map that can be opened."""
    anne.report()
    (question,) = anne.questions()
    first = anne.road.said_to(ANNE)[0]
    assert (first.kind, first.state, question.state) == ("acknowledgement", "simulated", "queued")
    anne.wait()
    (question,) = anne.questions()
    assert (question.state, question.cause, question.automatic) == ("simulated", "message:1", True)
    assert "Answer YES, or write the address." in question.body
    assert "https://www.openstreetmap.org/?mlat=41.308472&mlon=-72.920000#map=18/41.308472/-72.920000" in question.body
    assert question.subject == first.subject
    assert question.references
    assert anne.road.the_ticket().location is None
    assert anne.road.unfinished() == []


def test_10_3_a_job_that_is_done_again_asks_nothing_twice(asked: Anne) -> None:
    """A worker may die after its last byte; the resident does not hear of it."""
    with asked.road.gateway.store.writing() as connection:
        connection.execute(update(work).where(work.c.kind == "files").values(state="ready"))
    drain(asked.road.gateway, "files")
    asked.wait()
    assert len(asked.questions()) == 1


@pytest.mark.parametrize("yes", ["Yes", "ok", "Sí, gracias", "👍", "Oui\n\nEnvoyé de mon iPhone"])
def test_10_3_a_plain_yes_sets_the_place(asked: Anne, yes: str) -> None:
    """Also a word that elsewhere only gives thanks; the department hears of it, and the history says who said so."""
    asked.answer(yes)
    row = asked.road.the_ticket()
    assert (row.location, row.lat, row.lon) == (WHERE, 41.308472, -72.92)
    (place,) = asked.places()
    assert place.actor == "resident"
    assert place.text == f"{WHERE}, where pothole.jpg was taken; the resident confirmed that this is the place"
    assert place.data["attachment"] == asked.road.rows(attachment)[0].id
    assert f"Where: {WHERE}" in asked.road.said_to(STREETS)[-1].body
    assert [row.kind for row in asked.road.said_to(ANNE)] == ["acknowledgement", "question"]


def test_10_3_somebody_who_writes_spanish_is_asked_in_spanish(anne: Anne) -> None:
    """The question speaks the language of the report."""
    anne.report("Hay un bache muy profundo en la calle, por favor arréglenlo", Subject="Bache")
    anne.wait()
    (question,) = anne.questions()
    assert "Responda SÍ, o escriba la dirección." in question.body
    anne.answer("Sí")
    assert anne.road.the_ticket().location == WHERE


@pytest.mark.parametrize("words", ["No", "No, that is my home", "Thanks!", "yes?", "ok, when will you come"])
def test_10_3_anything_but_a_plain_yes_changes_nothing(asked: Anne, words: str) -> None:
    """It stays a message that a person reads."""
    asked.answer(words)
    assert asked.road.the_ticket().location is None
    assert asked.places() == []
    assert asked.road.messages()[-1].ticket_id == asked.road.the_ticket().id


def test_10_3_an_address_counts_instead(asked: Anne) -> None:
    """Words about the place are worth more than the camera's; a later yes changes nothing."""
    asked.answer("No, it is at 48 Maple Ave")
    asked.answer("Yes")
    row = asked.road.the_ticket()
    assert (row.location, row.lat) == ("48 Maple Ave", None)
    assert asked.places() == []


def test_10_3_whoever_said_no_is_not_taken_at_a_later_ok(asked: Anne) -> None:
    """The question was answered; the second word is about something else."""
    asked.answer("No")
    asked.road.clock.pass_time(minutes=5)
    asked.answer("ok")
    assert asked.road.the_ticket().location is None


def test_10_3_an_ok_to_the_acknowledgement_is_no_answer(anne: Anne) -> None:
    """The question waits and nobody has read it: an ok is a thank-you."""
    anne.report()
    anne.answer("ok")
    assert anne.road.the_ticket().location is None
    assert anne.road.messages()[-1].kind == "thanks"


def test_10_3_an_address_makes_a_waiting_question_needless(anne: Anne) -> None:
    """The acknowledgement asks for the place too, and most people answer that one at once."""
    anne.report()
    anne.answer("It is at 48 Maple Ave")
    anne.wait()
    (question,) = anne.questions()
    assert (question.state, question.reason) == ("suppressed", "the place became known before the question went out")


def test_10_3_a_clerk_who_used_the_place_first_has_decided(asked: Anne) -> None:
    """The yes then changes nothing and is kept."""
    files = asked.road.rows(attachment)
    use_place(asked.road.gateway, ticket_id=1, attachment_id=files[0].id, actor="cris@elmcity.example")
    asked.answer("ok")
    assert [place.actor for place in asked.places()] == ["cris@elmcity.example"]
    assert asked.road.messages()[-1].kind == "thanks"


def close(road: Road) -> None:
    with road.gateway.store.writing() as connection:
        connection.execute(update(ticket).values(status="closed", closed_at=road.clock()))


def test_10_3_nobody_is_asked_about_a_ticket_that_was_closed_meanwhile(anne: Anne) -> None:
    """The hole is filled; where it was is no question any more."""
    anne.report()
    close(anne.road)
    anne.wait()
    assert [row.state for row in anne.questions()] == ["suppressed"]


def test_10_3_a_yes_after_the_ticket_was_closed_sets_no_place(asked: Anne) -> None:
    """It opens the ticket again, as every word of the resident does, and a person looks."""
    close(asked.road)
    (question,) = asked.questions()
    asked.answer("yes", In_Reply_To=question.rfc_message_id)
    row = asked.road.the_ticket()
    assert (row.location, row.status, row.fixed) == (None, "open", None)
    assert asked.places() == []


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ("There is a deep pothole at 48 Maple Ave", {}),
        ("There is a deep pothole here", {"Precedence": "bulk"}),
        ("Somebody was hit by a car and is bleeding, please hurry", {}),
    ],
)
def test_10_3_nobody_is_asked_who_said_it_or_must_not_be(anne: Anne, body: str, headers: dict[str, str]) -> None:
    """The place is known, a machine wrote, or there is danger and a clerk sees the suggestion."""
    anne.report(body, **headers)
    anne.wait()
    assert anne.questions() == []


def test_10_3_nobody_is_asked_who_wants_no_mail(anne: Anne) -> None:
    """The opt-out counts from the moment it is known."""
    anne.report("There is a pothole at 12 Oak St")
    with anne.road.gateway.store.writing() as connection:
        assert find_contact(connection, Medium.EMAIL, ANNE)
        connection.execute(update(contact).where(contact.c.address == ANNE).values(opted_out_at=1.0))
    anne.report(Message_ID="<second@residents.example>")
    anne.wait()
    assert anne.questions() == []


@pytest.mark.parametrize("headers", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}])
def test_10_3_a_machine_says_no_yes(asked: Anne, headers: dict[str, str]) -> None:
    """An automatic reply whose whole text is OK decides nothing, and the department need not read it."""
    asked.answer("OK", **headers)
    assert asked.road.the_ticket().location is None
    assert len(asked.road.said_to(STREETS)) == 1


def test_10_3_the_yes_of_somebody_else_changes_nothing(asked: Anne) -> None:
    """Bart has the mail, but Anne was asked."""
    (question,) = asked.questions()
    asked.road.mail("Yes", sender="bart@residents.example", to=(question.reply_to,), subject=question.subject)
    assert asked.road.the_ticket().location is None
