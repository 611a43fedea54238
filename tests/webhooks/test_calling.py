"""A webhook is called as the specification says: signed, under one id, again when it fails, and not for ever."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from gateway.channels.webhook import BOTH_SECRETS_SECONDS, LADDER, PAUSED_AFTER, make_secret, sign
from gateway.envelopes import Arrival
from gateway.errors import StoreUnavailableError
from gateway.store.schema import outbox
from gateway.store.webhook_log import replay_one, replay_unsent
from gateway.store.webhooks import rotate_secret
from tests.webhooks.conftest import Hooks

POTHOLE = "Pothole at 12 Oak St"
DAY = 86_400.0


def report(hooks: Hooks, *, sender: str = "anne@residents.example") -> None:
    """A resident writes, and it is told."""
    hooks.road.mail(POTHOLE, subject="Pothole", sender=sender)
    hooks.tell()


def verify(secret: str, got: Any, monkeypatch: pytest.MonkeyPatch, now: float) -> Any:
    """What the specification's own library says, by the clock of the gateway."""

    class Then(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.fromtimestamp(now, tz or UTC)

    monkeypatch.setattr("standardwebhooks.webhooks.datetime", Then)
    return Webhook(secret).verify(got.body, got.headers)


def test_the_specifications_own_library_believes_us(hooks: Hooks, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nobody else's secret is believed."""
    _, secret = hooks.add()
    report(hooks)
    (got,) = hooks.receiver.got
    assert verify(secret, got, monkeypatch, hooks.road.clock())["type"] == "ticket.opened"
    other, _ = make_secret(hooks.road.gateway.tokens)
    with pytest.raises(WebhookVerificationError):
        verify(other, got, monkeypatch, hooks.road.clock())
    assert (got.headers["content-type"], got.path) == ("application/json", "/hooks")


def test_signatures_are_those_of_the_specification() -> None:
    """Its example: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    signed = sign([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_rotated_secret_is_good_beside_the_old_one_for_a_day(hooks: Hooks, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the other side can change it without losing anything."""
    added, old = hooks.add()
    new, sealed = make_secret(hooks.road.gateway.tokens)
    with hooks.road.gateway.store.writing() as connection:
        until = hooks.road.clock() + BOTH_SECRETS_SECONDS
        assert rotate_secret(connection, added.id, secret=sealed, until=until)
    report(hooks)
    hooks.road.clock.pass_time(days=1, minutes=1)
    report(hooks, sender="bart@residents.example")
    first, second = hooks.receiver.got
    for secret in (old, new):
        assert verify(secret, first, monkeypatch, hooks.road.clock() - DAY - 60)
    assert verify(new, second, monkeypatch, hooks.road.clock())
    with pytest.raises(WebhookVerificationError):
        verify(old, second, monkeypatch, hooks.road.clock())


@pytest.mark.parametrize("status", [301, 400, 404, 429, 500, 503])
def test_what_fails_is_sent_again_under_its_id(hooks: Hooks, status: int) -> None:
    """Whatever it answered; the receiver knows by the id that it is the same, and the time is a new one."""
    hooks.add()
    hooks.receiver.answer(status, 204)
    report(hooks)
    assert [row.state for row in hooks.sent()] == ["queued"]
    hooks.road.clock.pass_time(minutes=2)
    hooks.tell()
    first, second = hooks.receiver.got
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 120
    assert [row.state for row in hooks.sent()] == ["sent"]
    assert [(row.status, row.problem) for row in hooks.attempts()] == [(status, f"It answered {status}."), (204, "")]


def test_it_waits_as_long_as_it_is_asked_to(hooks: Hooks) -> None:
    """429 with Retry-After means what it says, for everything that waits for that system."""
    hooks.add()
    hooks.receiver.answer(429, Retry_After="600")
    for sender in ("anne", "bart"):
        hooks.road.mail(POTHOLE, subject="Pothole", sender=f"{sender}@residents.example")
    hooks.tell()
    hooks.road.clock.pass_time(minutes=9)
    hooks.tell()
    assert len(hooks.receiver.got) == 1
    hooks.receiver.answer(204)
    hooks.road.clock.pass_time(minutes=2)
    hooks.tell()
    assert len(hooks.receiver.got) == 3


def test_a_redirect_is_not_followed(hooks: Hooks) -> None:
    """What we say is meant for the address that was named."""
    hooks.add()
    hooks.receiver.answer(307, Location=f"{hooks.receiver.url}/elsewhere")
    report(hooks)
    assert [got.path for got in hooks.receiver.got] == ["/hooks"]


def test_410_ends_it(hooks: Hooks) -> None:
    """The other side says that it is over, so it is over, and its secret is dropped."""
    added, _ = hooks.add()
    hooks.receiver.answer(410)
    report(hooks)
    ended = hooks.row(added.id)
    assert (ended.is_ended, ended.secret, "410" in ended.stopped_by) == (True, "", True)
    assert [row.state for row in hooks.sent()] == ["failed"]
    report(hooks, sender="bart@residents.example")
    assert len(hooks.receiver.got) == 1


def test_one_that_hangs_up_is_tried_again(hooks: Hooks) -> None:
    """Nobody knows whether it was read; the id lets the receiver know."""
    hooks.receiver.stop()
    hooks.add()
    report(hooks)
    (row,), (attempt,) = hooks.sent(), hooks.attempts()
    assert (row.state, attempt.status) == ("queued", None)
    assert "127.0.0.1 does not answer" in attempt.problem


def test_a_crash_after_the_call_sends_it_again_under_its_id(hooks: Hooks, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store was gone when the answer had come: at least once, and the receiver can tell."""
    hooks.add()

    def die(*_: object, **__: object) -> None:
        raise StoreUnavailableError

    with monkeypatch.context() as patch:
        patch.setattr("gateway.store.webhooks.note_success", die)
        report(hooks)
    assert ([row.state for row in hooks.sent()], hooks.attempts()) == (["sending"], [])
    hooks.road.clock.pass_time(minutes=20)
    hooks.tell()
    assert [row.state for row in hooks.sent()] == ["sent"]
    assert len({got.headers["webhook-id"] for got in hooks.receiver.got}) == 1
    assert len(hooks.receiver.got) == 2


def test_an_address_in_our_own_network_waits_for_the_operator(hooks: Hooks) -> None:
    """It is never called, said in a sentence, and goes out when the operator has allowed the host."""
    hooks.add(url="http://localhost:9/hooks")
    report(hooks)
    (row,) = hooks.sent()
    assert (row.state, "GATEWAY_OWN_SYSTEMS" in row.reason) == ("queued", True)


def test_a_system_that_is_down_is_called_ever_more_seldom(hooks: Hooks) -> None:
    """Three calls show that it is down; then everything that waits for it waits, whatever its own ladder says."""
    hooks.add()
    hooks.receiver.answer(500)
    for sender in ("anne", "bart", "cris", "dora", "emil"):
        hooks.road.mail(POTHOLE, subject="Pothole", sender=f"{sender}@residents.example")
    hooks.tell()
    assert len(hooks.receiver.got) == 3
    hooks.road.clock.pass_time(minutes=1.1)
    hooks.tell()
    assert len(hooks.receiver.got) == 4
    hooks.receiver.answer(204)
    hooks.road.clock.pass_time(minutes=LADDER[1] / 60 + 0.1)
    hooks.tell()
    assert {row.state for row in hooks.sent()} == {"sent"}
    assert hooks.row(1).failures == 0


def test_after_five_days_it_is_paused(hooks: Hooks) -> None:
    """Somebody has to look; what waits is kept and can be sent later."""
    hooks.add()
    hooks.receiver.answer(500)
    report(hooks)
    for _ in range(60):
        hooks.road.clock.pass_time(hours=3)
        hooks.tell()
    paused = hooks.row(1)
    assert paused.is_paused
    assert paused.paused_at is not None
    assert paused.failing_since is not None
    assert PAUSED_AFTER - 2 * LADDER[-1] < paused.paused_at - paused.failing_since <= PAUSED_AFTER
    assert "five days" in paused.stopped_by
    assert len(hooks.receiver.got) < 40


def test_what_failed_can_be_sent_again(any_hooks: Hooks) -> None:
    """All of it since a time in one go, or one piece, under the ids that they have; what arrived is not repeated."""
    any_hooks.add()
    report(any_hooks)
    any_hooks.receiver.answer(500)
    report(any_hooks, sender="bart@residents.example")
    with any_hooks.road.gateway.store.writing() as connection:
        connection.execute(_failed())
    any_hooks.receiver.answer(204)
    with any_hooks.road.gateway.store.writing() as connection:
        assert replay_unsent(connection, 1, since=any_hooks.road.clock() + 1, now=any_hooks.road.clock()) == 0
        assert replay_unsent(connection, 1, since=any_hooks.road.clock() - 1, now=any_hooks.road.clock()) == 1
    any_hooks.tell()
    first, failed, again = any_hooks.receiver.got
    assert (failed.headers["webhook-id"], failed.body) == (again.headers["webhook-id"], again.body)
    with any_hooks.road.gateway.store.writing() as connection:
        assert replay_one(connection, 1, any_hooks.sent()[0].id, now=any_hooks.road.clock()) == 1
        assert replay_one(connection, 2, any_hooks.sent()[0].id, now=any_hooks.road.clock()) == 0
    any_hooks.tell()
    assert any_hooks.receiver.got[-1].headers["webhook-id"] == first.headers["webhook-id"]


def _failed() -> Any:
    """The ladder's end, without waiting for it."""
    waits = (outbox.c.kind == "webhook", outbox.c.state == "queued")
    return outbox.update().where(*waits).values(state="failed", reason="given up after 20 attempts")


def test_a_lost_key_is_said(hooks: Hooks) -> None:
    """Whoever replaced the gateway's own key reads why nothing goes out and what to do."""
    hooks.add()
    hooks.change(secret="nonsense")
    report(hooks)
    assert hooks.receiver.got == []
    assert "Make another" in hooks.sent()[0].reason


def test_nothing_arrives_by_webhook(hooks: Hooks) -> None:
    """Whoever hands one in gets a message that says so, and no exception."""
    arrival = Arrival(
        channel="webhook", key="1", raw=b"", sender="", recipients=(), received_at=datetime(2026, 6, 1, tzinfo=UTC)
    )
    assert hooks.road.gateway.channels["webhook"].decode(arrival).error
