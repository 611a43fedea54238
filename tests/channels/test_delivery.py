"""The outbox is sent once, later, or never, and says which (PROTOCOL 11.8-11.10, 16.16, F11.1-F11.3)."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.delivery import deliver
from gateway.envelopes import OutboundKind, SendReceipt
from gateway.errors import StoreUnavailableError
from gateway.store.channel_states import list_pauses, resume_channel
from gateway.store.schema import outbox, work
from gateway.store.work import FencedError
from tests.channels.delivery import ANNE, Desk
from tests.fake_relay import DROP, FakeRelay

DAY = 86_400.0
BART = "bart@other.example"
CRIS = "cris@third.example"


def test_a_queued_mail_is_sent_once(desk: Desk, relay: FakeRelay) -> None:
    """Sent, with the relay's words and the time; then there is nothing left to do."""
    outbound_id = desk.queue()
    assert desk.work() == 1
    assert desk.work() == 0
    row = desk.row(outbound_id)
    assert (row.state, row.provider_id, row.attempts) == ("sent", "2.0.0 queued as 4711", 1)
    assert row.sent_at == desk.clock()
    assert len(relay.mails) == 1
    assert desk.job(outbound_id).state == "done"


def test_16_16_it_is_marked_before_the_call_and_no_transaction_is_open(desk: Desk, relay: FakeRelay) -> None:
    """While the relay thinks, others see `sending`, and the database is free for them to write."""
    outbound_id = desk.queue()
    seen: list[str] = []

    def look(_: str) -> None:
        seen.append(desk.row(outbound_id).state)
        desk.update(outbox, outbound_id, language="es")

    relay.faults["RCPT"] = look
    desk.work()
    assert seen == ["sending"]
    assert desk.row(outbound_id).state == "sent"


def test_f11_1_relay_down_for_two_hours(desk: Desk, relay: FakeRelay) -> None:
    """Everything is sent later, each once, and the steps of the ladder grow."""
    relay.stop()
    for recipient in (ANNE, BART, CRIS):
        desk.queue(recipient)
    desk.work()
    assert desk.states() == ["queued"] * 3
    desk.work_until(2 * 3_600, step=60)
    assert {row.attempts for row in desk.rows(outbox)} == {5}
    relay.start()
    desk.work_until(4 * 3_600, step=60)
    assert desk.states() == ["sent"] * 3
    assert sorted(mail.recipient for mail in relay.mails) == [ANNE, BART, CRIS]


def test_f11_1_421_in_the_middle_of_a_burst(desk: Desk, relay: FakeRelay) -> None:
    """A relay that has enough for a minute gets the rest in the next, and nobody gets two."""
    recipients = [f"{name}@{name}.example" for name in "abcdefghij"]
    for recipient in recipients:
        desk.queue(recipient)
    relay.faults["MAIL"] = lambda _: "421 4.7.0 enough" if len(relay.mails) == 4 and desk.clock() == start else None
    start = desk.clock()
    desk.work()
    assert Counter(desk.states()) == {"sent": 4, "queued": 6}
    desk.work_until(120)
    assert sorted(mail.recipient for mail in relay.mails) == recipients


def test_f11_1_550_for_one_recipient(desk: Desk, relay: FakeRelay) -> None:
    """The one is marked with the reason, its address is known to be dead, and the others are sent."""
    relay.faults["RCPT"] = lambda line: "550 5.1.1 unknown" if "bart@" in line else None
    desk.meet(BART)
    _, bart, _ = (desk.queue(recipient) for recipient in (ANNE, BART, CRIS))
    desk.work()
    assert desk.states() == ["sent", "failed", "sent"]
    assert "550 5.1.1" in desk.row(bart).reason
    assert desk.person(BART).undeliverable_at == desk.clock()
    later = desk.queue(BART)
    desk.work()
    assert desk.row(later).state == "suppressed"


def test_f11_1_535_pauses_the_channel(desk: Desk, relay: FakeRelay, caplog: pytest.LogCaptureFixture) -> None:
    """No attempt is burned: after one failure the others wait, an alert is raised, and later all are sent."""
    relay.always("MAIL", "535 5.7.8 wrong password")
    for recipient in (ANNE, BART, CRIS):
        desk.queue(recipient)
    desk.work()
    assert relay.seen["MAIL"] == 1
    assert desk.states() == ["queued"] * 3
    assert {row.attempts for row in desk.rows(outbox)} == {0}
    assert desk.pauses() == {"email": desk.clock() + 600}
    assert desk.counters() == {"channel_paused": 1}
    assert any(record.levelname == "CRITICAL" and "535" in record.getMessage() for record in caplog.records)
    desk.work_until(DAY / 2, step=650)
    assert {row.state for row in desk.rows(work, kind="deliver")} == {"ready"}
    relay.faults.clear()
    desk.work_until(1_300)
    assert desk.states() == ["sent"] * 3
    assert desk.pauses() == {"email": None}


def test_a_pause_can_be_ended_by_hand(desk: Desk, relay: FakeRelay) -> None:
    """Whoever corrected the password need not wait for what comes next."""
    relay.once("MAIL", "535 no")
    desk.queue()
    desk.work()
    with desk.gateway.store.writing() as connection:
        assert list(list_pauses(connection, now=desk.clock())) == ["email"]
        resume_channel(connection, "email")
        assert list_pauses(connection, now=desk.clock()) == {}
    later = desk.queue(BART)
    desk.work()
    assert desk.row(later).state == "sent"


def test_11_8_after_five_days_it_is_given_up(desk: Desk, relay: FakeRelay) -> None:
    """The row says so, and the work does not end among the dead."""
    relay.always("RCPT", "451 4.7.1 later")
    outbound_id = desk.queue()
    desk.work_until(6 * DAY, step=900)
    row = desk.row(outbound_id)
    assert row.state == "failed"
    assert "given up after" in row.reason
    assert 20 <= row.attempts <= 30
    assert desk.job(outbound_id).state == "done"


def test_11_9_after_an_unknown_end_the_same_mail_is_sent_again(desk: Desk, relay: FakeRelay) -> None:
    """At least once, under the same Message-ID, so that the receiving side can drop the second."""
    relay.once("DOT", DROP)
    outbound_id = desk.queue()
    desk.work()
    assert desk.row(outbound_id).state == "queued"
    desk.work_until(120)
    assert desk.row(outbound_id).state == "sent"
    assert [mail.message["Message-ID"] for mail in relay.mails] == ["<1@elmcity.example>"] * 2
    assert relay.mails[0].raw == relay.mails[1].raw


class Killed(BaseException):
    """Stands for SIGKILL: nothing after it runs."""


@pytest.mark.parametrize(("stage", "mails"), [("connect", 1), ("MAIL", 1), ("dot", 2), ("mark", 2)])
def test_f11_2_worker_killed(
    desk: Desk, relay: FakeRelay, monkeypatch: pytest.MonkeyPatch, stage: str, mails: int
) -> None:
    """Never none; at most two, and those two with the same Message-ID."""
    outbound_id = desk.queue()
    with monkeypatch.context() as patch:
        _kill_at(stage, patch)
        (held,) = desk.claims()
        with pytest.raises(Killed):
            deliver(desk.gateway, held)
    assert desk.row(outbound_id).state == "sending"
    assert desk.claims() == []
    desk.update(work, held.id, state="ready", lease_token=None, lease_until=None)
    desk.work()
    assert desk.row(outbound_id).state == "sent"
    assert [mail.message["Message-ID"] for mail in relay.mails] == ["<1@elmcity.example>"] * mails


def _kill_at(stage: str, patch: pytest.MonkeyPatch) -> None:
    def die(*_: Any, **__: Any) -> None:
        raise Killed

    match stage:
        case "connect":
            patch.setattr("gateway.channels.relay._connect", die)
        case "MAIL":
            patch.setattr("smtplib.SMTP.rcpt", die)
        case "dot":
            patch.setattr("gateway.channels.relay._expect", lambda answer, *, at: die() if "DATA" in at else None)
        case "mark":
            patch.setattr("gateway.store.sending.mark_sent", die)


def test_f11_3_two_senders_race_for_one_row(desk: Desk, relay: FakeRelay) -> None:
    """Only one gets the claim, so there is one mail."""
    desk.queue()
    threads = [threading.Thread(target=desk.work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(relay.mails) == 1
    assert desk.states() == ["sent"]


def test_a_lost_lease_sends_nothing(desk: Desk, relay: FakeRelay) -> None:
    """Whoever comes too late finds the row in other hands and leaves it there."""
    outbound_id = desk.queue()
    (late,) = desk.claims()
    desk.update(work, late.id, lease_token="somebody else's")
    with pytest.raises(FencedError):
        deliver(desk.gateway, late)
    assert relay.mails == []
    assert desk.row(outbound_id).state == "queued"


def test_what_is_sent_already_is_not_sent_again(desk: Desk, relay: FakeRelay) -> None:
    """A late bell or a replay changes nothing."""
    outbound_id = desk.queue()
    desk.work()
    desk.update(work, desk.job(outbound_id).id, state="ready")
    desk.work()
    assert len(relay.mails) == 1
    assert desk.job(outbound_id).state == "done"


def test_a_database_that_is_away_comes_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller waits for the store; the row is tried again after its lease."""
    desk.queue()
    (held,) = desk.claims()

    def away() -> None:
        raise StoreUnavailableError

    monkeypatch.setattr(desk.gateway.store, "writing", away)
    with pytest.raises(StoreUnavailableError):
        deliver(desk.gateway, held)


def test_a_channel_that_is_gone(desk: Desk) -> None:
    """A row of a provider that was removed fails with words, not with an exception for ever."""
    outbound_id = desk.queue(channel="pigeon")
    desk.work()
    assert desk.row(outbound_id).state == "failed"
    assert "not configured" in desk.row(outbound_id).reason


def test_the_last_sign_of_life_of_a_channel_is_kept(desk: Desk) -> None:
    """PROTOCOL 16.18: when did this channel last send something?"""
    desk.queue(channel="simulator_email")
    desk.work()
    (row,) = desk.rows(work.metadata.tables["channel_state"])
    assert (row.channel, row.last_sent_at) == ("simulator_email", desk.clock())


def test_10_8_no_address_is_logged(desk: Desk, relay: FakeRelay, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever goes wrong, a log holds no address, no subject and no body."""
    caplog.set_level("DEBUG")
    for answer in (
        "550 5.1.1 anne@residents.example unknown",
        "451 anne@residents.example later",
        "535 anne@residents.example",
    ):
        relay.always("RCPT", answer)
        desk.queue(kind=OutboundKind.NOTICE)
        desk.work()
    said = "\n".join(
        f"{record.getMessage()} {record.__dict__}" for record in caplog.records if record.name[:7] == "gateway"
    )
    assert said
    assert "anne@" not in said
    assert "Thank you" not in said


def test_a_simulated_receipt_is_a_state_of_its_own(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Staff must see that nobody got it."""
    monkeypatch.setattr(type(desk.gateway.channels["email"]), "send", lambda *_: SendReceipt(simulated=True))
    outbound_id = desk.queue()
    desk.work()
    assert desk.row(outbound_id).state == "simulated"
    assert datetime.fromtimestamp(desk.row(outbound_id).sent_at, UTC).year == 2026
