"""When a ticket is due, in a color and in the words that say the same."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from gateway.store.queues import Filters, list_queue
from gateway.store.schema import ticket
from gateway.web.desk.due_words import Due, tell_due
from tests.web.site import NOON, Site

DAY = 86_400.0


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"due_at": None}, None),
        ({"due_at": NOON - 1}, Due(kind="late", words="Overdue since", at=NOON - 1)),
        ({"due_at": NOON + 1}, Due(kind="soon", words="Due", at=NOON + 1)),
        ({"due_at": NOON + 2 * DAY}, Due(kind="later", words="Due", at=NOON + 2 * DAY)),
        (
            {"due_at": NOON - 1, "paused_at": NOON - 9},
            Due(kind="paused", words="Waits for the resident, the clock stands still"),
        ),
    ],
)
def test_the_color_has_words(site: Site, values: dict[str, Any], told: Due | None) -> None:
    """Who sees no color, and who listens, must know what is late and what merely waits."""
    site.add_ticket()
    with site.gateway.store.writing() as connection:
        connection.execute(update(ticket).values(**values))
        (row,) = list_queue(connection, Filters(), now=NOON, limit=2)
    assert tell_due(row, NOON) == told


def test_what_is_closed_is_not_due(site: Site) -> None:
    """A closed ticket says when it was closed instead."""
    site.add_ticket(status="closed", closed_at=NOON - 60, due_at=NOON - DAY)
    page = site.client("viewer").get("/desk?show=closed").text
    assert "Closed <time" in page
    assert "Overdue since" not in page
