"""Say on a ticket's page how its point became known: where the city's own gazetteer found it, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.store.tickets import TicketRow
from parsers.values import LocationKind


def find_location_note(ticket: TicketRow) -> str:
    """A sentence where the gazetteer placed the ticket, or knows several places; empty otherwise. Total."""
    known = ticket.understanding.get("location")
    said: Mapping[str, Any] = known if isinstance(known, Mapping) else {}
    if said.get("kind") in (None, LocationKind.COORDINATES) or said.get("text") != ticket.location:
        return ""
    share = round(100 * float(said.get("confidence") or 0.0))
    if ticket.lat is not None and (ticket.lat, ticket.lon) == (said.get("lat"), said.get("lon")):
        return f"Located by the city's gazetteer, {share} % sure"
    names = [str(found.get("name")) for found in said.get("candidates") or () if isinstance(found, Mapping)]
    if ticket.lat is None and names:
        return f"The city's gazetteer has {' and '.join(names)}"
    return ""
