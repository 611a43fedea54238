"""The story of a ticket is in order, says nothing twice, folds what is no word to anybody, and stays bounded."""

from __future__ import annotations

from typing import Any

from gateway.store.desk import TicketView, find_ticket_view
from gateway.store.events import add_event
from gateway.web.tickets.conversation import SHOWN, Entry, tell_story
from tests.web.site import NOON, Site, add_outbound


def said(entry: Entry) -> str:
    """One word for an entry, and what it is about."""
    if entry.inbound:
        return "in"
    if entry.outbound:
        return f"out {entry.outbound.body}"
    return f"note {entry.note.text}" if entry.note else " ".join(event.kind for event in entry.changes)


def write(site: Site, *events: dict[str, Any], sent: tuple[dict[str, Any], ...] = ()) -> TicketView:
    """A ticket with history and messages."""
    number = site.add_ticket(created_at=NOON - 100)
    with site.gateway.store.writing() as connection:
        for at, values in enumerate(events):
            known = {"ticket_id": 1, "actor": "bart@elmcity.example", "now": NOON + at} | values
            add_event(connection, **known)
        for values in sent:
            add_outbound(connection, **({"ticket_id": 1} | values))
        found = find_ticket_view(connection, number)
    assert found is not None
    return found


def test_all_is_in_order_and_nothing_is_told_twice(site: Site) -> None:
    """A reply stands as what was sent, not also as what was done; changes next to each other are one entry."""
    view = write(
        site,
        {"kind": "priority", "data": {"from": "normal", "to": "high"}},
        {"kind": "assigned", "data": {"from": "", "to": "cris@elmcity.example"}},
        {"kind": "note", "text": "Crew 4 knows it."},
        {"kind": "staff_reply", "text": "Which side?"},
        {"kind": "due"},
        sent=(
            {"body": "Thank you.", "created_at": NOON - 99},
            {"body": "Which side?", "created_at": NOON + 3, "cause": "event:5"},
        ),
    )
    story = tell_story(view, is_whole=False)
    wanted = ["in", "out Thank you.", "priority assigned", "note Crew 4 knows it.", "out Which side?", "due"]
    assert [said(entry) for entry in story.entries] == wanted


def test_a_reply_that_reached_nobody_is_still_told(site: Site) -> None:
    """Where nobody could be written to, the words stand in the history."""
    view = write(site, {"kind": "staff_reply", "text": "Which side?"})
    assert [said(entry) for entry in tell_story(view, is_whole=False).entries] == ["in", "staff_reply"]


def test_a_long_story_begins_late_and_can_be_had_whole(site: Site) -> None:
    """A ticket with years of words opens as fast as any other."""
    view = write(site, *({"kind": "note", "text": str(at)} for at in range(SHOWN + 20)))
    story = tell_story(view, is_whole=False)
    assert (len(story.entries), story.left_out) == (SHOWN, 21)
    assert said(story.entries[-1]) == f"note {SHOWN + 19}"
    page = site.client("administrator").get(f"/tickets/{view.ticket.number}").text
    assert "Show all: 21 older entries" in page
    whole = site.client("viewer").get(f"/tickets/{view.ticket.number}?all=1").text
    assert whole.count('class="note"') == SHOWN + 20
