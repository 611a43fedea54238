"""Tickets that people linked name each other, whichever was linked with which."""

from __future__ import annotations

from gateway.store.engine import Store
from gateway.store.links import link, link_parts, list_linked
from tests.web.site import NOON, insert_ticket


def test_both_tickets_name_each_other(store: Store) -> None:
    """And only those that a person linked: parts of one message are told elsewhere."""
    with store.writing() as connection:
        numbers = [insert_ticket(connection) for _ in range(4)]
        link(connection, 2, 1, now=NOON)
        link(connection, 1, 3, now=NOON)
        link_parts(connection, (1, 4), now=NOON)
        linked = [[row.number for row in list_linked(connection, one)] for one in (1, 2, 3, 4)]
    assert linked == [[numbers[1], numbers[2]], [numbers[0]], [numbers[0]], []]
