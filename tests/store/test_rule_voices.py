"""How often a rule spoke is counted from what the tickets keep, on both databases alike."""

from __future__ import annotations

from typing import Any

from gateway.store.engine import Store
from gateway.store.events import RULES_ASKED, add_event
from gateway.store.rule_voices import count_voices
from tests.web.site import NOON, insert_ticket


def decided(*rules: str, over: tuple[str, ...] = ()) -> dict[str, Any]:
    """A decision in which these rules spoke, each twice."""
    voices = [{"action": action, "rule": rule} for rule in rules for action in ("department", "priority")]
    return {"voices": voices, "passed_over": list(over)}


def test_rules_are_counted_by_tickets(store: Store) -> None:
    """Two actions of one rule are one time; old tickets and those beyond the bound do not count."""
    with store.writing() as connection:
        insert_ticket(connection, decision=decided("Old"), created_at=NOON - 40 * 86_400)
        insert_ticket(connection, decision=decided("First"), created_at=NOON - 900)
        insert_ticket(connection, decision=decided("Gas", "services", over=("School's way",)), created_at=NOON - 800)
        insert_ticket(connection, decision=decided("Gas"), created_at=NOON - 700)
        insert_ticket(connection, decision={}, created_at=NOON - 600)
    with store.reading() as connection:
        month = count_voices(connection, since=NOON - 30 * 86_400)
        newest = count_voices(connection, since=NOON - 30 * 86_400, limit=2)
    assert (month.tickets, newest.tickets) == (4, 2)
    assert month.heard == {"First": 1, "Gas": 2, "services": 1}
    assert month.passed_over == {"School's way": 1}
    assert (newest.heard, newest.passed_over) == ({"Gas": 1}, {})


def test_a_city_without_tickets_has_no_voices(store: Store) -> None:
    """The page opens on the first day too."""
    with store.reading() as connection:
        assert count_voices(connection, since=0).heard == {}


def test_what_rules_did_later_counts_too(store: Store) -> None:
    """A rule for overdue work speaks on no ticket that is opened, and is heard all the same."""
    with store.writing() as connection:
        insert_ticket(connection, decision=decided("Gas"), created_at=NOON - 900)
        insert_ticket(connection, decision=decided("Gas"), created_at=NOON - 40 * 86_400)
        for ticket_id in (1, 2):
            done = {"event": "overdue", "rules": ["Late", "Gas"]}
            add_event(connection, ticket_id=ticket_id, kind=RULES_ASKED, actor="gateway", now=NOON, data=done)
    with store.reading() as connection:
        assert count_voices(connection, since=NOON - 30 * 86_400).heard == {"Gas": 2, "Late": 1}
