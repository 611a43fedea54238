"""Every provider of texts passes the same tests: believed when signed, stored once, all or come again (PROTOCOL 14)."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from gateway.envelopes import Arrival, Stored
from gateway.errors import SettingsError, StoreUnavailableError
from gateway.intake import Intake
from gateway.store.messages import load_arrival
from tests.edges.webhooks.text_edge import Away
from tests.edges.webhooks.text_samples import PICTURE, SAMPLES, Request, Sample, Text
from tests.fake_twilio import ANNE, NUMBER

EACH = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
ODD_WORDS = [
    "Bache en la calle Peña 12 – ¿cuándo? ñ ü à",
    "🕳️👩‍👩‍👧 at 12 Oak",
    "坑洼 榆树街12号",
    "a & b = c + d % e ; f",
    '"quoted" \\ back',
    "first line\nsecond line",
]


@EACH
def test_f14_1_a_text_is_stored_as_it_was_said(make_text_edge: Any, sample: Sample) -> None:
    """Who, to whom, what, and under the provider's id; the octets are kept for ever."""
    edge = make_text_edge(sample)
    assert edge.post(sample, sample.post(Text())) == 200
    (row,) = edge.rows()
    assert (row.channel, row.sender, row.recipients[0]) == (sample.name, ANNE, NUMBER)
    assert "text-1" in row.key or sample.name == "android"
    assert (edge.read().text, edge.read().error) == ("Pothole at 12 Oak St", None)
    assert sample.name == "twilio" or row.details["provider_time"].startswith("2026-03-02T1")


@EACH
@pytest.mark.parametrize("words", ODD_WORDS)
def test_f14_1_every_character_arrives(make_text_edge: Any, sample: Sample, words: str) -> None:
    """Emoji of several characters, other scripts, and what forms and JSON use for themselves."""
    edge = make_text_edge(sample)
    assert edge.post(sample, sample.post(Text(body=words))) == 200
    assert edge.read().text == words


@EACH
def test_f12_1_what_is_not_signed_is_403_and_counted(make_text_edge: Any, sample: Sample) -> None:
    """Nothing of it is stored, and the log names nobody."""
    edge = make_text_edge(sample)
    assert edge.post(sample, sample.forged(sample.post(Text()))) == 403
    assert edge.post(sample, Request(b"{}", {"Content-Type": "application/json"})) in {401, 403}
    assert edge.rows() == []
    assert sum(edge.counters().values()) == 2


def test_14_bandwidth_is_asked_for_its_password(make_text_edge: Any) -> None:
    """It comes without one first, and again with it when it hears how (RFC 7617)."""
    sample = next(sample for sample in SAMPLES if sample.name == "bandwidth")
    edge, request = make_text_edge(sample), sample.post(Text())
    answer = edge.client.post("/inbound/bandwidth", data=request.body)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Basic realm="texts"')
    assert edge.post(sample, request) == 200
    assert edge.counters() == {"webhook_challenged": 1}


@EACH
def test_f12_1_fields_that_nobody_knows_change_nothing(make_text_edge: Any, sample: Sample) -> None:
    """Providers add fields without notice."""
    edge = make_text_edge(sample)
    assert edge.post(sample, sample.post(Text(more={"something-new": "x", "flavour": "5"}))) == 200
    assert edge.read().text == "Pothole at 12 Oak St"


@EACH
def test_f12_2_a_replay_is_the_same_message(make_text_edge: Any, sample: Sample) -> None:
    """Whoever did not get our answer comes again, also at the same moment, and perhaps signed anew."""
    edge, request = make_text_edge(sample), sample.post(Text())
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: edge.post(sample, request), range(4))) == [200] * 4
    assert edge.post(sample, sample.post(Text(), age=60)) == 200
    assert len(edge.rows()) == 1


@EACH
def test_the_same_words_twice_are_two_messages(make_text_edge: Any, sample: Sample) -> None:
    """People repeat themselves; the id, or the moment, tells the texts apart."""
    edge = make_text_edge(sample)
    for key in ("text-1", "text-2"):
        assert edge.post(sample, sample.post(Text(key=key))) == 200
    assert len(edge.rows()) == 2


@EACH
def test_f14_1_several_texts_are_all_stored(make_text_edge: Any, sample: Sample) -> None:
    """In one request where the provider does that; one to a number of somebody else keeps none of ours out."""
    edge = make_text_edge(sample)
    texts = [Text(key="text-1", body="one"), Text(key="text-2", body="two")]
    stranger = Text(key="text-3", recipient="+12035550999")
    requests = [sample.post(*texts, stranger)] if sample.holds_several else [sample.post(text) for text in texts]
    assert [edge.post(sample, request) for request in requests] == [200] * len(requests)
    assert [edge.read(place).text for place in range(len(edge.rows()))] == ["one", "two"]


class Choosy:
    """An intake that has no room for the second text at first."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.calls = 0

    def receive(self, arrival: Arrival, timeout: float = 10.0) -> Stored:
        self.calls += 1
        if self.calls == 2:
            raise StoreUnavailableError
        return self.intake.receive(arrival, timeout)


def test_f14_1_one_of_several_that_fails_brings_all_again(make_text_edge: Any, tmp_path: Any) -> None:
    """Success is said for all or for none; the second time finds the stored ones."""
    sample = next(sample for sample in SAMPLES if sample.holds_several)
    first = make_text_edge(sample)
    edge = make_text_edge(sample, receiver=Choosy(first.intake))
    edge.gateway.settings.data_dir.mkdir(parents=True, exist_ok=True)
    edge.gateway.settings.spool_dir.write_text("a file is in the way of the folder")
    request = sample.post(*(Text(key=f"text-{number}") for number in range(3)))
    assert edge.post(sample, request) == 503
    assert len(edge.rows()) == 2
    assert edge.post(sample, request) == 200
    assert len(edge.rows()) == 3


@EACH
def test_f12_3_a_database_that_is_away_fills_the_spool(make_text_edge: Any, sample: Sample) -> None:
    """Every provider hears 200, because the text is on a disk."""
    edge = make_text_edge(sample, receiver=Away())
    assert edge.post(sample, sample.post(Text())) == 200
    assert len(list(edge.gateway.settings.spool_dir.glob("*.arrival"))) == 1


@EACH
def test_an_empty_text_is_a_text(make_text_edge: Any, sample: Sample) -> None:
    """A picture often comes alone, and a text may be blank."""
    edge = make_text_edge(sample)
    assert edge.post(sample, sample.post(Text(body=""))) == 200
    assert (edge.read().text, edge.read().error) == ("", None)


@EACH
def test_12_11_pictures_are_named_and_not_fetched(make_text_edge: Any, sample: Sample) -> None:
    """Their addresses are kept; layout files are none."""
    if sample.name == "vonage":
        picture = {"message_uuid": "u-1", "from": ANNE, "to": NUMBER, "image": {"url": PICTURE, "caption": "A hole"}}
        request = sample.signed(str(picture).replace("'", '"').encode())
    else:
        request = sample.post(Text(body="A hole", pictures=["/inbox/1" if sample.name == "android" else PICTURE]))
    edge = make_text_edge(sample)
    assert edge.post(sample, request) == 200
    (attachment,) = edge.read().attachments
    assert (edge.read().text, attachment.content_type.partition("/")[0]) == ("A hole", "image")
    assert attachment.url in {PICTURE, "/inbox/1"}


@EACH
def test_12_4_a_text_to_somebody_else_is_403(make_text_edge: Any, sample: Sample) -> None:
    """Signed rightly, but to a number that is not the city's; a telephone has only its own."""
    edge = make_text_edge(sample)
    expected = 200 if sample.name == "android" else 403
    assert edge.post(sample, sample.post(Text(recipient="+12035550999"))) == expected
    assert len(edge.rows()) == (expected == 200)


@EACH
def test_12_14_a_short_code_is_stored_and_not_answered(make_text_edge: Any, sample: Sample) -> None:
    """A ticket is made of it; nobody could read an answer."""
    edge = make_text_edge(sample)
    for key, sender in enumerate(("12345", "CITYBANK", "")):
        assert edge.post(sample, sample.post(Text(key=f"text-{key}", sender=sender))) == 200
    assert [(row.sender, edge.read(place).automation.reply) for place, row in enumerate(edge.rows())] == [
        ("12345", False),
        ("CITYBANK", False),
        ("", False),
    ]


@EACH
def test_f12_1_a_signature_of_another_day_is_403(make_text_edge: Any, sample: Sample) -> None:
    """Where the time is signed it must be near; Vonage repeats for a day and keeps the first time."""
    edge = make_text_edge(sample)
    age = 26 * 3_600 if sample.name == "vonage" else 400
    assert edge.post(sample, sample.post(Text(), age=age)) == (403 if sample.refuses_old_signatures else 200)
    if sample.name == "vonage":
        assert edge.post(sample, sample.post(Text(), age=23 * 3_600)) == 200


@EACH
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"[[], 7, null, {}]",
        b'{"data": 5, "payload": [], "event": {}, "type": []}',
        b'[{"type": ["message-received"], "message": "x"}]',
        b'{"data": {"event_type": "message.finalized", "payload": {"to": {}, "errors": [3], "tags": 9}}}',
        b'{"event": "sms:failed", "payload": null}',
        b"[" * 100_000,
        b"\xff\xfe\x00",
    ],
    ids=range(11),
)
def test_signed_rubbish_is_no_crash(make_text_edge: Any, sample: Sample, body: bytes) -> None:
    """A provider's mistake is refused or counted; 503 would bring it again for a day."""
    edge = make_text_edge(sample)
    assert edge.post(sample, sample.signed(body)) in {200, 400, 403}
    assert edge.rows() == []


@EACH
def test_what_is_stored_can_always_be_read(make_text_edge: Any, sample: Sample) -> None:
    """A later version reads what an earlier one stored, and rubbish says that it is."""
    edge = make_text_edge(sample)
    assert edge.post(sample, sample.post(Text())) == 200
    channel, row = edge.gateway.channels[sample.name], edge.rows()[0]
    with edge.gateway.store.reading() as connection:
        arrival = load_arrival(connection, row.id)
    for raw in (b"", b"\xff", b"[" * 100_000, b'{"message": [], "data": {"payload": 3}, "payload": []}', b"null"):
        read = channel.decode(replace(arrival, raw=raw))
        assert read.text == "" or read.error is None


@EACH
def test_a_body_that_is_too_large_is_413(make_text_edge: Any, sample: Sample) -> None:
    """Only a telephone sends pictures whole."""
    edge = make_text_edge(sample)
    size = 5_000_000 if sample.name == "android" else 1_000_000
    assert edge.post(sample, Request(b"x" * size, {"Content-Type": "application/json"})) == 413


@EACH
def test_other_methods_are_405(make_text_edge: Any, sample: Sample) -> None:
    """A browser sees nothing."""
    edge = make_text_edge(sample)
    assert edge.post(sample, Request(method="PUT")) == 405
    assert edge.post(sample, Request(method="GET")) == (403 if sample.name == "vonage" else 405)


def test_a_provider_without_its_secret_has_no_door(make_text_edge: Any) -> None:
    """What nobody set up cannot be knocked at; Twilio's door says what to set."""
    edge = make_text_edge()
    answers = {sample.name: edge.post(sample, sample.post(Text())) for sample in SAMPLES}
    assert answers == {name: 403 if name == "twilio" else 404 for name in answers}


def test_a_key_that_is_none_stops_the_start(make_text_edge: Any) -> None:
    """Rather than refuse every text for months."""
    with pytest.raises(SettingsError, match="GATEWAY_TELNYX_PUBLIC_KEY"):
        make_text_edge(telnyx_public_key="not a key")


@EACH
def test_10_8_nothing_personal_is_logged(make_text_edge: Any, sample: Sample, caplog: pytest.LogCaptureFixture) -> None:
    """Refused, spooled, malformed: no number and no word of a resident."""
    edge = make_text_edge(sample, receiver=Away())
    for request in (
        sample.post(Text()),
        sample.forged(sample.post(Text())),
        sample.post(Text(recipient="+12035550999")),
    ):
        edge.post(sample, request)
    logged = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    assert not any(word in logged for word in ("2035550111", "Pothole", "2035550999"))


def test_f12_3_a_door_that_hangs_answers_in_time(make_text_edge: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same watchdog for all: Bandwidth gives up after ten seconds."""
    released = threading.Event()

    class Hanging(Away):
        def receive(self, arrival: Arrival, timeout: float = 10.0) -> Stored:
            released.wait(20)
            return super().receive(arrival, timeout)

    monkeypatch.setattr("gateway.edges.webhooks.WATCHDOG", 0.2)
    sample, started = SAMPLES[-1], time.monotonic()
    assert make_text_edge(sample, receiver=Hanging()).post(sample, sample.post(Text())) == 503
    assert time.monotonic() - started < 2
    released.set()
