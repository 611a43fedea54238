"""Dialogues by text through the whole road: what a resident writes, what they read, and the ticket that is left."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.casework import change_status, reply_to_resident
from gateway.channels.simulator import Picture, simulator_text
from gateway.store.schema import question, work
from parsers.values import Coordinates
from tests.journeys.conftest import ANNES_PHONE, NUMBER, STREETS, Road

DESK = "desk@elmcity.example"


def heard(road: Road, number: str = ANNES_PHONE) -> list[str]:
    """What a phone has read, oldest first."""
    return [row.body for row in road.said_to(number) if row.state == "simulated"]


def talk(road: Road, *lines: str | float) -> None:
    """Texts of Anne's, with minutes between them; two minutes where none are named."""
    for line in lines:
        if isinstance(line, str):
            road.text(line)
            road.clock.pass_time(minutes=2)
        else:
            road.clock.pass_time(minutes=line)
            road.work()


def send(road: Road, body: str = "", **parts: Any) -> None:
    """A text with more than words."""
    road.arrive(simulator_text(ANNES_PHONE, NUMBER, body, now=datetime.fromtimestamp(road.clock(), UTC), **parts))


def questions(road: Road) -> list[tuple[str, int, str]]:
    """What was asked: kind, try and outcome."""
    return [(row.kind, row.tries, row.outcome) for row in road.rows(question)]


def test_15_1_the_ticket_is_there_before_the_place(road: Road) -> None:
    """No dialogue step can lose a report; the department has it at once."""
    road.text("graffiti all over the wall")
    assert (road.the_ticket().service, road.the_ticket().location) == ("graffiti", None)
    assert len(road.said_to("neighborhood@elmcity.example")) == 1
    assert questions(road) == [("place", 1, "")]


@pytest.mark.parametrize("answer", ["12 Oak St", "Oak and Elm", "it's at 12 Oak St", "near 12 Oak St!!"])
def test_15_4_a_place_in_any_form_fills_the_ticket(road: Road, answer: str) -> None:
    """The question is answered, the resident hears where it is noted, the department gets the words."""
    talk(road, "graffiti all over the wall", answer)
    ticket = road.the_ticket()
    assert ticket.location is not None
    assert ticket.location in heard(road)[-1]
    assert questions(road) == [("place", 1, "answered")]
    assert len(road.said_to("neighborhood@elmcity.example")) == 2


def test_15_4_a_shared_pin_answers_where_it_is(road: Road) -> None:
    """Some phones tell it without a word."""
    talk(road, "graffiti all over the wall")
    send(road, coordinates=Coordinates(lat=41.3, lon=-72.92))
    assert (road.the_ticket().lat, road.the_ticket().lon) == (41.3, -72.92)
    assert questions(road)[0][2] == "answered"


def test_15_4_one_retry_then_the_words_are_the_place_and_people_look(road: Road) -> None:
    """A place that nobody knows is kept as it was said, and a person reads it now."""
    talk(road, "graffiti on the wall", "dunno really", "where the old mill was")
    ticket = road.the_ticket()
    assert (ticket.location, ticket.tags) == ("where the old mill was", ["needs_location"])
    assert "person" in heard(road)[-1]
    notice = road.said_to("neighborhood@elmcity.example")[-1]
    assert notice.state == "simulated"
    assert "old mill" in notice.body
    assert len(road.rows(question)) == 2


def test_15_3_the_answer_to_what_sorts_the_ticket_again_and_tells_its_department(road: Road) -> None:
    """`Address only` as the first text: the desk has it, then Streets."""
    talk(road, "12 Oak St")
    assert (road.the_ticket().department, road.said_to(STREETS)) == ("front_desk", [])
    talk(road, "a deep pothole")
    ticket = road.the_ticket()
    assert (ticket.service, ticket.department, ticket.location) == ("pothole", "streets", "12 Oak St")
    assert ticket.due_at is not None
    assert ticket.decision["service"] == "pothole"
    assert len(road.said_to(STREETS)) == 1
    assert [row.data["to"] for row in road.events(kind="sorted_again")] == ["streets"]


def test_15_3_a_place_can_change_who_does_it(road: Road) -> None:
    """The rules read the whole report: what lies on a state road is the state's, and the resident hears that."""
    talk(road, "there is a pothole", "500 Whalley Ave")
    ticket = road.the_ticket()
    assert (ticket.rule, ticket.status) == ("State roads are not ours", "closed")
    assert "Whalley" in ticket.location
    assert heard(road)[-1] != heard(road)[0]


def test_15_3_never_a_third_question(road: Road) -> None:
    """Place and pole are two; whatever else is unknown stays unknown."""
    talk(road, "the streetlight is out", "9 Chapel St", "A-44")
    assert [kind for kind, _, _ in questions(road)] == ["place", "detail"]
    assert road.the_ticket().understanding["answers"] == {"pole": "A-44"}
    assert [row.text for row in road.events(kind="answered")] == ["pole: A-44"]


@pytest.mark.parametrize("words", ["help", "hi", "", "hola"])
def test_f15_2_a_greeting_or_nothing_is_answered_and_opens_no_ticket(road: Road, words: str) -> None:
    """Somebody tries whether we are there."""
    road.text(words)
    assert road.tickets() == []
    assert len(heard(road)) == 1


def test_f15_2_two_people_with_one_phone_have_a_ticket_each(road: Road) -> None:
    """Another service at another place is another report, also as the answer to a question."""
    talk(road, "graffiti on the wall", "Dead raccoon at 5 Elm St", "12 Oak St")
    assert [(row.service, row.location) for row in road.tickets()] == [
        ("graffiti", "12 Oak St"),
        ("dead_animal", "5 Elm St"),
    ]


def test_15_8_a_word_that_names_no_ticket_is_kept_and_asked_about(road: Road) -> None:
    """Several open tickets on one phone: a number chooses, and the words stand in both histories."""
    talk(road, "Pothole at 12 Oak St", 60, "Graffiti at 5 Elm St", 60, "it got much worse")
    assert "1 Graffiti, 5 Elm St" in heard(road)[-1]
    assert [row.text for row in road.events(ticket_id=2, kind="message")] == ["it got much worse"]
    talk(road, "2")
    assert [row.text for row in road.events(ticket_id=1, kind="message")] == ["2", "it got much worse"]
    assert road.messages()[2].ticket_id == 1
    assert "it got much worse" in road.said_to(STREETS)[-1].body


def test_15_8_a_ticket_is_chosen_by_its_own_number(road: Road) -> None:
    """Whoever has the number at hand writes it instead of the line."""
    talk(road, "Pothole at 12 Oak St", 60, "Graffiti at 5 Elm St", 60, "it got much worse")
    number = road.tickets()[0].number
    talk(road, number.lower())
    assert [row.text for row in road.events(ticket_id=1, kind="message")] == [number.lower(), "it got much worse"]


def test_15_8_new_instead_of_a_number_makes_a_ticket_of_the_words(road: Road) -> None:
    """None of them was meant."""
    talk(road, "Pothole at 12 Oak St", 60, "Graffiti at 5 Elm St", 60, "it got much worse", "NEW")
    assert [row.description for row in road.tickets()][-1] == "it got much worse"
    assert questions(road)[0] == ("which_ticket", 1, "answered")


def test_15_8_a_word_that_names_a_ticket_goes_there(road: Road) -> None:
    """By its service or by its place."""
    talk(
        road,
        "Pothole at 12 Oak St",
        60,
        "Graffiti at 5 Elm St",
        60,
        "the pothole is deeper",
        60,
        "5 Elm St, today too",
    )
    texts = [(row.ticket_id, row.text) for row in road.events(kind="message")]
    assert texts == [(1, "the pothole is deeper"), (2, "5 Elm St, today too")]


def test_15_8_new_alone_announces_a_report(road: Road) -> None:
    """The next text opens a ticket, whatever it says."""
    talk(road, "Pothole at 12 Oak St", "NEW", "it is dark here")
    assert len(road.tickets()) == 2
    assert questions(road)[0] == ("what", 1, "answered")


def test_15_9_thanks_are_silent_and_reopen_nothing(road: Road) -> None:
    """Politeness is no complaint."""
    talk(road, "Pothole at 12 Oak St")
    change_status(road.gateway, ticket_id=1, status="closed", note="Done.", actor="bart@city.example")
    road.work()
    before = len(road.said_to(ANNES_PHONE))
    talk(road, "thanks!", "Liked “Elm City: ticket is closed”")
    assert (road.the_ticket().status, len(road.said_to(ANNES_PHONE))) == ("closed", before)


@pytest.mark.parametrize(("days", "tickets"), [(1, 1), (13, 1), (15, 2)])
def test_15_10_still_broken_reopens_within_14_days(road: Road, days: int, tickets: int) -> None:
    """Later it is a new ticket that knows the old one, its service and its place."""
    talk(road, "Pothole at 12 Oak St")
    change_status(road.gateway, ticket_id=1, status="closed", note="Done.", actor="bart@city.example")
    road.clock.pass_time(days=days)
    road.text("still broken")
    last = road.tickets()[-1]
    assert len(road.tickets()) == tickets
    assert (last.service, last.location, last.status == "closed") == ("pothole", "12 Oak St", False)
    assert last.linked_to == (1 if tickets == 2 else None)


def test_done_closes_on_the_residents_word_and_tells_the_department(road: Road) -> None:
    """Whoever reported knows that it is gone."""
    talk(road, "Pothole at 12 Oak St", 600, "DONE")
    assert road.the_ticket().status == "closed"
    assert [row.data["to"] for row in road.events(kind="status")] == ["closed"]
    assert len(road.said_to(STREETS)) == 2


def test_done_to_a_question_only_ends_the_questions(road: Road) -> None:
    """No more is asked, nothing is reminded of, and a person finds the place."""
    talk(road, "graffiti on the wall", "DONE", 300)
    ticket = road.the_ticket()
    assert (ticket.status, ticket.tags) == ("received", ["needs_location"])
    assert questions(road) == [("place", 1, "settled")]
    assert [row.kind for row in road.said_to(ANNES_PHONE)] == ["acknowledgement", "answer"]


def test_15_11_an_emergency_is_never_closed_on_a_word(road: Road) -> None:
    """Somebody else may still be in danger."""
    talk(road, "I smell gas outside 12 Oak St", "DONE")
    assert road.the_ticket().status == "received"


@pytest.mark.parametrize(
    "danger", ["gas leak!", "huele a gas aqui", "there is a gaz leak, smell of gas", "I smell gas at 12 Oak St"]
)
def test_f15_4_danger_as_the_answer_to_where(road: Road, danger: str) -> None:
    """A ticket for the dispatchers at once, the fixed words, and no more questions."""
    talk(road, "graffiti on the wall", danger)
    assert road.tickets()[-1].priority == "emergency"
    assert "911" in heard(road)[-1]
    assert "?" not in heard(road)[-1].split("911")[-1]
    assert questions(road)[0][2] == "settled"


def test_f15_1_nobody_answers(road: Road) -> None:
    """The department has the ticket at once; one reminder in four hours, and the question is closed in a day."""
    talk(road, "graffiti on the wall")
    for _ in range(60):
        road.clock.pass_time(minutes=30)
        road.work()
    assert [row.kind for row in road.said_to(ANNES_PHONE)] == ["acknowledgement", "reminder"]
    assert "Where is it?" in heard(road)[-1]
    assert questions(road) == [("place", 1, "expired")]
    assert (road.the_ticket().status, road.the_ticket().tags) == ("received", ["needs_location"])
    assert len(road.events(kind="unanswered")) == 1


def test_13_8_no_reminder_at_night(road: Road) -> None:
    """Asked at seven in the evening: reminded at eight in the morning."""
    road.clock.pass_time(hours=7)
    talk(road, "graffiti on the wall")
    road.clock.pass_time(hours=5)
    road.work()
    assert [row.kind for row in road.said_to(ANNES_PHONE)] == ["acknowledgement"]
    road.clock.pass_time(hours=8)
    road.work()
    assert [row.kind for row in road.said_to(ANNES_PHONE)] == ["acknowledgement", "reminder"]


def test_f15_1_a_question_that_is_settled_is_not_reminded_of(road: Road) -> None:
    """The clerk closed the ticket; the resident is left in peace."""
    talk(road, "graffiti on the wall")
    change_status(road.gateway, ticket_id=1, status="closed", note="Painted over.", actor="bart@city.example")
    road.clock.pass_time(hours=5)
    road.work()
    assert [row.kind for row in road.said_to(ANNES_PHONE)] == ["acknowledgement", "notice"]


def test_f15_3_an_answer_after_the_ticket_was_closed_is_attached_and_fills_the_place(road: Road) -> None:
    """It was closed for want of a place, perhaps; now there is one."""
    talk(road, "graffiti on the wall")
    change_status(road.gateway, ticket_id=1, status="closed", note="We found nothing.", actor="bart@city.example")
    talk(road, "12 Oak St")
    assert (road.the_ticket().location, road.the_ticket().status) == ("12 Oak St", "open")


def test_f15_6_the_state_is_in_the_database(road: Road) -> None:
    """A worker that comes back does the same work twice and asks nothing twice."""
    talk(road, "graffiti on the wall")
    with road.gateway.store.writing() as connection:
        connection.execute(work.update().where(work.c.kind == "process").values(state="ready", attempts=0))
    road.work()
    assert len(road.said_to(ANNES_PHONE)) == 1
    talk(road, "12 Oak St")
    assert questions(road) == [("place", 1, "answered")]
    assert len(road.tickets()) == 1


def test_a_word_of_staff_is_answered_by_anything(road: Road) -> None:
    """`yes` and `1` mean what the clerk asked, not what we have in our lists."""
    talk(road, "Pothole at 12 Oak St", 60, "Graffiti at 5 Elm St", 60)
    reply_to_resident(road.gateway, ticket_id=1, text="Is it on the left side?", actor="bart@city.example")
    talk(road, 90, "yes")
    assert [(row.ticket_id, row.text) for row in road.events(kind="message")] == [(1, "yes")]


def test_15_15_a_language_that_was_chosen_holds(road: Road) -> None:
    """ESPAÑOL, and then an English address: still Spanish."""
    talk(road, "ESPAÑOL", "graffiti on the wall of the school", "12 Oak St")
    assert road.the_ticket().language == "es"
    assert {row.language for row in road.said_to(ANNES_PHONE)} == {"es"}


def test_an_opted_out_resident_is_asked_nothing(road: Road) -> None:
    """The report is taken; nothing is sent and nothing waits for an answer."""
    talk(road, "STOP", "graffiti on the wall")
    assert road.the_ticket().service == "graffiti"
    assert heard(road) == []
    assert road.rows(question) == []


@pytest.mark.parametrize("order", list(itertools.permutations(["a big one", "pothole", "12 Oak St"])))
def test_the_order_of_what_is_told_does_not_matter(road: Road, order: tuple[str, ...]) -> None:
    """However somebody tells it, the same ticket is left."""
    talk(road, *order)
    assert [(row.service, row.location, row.department) for row in road.tickets()] == [
        ("pothole", "12 Oak St", "streets")
    ]


def test_15_4_not_knowing_is_no_place(road: Road) -> None:
    """`No idea` twice is not where the graffiti is; people look, and nothing false stands on the ticket."""
    talk(road, "graffiti on the wall", "idk", "no idea")
    ticket = road.the_ticket()
    assert (ticket.location, ticket.tags) == (None, ["needs_location"])
    assert "person" in heard(road)[-1]


def test_15_4_the_same_place_is_that_of_the_report_before(road: Road) -> None:
    """Nobody types an address twice."""
    talk(road, "pothole at 12 Oak St", "NEW", "graffiti all over the wall", "same place as before")
    first, second = road.tickets()
    assert (first.service, second.service) == ("pothole", "graffiti")
    assert second.location == first.location == "12 Oak St"


def test_15_4_the_same_place_is_asked_about_where_there_is_none(road: Road) -> None:
    """A first report has no place before it."""
    talk(road, "graffiti all over the wall", "same place")
    assert questions(road)[-1][:2] == ("place", 2)


def test_15_7_nobody_is_reminded_of_a_detail(road: Road) -> None:
    """The number on the pole is good to have; asking for it twice is a nuisance."""
    talk(road, "streetlight out at 12 Oak St")
    assert questions(road) == [("detail", 1, "")]
    said = len(heard(road))
    talk(road, 30 * 60.0)
    assert len(heard(road)) == said
    assert questions(road) == [("detail", 1, "expired")]


def test_f15_13_a_threat_marks_its_ticket(road: Road) -> None:
    """Profanity drops nothing, and a supervisor finds what threatens somebody, first word or later."""
    talk(road, "the damn pothole at 12 Oak St again", "fix it, I know where you live")
    assert road.the_ticket().tags == ["threat"]


def test_15_14_a_place_far_away_marks_its_ticket(road: Road) -> None:
    """It is kept, and staff see at once that it may be another city's."""
    send(road, "pothole here", coordinates=Coordinates(lat=40.7, lon=-74.0))
    assert road.the_ticket().tags == ["outside_area"]


def test_12_10_stop_with_a_picture_is_heard(road: Road) -> None:
    """Some phones send the word with whatever picture was in the line."""
    talk(road, "pothole at 12 Oak St")
    said = len(heard(road))
    send(road, "STOP", pictures=[Picture(sha256="0" * 64)])
    assert len(heard(road)) == said
    assert road.the_ticket().service == "pothole"
