"""Answers to what we asked by text, in English and Spanish, and sentences that only look like answers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parsers import City, InboundMessage, Medium, parse
from parsers.intents import (
    Answer,
    Automatic,
    Done,
    FollowUp,
    HelpRequest,
    Intent,
    LanguageChoice,
    NewReport,
    OptIn,
    OptOut,
    StatusInquiry,
    Thanks,
)
from parsers.ticket_number import format_number
from parsers.values import Asked

CITY = City(languages=("en", "es"))
NUMBER = format_number("ABCDEFG")


def hear(text: str, asked: Asked, **more: object) -> Intent:
    """The intent of `text` behind a question."""
    message = InboundMessage(
        medium=Medium.SMS,
        sender="+12035550199",
        received_at=datetime(2026, 6, 3, 12, tzinfo=UTC),
        text=text,
        reply_text=text,
        follow_up=True,
        asked=asked,
    )
    return parse(message, CITY, **more)


@pytest.mark.parametrize("asked", [Asked.CONFIRM_PLACE, Asked.PHOTO_PLACE])
@pytest.mark.parametrize(
    ("text", "number", "agrees"),
    [
        ("1", 1, True),
        ("1.", 1, True),
        ("#1", 1, True),
        ("1!", 1, True),
        ("1️⃣", 1, True),
        ("2", 2, False),
        ("2)", 2, False),
        ("option 2", 2, False),
        ("3", 3, None),
        ("the third one", 3, None),
        ("la tercera", 3, None),
        ("la primera", 1, True),
        ("yes", None, True),
        ("Yes.", None, True),
        ("YES", None, True),
        ("y", None, True),
        ("yep", None, True),
        ("si", None, True),
        ("Sí", None, True),
        ("sí, gracias", None, True),
        ("ok", None, True),
        ("OK 👍", None, True),
        ("👍", None, True),
        ("👍🏽", None, True),
        ("correct", None, True),
        ("That's right", None, True),
        ("así es", None, True),
        ("sure", None, True),
        ("oui", None, True),
        ("是的", None, True),
        ("Yes, it's in front of the house", None, True),
        ("yes it is by the driveway", None, True),
        ("Sí, es ahí por la entrada", None, True),
        ("Yes 12 Oak St", None, True),
        ("no", None, False),
        ("No.", None, False),
        ("nope", None, False),
        ("👎", None, False),
        ("wrong", None, False),
        ("Wrong number", None, False),
        ("not there", None, False),
        ("no es ahí", None, False),
        ("incorrecto", None, False),
        ("none of these", None, False),
        ("ninguna", None, False),
        ("No, that's not the place", None, False),
        ("No, I am not sure", None, False),
        ("non", None, False),
        ("nein", None, False),
    ],
)
def test_a_yes_a_no_or_a_line(text: str, number: int | None, agrees: bool | None, asked: Asked) -> None:
    """`1 = yes 2 = no`, in all the ways that people say it (PROTOCOL 15.6)."""
    answer = hear(text, asked)
    assert isinstance(answer, Answer)
    assert (answer.number, answer.agrees) == (number, agrees)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("no, it is 14 Oak St", "14 Oak St"),
        ("No it's 14 Oak St", "14 Oak St"),
        ("nope, 14 oak", "14 oak"),
        ("wrong, it's at Elm and 3rd", "Elm and 3rd"),
        ("no. corner of 5th and Main", "5th and Main"),
        ("No, Elm", "Elm"),
        ("no, in front of the library", "in front of the library"),
        ("wrong number, it's 14 Oak St", "14 Oak St"),
        ("2, it is 14 Oak St", "14 Oak St"),
        ("no 14 oak st", "14 oak st"),
        ("14 Oak St", "14 Oak St"),
        ("It's 14 Oak St", "14 Oak St"),
        ("yes but it's at 14 Oak St", "14 Oak St"),
        ("no, es en la calle Roble 14", "calle Roble 14"),
        ("No, frente a la biblioteca", "frente a la biblioteca"),
        ("no es ahí, es en Roble 14", "Roble 14"),
        ("no, esquina de Main y la 5", "Main y la 5"),
    ],
)
def test_the_right_place_wins_over_the_no(text: str, place: str) -> None:
    """Whoever says where it is instead has answered more than we asked; the offsets point at their words."""
    intent = hear(text, Asked.CONFIRM_PLACE)
    assert isinstance(intent, FollowUp)
    found = intent.understanding.location
    assert found is not None
    assert found.text == place == text[found.start : found.end]


@pytest.mark.parametrize(
    "text",
    [
        "no sidewalk there",
        "no water since yesterday",
        "no sign there either",
        "right in front of it there is a hole",
        "correct address is hard to say",
        "yesterday",
        "first it was small",
        "when will it be fixed?",
        "I have 2 dogs",
        "it happened 2 weeks ago",
        "1 of the lights is out",
        "si puede mande a alguien",
        "maybe",
        "hello?",
        "1/2",
        "12:30",
    ],
)
def test_what_only_begins_like_an_answer(text: str) -> None:
    """Such words stay more about the ticket: nothing is confirmed by them."""
    intent = hear(text, Asked.CONFIRM_PLACE)
    assert isinstance(intent, FollowUp)
    assert intent.understanding.location is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("#2", 2),
        ("2.", 2),
        ("(2)", 2),
        ("no. 2", 2),
        ("number 3", 3),
        ("the second", 2),
        ("2nd one", 2),
        ("the 2nd one please", 2),
        ("First", 1),
        ("the first one", 1),
        ("one", 1),
        ("two", 2),
        ("I mean 2", 2),
        ("la primera", 1),
        ("el segundo", 2),
        ("la 2", 2),
        ("dos", 2),
        ("el número 2", 2),
        ("la 2da", 2),
        ("opción 1 por favor", 1),
        ("le premier", 1),
        ("第二", 2),
        ("2️⃣", 2),
        ("10", 10),
    ],
)
def test_which_of_several_tickets(text: str, number: int) -> None:
    """A line of the list in figures or in words (PROTOCOL 15.2)."""
    answer = hear(text, Asked.WHICH_TICKET)
    assert isinstance(answer, Answer)
    assert (answer.number, answer.ticket_number) == (number, None)


@pytest.mark.parametrize("text", [NUMBER, NUMBER.lower(), NUMBER.replace("-", ""), f"it's {NUMBER}", f"#{NUMBER}"])
def test_a_ticket_is_chosen_by_its_number(text: str) -> None:
    """Its number names it better than any line."""
    answer = hear(text, Asked.WHICH_TICKET)
    assert isinstance(answer, Answer)
    assert answer.ticket_number == NUMBER


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        (f"status {NUMBER}", StatusInquiry),
        ("none", NewReport),
        ("ninguno", NewReport),
        ("neither, it's something else", FollowUp),
        ("NEW", NewReport),
        ("otro problema", NewReport),
        ("the pothole", FollowUp),
        ("the one on Oak", FollowUp),
        ("12 Oak St", FollowUp),
        ("412", FollowUp),
        ("2 or 3 of them", FollowUp),
        ("both", FollowUp),
        ("yes", FollowUp),
        ("thanks", Thanks),
        ("STOP", OptOut),
        ("help", HelpRequest),
    ],
)
def test_other_words_when_a_ticket_was_asked_for(text: str, intent: type) -> None:
    """No wrong ticket is chosen by a number that is something else, and commands stay commands."""
    assert isinstance(hear(text, Asked.WHICH_TICKET), intent)


@pytest.mark.parametrize("asked", [Asked.PLACE, Asked.WHAT, Asked.CONFIRM_PLACE, Asked.WHICH_TICKET, Asked.DETAIL])
@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("STOP", OptOut),
        ("Stop.", OptOut),
        ("CANCEL", OptOut),
        ("END", OptOut),
        ("QUIT", OptOut),
        ("no más", OptOut),
        ("please stop texting me", OptOut),
        ("No, stop texting me", OptOut),
        ("START", OptIn),
        ("HELP", HelpRequest),
        ("AYUDA", HelpRequest),
        ("NEW", NewReport),
        ("nuevo", NewReport),
        ("DONE", Done),
        ("ESPAÑOL", LanguageChoice),
        ("中文", LanguageChoice),
        ("thanks", Thanks),
        ("gracias", Thanks),
        ("Liked “Where is it?”", Thanks),
        ("I'm driving right now. I'll text you when I stop.", Automatic),
        (f"STATUS {NUMBER}", StatusInquiry),
    ],
)
def test_f12_5_commands_come_before_answers(text: str, intent: type, asked: Asked) -> None:
    """Opt-out before everything, and the words we taught people keep their meaning in every state (15.2)."""
    assert isinstance(hear(text, asked), intent)


def test_f12_10_yes_is_an_answer_though_the_carrier_reads_it_too() -> None:
    """YES is on Twilio's START list; behind our question it says yes (PROTOCOL 12.10, 15.6)."""
    message = InboundMessage(
        medium=Medium.SMS,
        sender="+12035550199",
        received_at=datetime(2026, 6, 3, 12, tzinfo=UTC),
        text="YES",
        asked=Asked.CONFIRM_PLACE,
        opt_out_type="START",
    )
    answer = parse(message, CITY)
    assert isinstance(answer, Answer)
    assert answer.agrees is True


@pytest.mark.parametrize("text", ["yes", "no", "1", "2", "still broken", "check valve", "pole 12", "hi", "Lakeside"])
def test_anything_answers_what_is_wrong(text: str) -> None:
    """Behind "What is wrong?" all words are words about the problem."""
    assert isinstance(hear(text, Asked.WHAT), FollowUp)


@pytest.mark.parametrize("asked", list(Asked))
def test_f15_4_gas_as_an_answer_is_an_emergency(asked: Asked) -> None:
    """Danger is read whatever was asked (PROTOCOL 15.2)."""
    for text in ("there is a strong smell of gas", "14 Oak St, and I smell gas", "hay una fuga de gas"):
        assert hear(text, asked).understanding.urgency.value == "emergency"


def test_f15_4_a_no_to_our_question_denies_no_danger() -> None:
    """In `No, I smell gas` the no is about the place."""
    assert hear("No, I smell gas", Asked.CONFIRM_PLACE).understanding.urgency.value == "emergency"
