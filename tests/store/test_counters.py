"""Counters survive and add up."""

from __future__ import annotations

from gateway.store.counters import count, read_counters
from gateway.store.engine import Store


def test_counters_add_up(store: Store) -> None:
    """A refused signature is counted across restarts."""
    for name, by in (("webhook_bad_signature", 1), ("webhook_bad_signature", 2), ("webhook_unknown_number", 1)):
        with store.writing() as connection:
            count(connection, name, by)
    with store.reading() as connection:
        assert read_counters(connection) == {"webhook_bad_signature": 3, "webhook_unknown_number": 1}
