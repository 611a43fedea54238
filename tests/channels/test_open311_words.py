"""A filed form is kept as a mail-shaped original with every field as sent, and comes back from it as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email.parser import BytesParser
from email.policy import default

import pytest

from gateway.channels.open311_words import AnsweredBy, FiledForm, filed_arrival, is_filed, read_filed
from gateway.channels.originals import PageFile
from gateway.channels.own_doors import came_by_own_door, read_at_own_door
from gateway.channels.page_words import PageWriter, page_arrival
from gateway.envelopes import Arrival
from parsers.stated import Stated
from parsers.values import Coordinates, Medium

NOW = datetime(2026, 6, 1, tzinfo=UTC)
STATED = Stated(
    service="streetlight_out",
    service_name="Street light out",
    place="12 Oak St",
    answers={"pole": "77", "kind": "It is off\nor so"},
    name="Anne Elm",
    phone="+12035550199",
    notes=("Filed by Open311.",),
    source="open311-test",
    is_test=True,
)
BY_TEXT = AnsweredBy(channel="vonage", medium=Medium.SMS, address="+12035550199", our_address="+12035550142")
FORM = FiledForm(
    endpoint="production",
    key_id=3,
    fields=(("description", "Out,\nañil 灯 ‘x’"), ("attribute[pole]", "77"), ("odd\r\nfield", "=?utf-8?q?x?=")),
    stated=STATED,
    answered_by=BY_TEXT,
    description="Out,\nañil 灯 ‘x’",
    coordinates=Coordinates(lat=41.3083, lon=-72.9279),
    files=(PageFile(filename="a.jpg", declared_type="image/jpeg", octets=b"\xff\xd8\0"),),
)


def filed(form: FiledForm = FORM) -> Arrival:
    """The form as an arrival."""
    return filed_arrival(form, key="k", fingerprint="f", now=NOW)


def test_what_was_filed_comes_back_as_it_was() -> None:
    """Words in any script, the pin, the answers and the files; on the channel by which its reporter is answered."""
    arrival, message = filed(), read_filed(filed())
    assert (arrival.channel, arrival.sender, arrival.recipients) == ("vonage", "+12035550199", ("+12035550142",))
    assert (message.medium, message.sender, message.sender_name) == (Medium.SMS, "+12035550199", "Anne Elm")
    assert (message.text, message.coordinates, message.stated) == (FORM.description, FORM.coordinates, STATED)
    assert [(file.filename, file.content_type, file.size) for file in message.attachments] == [
        ("a.jpg", "image/jpeg", 3)
    ]


def test_the_original_has_every_field_as_it_was_sent() -> None:
    """A person who downloads it can read it as a mail."""
    mail = BytesParser(policy=default).parsebytes(filed().raw)
    body = mail.get_body(("plain",))
    assert body is not None
    assert '"odd\\r\\nfield",\n   "=?utf-8?q?x?="' in body.get_content().replace("\r\n", "\n")
    assert mail["X-City311-Source"] == "Open311 (production), key 3"
    assert set(mail.keys()) >= {"X-City311-Source", "MIME-Version", "Content-Type"}


def test_nobody_to_answer_is_an_empty_sender() -> None:
    """No name is kept beside nobody."""
    nobody = AnsweredBy(channel="email", medium=Medium.EMAIL, address="", our_address="")
    message = read_filed(filed(replace(FORM, answered_by=nobody)))
    assert (message.sender, message.sender_name, message.recipients) == ("", "", ())


def test_both_of_our_own_doors_are_known_and_no_carrier_is() -> None:
    """Whoever reads a stored message again reads it as it was read first."""
    writer = PageWriter(
        ticket_id=7, channel="email", medium=Medium.EMAIL, address="anne@mail.example", our_address="311@elm.example"
    )
    page = page_arrival(writer, "More", once="1", now=NOW)
    mail = replace(page, details={})
    assert [came_by_own_door(arrival) for arrival in (filed(), page, mail)] == [True, True, False]
    assert (is_filed(filed()), is_filed(page), read_at_own_door(mail)) == (True, False, None)
    read = read_at_own_door(page)
    assert read is not None
    assert read.text == "More"


def test_an_original_that_is_none_of_ours_is_an_error() -> None:
    """The road makes a message of it that says so, for people to read."""
    with pytest.raises(ValueError, match="Expecting value"):
        read_filed(replace(filed(), raw=b""))
