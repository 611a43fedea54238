"""What residents would read of a word before it is said: the same drafts, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.fixed import is_asked_whether_fixed
from gateway.changes.hand import checked_words
from gateway.changes.status import is_news
from gateway.changes.telling import Word, as_theirs, draft_word
from gateway.envelopes import Draft, OutboundKind
from gateway.store.alike import list_joined
from gateway.store.contacts import ContactRow, load_contact
from gateway.store.tickets import TicketRow
from parsers.values import Medium


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """One draft and who would read it."""

    reader: ContactRow
    draft: Draft

    @property
    def medium(self) -> Medium:
        """Text or mail."""
        return Medium(self.reader.medium)


def foretell_reply(connection: Connection, gateway: Gateway, ticket: TicketRow, text: str) -> tuple[Foretold, ...]:
    """What the reporter would read of a staff member's own words; empty where nobody is known. Raises `ChangeError`."""
    word = Word(event_id=0, kind=OutboundKind.STAFF_REPLY, text=checked_words(text))
    return tuple(_foretell(connection, gateway, [ticket], word))


def foretell_status(
    connection: Connection, gateway: Gateway, ticket: TicketRow, *, status: str, note: str, reason: str = ""
) -> tuple[Foretold, ...]:
    """What the reporter and joined neighbors would read of a state with a note; empty where nobody is told.

    The question after closing stands in it as it does when no other question waits. Raises `ChangeError`.
    """
    words, rulebook = checked_words(note), gateway.rulebooks.current()
    if not words and not is_news(connection, rulebook, ticket, status):
        return ()
    changed = replace(ticket, status=status, close_reason=reason)
    word = Word(
        event_id=0,
        kind=OutboundKind.NOTICE,
        text=words,
        template="closed" if status == "closed" else "status_changed",
        asks_fixed=not ticket.is_closed and is_asked_whether_fixed(rulebook, changed),
        reason=rulebook.reasons.get(reason),
    )
    theirs = [as_theirs(changed, joined) for joined in list_joined(connection, ticket.id)]
    return tuple(_foretell(connection, gateway, [changed, *theirs], word))


def _foretell(connection: Connection, gateway: Gateway, tickets: list[TicketRow], word: Word) -> Iterator[Foretold]:
    """Each reader once; the first ticket is the reporter's own, who alone is asked whether it is fixed."""
    told: set[int | None] = {None}
    for ticket in tickets:
        if ticket.reporter_id in told or ticket.reporter_id is None:
            continue
        told.add(ticket.reporter_id)
        reader = load_contact(connection, ticket.reporter_id)
        own = word if ticket is tickets[0] else replace(word, asks_fixed=False)
        yield Foretold(reader=reader, draft=draft_word(connection, gateway, ticket, reader, own))
