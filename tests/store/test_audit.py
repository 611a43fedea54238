"""The lines of what staff did: kept in order, found by who, what, whom and when."""

from __future__ import annotations

import pytest

from gateway.store.audit import AuditFilter, add_audit, list_audit
from gateway.store.engine import Store

ANNE, BART = "anne@elmcity.example", "bart@elmcity.example"


def fill(store: Store) -> None:
    """Three lines of two people."""
    with store.writing() as connection:
        add_audit(connection, actor=ANNE, action="tickets.reply", subject="7K2Q-M4XW", now=1.0)
        add_audit(connection, actor=BART, action="tickets.notes", subject="7K2Q-M4XW", address="192.0.2.7", now=2.0)
        add_audit(connection, actor=BART, action="people.invite", data={"role": "member"}, now=3.0)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (AuditFilter(), [3.0, 2.0, 1.0]),
        (AuditFilter(actor=BART), [3.0, 2.0]),
        (AuditFilter(action="tickets.notes"), [2.0]),
        (AuditFilter(action="tickets_"), []),
        (AuditFilter(subject="7K2Q-M4XW", actor=ANNE), [1.0]),
        (AuditFilter(since=2.0, until=3.0), [2.0]),
    ],
)
def test_lines_are_found_by_who_what_whom_and_when(store: Store, wanted: AuditFilter, found: list[float]) -> None:
    """Whoever asks what happened to a ticket, or what somebody did, must get those lines and no others."""
    fill(store)
    with store.reading() as connection:
        assert [row.at for row in list_audit(connection, wanted)] == found


def test_pages_follow_each_other_and_keep_what_was_said(store: Store) -> None:
    """The next page begins after the last line of this one; role and network address are there to read."""
    fill(store)
    with store.reading() as connection:
        first = list_audit(connection, limit=1)[0]
        second = list_audit(connection, before=first.id, limit=1)[0]
    assert (first.data, second.address) == ({"role": "member"}, "192.0.2.7")
