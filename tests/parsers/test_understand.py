"""One message, one intent: the order in which a message is taken for something."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import DEFAULT_CITY, City, parse, to_document
from parsers.document import KINDS
from parsers.returned import Bounce, Failure
from parsers.values import Attachment, Automation, Coordinates, InboundMessage, Medium, Origin
from tests.own_time import done_within

RECEIVED = datetime(2026, 6, 3, 16, 0, tzinfo=UTC)


def kind(intent) -> str:
    """The JSON word of an intent."""
    return KINDS[type(intent)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pothole at 12 Oak St", "request"),
        ("there is something odd on my street", "request"),
        ("Can you fix the pothole on Elm St?", "request"),
        ("STOP", "opt_out"),
        ("START", "opt_in"),
        ("HELP", "help"),
        ("hi", "help"),
        ("thanks!", "thanks"),
        ("status", "status_inquiry"),
        ("What are your office hours?", "question"),
        ("¿A qué hora abren?", "question"),
        ("How do I pay my water bill?", "question"),
        ("", "empty"),
        ("  \n ", "empty"),
        ("12 Oak St", "request"),
        ("there is a fire at 12 Oak St", "request"),
    ],
)
def test_texts_have_their_intent(hear, text, expected):
    """What a short text wants."""
    assert kind(hear(text)) == expected


def test_a_picture_alone_is_a_request(hear):
    """A photo says something, even with `hi` beside it."""
    photo = (Attachment(filename="a.jpg", content_type="image/jpeg", size=10),)
    assert kind(hear("", attachments=photo)) == "request"
    assert kind(hear("hi", attachments=photo)) == "request"


def test_a_pin_alone_is_a_request_with_a_place(hear):
    """A shared place is a place."""
    intent = hear("", coordinates=Coordinates(lat=41.3, lon=-72.9))
    assert kind(intent) == "request"
    assert intent.understanding.location.lat == 41.3


def test_the_carrier_s_word_on_opting_out_wins(hear):
    """OptOutType says what the carrier did, whatever the text was (PROTOCOL 12.10)."""
    assert kind(hear("arret", opt_out_type="STOP")) == "opt_out"


def test_a_bounce_comes_before_everything(hear):
    """A delivery report is about our own mail."""
    bounce = Bounce(failures=(Failure(address="anne@city.example"),))
    assert kind(hear("gas leak", medium=Medium.EMAIL, bounce=bounce)) == "bounce"


def test_what_cannot_be_read_says_why(hear):
    """A broken mail becomes a triage ticket with the reason."""
    intent = hear("", medium=Medium.EMAIL, error="the mail has no end")
    assert (kind(intent), intent.reason) == ("unreadable", "the mail has no end")


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (Origin.AUTO_REPLY, "automatic"),
        (Origin.RECEIPT, "automatic"),
        (Origin.REPORT, "automatic"),
        (Origin.AUTO_GENERATED, "request"),
        (Origin.LIST, "request"),
        (Origin.HUMAN, "request"),
    ],
)
def test_f5_2_machines_open_nothing_but_alerts_do(hear, origin, expected):
    """An absence note opens nothing; a sensor's alert and a list carry content."""
    automation = Automation(origin=origin, reply=origin is Origin.HUMAN, reason="a header")
    assert kind(hear("Pothole at 12 Oak St", medium=Medium.EMAIL, automation=automation)) == expected


def test_a_follow_up_reads_only_what_is_new(hear):
    """Quoted text is folded away, and its place is not the sender's."""
    intent = hear(
        "It is at 12 Oak St\n> at 99 Elm St",
        reply_text="It is at 12 Oak St",
        quoted_text="> at 99 Elm St",
        follow_up=True,
    )
    assert kind(intent) == "follow_up"
    assert intent.understanding.location.number == "12"


def test_a_first_mail_is_kept_whole(hear):
    """A forwarded complaint holds the facts (PROTOCOL 9.6)."""
    intent = hear(
        "fyi\n> pothole at 99 Elm St", reply_text="fyi", quoted_text="> pothole at 99 Elm St", medium=Medium.EMAIL
    )
    assert intent.understanding.location.number == "99"


def test_contact_details_are_read(hear):
    """Name, number and address as written in the text."""
    contact = hear("Pothole. My name is Anne Smith, 203-555-0142, anne@mail.example").understanding.contact
    assert (contact.name, contact.phone, contact.email) == ("Anne Smith", "+12035550142", "anne@mail.example")
    nobody = hear("I am very upset about 12 Oak St, this is dangerous").understanding.contact
    assert (nobody.name, nobody.phone, nobody.email) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hay un bache en la calle", "es"),
        ("bache enorme", "es"),
        ("Huele a gas", "es"),
        ("pothole on Calle Roble", "en"),
        ("gracias", "es"),
        ("12 Oak St", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_short_texts(hear, text, language):
    """Texts are too short for statistics alone."""
    assert hear(text).understanding.language == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hay un bache en la calle", "es"),
        ("there is a hole in the street", "en"),
        ("树倒了，挡住了马路", "zh"),
        ("Gen yon gwo twou nan lari a devan kay mwen", "ht"),
    ],
)
def test_a_city_of_many_languages(message, text, language):
    """Script, words and statistics together tell more languages than the catalog has."""
    city = City(languages=("en", "es", "zh", "ht"))
    assert parse(message(text), city).understanding.language == language


def test_a_city_with_one_language_answers_in_it(message):
    """A language that the city does not speak is never detected."""
    assert parse(message("hay un bache en la calle"), City()).understanding.language == "en"


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("pothole", "routine"),
        ("this is dangerous, someone will get hurt", "soon"),
        ("not urgent, light is out", "routine"),
        ("es muy peligroso", "soon"),
        ("gas leak", "emergency"),
        ("manhole cover is missing", "soon"),
    ],
)
def test_urgency(hear, text, urgency):
    """Danger to life, then hazard and haste, then the rest."""
    assert hear(text).understanding.urgency.value == urgency


def test_the_document_has_the_promised_keys(message):
    """Others build on this object; nothing may be missing."""
    sent = message("Pothole at 12 Oak St yesterday")
    document = to_document(sent, parse(sent, DEFAULT_CITY))
    assert list(document) == [
        "kind",
        "service",
        "location",
        "occurred",
        "urgency",
        "language",
        "contact",
        "department",
        "personal",
        "further",
        "message",
        "automation",
        "bounce",
        "error",
    ]
    assert set(document["service"]) == {"code", "name", "confidence", "evidence", "alternatives"}
    assert set(document["location"]) == {
        "kind",
        "text",
        "number",
        "streets",
        "lat",
        "lon",
        "confidence",
        "start",
        "end",
        "candidates",
    }
    assert set(document["occurred"]) == {"text", "start", "end", "precision", "repeats"}
    assert set(document["message"]) == {"from", "to", "subject", "new_text", "quoted_text", "attachments"}


WORDS = st.sampled_from(
    [
        "12",
        "Oak",
        "St",
        "and",
        "between",
        "5th",
        "of",
        "the",
        "block",
        "corner",
        "2026-05-01",
        "31/31",
        "99:99",
        "may",
        "on",
        "Monday",
        "ago",
        "gas",
        "fire",
        "STOP",
        "status",
        "help",
        "@",
        "&",
        "/",
        ".",
        ",",
        "!",
        "?",
        "https://maps.google.com/?q=1.2345,2.3456",
        "+1",
        "203",
        "555",
        "0142",
        "a@b.example",
        "calle",
        "#",
        "é",
        "日本",
        "🙂",
        "last",
        "the",
        "31st",
        "30th",
        "of",
        "february",
        "\x00",
        "\ud800",
        "\n",
        " ",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=400), st.lists(WORDS, max_size=40).map(" ".join)))
def test_parse_is_total(text):
    """No text, however odd, raises; every offset points into it."""
    sent = InboundMessage(medium=Medium.SMS, sender="", received_at=RECEIVED, text=text)
    understanding = parse(sent, DEFAULT_CITY).understanding
    for evidence in (
        *understanding.urgency_evidence,
        *(understanding.service.evidence if understanding.service else ()),
    ):
        assert text[evidence.start : evidence.end] == evidence.text
    place = understanding.location
    assert place is None or text[place.start : place.end] == place.text


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "1",
        " ",
        "\n",
        "1 ",
        "12 Oak ",
        "Oak and ",
        "corner of ",
        "between 5th and ",
        "12/",
        "1-",
        "may ",
        "https://",
        "gas ",
        "@a.",
        "(203) ",
        "stop ",
        "no ",
        "的",
        "é",
        "on the 1st ",
        "1.2345,",
        "Mon ",
        "twenty ",
        "block ",
    ],
)
def test_a_megabyte_of_anything_is_quick(unit):
    """Reading is linear and capped, so no text holds up the others. The bound is generous for a loaded machine."""
    sent = InboundMessage(medium=Medium.SMS, sender="", received_at=RECEIVED, text=unit * (1_000_000 // len(unit)))
    done_within(5, lambda: parse(sent, DEFAULT_CITY))
