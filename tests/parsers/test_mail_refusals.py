"""A mail may end texts to a telephone; a mail that reports something never does (PROTOCOL 12.10, F12.5)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parsers import parse
from parsers.city import City
from parsers.document import kind_of
from parsers.mail_refusals import speaks_of_texts
from parsers.values import InboundMessage, Medium

CITY = City(timezone="America/New_York", languages=("en", "es"))


def kind(text: str, *, subject: str = "", name: str = "") -> str:
    message = InboundMessage(
        medium=Medium.EMAIL,
        sender="anne@residents.example",
        sender_name=name,
        received_at=datetime(2026, 6, 1, 16, 0, tzinfo=UTC),
        subject=subject,
        text=text,
        reply_text=text,
    )
    return kind_of(parse(message, CITY))


@pytest.mark.parametrize(
    "text",
    [
        "please stop texting me at 203-555-0199",
        "Please stop texting me at (203) 555-0199.",
        "Hello,\n\nplease stop sending text messages to my phone +1 203 555 0199.\n\nThank you,\nAnne Archer",
        "Stop texting me",
        "Don't text me anymore. My number is 203.555.0199",
        "Please take my number off your list: 203-555-0199",
        "Por favor no me manden más mensajes de texto al 203-555-0199",
        "Stop the texts to 203 555 0199 please, write to anne@residents.example",
    ],
)
def test_f12_5_a_mail_that_wants_no_more_texts(text: str) -> None:
    """Whatever number it names and however it is signed, it wants nothing else."""
    assert kind(text, name="Anne Archer") == "opt_out"


def test_f12_5_the_subject_may_say_it() -> None:
    """People write the wish on top and the number below."""
    assert kind("203-555-0199", subject="Stop texting me") == "opt_out"
    assert kind("", subject="Please stop texting me at 203-555-0199") == "opt_out"
    assert kind("Thanks", subject="STOP texting me!", name="Anne") == "opt_out"


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("People who text and drive ignore the stop sign at 12 Oak St. Please send somebody.", "Stop sign"),
        ("Please text me at 203-555-0199 when the pothole at 12 Oak St is fixed.", "Pothole"),
        ("Stop texting me and fix the pothole at 12 Oak St instead, it is two feet wide by now.", "Pothole"),
        ("The streetlight is out at 12 Oak St. You can reach me at 203-555-0199.", "No more light"),
        ("My cell number is 203-555-0199, a tree fell on Elm St", "Stop"),
    ],
)
def test_f12_5_a_mail_that_reports_something_is_no_opt_out(text: str, subject: str) -> None:
    """A problem that is told must become a ticket, whatever else stands beside it."""
    assert kind(text, subject=subject) == "request"


def test_f12_5_which_refusals_are_about_texts() -> None:
    """Who wants no more mail must not lose their texts."""
    assert speaks_of_texts("stop texting me")
    assert speaks_of_texts("no más mensajes de texto")
    assert not speaks_of_texts("unsubscribe me from this list")
