"""Where we stand with a number, which of its tickets a text means, and the move."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gateway.conversation import Act, Move, Says, State, next_move
from gateway.hearing.places import is_same_place
from gateway.hearing.saying import ASKED, Said, says_of
from gateway.store.questions import QuestionRow
from gateway.store.tickets import TicketRow
from gateway.threads import DAY, TEXT_THREAD, Relation, Thread
from parsers.values import Asked, LocationKind

MAY_REOPEN = 14 * DAY
"""Who says within this time that it is still broken reopens the ticket; later it is a new one (PROTOCOL 15.10)."""
STILL_SPOKEN_OF = 1800.0
"""For so many seconds a word that names nothing belongs to the ticket that was spoken of last."""
_CLOSED = frozenset({State.CLOSED, State.CLOSED_ASKED, State.CLOSED_LATELY_ASKED})
_ENOUGH_WORDS = 3
"""So many words beside a place that they say something of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The thread with the ticket that is meant, and the move."""

    thread: Thread
    move: Move
    is_unsure: bool = False
    """Whether the words may be about something else than the ticket they are attached to."""


def stand(thread: Thread, said: Said, *, now: float) -> Standing:
    """Where we stand with a text, and what we do. Pure."""
    state = state_of(thread, now=now)
    if state in {State.TALKING, State.STILL_WRITING}:
        thread, state = _pick(thread, said, state, now=now)
    elif state in _CLOSED and (named := _named(thread, said, now=now)):
        thread, state = replace(thread, ticket=named, question=None), State.TALKING
    says = says_of(said, state, thread)
    if says is Says.OTHER_PROBLEM and (other := _find_known(thread, said, now=now)) is not None:
        thread, state = replace(thread, ticket=other, question=None), State.TALKING
        says = says_of(said, state, thread)
    is_unsure = says in {Says.PROBLEM, Says.PLACE, Says.WORDS} and _may_be_another(said, thread.ticket)
    return Standing(thread=thread, move=next_move(state, says), is_unsure=is_unsure)


def state_of(thread: Thread, *, now: float) -> State:
    """Where we stand with the number, before its words are looked at."""
    question, ticket = thread.question, thread.ticket
    if question is not None and question.kind is Asked.WHAT and question.ticket_id is None:
        return State.EXPECTING
    if ticket is not None and not ticket.is_closed and is_still_writing(thread):
        return State.STILL_WRITING
    if question is not None and ticket is not None and question.kind is not Asked.FIXED:
        return _state_of_question(question)
    if thread.is_on_page and ticket is not None:
        return State.ON_PAGE_OF_CLOSED if ticket.is_closed else State.ON_PAGE
    if thread.is_asked:
        return State.ASKED_BY_STAFF
    return _state_of_ticket(ticket, is_asked=thread.asked is Asked.FIXED, now=now)


def is_still_writing(thread: Thread) -> bool:
    """Whether nothing that we said or asked has reached the sender yet."""
    since = thread.burst.since
    return since is not None and (thread.question is None or thread.question.asked_at >= since)


def _state_of_question(question: QuestionRow) -> State:
    if question.kind is Asked.PLACE:
        return State.ASKED_PLACE if question.tries == 1 else State.ASKED_PLACE_AGAIN
    return ASKED[question.kind]


def _state_of_ticket(ticket: TicketRow | None, *, is_asked: bool, now: float) -> State:
    if ticket is None:
        return State.STRANGER
    is_fresh = ticket.updated_at >= now - TEXT_THREAD
    if not ticket.is_closed:
        return State.TALKING if is_fresh else State.QUIET
    if is_fresh:
        return State.CLOSED_ASKED if is_asked else State.CLOSED
    if ticket.closed_at is None or ticket.closed_at < now - MAY_REOPEN:
        return State.CLOSED_LONG_AGO
    return State.CLOSED_LATELY_ASKED if is_asked else State.CLOSED_LATELY


def _pick(thread: Thread, said: Said, state: State, *, now: float) -> tuple[Thread, State]:
    """Among several open tickets the one that the words name, or the one that was spoken of a moment ago."""
    tickets = _open_tickets(thread, now=now)
    if len(tickets) < 2 or thread.ticket is None:
        return thread, state
    if named := _named(thread, said, now=now):
        return replace(thread, ticket=named), state
    placeless = [one for one in tickets if one.location is None]
    if said.place is not None and said.service is None and len(placeless) == 1:
        return replace(thread, ticket=placeless[0]), state
    names_nothing = said.place is None and said.service is None
    is_old = thread.ticket.updated_at < now - STILL_SPOKEN_OF
    return thread, State.SEVERAL if names_nothing and is_old and state is State.TALKING else state


def _named(thread: Thread, said: Said, *, now: float) -> TicketRow | None:
    """The open ticket whose service or place the words name; the one that was spoken of last where several fit."""
    return max((one for one in _open_tickets(thread, now=now) if _fits(said, one)), key=spoken_of, default=None)


def _find_known(thread: Thread, said: Said, *, now: float) -> TicketRow | None:
    """Another open ticket that the words name in full, though we asked about this one: they are no new problem."""
    named = _named(thread, said, now=now)
    return None if named is None or thread.ticket is None or named.id == thread.ticket.id else named


def _open_tickets(thread: Thread, *, now: float) -> list[TicketRow]:
    return [one for one in thread.tickets if not one.is_closed and one.updated_at >= now - TEXT_THREAD]


def spoken_of(ticket: TicketRow) -> tuple[float, int]:
    """By which tickets are put in the order in which they were spoken of."""
    return ticket.updated_at, ticket.id


def _fits(said: Said, ticket: TicketRow) -> bool:
    """Whether the words name this ticket's service or place, and nothing that is not its own."""
    is_its_service = said.service is not None and said.service == ticket.service
    is_its_place = said.place is not None and is_same_place(said.place, ticket)
    strange = (said.service is not None and not is_its_service) or (
        said.place is not None and ticket.location is not None and not is_its_place
    )
    return (is_its_service or is_its_place) and not strange


def _may_be_another(said: Said, ticket: TicketRow | None) -> bool:
    """A street or landmark that the ticket does not have, or a guess at another service, below the threshold."""
    if ticket is None or ticket.location is None:
        return False
    place, guess = said.place, said.intent.understanding.service
    is_named = place is not None and place.kind is not LocationKind.COORDINATES
    other_place = place is not None and is_named and not is_same_place(place, ticket)
    other_guess = guess is not None and ticket.service is not None and guess.code != ticket.service
    return other_place or other_guess


def as_filed(standing: Standing) -> Thread:
    """The thread as filing takes it: a new ticket leaves the old one, unless it is linked to it."""
    thread, act = standing.thread, standing.move.act
    if act is Act.OPEN_LINKED:
        return replace(thread, relation=Relation.STALE)
    if act in {Act.OPEN_TICKET, Act.OPEN_PENDING}:
        return replace(thread, relation=Relation.NEW, ticket=None)
    return replace(thread, relation=Relation.ANSWERS if thread.ticket is not None else Relation.NEW)


def means_the_same_elsewhere(standing: Standing, said: Said) -> bool:
    """Whether `and the one at 20 Elm St too` speaks of the same problem at another place."""
    old, place = standing.thread.ticket, said.place
    if standing.move.says is not Says.OTHER_PROBLEM or old is None or old.service is None or place is None:
        return False
    others = said.message.new_text.replace(place.text, " ").split()
    return said.intent.understanding.service is None and len(others) >= _ENOUGH_WORDS
