"""What another system says of a ticket: done once under its name, and never past what people have done since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gateway import changes
from gateway.bootstrap import Gateway
from gateway.casework.acting import Act, acting
from gateway.changes import ChangeError
from gateway.store.request_updates import add_update, find_update, set_event, was_changed_by_others
from gateway.store.tickets import TicketRow, load_ticket

Aim = Literal["open", "in_progress", "closed", ""]
"""The state that the other system sees; empty where it sees no change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One update: `id` is its name, unique for the key that sends it."""

    api_key_id: int
    id: str
    aim: Aim
    words: str
    happened_at: float
    """When the other system says that it happened, UTC epoch seconds."""
    closing_words: str
    """What the resident is told when it closes the ticket without words."""


def take_update(gateway: Gateway, *, ticket_id: int, update: Update, actor: str) -> int | None:
    """Change the state and tell the resident, or keep a note; the event's id, None where nothing was to be written.

    The same update once more changes nothing and gives the same event. Raises `ChangeError`.
    """
    with acting(gateway, ticket_id=ticket_id, actor=actor) as act:
        taken = add_update(
            act.connection, api_key_id=update.api_key_id, update_id=update.id, ticket_id=ticket_id, now=act.by.now
        )
        if taken is None:
            return _find_done(act, ticket_id, update)
        event_id = _write(gateway, act, load_ticket(act.connection, ticket_id), update)
        if event_id is not None:
            set_event(act.connection, taken, event_id=event_id)
        return event_id


def _find_done(act: Act, ticket_id: int, update: Update) -> int | None:
    done = find_update(act.connection, api_key_id=update.api_key_id, update_id=update.id)
    if done is None or done.ticket_id != ticket_id:
        raise ChangeError(f"The update_id {update.id} was used for another request. Give each update its own.")
    return done.event_id


def _write(gateway: Gateway, act: Act, ticket: TicketRow, update: Update) -> int | None:
    if ticket.merged_into is not None:
        other = load_ticket(act.connection, ticket.merged_into)
        raise ChangeError(f"{ticket.number} goes on as {other.number}. Send the update for that one.")
    if _is_news(act, ticket, update):
        words = update.words or (update.closing_words if update.aim == "closed" else "")
        event_id, _ = changes.set_status(
            act.connection, gateway, act.by, ticket_id=ticket.id, status=update.aim, note=words
        )
        return event_id
    if update.words:
        return changes.keep_note(act.connection, act.by, ticket_id=ticket.id, text=update.words)
    return None


def _is_news(act: Act, ticket: TicketRow, update: Update) -> bool:
    """Whether the state becomes another one: `open` says nothing new of what is worked on or waits."""
    is_other = update.aim not in {"", ticket.status}
    if update.aim == "open" and ticket.status in {"in_progress", "waiting"}:
        is_other = False
    by_others = was_changed_by_others(act.connection, ticket.id, since=update.happened_at, but=act.by.actor)
    return is_other and not by_others
