"""What somebody told the staff about texts: they want none any more, or want them again (PROTOCOL 12.10)."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.changes.hand import Hand, checked_words, refuse
from gateway.store.consents import Verdict, record_wish
from gateway.store.contacts import ContactRow, load_contact
from gateway.store.events import add_event
from gateway.store.tickets import load_for_change
from parsers.values import Medium


def wish_problem(reporter: ContactRow | None, verdict: Verdict, words: str) -> str:
    """Why a wish cannot be written down; empty when it can."""
    if reporter is None or reporter.medium != Medium.SMS:
        return "The reporter of this ticket did not write by text, so there is no number to stop or resume."
    if (reporter.opted_out_at is not None) == (verdict == "opted_out"):
        return "This is noted already: look at the list of wishes."
    return "" if words else "Write how you know: who said so, how and when."


def note_wish(connection: Connection, by: Hand, *, ticket_id: int, verdict: Verdict, reason: str) -> int:
    """Heed what the reporter told the staff; `reason` says how and when. The event's id. Raises `ChangeError`."""
    words = checked_words(reason)
    ticket = load_for_change(connection, ticket_id)
    reporter = load_contact(connection, ticket.reporter_id) if ticket.reporter_id is not None else None
    refuse(wish_problem(reporter, verdict, words))
    event_id = add_event(connection, ticket_id=ticket_id, kind=verdict, actor=by.actor, now=by.now, text=words)
    if reporter is not None:
        source = f"desk:{event_id}"
        record_wish(connection, reporter.id, verdict=verdict, source=source, actor=by.actor, words=words, now=by.now)
    return event_id
