"""Look for older open tickets that may be about the same problem as one that was just opened, or is just understood."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.duplicates.likeness import DAY, degrees_around, likeness
from gateway.routing.alike import Duplicates
from gateway.routing.areas import Box
from gateway.store.alike import Near, list_near, suggest
from gateway.store.tickets import TicketRow

_MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """An older ticket and how much the newer one is like it, from 0 to 1."""

    near: Near
    score: float


def find_alike(connection: Connection, rules: Duplicates, ticket: TicketRow) -> tuple[Alike, ...]:
    """The likest older tickets from `rules.suggest` on; of such as are hardly different the oldest comes first."""
    if ticket.service is None or ticket.is_closed:
        return ()
    since = ticket.created_at - rules.days * DAY
    has_photo = bool(ticket.understanding.get("attachments"))
    near = list_near(connection, ticket, _box(ticket, rules), since=since, has_photo=has_photo)
    scored = [Alike(near=one, score=likeness(ticket, one, rules)) for one in near]
    alike = [one for one in scored if one.score >= rules.suggest]
    return tuple(sorted(alike, key=lambda one: (-round(one.score, 1), one.near.id))[:_MOST])


def ask_staff(
    connection: Connection, ticket: TicketRow, alike: tuple[Alike, ...], *, now: float, joined_to: int | None = None
) -> None:
    """Show both tickets to whoever looks at one of them; that it was joined to one is remembered as an answer."""
    suggest(connection, ticket, [(one.near, one.score) for one in alike], now=now, joined_to=joined_to)


def _box(ticket: TicketRow, rules: Duplicates) -> Box | None:
    if ticket.lat is None or ticket.lon is None:
        return None
    north, east = degrees_around(ticket.lat, rules.within)
    return Box(south=ticket.lat - north, north=ticket.lat + north, west=ticket.lon - east, east=ticket.lon + east)
