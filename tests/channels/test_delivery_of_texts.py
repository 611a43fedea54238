"""A text sent twice is read twice: the provider is asked before anything is repeated (PROTOCOL 13.3, F12.7, F12.8)."""

from __future__ import annotations

import time

import pytest

from gateway.envelopes import DeliveryReport, OutboundKind
from gateway.store.delivery_reports import record_report
from tests.channels.delivery import ANNES_PHONE, Desk
from tests.fake_twilio import FakeTwilio

NOT_TAKEN = "refused"
TAKEN_AND_LOST = "lost"


@pytest.fixture(autouse=True)
def _real_time(desk: Desk) -> None:
    desk.clock.now = time.time()


def test_a_text_is_sent_once(desk: Desk, twilio: FakeTwilio) -> None:
    """Sent, with Twilio's id."""
    outbound_id = desk.queue(ANNES_PHONE)
    desk.work()
    assert desk.row(outbound_id).state == "sent"
    assert desk.row(outbound_id).provider_id == f"SM{1:032d}"
    assert len(twilio.sent) == 1


@pytest.mark.parametrize("kind", [OutboundKind.ACKNOWLEDGEMENT, OutboundKind.STAFF_REPLY])
def test_f12_8_a_text_that_was_taken_is_found_and_not_sent_again(
    desk: Desk, twilio: FakeTwilio, kind: OutboundKind
) -> None:
    """The answer was lost, the text was not."""
    twilio.faults = [TAKEN_AND_LOST]
    outbound_id = desk.queue(ANNES_PHONE, kind=kind)
    desk.work()
    assert desk.row(outbound_id).state == "sending"
    desk.work_until(180)
    assert desk.row(outbound_id).state == "sent"
    assert desk.row(outbound_id).provider_id == f"SM{1:032d}"
    assert (len(twilio.sent), twilio.lookups) == (1, 1)


def test_f12_8_an_automatic_text_that_is_not_found_is_given_up(desk: Desk, twilio: FakeTwilio) -> None:
    """At most once: a question that nobody got is better than a question twice."""
    twilio.faults = [NOT_TAKEN]
    outbound_id = desk.queue(ANNES_PHONE, kind=OutboundKind.QUESTION)
    desk.work_until(600)
    assert desk.row(outbound_id).state == "failed"
    assert "not sent twice" in desk.row(outbound_id).reason
    assert twilio.sent == []


def test_f12_8_a_word_of_the_staff_that_is_not_found_is_sent_again(desk: Desk, twilio: FakeTwilio) -> None:
    """At least once: what a person wrote must arrive."""
    twilio.faults = [NOT_TAKEN]
    outbound_id = desk.queue(ANNES_PHONE, kind=OutboundKind.STAFF_REPLY)
    desk.work_until(600)
    assert desk.row(outbound_id).state == "sent"
    assert len(twilio.sent) == 1


def test_f12_8_no_answer_to_the_question_is_no_answer(desk: Desk, twilio: FakeTwilio) -> None:
    """While Twilio does not say, nothing is sent and nothing is given up."""
    twilio.faults, twilio.lookup_faults = [TAKEN_AND_LOST], [500, 503]
    outbound_id = desk.queue(ANNES_PHONE)
    desk.work_until(250)
    assert desk.row(outbound_id).state == "sending"
    desk.work_until(400)
    assert desk.row(outbound_id).state == "sent"
    assert len(twilio.sent) == 1


def test_429_waits_a_little(desk: Desk, twilio: FakeTwilio) -> None:
    """One text a second and number is all a carrier takes; the ladder for texts is shorter than for mail."""
    twilio.faults = [20429]
    outbound_id = desk.queue(ANNES_PHONE)
    desk.work()
    assert desk.row(outbound_id).state == "queued"
    desk.work_until(60)
    assert desk.row(outbound_id).state == "sent"


def test_a_stale_automatic_text_is_given_up(desk: Desk, twilio: FakeTwilio) -> None:
    """Four hours later an acknowledgement is noise."""
    twilio.faults = [503] * 100
    outbound_id = desk.queue(ANNES_PHONE)
    desk.work_until(5 * 3_600, step=300)
    assert desk.row(outbound_id).state == "failed"
    assert "given up" in desk.row(outbound_id).reason


def test_21610_opts_the_number_out(desk: Desk, twilio: FakeTwilio) -> None:
    """The carrier knows of a STOP that we never saw; it is kept, and nothing is tried again (12.10)."""
    twilio.faults = [21610]
    desk.meet(ANNES_PHONE)
    first = desk.queue(ANNES_PHONE)
    desk.work()
    assert desk.row(first).state == "failed"
    assert desk.person(ANNES_PHONE).opt_out_source == f"carrier:{first}"
    second = desk.queue(ANNES_PHONE, kind=OutboundKind.STAFF_REPLY)
    desk.work()
    assert (desk.row(second).state, desk.row(second).reason) == ("suppressed", "the resident has opted out")
    assert twilio.sent == []


def test_a_wrong_account_pauses_texts_and_not_mail(desk: Desk, twilio: FakeTwilio) -> None:
    """Two channels, two passwords."""
    twilio.faults = [20003]
    text, mail = desk.queue(ANNES_PHONE), desk.queue()
    desk.work()
    assert desk.row(text).state == "queued"
    assert desk.row(mail).state == "sent"
    assert desk.pauses()["twilio"] == desk.clock() + 600
    desk.work_until(700)
    assert desk.row(text).state == "sent"


def report(desk: Desk, outbound_id: int, status: str, code: str = "") -> bool:
    with desk.gateway.store.writing() as connection:
        said = DeliveryReport(provider_id="SM9", status=status, code=code)
        return record_report(connection, outbound_id, said, now=desk.clock())


def test_f12_7_reports_in_the_wrong_order(desk: Desk) -> None:
    """Delivered stays delivered, whatever comes late; read is more than delivered."""
    outbound_id = desk.queue(ANNES_PHONE)
    for status in ("delivered", "sent", "queued", "failed"):
        assert report(desk, outbound_id, status)
    assert desk.row(outbound_id).delivery_status == "delivered"
    assert desk.row(outbound_id).reason == ""
    report(desk, outbound_id, "read")
    assert desk.row(outbound_id).delivery_status == "read"


def test_f12_7_a_report_before_our_commit(desk: Desk) -> None:
    """The report knows the row by our own id, so it can come before Twilio's id is stored."""
    outbound_id = desk.queue(ANNES_PHONE)
    assert report(desk, outbound_id, "delivered")
    desk.work()
    row = desk.row(outbound_id)
    assert (row.state, row.delivery_status) == ("sent", "delivered")


def test_f12_7_a_report_about_nothing_of_ours(desk: Desk) -> None:
    """It is for the caller to count."""
    assert not report(desk, 4_711, "delivered")


def test_13_4_a_landline_is_remembered(desk: Desk) -> None:
    """Staff see that no text will ever arrive there."""
    desk.meet(ANNES_PHONE)
    outbound_id = desk.queue(ANNES_PHONE)
    desk.work()
    report(desk, outbound_id, "undelivered", "30006")
    assert desk.person(ANNES_PHONE).undeliverable_at == desk.clock()
    assert "30006" in desk.row(outbound_id).reason
