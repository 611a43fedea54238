"""A system that answers badly, late or never: nothing is filed twice, and staff read what is wrong."""

from __future__ import annotations

import pytest

from gateway.channels.open311_system import Open311System
from gateway.delivery import deliver
from gateway.handover import send_again
from gateway.retention.forgetting import forget_ticket
from gateway.store.unsent import queue_again
from gateway.store.work import claim, release_expired
from tests.handover.conftest import CLERK, Works
from tests.handover.fake_system import PAGE, Reply, refused


@pytest.mark.parametrize(
    ("mood", "words"),
    [
        (PAGE, "a page for people"),
        ((200, {}, b""), "something that is no JSON"),
        ((200, {}, b"<service_requests/>"), "something that is no JSON"),
        (refused(400, "service_code 001 is unknown"), "service_code 001 is unknown"),
        ((404, {"Content-Type": "text/html"}, PAGE[2]), "It answered 404."),
        (refused(403, "wrong key"), "See that its key is right"),
        ((301, {"Location": "https://elsewhere.example/"}, b""), "Its address has changed"),
        ((400, {}, b"<errors><error><code>400</code><description>No place</description></error></errors>"), "No place"),
    ],
    ids=[
        "a page",
        "nothing",
        "the other form",
        "a refusal",
        "a wrong address",
        "a wrong key",
        "moved",
        "errors in XML",
    ],
)
def test_what_is_refused_for_good_is_said(works: Works, mood: Reply, words: str) -> None:
    """It is not posted again by itself; a person reads why, mends it and has it sent again."""
    works.system.moods = [mood]
    ticket = works.report()
    works.turn(hours=10)
    (row,) = works.sent()
    assert (row.state, len(works.system.posted)) == ("failed", 1)
    assert words in row.reason
    send_again(works.gateway, ticket_id=ticket.id, actor=CLERK)
    works.wait()
    assert works.rows()[-1].foreign_id == "W-1"


@pytest.mark.parametrize(
    "mood",
    [(503, {"Retry-After": "30"}, b""), refused(429, "too many"), (408, {}, b"")],
    ids=["503", "429", "408"],
)
def test_what_may_mend_is_tried_again(works: Works, mood: Reply) -> None:
    """By the ladder of mails."""
    works.system.moods = [mood, mood]
    works.report()
    for _ in range(4):
        works.turn(minutes=6)
    assert (works.sent()[0].state, len(works.system.posted)) == ("sent", 3)


def test_it_waits_for_as_long_as_it_is_asked_to(works: Works) -> None:
    """The other side knows best when it is back."""
    works.system.moods = [(503, {"Retry-After": "7200"}, b"")]
    works.report()
    works.turn(hours=1)
    assert len(works.system.posted) == 1
    works.turn(hours=2)
    assert works.sent()[0].state == "sent"


@pytest.mark.parametrize("lost", [None, (500, {}, b"boom"), PAGE], ids=["hung up", "500", "a page"])
def test_an_answer_that_is_lost_is_looked_for(works: Works, lost: Reply | None) -> None:
    """It was filed, and only we do not know: the list tells, and nothing is filed twice."""
    works.system.after_filing = [lost]
    works.report()
    for _ in range(3):
        works.wait()
    assert [row.foreign_id for row in works.rows()] == ["W-1"]
    assert len(works.system.posted) == 1


def test_what_was_not_filed_is_posted_again(works: Works) -> None:
    """The list was read, and our number is not in it."""
    works.system.moods = [(500, {}, b"boom")]
    works.report()
    for _ in range(3):
        works.wait()
    assert [row.foreign_id for row in works.rows()] == ["W-1"]
    assert len(works.system.posted) == 2


def test_where_the_list_cannot_be_read_nothing_is_posted_again(works: Works) -> None:
    """Nobody knows whether it is there: after five days a person is told to look."""
    works.system.after_filing = [None]
    works.system.on_asking = [PAGE] * 1000
    works.report()
    for _ in range(10):
        works.turn(hours=13)
    (row,) = works.sent()
    assert (row.state, len(works.system.posted)) == ("failed", 1)
    assert row.reason.startswith("nobody knows whether it arrived; look there")


def test_a_duplicate_that_is_refused_is_found(works: Works) -> None:
    """Some servers refuse what they have: it is there under our number."""
    works.system.after_filing = [refused(400, "base is a duplicate")]
    works.report()
    works.wait()
    assert [row.foreign_id for row in works.rows()] == ["W-1"]


def test_a_worker_that_dies_after_posting_files_nothing_twice(works: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the answer and the commit: the next worker asks the other side before it posts."""

    def die(channel: Open311System, outbound: object) -> None:
        send(channel, outbound)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    send = Open311System.send
    monkeypatch.setattr(Open311System, "send", die)
    with pytest.raises(KeyboardInterrupt):
        works.report()
    monkeypatch.undo()
    monkeypatch.setenv("GATEWAY_SECRET_WORKS", "secret-of-works")
    works.road.clock.pass_time(minutes=3)
    with works.gateway.store.writing() as connection:
        assert release_expired(connection, now=works.gateway.clock()) == 1
    for held in claim(works.gateway.store, kind="deliver", limit=9, now=works.gateway.clock()):
        deliver(works.gateway, held)
    works.wait()
    assert [row.foreign_id for row in works.rows()] == ["W-1"]
    assert len(works.system.posted) == 1


def test_two_rounds_file_nothing_twice(works: Works) -> None:
    """A clerk presses again because it was said to have failed, and it is there."""
    works.system.after_filing = [None]
    works.system.on_asking = [PAGE] * 1000
    ticket = works.report()
    for _ in range(10):
        works.turn(hours=13)
    works.system.on_asking = []
    send_again(works.gateway, ticket_id=ticket.id, actor=CLERK)
    works.wait()
    assert works.rows()[-1].foreign_id == "W-1"
    assert len(works.system.posted) == 1


def test_what_an_administrator_sends_again_is_looked_for_first(works: Works) -> None:
    """The list of what was not sent has a button too."""
    works.system.after_filing = [None]
    works.system.on_asking = [PAGE] * 1000
    works.report()
    for _ in range(10):
        works.turn(hours=13)
    works.system.on_asking = []
    with works.gateway.store.writing() as connection:
        assert queue_again(connection, works.sent()[0].id, now=works.gateway.clock())
    works.road.work()
    assert (works.sent()[0].provider_id, len(works.system.posted)) == ("number:W-1", 1)


def test_a_token_becomes_a_number(works: Works) -> None:
    """However long that takes."""
    works.system.gives_tokens, works.system.is_ready = True, False
    works.report()
    for _ in range(3):
        works.turn(hours=2)
    (row,) = works.rows()
    assert (row.foreign_token, row.foreign_id, row.settled_at) == ("t/W-1", "", None)
    works.system.is_ready = True
    works.turn(hours=1)
    works.wait()
    assert works.said("handed_over") == ["Its number in the department's own system: W-1"]


def test_a_token_that_is_never_ready_is_given_up_at_last(works: Works) -> None:
    """After ninety days nobody asks any more."""
    works.system.gives_tokens, works.system.is_ready = True, False
    works.report()
    works.turn(days=91)
    assert works.rows()[0].problem == "It was asked for 90 days."


@pytest.mark.parametrize("body", [b"[{}]", b"[]", b'[{"service_request_id": ""}]', b'[{"service_request_id": null}]'])
def test_a_system_that_gives_no_number_is_asked_nothing(works: Works, body: bytes) -> None:
    """A black box, in the words of the standard: it has it, and that is all there is to know."""
    works.system.after_filing = [(200, {}, body)]
    works.report()
    works.wait()
    (row,) = works.rows()
    assert (works.sent()[0].state, row.problem) == ("sent", "It took it, but gave no number to ask by.")
    assert row.settled_at is not None


def test_a_number_may_be_a_number(works: Works) -> None:
    """Servers write ids as numbers, in any wrapper."""
    works.system.after_filing = [(201, {}, b'{"service_requests": [{"service_request_id": 1234}]}')]
    works.report()
    works.turn(minutes=1)
    assert works.rows()[0].foreign_id == "1234"


def test_a_system_that_is_silent_is_left_alone(works: Works) -> None:
    """After its first silence in a round the others of the same system wait, and each further failure doubles that."""
    for number in range(3):
        works.report(f"Pothole at {number + 1} Oak St", sender=f"bart{number}@residents.example")
    works.wait()
    works.system.on_asking = [(503, {}, b"")] * 9
    works.turn(minutes=20)
    assert [row.failures for row in works.rows()] == [1, 0, 0]
    assert works.rows()[0].problem == "It answered 503."
    works.system.on_asking = []
    asked = len(works.system.asked)
    works.turn(hours=1)
    assert len(works.system.asked) == asked + 4
    assert [row.failures for row in works.rows()] == [0, 0, 0]


def test_what_it_says_stands_in_no_log(works: Works, caplog: pytest.LogCaptureFixture) -> None:
    """It may repeat what it was told."""
    works.system.moods = [refused(400, "12 Oak St is no place")]
    works.report()
    assert "12 Oak St is no place" in works.sent()[0].reason
    assert "its system refused it" in caplog.text
    assert "Oak" not in caplog.text


def test_what_it_said_is_forgotten_with_the_ticket(works: Works) -> None:
    """The words of other systems may tell of persons too; its number stays for the figures."""
    works.report()
    works.wait()
    works.system.say("W-1", status="closed", status_notes="Anne Miller was not at home.")
    works.wait()
    with works.gateway.store.writing() as connection:
        forget_ticket(connection, works.gateway.rulebooks.current(), works.ticket().id, now=works.gateway.clock())
    (row,) = works.rows()
    assert (row.foreign_notes, row.foreign_id) == ("", "W-1")
    assert works.sent()[0].body == ""
