"""A mistake of ours stops the channel and costs no mail; a mistake in one mail stops that mail and nothing else."""

from __future__ import annotations

import pytest

from gateway.envelopes import OutboundKind
from gateway.store.schema import contact
from tests.channels.delivery import ANNE, Desk
from tests.fake_relay import FakeRelay

BART = "bart@other.example"
CRIS = "cris@third.example"


@pytest.mark.parametrize(
    ("at", "answer"),
    [
        ("GREETING", "554 5.7.1 you are on a list"),
        ("MAIL", "530 5.7.0 authentication required"),
        ("MAIL", "553 5.7.1 sender address not owned"),
        ("RCPT", "554 5.7.1 <anne@residents.example>: Relay access denied"),
    ],
)
def test_f11_1_what_is_wrong_with_us_waits_for_the_operator(desk: Desk, relay: FakeRelay, at: str, answer: str) -> None:
    """Every mail would meet the same; none loses an attempt, and all go out when it is mended."""
    relay.always(at, answer)
    for recipient in (ANNE, BART, CRIS):
        desk.queue(recipient)
    desk.work()
    assert desk.states() == ["queued"] * 3
    assert [row.attempts for row in map(desk.row, (1, 2, 3))] == [0, 0, 0]
    assert desk.pauses() == {"email": desk.clock() + 600}
    relay.faults.clear()
    desk.work_until(700)
    assert sorted(mail.recipient for mail in relay.mails) == [ANNE, BART, CRIS]


def test_11_8_a_mailbox_named_relay_stops_nobody_elses_mail(desk: Desk, relay: FakeRelay) -> None:
    """Who writes from an address at relay.example cannot pause the city's mail with it."""
    relay.faults["RCPT"] = lambda line: "550 5.1.1 <anne@relay.example>: unknown" if "@relay." in line else None
    desk.queue("anne@relay.example")
    desk.queue(BART)
    desk.work()
    assert desk.states() == ["failed", "sent"]
    assert desk.pauses()["email"] is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anne",
        "anne@x.example\r\nRCPT TO:<cris@y.example>",
        "anne@x..example",
        "a b@x.example",
        "<>",
        "@",
        "anne@[::1",
    ],
)
def test_10_6_an_address_no_mail_can_go_to_is_given_up_at_once(desk: Desk, relay: FakeRelay, address: str) -> None:
    """One attempt, a reason that staff can read, and the next mail goes out."""
    desk.queue(address)
    desk.queue(BART)
    desk.work()
    assert desk.states() == ["failed", "sent"]
    assert desk.row(1).attempts == 1
    assert "address" in desk.row(1).reason
    assert [row.state for row in (desk.job(1), desk.job(2))] == ["done", "done"]
    assert [mail.recipient for mail in relay.mails] == [BART]


def test_10_6_words_that_no_mail_can_be_made_of_are_given_up_at_once(
    desk: Desk, relay: FakeRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the standard library stumbles over, it is no job that fails for ever."""

    def stumble(*_: object) -> None:
        raise ValueError("a text of a resident")

    with monkeypatch.context() as patch:
        patch.setattr("gateway.channels.mail_message.render_html", stumble)
        desk.queue()
        desk.work()
    assert desk.states() == ["failed"]
    assert desk.row(1).reason == "No mail can be made of this message: ValueError."
    assert relay.mails == []


def test_10_6_a_subject_in_disguise_adds_no_recipient(desk: Desk, relay: FakeRelay) -> None:
    """An encoded word that hides a line break inside another one stays what it is: odd words."""
    desk.queue(subject="Re: =?utf-8?q?Pothole=0d=0aBcc:_cris@third.example?=", sender_name="=?utf-8?b?YQ0KQ2M6IGI=?=")
    desk.work()
    (mail,) = relay.mails
    head = mail.raw.partition(b"\r\n\r\n")[0].lower()
    assert b"\r\nbcc:" not in head
    assert b"\r\ncc:" not in head
    assert mail.message["To"] == ANNE


def test_11_10_what_became_unwanted_while_it_waited_is_not_sent(desk: Desk, relay: FakeRelay) -> None:
    """The relay was away; since then the address has bounced."""
    relay.always("RCPT", "451 4.3.0 later")
    desk.meet(ANNE)
    waiting = desk.queue(kind=OutboundKind.NOTICE)
    desk.work()
    desk.update(contact, desk.person(ANNE).id, undeliverable_at=desk.clock())
    relay.faults.clear()
    desk.work_until(120)
    assert desk.row(waiting).state == "suppressed"
    assert relay.mails == []
