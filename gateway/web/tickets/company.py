"""Who else is at a ticket, and what others have done to it since a page of it was opened."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.store.events import EventRow, list_events_after
from gateway.store.presence import Present, list_present
from gateway.store.staff import StaffRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """What the line above a ticket tells."""

    present: tuple[Present, ...]
    news: tuple[EventRow, ...]
    """What others did after the event `seen`."""
    seen: int

    @property
    def version(self) -> str:
        """The same while the line says the same."""
        people = "|".join(f"{one.email} {one.opened_at} {one.is_writing}" for one in self.present)
        last = self.news[-1].id if self.news else 0
        return hashlib.sha256(f"{people}#{last}".encode()).hexdigest()[:16]


def find_company(connection: Connection, ticket_id: int, person: StaffRow, *, seen: int, now: float) -> Company:
    """Who is there besides `person`, and what happened after the event `seen` by others; two queries."""
    news = list_events_after(connection, ticket_id, after=seen) if seen else []
    return Company(
        present=list_present(connection, ticket_id, but=person.id, now=now),
        news=tuple(event for event in news if event.actor != person.email),
        seen=seen,
    )
