"""What happens to tickets becomes news for every webhook that wants it, once, and for no other."""

from __future__ import annotations

import json

import pytest

from gateway.casework import add_note, change_status, merge_tickets, reply_to_resident, reroute
from gateway.jobs import drain
from gateway.retention import erase_person, load_traces
from gateway.store.event_news import is_listening
from gateway.store.events import NewEvent, add_events
from gateway.store.open311_schema import event_news
from gateway.store.schema import outbox, ticket, work
from gateway.store.webhooks import PAUSED, end, pause
from gateway.store.work import FOR_WEBHOOKS, claim
from gateway.webhooks import drop_old_news, heed_webhooks, tell_webhooks
from gateway.webhooks.noticing import AT_ONCE, KEPT_SECONDS, LISTENER
from tests.webhooks.conftest import CLERK, PUBLIC, Hooks

POTHOLE = "Pothole at 12 Oak St"


def close(hooks: Hooks, note: str = "We filled it.") -> None:
    """A clerk closes the only ticket."""
    ticket_id = hooks.road.the_ticket().id
    change_status(hooks.road.gateway, ticket_id=ticket_id, status="closed", note=note, actor=CLERK, reason="repaired")


def news_left(hooks: Hooks) -> int:
    """How many events nobody was told of."""
    with hooks.road.gateway.store.reading() as connection:
        return len(connection.execute(event_news.select()).all())


def test_a_report_is_told_and_so_is_what_becomes_of_it(any_hooks: Hooks) -> None:
    """The whole way on both databases: an event, a row of the outbox, a call that is answered, a line of the log."""
    any_hooks.add()
    any_hooks.road.mail(POTHOLE, subject="Pothole")
    close(any_hooks)
    assert any_hooks.tell() == 2
    assert any_hooks.receiver.types() == ["ticket.opened", "ticket.status_changed"]
    assert [row.state for row in any_hooks.sent()] == ["sent", "sent"]
    assert [row.status for row in any_hooks.attempts()] == [204, 204]
    assert (any_hooks.tell(), news_left(any_hooks), len(any_hooks.receiver.got)) == (0, 0, 2)
    assert any_hooks.receiver.got[0].document["data"]["event"] == {"kind": "opened", "by": "resident"}


def test_the_body_says_how_the_ticket_stands(hooks: Hooks) -> None:
    """Number, department, service, state, times and links; the sequence is the event's, so that order can be told."""
    hooks.add()
    hooks.road.mail(POTHOLE, subject="Pothole")
    close(hooks)
    hooks.tell()
    document, told = hooks.receiver.got[1].document, hooks.road.the_ticket()
    event = hooks.road.events(kind="status")[0]
    assert (document["version"], document["sequence"]) == (1, event.id)
    assert document["timestamp"] == "2026-06-01T16:00:00Z"
    assert document["data"]["event"] == {
        "kind": "status",
        "by": "staff",
        "from": "received",
        "to": "closed",
        "reason": "repaired",
    }
    assert document["data"]["ticket"] == {
        "number": told.number,
        "department": {"key": "streets", "name": "Streets"},
        "service": {"code": "pothole", "name": "Pothole"},
        "status": "closed",
        "state": "closed",
        "reason": "repaired",
        "priority": "normal",
        "source": "email",
        "language": "en",
        "district": None,
        "tags": [],
        "merged_into": None,
        "requested_at": "2026-06-01T16:00:00Z",
        "updated_at": "2026-06-01T16:00:00Z",
        "due_at": "2026-06-04T16:00:00Z",
        "closed_at": "2026-06-01T16:00:00Z",
        "links": {
            "desk": f"{PUBLIC}/tickets/{told.number}",
            "open311": f"{PUBLIC}/open311/v2/requests/{told.number}.json",
        },
    }


def test_nothing_about_persons_leaves(hooks: Hooks) -> None:
    """Neither who wrote nor which clerk acted, and no word and no place where none are wanted."""
    hooks.add()
    hooks.road.mail(f"{POTHOLE}. Call me at +12035550199. Anne", subject="Pothole")
    add_note(hooks.road.gateway, ticket_id=hooks.road.the_ticket().id, text="Anne is deaf", actor=CLERK)
    hooks.tell()
    said = b" ".join(got.body for got in hooks.receiver.got).decode()
    assert "ticket.noted" in said
    assert not [word for word in ("anne", "Anne", "cris", "2035550199", "Oak", "deaf") if word in said]


def test_words_go_masked_to_whom_they_are_allowed(hooks: Hooks) -> None:
    """Description, place and what the resident was told; notes among staff stay here in any case."""
    hooks.add(has_words=True)
    hooks.road.mail(f"{POTHOLE}. Call me at 203-555-0199.", subject="Pothole")
    reply_to_resident(hooks.road.gateway, ticket_id=hooks.road.the_ticket().id, text="We come soon.", actor=CLERK)
    add_note(hooks.road.gateway, ticket_id=hooks.road.the_ticket().id, text="She is deaf.", actor=CLERK)
    hooks.tell()
    opened, replied, noted = (got.document["data"] for got in hooks.receiver.got)
    assert "Pothole at 12 Oak St" in opened["ticket"]["description"]
    assert "0199" not in opened["ticket"]["description"]
    assert opened["ticket"]["place"] == {"address": "12 Oak St", "lat": None, "long": None}
    assert [told["event"]["words"] for told in (opened, replied, noted)] == [None, "We come soon.", None]


def test_only_what_is_wanted_is_told(hooks: Hooks) -> None:
    """Types and departments narrow it down; a ticket that leaves a department is told to that department's system."""
    hooks.add(events=("ticket.moved",), departments=("streets",))
    hooks.road.mail(POTHOLE, subject="Pothole")
    ticket_id = hooks.road.the_ticket().id
    reroute(hooks.road.gateway, ticket_id=ticket_id, department="parks", reason="Ours", actor=CLERK)
    reroute(hooks.road.gateway, ticket_id=ticket_id, department="fire", reason="Theirs", actor=CLERK)
    hooks.tell()
    told = [(one.document["data"]["event"]["from"], one.document["data"]["event"]["to"]) for one in hooks.receiver.got]
    assert told == [("streets", "parks")]


def test_a_merged_ticket_names_the_one_that_goes_on(hooks: Hooks) -> None:
    """Whoever keeps a copy closes it and reads on at the other number."""
    hooks.add(events=("ticket.merged",))
    first = hooks.road.mail(POTHOLE, subject="Pothole")
    hooks.road.mail("Big pothole at 12 Oak St", subject="Hole", sender="bart@residents.example")
    one, two = hooks.road.tickets()
    merge_tickets(hooks.road.gateway, ticket_id=two.id, number=one.number, reason="", actor=CLERK)
    hooks.tell()
    (got,) = hooks.receiver.got
    assert first.is_new
    assert got.document["data"]["event"]["into"] == one.number
    assert (got.document["data"]["ticket"]["merged_into"], got.document["data"]["ticket"]["status"]) == (
        one.number,
        "closed",
    )


def test_a_private_service_has_no_public_link(hooks: Hooks) -> None:
    """What everybody may read of it is nothing, so there is nowhere to point."""
    hooks.add()
    hooks.road.mail("A tree fell down in Elm Park", subject="Tree")
    hooks.tell()
    assert hooks.receiver.got[0].document["data"]["ticket"]["links"]["open311"] is None


def test_what_developers_try_is_nobodys_news(hooks: Hooks) -> None:
    """The test endpoint tells nobody."""
    hooks.add()
    hooks.road.mail(POTHOLE, subject="Pothole")
    with hooks.road.gateway.store.writing() as connection:
        connection.execute(ticket.update().values(source="open311-test"))
    assert (hooks.tell(), hooks.receiver.got) == (1, [])


def test_what_was_before_a_webhook_is_not_told(hooks: Hooks) -> None:
    """Another webhook may have had it noted."""
    hooks.add(events=("ticket.noted",))
    hooks.road.mail(POTHOLE, subject="Pothole")
    hooks.road.clock.pass_time(minutes=1)
    hooks.add()
    hooks.tell()
    assert hooks.receiver.got == []


def test_nothing_is_noted_while_nobody_listens(hooks: Hooks) -> None:
    """A city without webhooks pays nothing for them, and one that ends its last one stops paying."""
    hooks.road.mail(POTHOLE, subject="Pothole")
    assert (news_left(hooks), hooks.tell()) == (0, 0)
    added, _ = hooks.add()
    close(hooks)
    assert news_left(hooks) == 1
    with hooks.road.gateway.store.writing() as connection:
        end(connection, added.id, by=CLERK, now=1.0)
        heed_webhooks(connection)
        assert not is_listening(connection, LISTENER)
    assert (news_left(hooks), hooks.tell()) == (0, 0)


def test_two_processes_tell_it_once(hooks: Hooks) -> None:
    """Both sweep; the row's own key lets one of them write it."""
    hooks.add()
    hooks.road.mail(POTHOLE, subject="Pothole")
    with hooks.road.gateway.store.writing() as connection:
        again = [dict(row._mapping) for row in connection.execute(event_news.select())]
    hooks.tell()
    with hooks.road.gateway.store.writing() as connection:
        connection.execute(event_news.insert(), again)
    assert (hooks.tell(), len(hooks.receiver.got)) == (1, 1)


def test_a_crash_before_the_commit_loses_nothing(hooks: Hooks, monkeypatch: pytest.MonkeyPatch) -> None:
    """News is dropped in the transaction that writes what is sent, or not at all."""
    hooks.add()
    hooks.road.mail(POTHOLE, subject="Pothole")

    def die(*_: object, **__: object) -> tuple[int, ...]:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr("gateway.webhooks.noticing.queue_drafts", die)
        with pytest.raises(MemoryError):
            tell_webhooks(hooks.road.gateway)
    assert (hooks.sent(), hooks.tell(), hooks.receiver.types()) == ([], 1, ["ticket.opened"])


def test_many_events_are_told_in_batches(hooks: Hooks) -> None:
    """A sweep takes many, and no transaction holds all of them."""
    hooks.add(events=("ticket.overdue",))
    hooks.road.mail(POTHOLE, subject="Pothole")
    hooks.tell()
    _storm(hooks, 2 * AT_ONCE + 1)
    assert tell_webhooks(hooks.road.gateway) == 2 * AT_ONCE + 1
    assert len(hooks.sent()) == 2 * AT_ONCE + 1


def test_people_go_before_a_storm(hooks: Hooks) -> None:
    """Ten thousand pieces of news that cannot be delivered, and still the next mail's answer is what goes out next."""
    hooks.add()
    hooks.receiver.answer(503)
    hooks.road.mail(POTHOLE, subject="Pothole")
    hooks.tell()
    _storm(hooks, AT_ONCE)
    tell_webhooks(hooks.road.gateway)
    hooks.road.clock.pass_time(minutes=2)
    hooks.road.mail("A tree fell down in Elm Park", subject="Tree", sender="bart@residents.example")
    assert [row.state for row in hooks.road.said_to("bart@residents.example")] == ["simulated"]
    hooks.road.clock.pass_time(days=1)
    claims = claim(hooks.road.gateway.store, kind="deliver", limit=10, now=hooks.road.clock())
    assert len(claims) == 1
    assert claim(hooks.road.gateway.store, kind="deliver", limit=10, now=hooks.road.clock()) == []
    assert {row.priority for row in hooks.road.rows(work, lane="webhook:1")} == {FOR_WEBHOOKS}


def _storm(hooks: Hooks, number: int) -> None:
    ticket_id = hooks.road.tickets()[0].id
    with hooks.road.gateway.store.writing() as connection:
        add_events(
            connection,
            [NewEvent(ticket_id=ticket_id, kind="overdue", actor="gateway", text="", data={})] * number,
            now=hooks.road.clock(),
        )


def test_what_is_forgotten_is_forgotten_here_too(hooks: Hooks) -> None:
    """A person who is erased leaves no words in what waits or was sent, and nothing of them is sent any more."""
    hooks.add(has_words=True)
    hooks.receiver.answer(503)
    hooks.road.mail(POTHOLE, subject="Pothole")
    hooks.tell()
    list(erase_person(hooks.road.gateway, load_traces(hooks.road.gateway, "anne@residents.example"), actor=CLERK))
    waited = hooks.sent()[0]
    assert (waited.body, waited.state, waited.recipient) == ("", "suppressed", "webhook:1")
    hooks.receiver.answer(204)
    hooks.tell()
    (told,) = [got.document for got in hooks.receiver.got if got.document["type"] == "ticket.person_erased"]
    assert told["data"]["event"] == {"kind": "person_erased", "by": "staff", "words": None}


def test_paused_webhooks_keep_their_news(hooks: Hooks) -> None:
    """What happened meanwhile stands in the log, to be sent when somebody wants it."""
    added, _ = hooks.add()
    with hooks.road.gateway.store.writing() as connection:
        pause(connection, added.id, by=CLERK, now=hooks.road.clock())
    hooks.road.mail(POTHOLE, subject="Pothole")
    hooks.tell()
    assert [(row.state, row.reason) for row in hooks.sent()] == [("suppressed", PAUSED)]
    assert hooks.receiver.got == []


def test_the_log_is_kept_for_a_month(hooks: Hooks) -> None:
    """Then rows, calls and work go; what still waits stays."""
    hooks.add()
    hooks.road.mail(POTHOLE, subject="Pothole")
    hooks.tell()
    assert drop_old_news(hooks.road.gateway) == 0
    with hooks.road.gateway.store.writing() as connection:
        old = hooks.road.clock() - KEPT_SECONDS - 1
        connection.execute(outbox.update().values(created_at=old))
    assert drop_old_news(hooks.road.gateway) == 1
    assert (hooks.sent(), hooks.attempts(), len(hooks.road.said_to("anne@residents.example"))) == ([], [], 1)


def test_news_is_json_that_is_read_as_it_was_signed(hooks: Hooks) -> None:
    """The row of the outbox is what is sent, octet by octet."""
    hooks.add(has_words=True)
    hooks.road.mail("Bache en la calle Oak, muy grande ñ", subject="Bache")
    hooks.tell()
    (row,), (got,) = hooks.sent(), hooks.receiver.got
    assert (row.body.encode(), json.loads(row.body)) == (got.body, got.document)


def test_nothing_is_done_twice_by_a_second_round(hooks: Hooks) -> None:
    """Sweeping again and again sends nothing again."""
    hooks.add()
    hooks.road.mail(POTHOLE, subject="Pothole")
    for _ in range(3):
        hooks.tell()
        drain(hooks.road.gateway, "deliver")
    assert len(hooks.receiver.got) == 1
