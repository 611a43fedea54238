"""What is said to the databases about webhooks, on both of them."""

from __future__ import annotations

from gateway.store import event_news, webhook_log, webhooks
from gateway.store.events import NewEvent, add_events
from gateway.store.schema import outbox, work
from gateway.webhooks import tell_webhooks
from tests.webhooks.conftest import CLERK, Hooks


def test_every_statement_does_what_it_says(any_hooks: Hooks) -> None:
    """Log, counts, lanes, pausing, ending and forgetting, from the first piece of news to the last."""
    road = any_hooks.road
    row, _ = any_hooks.add()
    any_hooks.receiver.answer(500)
    road.mail("Pothole at 12 Oak St", subject="Pothole")
    ticket_id, now = road.the_ticket().id, road.clock()
    with road.gateway.store.writing() as connection:
        again = NewEvent(ticket_id=ticket_id, kind="overdue", actor="gateway", text="", data={})
        add_events(connection, [again] * 4, now=now)
        assert event_news.has_news(connection, "webhooks")
    any_hooks.tell()
    with road.gateway.store.writing() as connection:
        failing = webhooks.find_webhook(connection, row.id)
        assert failing is not None
        assert (failing.failures, failing.failing_since) == (3, now)
        webhooks.put_off_lane(connection, row.id, until=now + 9_000)
        assert webhook_log.count_log(connection, row.id)["queued"] == 5
        assert [webhook.id for webhook in webhooks.list_webhooks(connection)] == [row.id]
    assert {one.next_at for one in road.rows(work, lane=row.recipient)} == {now + 9_000}
    with road.gateway.store.writing() as connection:
        assert webhooks.pause(connection, row.id, by=CLERK, now=now)
        assert not webhooks.pause(connection, row.id, by=CLERK, now=now)
        assert webhook_log.count_unsent(connection, row.id) == 5
        page = webhook_log.list_log(connection, row.id, "kept_back", kind="ticket.overdue", limit=2)
        last = (page[-1].created_at, page[-1].id)
        rest = webhook_log.list_log(connection, row.id, "all", limit=9, before=last)
        assert ([news.subject for news in page], len(rest)) == (["ticket.overdue"] * 2, 3)
        assert [attempt.status for attempt in webhook_log.list_attempts(connection, rest[-1].id)] == [500]
        assert webhooks.go_on(connection, row.id)
        assert webhook_log.replay_unsent(connection, row.id, since=0.0, now=now) == 5
    any_hooks.receiver.answer(204)
    any_hooks.tell()
    with road.gateway.store.writing() as connection:
        assert webhook_log.count_log(connection, row.id)["sent"] == 5
        found = webhook_log.list_old(connection, row.id, before=now + 1, limit=4)
        webhook_log.drop_news_sent(connection, found)
        assert webhooks.end(connection, row.id, by=CLERK, now=now)
        assert not webhooks.end(connection, row.id, by=CLERK, now=now)
    assert len(road.rows(outbox, kind="webhook")) == 1


def test_two_takers_get_different_news(any_hooks: Hooks) -> None:
    """Two processes sweep at the same moment."""
    any_hooks.add()
    any_hooks.road.mail("Pothole at 12 Oak St", subject="Pothole")
    with any_hooks.road.gateway.store.writing() as connection:
        taken = event_news.take_news(connection, "webhooks", limit=10)
        assert len(taken) == 1
        assert event_news.take_news(connection, "webhooks", limit=10) == []
    assert tell_webhooks(any_hooks.road.gateway) == 0
