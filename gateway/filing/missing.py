"""What to ask a resident next by text: the place, then what is wrong or what the rulebook asks; never a third thing.

PROTOCOL 15.3: at most two questions about one ticket, one in a message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from gateway.filing.case import Case
from gateway.store.questions import Choice, NewQuestion, list_kinds_asked
from gateway.store.tickets import TicketRow
from parsers.intents import Question
from parsers.values import Asked

MOST_QUESTIONS = 2
_OF_THEIR_OWN = frozenset({Asked.PHOTO_PLACE, Asked.CONFIRM_PLACE, Asked.WHICH_TICKET})
"""Questions that are about to go out as texts of their own and stay."""
_WORDS = re.compile(r"[^\W_]+")
_SAYS_LITTLE = 2
"""So many words beside a place do not say what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question that goes out at the end of an answer: as a template, or in words of the rulebook."""

    kind: Asked
    template: str = ""
    words: str = ""
    choices: tuple[Choice, ...] = ()
    tries: int = 1
    message_id: int | None = None
    """The message that waits for the answer."""

    def about(self, ticket: TicketRow | None, contact_id: int) -> NewQuestion:
        """The row that waits for the answer."""
        return NewQuestion(
            contact_id=contact_id,
            kind=self.kind,
            ticket_id=ticket.id if ticket else None,
            message_id=self.message_id,
            choices=self.choices,
            tries=self.tries,
        )


PLACE = Ask(kind=Asked.PLACE, template="ask_location")
PLACE_AGAIN = Ask(kind=Asked.PLACE, template="ask_location_again", tries=2)
WHAT = Ask(kind=Asked.WHAT, template="ask_what")


def find_next_ask(connection: Connection, case: Case, ticket: TicketRow) -> Ask | None:
    """What to ask about a ticket as it is now; None when all is known, or when enough was asked."""
    if ticket.is_closed or ticket.urgency == "emergency" or isinstance(case.intent, Question):
        return None
    wanted = [ask for ask in (_place(case, ticket), _what(ticket), _detail(case, ticket)) if ask]
    if not wanted:
        return None
    asked = frozenset() if ticket.message_id == case.message_id else list_kinds_asked(connection, ticket.id)
    unsent = case.thread.question.kind if case.is_in_burst and case.thread.question else None
    if unsent in _OF_THEIR_OWN:
        return None
    asked -= {unsent}
    if len(asked) >= MOST_QUESTIONS:
        return None
    return next((ask for ask in wanted if ask.kind not in asked), None)


def _place(case: Case, ticket: TicketRow) -> Ask | None:
    """Where what is known, or guessed, is at a place; of an unsorted complaint nobody is asked where it is."""
    if ticket.location is not None or ticket.lat is not None:
        return None
    guess: Mapping[str, Any] = ticket.understanding.get("service") or {}
    guessed = case.rulebook.services.get(guess.get("code", "")) if ticket.service is None else None
    needs_place = guessed is not None and "location" in guessed.needs and not says_little(ticket)
    return PLACE if needs_place or "location" in ticket.decision.get("missing", ()) else None


def _what(ticket: TicketRow) -> Ask | None:
    """Only where nothing says it; people read what the rules cannot sort."""
    return WHAT if ticket.service is None and says_little(ticket) else None


def says_little(ticket: TicketRow) -> bool:
    """Whether a report has hardly a word besides its place."""
    place: Mapping[str, Any] = ticket.understanding.get("location") or {}
    words = ticket.description.replace(place.get("text") or ticket.location or "", " ")
    return len(_WORDS.findall(words)) <= _SAYS_LITTLE


def _detail(case: Case, ticket: TicketRow) -> Ask | None:
    """The first question of the rulebook that has no answer; the place comes first."""
    answers = ticket.understanding.get("answers") or {}
    keys = [key for key in ticket.decision.get("ask", ()) if key not in answers]
    if not keys or _place(case, ticket) or ticket.service is None:
        return None
    words = case.rulebook.question_text(keys[0], case.language, ticket.service)
    return Ask(kind=Asked.DETAIL, words=words, choices=(Choice(words=keys[0]),)) if words else None
