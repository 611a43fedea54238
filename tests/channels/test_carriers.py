"""What carriers and Twilio say of our texts, and what follows from it (PROTOCOL 13.1-13.5, F12.7)."""

from __future__ import annotations

import time
from itertools import permutations

import pytest

from gateway.carriers import note_report
from gateway.channels.validity import seconds_worth_sending
from gateway.envelopes import DeliveryReport, OutboundKind
from gateway.store.channel_states import pause_channel
from gateway.store.schema import outbox
from tests.channels.delivery import ANNES_PHONE, Desk
from tests.fake_twilio import FakeTwilio
from tests.small_city import SMALL_CITY

ENDS = ("delivered", "undelivered", "failed", "canceled", "read")


@pytest.fixture
def rules_text() -> str:
    # The clock is the real one here, and at night news would wait.
    return SMALL_CITY.replace("departments:", "  operator: operator@elmcity.example\n  quiet: never\ndepartments:")


@pytest.fixture(autouse=True)
def _real_time(desk: Desk) -> None:
    desk.clock.now = time.time()


def report(desk: Desk, outbound_id: int, status: str, code: str = "") -> bool:
    said = DeliveryReport(provider_id="SM9", status=status, code=code)
    with desk.gateway.store.writing() as connection:
        return note_report(connection, desk.gateway, outbound_id, said)


def sent_text(desk: Desk, kind: OutboundKind = OutboundKind.ACKNOWLEDGEMENT, body: str = "Thank you.") -> int:
    outbound_id = desk.queue(ANNES_PHONE, kind=kind, body=body)
    desk.work()
    return outbound_id


def status(desk: Desk, outbound_id: int) -> str:
    return str(desk.row(outbound_id).delivery_status)


def test_f12_7_every_order_of_reports_ends_at_the_same(desk: Desk) -> None:
    """Delivered, sent and queued in any order, and each twice: delivered."""
    for order in permutations(("queued", "sent", "delivered")):
        outbound_id = desk.queue(ANNES_PHONE)
        for said in (*order, *order):
            assert report(desk, outbound_id, said)
        assert status(desk, outbound_id) == "delivered"


def test_13_2_an_end_is_final(desk: Desk) -> None:
    """No report leads from one end to another, but what was delivered can be read; unknown words change nothing."""
    for end in ENDS:
        outbound_id = desk.queue(ANNES_PHONE)
        report(desk, outbound_id, "accepted")
        report(desk, outbound_id, "scheduled")
        assert status(desk, outbound_id) == "accepted"
        report(desk, outbound_id, end)
        for later in ("queued", "sent", "something new", *ENDS):
            report(desk, outbound_id, later)
        assert status(desk, outbound_id) == ("read" if end == "delivered" else end)


def test_13_2_a_report_says_that_a_text_without_an_answer_was_sent(desk: Desk, twilio: FakeTwilio) -> None:
    """The call broke, but the carrier speaks of the text: nobody has to be asked and nothing is sent again."""
    twilio.faults = ["lost"]
    outbound_id = sent_text(desk, OutboundKind.STAFF_REPLY)
    assert desk.row(outbound_id).state == "sending"
    report(desk, outbound_id, "sent")
    desk.work_until(300)
    assert (desk.row(outbound_id).state, desk.row(outbound_id).provider_id) == ("sent", "SM9")
    assert (len(twilio.sent), twilio.lookups) == (1, 0)


def test_15_11_what_to_do_in_a_danger_is_rather_said_twice(desk: Desk, twilio: FakeTwilio) -> None:
    """An automatic text that nobody finds is given up, but not the one that says to call 911; nor is it put off."""
    twilio.faults = ["refused"]
    outbound_id = desk.queue(ANNES_PHONE, ticket_id=desk.open_ticket(priority="emergency"))
    desk.work()
    desk.work_until(30)
    assert desk.row(outbound_id).state == "sent"
    assert (len(twilio.sent), twilio.lookups) == (1, 1)


@pytest.mark.parametrize("code", ["30007", "30032", "30034"])
def test_13_4_what_only_a_person_can_mend_is_told_to_the_operator_once(desk: Desk, code: str) -> None:
    """A filtered or unregistered number silences the city, and nobody would notice."""
    for _ in range(3):
        report(desk, sent_text(desk), "undelivered", code)
    alerts = [row for row in desk.rows(outbox) if row.kind == "department"]
    assert [row.recipient for row in alerts] == ["operator@elmcity.example"]
    assert code in alerts[0].body
    assert ANNES_PHONE not in alerts[0].body
    assert desk.counters()[f"text_error_{code}"] == 3


@pytest.mark.parametrize("code", ["21211", "21614", "30005", "30006"])
def test_13_4_a_number_that_takes_no_texts_is_remembered(desk: Desk, code: str) -> None:
    """Not a mobile, unknown, a landline: staff see it beside the resident."""
    desk.meet(ANNES_PHONE)
    report(desk, sent_text(desk), "undelivered", code)
    assert code in desk.person(ANNES_PHONE).undeliverable_reason


def test_13_4_staff_read_why_a_text_did_not_arrive(desk: Desk) -> None:
    """A clerk knows no error codes, and an unknown one is shown as it is."""
    off, unknown = sent_text(desk), sent_text(desk)
    report(desk, off, "undelivered", "30003")
    report(desk, unknown, "failed", "99999")
    assert desk.row(off).reason == "the telephone is off or out of reach (undelivered 30003)"
    assert desk.row(unknown).reason == "the carrier did not deliver it (failed 99999)"


@pytest.mark.parametrize("code", ["30001", "30022"])
def test_13_4_a_carrier_without_room_is_tried_once_more(desk: Desk, twilio: FakeTwilio, code: str) -> None:
    """The text surely did not arrive, so it is no second one; twice the same trouble is enough."""
    first = sent_text(desk)
    report(desk, first, "undelivered", code)
    report(desk, first, "undelivered", code)
    desk.work_until(400)
    assert len(twilio.sent) == 2
    again = desk.rows(outbox)[-1].id
    report(desk, again, "undelivered", code)
    desk.work_until(400)
    assert len(twilio.sent) == 2


@pytest.mark.parametrize(("kind", "texts"), [(OutboundKind.STAFF_REPLY, 2), (OutboundKind.QUESTION, 1)])
def test_13_4_a_telephone_that_is_off(desk: Desk, twilio: FakeTwilio, kind: OutboundKind, texts: int) -> None:
    """A person's words are worth an hour's patience, a question is not; and the number is not given up."""
    desk.meet(ANNES_PHONE)
    report(desk, sent_text(desk, kind), "undelivered", "30003")
    desk.work_until(4_000)
    assert len(twilio.sent) == texts
    assert desk.person(ANNES_PHONE).undeliverable_at is None


def test_13_4_twilio_says_how_long_it_wants_to_be_left_alone(desk: Desk, twilio: FakeTwilio) -> None:
    """Error 429 with Retry-After: not before; nonsense there is no reason to wait."""
    twilio.faults, twilio.retry_after = [429], "200"
    outbound_id = sent_text(desk)
    desk.work_until(180)
    assert twilio.sent == []
    desk.work_until(60)
    assert desk.row(outbound_id).state == "sent"
    twilio.faults, twilio.retry_after = [20429], "-7 or so"
    second = sent_text(desk)
    desk.work_until(60)
    assert desk.row(second).state == "sent"


@pytest.mark.parametrize(
    ("kind", "ends"),
    [
        (OutboundKind.QUESTION, "suppressed"),
        (OutboundKind.ANSWER, "suppressed"),
        (OutboundKind.ACKNOWLEDGEMENT, "sent"),
        (OutboundKind.STAFF_REPLY, "sent"),
    ],
)
def test_13_5_a_question_that_waited_out_a_failure_is_not_asked(desk: Desk, kind: OutboundKind, ends: str) -> None:
    """The account was wrong for two hours: what was a question then would only puzzle now."""
    outbound_id = desk.queue(ANNES_PHONE, kind=kind)
    with desk.gateway.store.writing() as connection:
        pause_channel(connection, "twilio", until=desk.clock() + 7_200, reason="wrong password")
    desk.work()
    desk.work_until(7_300, step=600)
    assert desk.row(outbound_id).state == ends
    assert seconds_worth_sending(kind) >= 3_600


@pytest.mark.parametrize(
    ("body", "segments"), [("Thank you.", 1), ("x" * 161, 2), ("Está “listo”", 1), ("á" * 71, 2), ("“" * 160, 1)]
)
def test_13_1_segments_are_noted_as_they_were_charged(desk: Desk, body: str, segments: int) -> None:
    """What was sent is counted, after its quotation marks were made plain."""
    assert desk.row(sent_text(desk, body=body)).segments == segments


def test_13_1_a_mail_has_no_segments(desk: Desk) -> None:
    """They are what carriers charge for."""
    outbound_id = desk.queue()
    desk.work()
    assert (desk.row(outbound_id).state, desk.row(outbound_id).segments) == ("sent", 0)


@pytest.mark.parametrize("kind", [OutboundKind.STAFF_REPLY, OutboundKind.NOTICE])
def test_13_1_words_of_the_staff_are_never_cut_below_what_twilio_takes(
    desk: Desk, twilio: FakeTwilio, kind: OutboundKind
) -> None:
    """A clerk's ten segments are the clerk's to write."""
    words = "word " * 300
    assert desk.row(sent_text(desk, kind, body=words)).segments == 10
    assert twilio.sent[0]["Body"].split() == words.split()
