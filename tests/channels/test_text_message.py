"""What Twilio and the simulator send is read into the same message."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.channels.simulator import Picture, SimulatorSms, simulator_text
from gateway.channels.text_message import decode_form, encode_form, plain_number, read_text
from gateway.envelopes import Arrival
from gateway.errors import MediaGoneError
from parsers.values import Coordinates, Medium
from tests.fake_twilio import ANNE, NUMBER, text_fields

NOW = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)


def arrival(raw: bytes, *, sender: str = ANNE) -> Arrival:
    return Arrival(channel="twilio", key="SM1", raw=raw, sender=sender, recipients=(NUMBER,), received_at=NOW)


def read(*, sender: str = ANNE, **more: str) -> Any:
    return read_text(arrival(encode_form(text_fields(**more)), sender=sender))


def test_a_text_is_read_whole() -> None:
    """Words, sender, our number and time; a text quotes nothing, so all of it is new."""
    message = read_text(arrival(encode_form(text_fields("Huge pothole\r\nat 12 Oak St"))))
    assert (message.medium, message.sender, message.recipients) == (Medium.SMS, ANNE, (NUMBER,))
    assert message.text.split() == ["Huge", "pothole", "at", "12", "Oak", "St"]
    assert message.reply_text == message.text
    assert message.received_at == NOW
    assert message.automation.reply
    assert message.error is None


def test_12_2_the_city_of_a_number_is_no_place() -> None:
    """Twilio's FromCity is where a number was registered; nothing of it may become a location."""
    message = read(FromCity="NEW HAVEN", FromZip="06510", FromState="CT")
    assert "NEW HAVEN" not in repr(message)
    assert message.coordinates is None


def test_12_11_media_are_named_and_not_fetched() -> None:
    """Ten pictures and more, each with its address, and a name that says what it is; but not without end."""
    media = {f"MediaUrl{index}": f"https://api.twilio.com/m/{index}" for index in range(40)}
    message = read(MediaContentType0="image/jpeg", MediaContentType1="Text/X-vCard", **media)
    assert len(message.attachments) == 30
    assert message.attachments[0].filename in {"media-1.jpg", "media-1.jpeg"}
    assert message.attachments[0].url == "https://api.twilio.com/m/0"
    assert message.attachments[1].content_type == "text/x-vcard"
    assert message.attachments[9].content_type == "application/octet-stream"


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        ("41.3083", "-72.9279", Coordinates(lat=41.3083, lon=-72.9279)),
        ("0", "0", None),
        ("nan", "-72.9", None),
        ("91", "0.5", None),
        ("12 Oak", "-72.9", None),
        ("inf", "inf", None),
    ],
)
def test_a_shared_place_is_believed_only_on_earth(latitude: str, longitude: str, expected: Coordinates | None) -> None:
    """A phone without a fix says 0, 0 or worse."""
    assert read(Latitude=latitude, Longitude=longitude).coordinates == expected


def test_a_shared_place_without_words_brings_its_own() -> None:
    """A pin has its label and address beside an empty body."""
    fields = [*text_fields(""), ("Label", "City Hall"), ("Address", "165 Church St")]
    assert read_text(arrival(encode_form(fields))).text == "City Hall, 165 Church St"


@pytest.mark.parametrize("sender", ["12345", "CITYBANK", "anonymous", "", "+266696687", "+2562533"])
def test_12_14_senders_that_cannot_be_answered(sender: str) -> None:
    """A short code, a name or a withheld number: a ticket is made, and nobody is answered."""
    message = read(sender=sender)
    assert not message.automation.reply
    assert message.automation.reason
    assert message.text == "Pothole at 12 Oak St"


def test_12_10_opt_out_type_is_passed_on() -> None:
    """Twilio says which of its words it has acted on."""
    assert read(OptOutType="stop").opt_out_type == "STOP"
    assert read().opt_out_type is None


@pytest.mark.parametrize(
    ("number", "plain"),
    [
        ("whatsapp:+12035550111", "+12035550111"),
        (" +1 (203) 555-0111 ", "+12035550111"),
        ("12345", "12345"),
        ("CITY\x00BANK", "CITYBANK"),
    ],
)
def test_numbers_are_made_plain(number: str, plain: str) -> None:
    """The same phone is the same person whatever network's prefix it has, and no control character is stored."""
    assert plain_number(number) == plain


@given(st.binary(max_size=400))
def test_reading_is_total(raw: bytes) -> None:
    """Whatever was stored can be read again and again without an exception."""
    message = read_text(arrival(raw))
    assert "\x00" not in message.text


def test_too_many_fields_are_an_error_that_is_kept() -> None:
    """A message that cannot be read says so, and goes to triage with its original."""
    assert read_text(arrival(b"&".join(b"a=%d" % index for index in range(2_000)))).error


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))))
def test_a_form_is_kept_without_loss(fields: list[tuple[str, str]]) -> None:
    """Order, repeated names, blank values and every character."""
    assert decode_form(encode_form(fields)) == tuple(fields)


def test_the_simulators_phone_speaks_like_twilio() -> None:
    """What a visitor plays is read by the same code as what Twilio sends."""
    place = Coordinates(lat=41.3, lon=-72.9)
    pictures = (Picture(sha256="a" * 64), Picture(sha256="b" * 64))
    played = simulator_text(ANNE, NUMBER, "Pothole", now=NOW, pictures=pictures, coordinates=place, opt_out_type="HELP")
    message = SimulatorSms().decode(played)
    assert (message.text, message.sender, message.recipients) == ("Pothole", ANNE, (NUMBER,))
    assert [picture.content_type for picture in message.attachments] == ["image/jpeg", "image/jpeg"]
    assert (message.coordinates, message.opt_out_type) == (place, "HELP")


def test_a_played_picture_is_fetched_as_a_providers_is() -> None:
    """The job that prepares pictures asks the channel, and the simulator has what was uploaded to it."""
    phone = SimulatorSms(find_blob={"a" * 64: b"a photo"}.get)
    played = phone.decode(simulator_text(ANNE, NUMBER, "", now=NOW, pictures=[Picture(sha256="a" * 64)]))
    assert phone.fetch_media(played.attachments[0].url or "").octets == b"a photo"
    for url in ("simulator:nothing", "https://media.example/a"):
        with pytest.raises(MediaGoneError, match="Send it once more"):
            phone.fetch_media(url)


def test_the_same_words_played_twice_are_two_texts() -> None:
    """Each text of the simulator has an id of its own, as with Twilio."""
    keys = {simulator_text(ANNE, NUMBER, "Pothole", now=NOW).key for _ in range(3)}
    assert len(keys) == 3


@given(st.text(st.sampled_from("ab=&+% 2f0éñ;\x00"), max_size=60))
def test_a_form_is_read_as_the_standard_library_reads_it(text: str) -> None:
    """The signature is over the decoded values, so decoding must agree with everybody else's."""
    expected = parse_qsl(text, keep_blank_values=True, errors="replace")
    assert decode_form(text.encode()) == tuple(expected)
