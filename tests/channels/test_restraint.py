"""Limits that stop a loop which nobody detected, asked once more when it is sent (PROTOCOL 5.11, 5.13, 11.10)."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from gateway.delivery import deliver
from gateway.envelopes import OutboundKind
from gateway.store.schema import outbox
from tests.channels.delivery import ANNE, ANNES_PHONE, CITY, NUMBER, Desk
from tests.fake_relay import FakeRelay
from tests.small_city import SMALL_CITY

STREETS, SANITATION, FRONT_DESK = "streets@elmcity.example", "sanitation@elmcity.example", "desk@elmcity.example"
MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0


@pytest.fixture
def rules_text() -> str:
    """A department with three mailboxes."""
    mailboxes = ", ".join(f"{{email: {address}}}" for address in (FRONT_DESK, STREETS, SANITATION))
    return SMALL_CITY.replace("{email: desk@elmcity.example}", mailboxes)


def send(desk: Desk, recipient: str = ANNE, **changes: Any) -> str:
    """Queue one message, have it sent, and return its state."""
    outbound_id = desk.queue(recipient, **changes)
    desk.work()
    return str(desk.row(outbound_id).state)


def test_5_11_one_mail_in_ten_minutes_to_an_address(desk: Desk) -> None:
    """The second answer within ten minutes is kept with its reason and not sent."""
    assert send(desk, kind=OutboundKind.ANSWER) == "sent"
    assert send(desk, kind=OutboundKind.ANSWER) == "suppressed"
    assert "ten minutes" in desk.row(2).reason
    desk.clock.now += 11 * MINUTE
    assert send(desk, kind=OutboundKind.ANSWER) == "sent"


def test_5_11_a_second_acknowledgement_waits_for_its_ten_minutes(desk: Desk) -> None:
    """A resident with two reports hears of both; whoever goes on and on is left alone after the third mail."""
    assert [send(desk) for _ in range(3)] == ["sent", "queued", "queued"]
    assert "ten minutes" in desk.rows(outbox, state="queued")[0].reason, "staff read why it waits"
    desk.work_until(9 * MINUTE)
    assert desk.states() == ["sent", "queued", "queued"]
    desk.work_until(12 * MINUTE)
    assert [row.reason for row in desk.rows(outbox)] == ["", "", ""]
    assert desk.states() == ["sent", "sent", "sent"]
    assert [send(desk) for _ in range(2)] == ["suppressed"] * 2


def test_5_11_workers_that_count_at_once(desk: Desk, relay: FakeRelay) -> None:
    """Four workers with a mail each for one address: one is sent, because none counts while another decides."""
    for _ in range(4):
        desk.queue()
    held = desk.claims()
    threads = [threading.Thread(target=deliver, args=(desk.gateway, claim)) for claim in held]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(desk.states()) == ["queued", "queued", "queued", "sent"]
    assert len(relay.mails) == 1


def test_5_11_five_mails_a_day_to_an_address(desk: Desk) -> None:
    """What was suppressed does not count; the next day is a new day."""
    states = []
    for _ in range(8):
        states.append(send(desk))
        desk.clock.now += 20 * MINUTE
    assert states == ["sent"] * 5 + ["suppressed"] * 3
    desk.clock.now += DAY
    assert send(desk) == "sent"


def test_5_11_three_mails_about_a_ticket(desk: Desk) -> None:
    """A machine with a new address for every answer is stopped by the ticket; a word of the staff opens it again."""
    ticket_id = desk.open_ticket()
    states = [send(desk, f"{name}@{name}.example", ticket_id=ticket_id) for name in "abcde"]
    assert states == ["sent"] * 3 + ["suppressed"] * 2
    assert send(desk, ticket_id=ticket_id, kind=OutboundKind.STAFF_REPLY) == "sent"
    assert send(desk, "f@f.example", ticket_id=ticket_id) == "sent"


def test_5_11_fifty_mails_an_hour_to_a_domain(desk: Desk) -> None:
    """A ticket system that writes from a new address every time is stopped by its domain."""
    states = [send(desk, f"{number}@Machines.example") for number in range(52)]
    assert states == ["sent"] * 50 + ["suppressed"] * 2
    desk.clock.now += HOUR + 1
    assert send(desk, "99@machines.example") == "sent"


def test_5_11_a_mailbox_provider_is_not_one_sender(desk: Desk) -> None:
    """Half the city has its mailbox at the same place; in a storm they all must hear from us."""
    assert {send(desk, f"resident{number}@gmail.com", channel="email") for number in range(52)} == {"sent"}


def test_5_11_the_breaker_pauses_automatic_mail(desk: Desk, relay: FakeRelay, monkeypatch: pytest.MonkeyPatch) -> None:
    """Far more than usual: automatic mail waits and the operator is called; people's mail and intake go on."""
    monkeypatch.setitem(desk.gateway.settings.__dict__, "automatic_mail_an_hour", 40)
    states = [send(desk, f"anne@d{number}.example") for number in range(55)]
    assert states == ["sent"] * 50 + ["queued"] * 5
    assert desk.counters() == {"automatic_mail_breaker": 1}
    assert send(desk, kind=OutboundKind.STAFF_REPLY) == "sent"
    assert send(desk, "desk@elmcity.example", kind=OutboundKind.DEPARTMENT) == "sent"
    desk.work_until(HOUR + 60, step=60)
    assert set(desk.states()) == {"sent"}
    assert len(relay.mails) == 57


@pytest.mark.parametrize("kind", [OutboundKind.NOTICE, OutboundKind.STAFF_REPLY, OutboundKind.DEPARTMENT])
def test_what_the_city_says_of_itself_is_not_limited(desk: Desk, kind: OutboundKind) -> None:
    """Staff and departments cause it, so nobody can make a loop of it."""
    assert {send(desk, kind=kind) for _ in range(8)} == {"sent"}


def test_15_11_an_emergency_is_answered_whatever_the_rate(desk: Desk) -> None:
    """The one answer that must not be held back; the ticket's own limit still ends a loop."""
    ticket_id = desk.open_ticket(priority="emergency")
    assert send(desk) == "sent"
    assert [send(desk, ticket_id=ticket_id) for _ in range(4)] == ["sent"] * 3 + ["suppressed"]


def test_12_16_thirty_texts_an_hour_to_a_number(desk: Desk) -> None:
    """A conversation by text is quick, but not that quick."""
    states = [send(desk, ANNES_PHONE, kind=OutboundKind.ANSWER) for _ in range(32)]
    assert states == ["sent"] * 30 + ["suppressed"] * 2


def test_the_simulator_is_not_limited(desk: Desk) -> None:
    """Nothing leaves the machine, and a visitor wants to see every answer."""
    assert {send(desk, channel="simulator_email") for _ in range(8)} == {"simulated"}


def test_11_10_a_resident_who_opted_out_of_texts(desk: Desk) -> None:
    """After STOP not even a clerk's words go out; by mail a clerk may still write."""
    desk.meet(ANNES_PHONE, opted_out_at=1.0)
    desk.meet(ANNE, opted_out_at=1.0)
    assert send(desk, ANNES_PHONE) == "suppressed"
    assert send(desk, ANNES_PHONE, kind=OutboundKind.STAFF_REPLY) == "suppressed"
    assert send(desk) == "suppressed"
    assert send(desk, kind=OutboundKind.STAFF_REPLY) == "sent"


def test_11_10_the_check_is_made_when_it_is_sent(desk: Desk, relay: FakeRelay) -> None:
    """A STOP that comes between the first and the second attempt counts."""
    relay.stop()
    outbound_id = desk.queue()
    desk.work()
    desk.meet(ANNE, undeliverable_at=1.0)
    relay.start()
    desk.work_until(120)
    assert desk.row(outbound_id).state == "suppressed"
    assert relay.mails == []


@pytest.mark.parametrize("kind", list(OutboundKind))
def test_3_10_nothing_goes_to_ourselves(desk: Desk, kind: OutboundKind) -> None:
    """A department whose mailbox is the intake address would get its own notice as a new report, for ever."""
    tokens = desk.gateway.tokens
    for recipient in (CITY, CITY.upper(), tokens.reply_address(1, 2, "elmcity.example"), NUMBER):
        assert send(desk, recipient, kind=kind) == "suppressed"


def test_5_11_three_notices_about_a_ticket_in_ten_minutes(desk: Desk) -> None:
    """Two machines talk through the ticket; a danger to life may cause more words, and every ticket counts alone."""
    ticket_id, other, danger = desk.open_ticket(), desk.open_ticket(), desk.open_ticket(priority="emergency")
    notice = {"kind": OutboundKind.DEPARTMENT, "ticket_id": ticket_id}
    assert [send(desk, STREETS, **notice) for _ in range(4)] == ["sent"] * 3 + ["suppressed"]
    assert send(desk, STREETS, **notice | {"ticket_id": other}) == "sent"
    assert [send(desk, STREETS, **notice | {"ticket_id": danger}) for _ in range(11)] == ["sent"] * 10 + ["suppressed"]
    desk.clock.now += 11 * MINUTE
    assert send(desk, STREETS, **notice) == "sent"


def test_5_11_reports_of_a_department_s_machine_are_not_passed_on_for_ever(desk: Desk) -> None:
    """A front desk that passes calls on is heard; a mailbox that reports whatever it hears of is not."""
    desk.meet(STREETS)
    own = [desk.open_ticket(reporter=STREETS) for _ in range(4)]
    desk.meet(FRONT_DESK)
    calls = [desk.open_ticket(reporter=FRONT_DESK) for _ in range(4)]
    passed_on = [send(desk, SANITATION, kind=OutboundKind.DEPARTMENT, ticket_id=one) for one in calls]
    assert passed_on == ["sent"] * 4
    states = [send(desk, STREETS, kind=OutboundKind.DEPARTMENT, ticket_id=one) for one in (*own, calls[0])]
    assert states == ["sent"] * 2 + ["suppressed"] * 3
    assert send(desk, STREETS, kind=OutboundKind.DEPARTMENT, ticket_id=desk.open_ticket()) == "sent"
    desk.clock.now += HOUR + 1
    assert send(desk, STREETS, kind=OutboundKind.DEPARTMENT, ticket_id=own[3]) == "sent"


def test_5_11_the_breaker_of_notices_lets_emergencies_through(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A loop that opens tickets floods a department; notices wait for an hour, and those about danger do not."""
    monkeypatch.setitem(desk.gateway.settings.__dict__, "automatic_mail_an_hour", 40)
    notice = {"kind": OutboundKind.DEPARTMENT}
    states = [send(desk, STREETS, **notice, ticket_id=desk.open_ticket()) for _ in range(52)]
    assert states == ["sent"] * 50 + ["queued"] * 2
    assert desk.counters() == {"department_notices_breaker": 1}
    assert send(desk, STREETS, **notice, ticket_id=desk.open_ticket(priority="emergency")) == "sent"
    assert send(desk) == "sent", "residents are still answered"
    desk.work_until(HOUR + 60, step=300)
    assert set(desk.states()) == {"sent"}
