"""Counts how often a sender or a place has reported, in the periods that the rules of the rulebook ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.duplicates import key_of_place, key_of_words
from gateway.routing import Rulebook
from gateway.routing.periods import Period
from gateway.store.past_reports import PastReports, count_past_reports
from gateway.store.tickets import TicketRow
from gateway.threads import Thread
from parsers.values import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """Who reports, and at which place; None and empty where that is not known."""

    reporter_id: int | None
    place_key: str

    def _past(self, period: Period, now: float) -> PastReports | None:
        since = now - period.seconds
        if period.of == "place":
            return PastReports(since=since, place_key=self.place_key) if self.place_key else None
        return None if self.reporter_id is None else PastReports(since=since, reporter_id=self.reporter_id)

    def count(
        self, connection: Connection, rulebook: Rulebook, *, now: float, besides: int | None = None
    ) -> Mapping[Period, int]:
        """The number of reports in each period of the rulebook, this one included; `besides` is its own ticket.

        Costs one statement, and none where no rule asks.
        """
        known = {period: past for period in rulebook.periods if (past := self._past(period, now))}
        counts = count_past_reports(connection, tuple(known.values()), besides=besides)
        return {
            **dict.fromkeys(rulebook.periods, 1),
            **{period: 1 + n for period, n in zip(known, counts, strict=True)},
        }


def recurring_of(thread: Thread, place: Location | None) -> Recurring:
    """Who writes in `thread`; where no place is named, the place is that of the ticket which is spoken of."""
    ticket = thread.ticket
    key = key_of_place(place) or (ticket.place_key if ticket else "")
    return Recurring(reporter_id=thread.contact.id if thread.contact else None, place_key=key)


def recurring_of_ticket(ticket: TicketRow, rulebook: Rulebook) -> Recurring:
    """Who opened a ticket, and where it is by its words, whose key may not be noted yet."""
    key = key_of_words(ticket.location, rulebook.parser_city.gazetteer)
    return Recurring(reporter_id=ticket.reporter_id, place_key=key)
