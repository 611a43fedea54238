"""Hears a text as the dialogue does: where we stand with its number, what it says, and which ticket it means.

Everything here is read from a `Thread` that was looked up before; nothing is asked of the store and nothing changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from gateway.conversation import Act, Move, Says, State, next_move
from gateway.routing.values import Decision
from gateway.store.questions import QuestionRow
from gateway.store.tickets import TicketRow
from gateway.threads import DAY, TEXT_THREAD, Relation, Thread
from parsers.intents import (
    Answer,
    Automatic,
    BounceNotice,
    Done,
    Empty,
    HelpRequest,
    Intent,
    LanguageChoice,
    NewReport,
    OptIn,
    OptOut,
    Persists,
    StatusInquiry,
    Thanks,
)
from parsers.no_place import means_same_place
from parsers.persistence import tells_return
from parsers.values import Asked, InboundMessage, Location, LocationKind, ServiceGuess, Understanding, Urgency
from parsers.words import split_words

MAY_REOPEN = 14 * DAY
"""Who says within this time that it is still broken reopens the ticket; later it is a new one (PROTOCOL 15.10)."""
STILL_SPOKEN_OF = 1800.0
"""For so many seconds a word that names nothing belongs to the ticket that was spoken of last."""
_SURE_NAME = 0.45
"""A lower-case word of which nothing says that it is a street is believed less than this."""
_ASKED = {
    Asked.WHAT: State.ASKED_WHAT,
    Asked.DETAIL: State.ASKED_DETAIL,
    Asked.CONFIRM_PLACE: State.CONFIRMING,
    Asked.PHOTO_PLACE: State.ASKED_PHOTO,
    Asked.WHICH_TICKET: State.ASKED_WHICH,
}
_NEEDS_BOTH = frozenset({State.STILL_WRITING, *_ASKED.values(), State.ASKED_BY_STAFF})
"""Where a text is an answer, or a piece of the report, unless it names another service and another place."""
_GOES_ON = re.compile(
    r"(?:(?:and|but|it|its|now it|now its|now there|they|theyre)\b.*\b(?:it|its|they|them|there|too)\b|"
    r"(?:y|pero|ya|ahora)\b.*\b(?:le|les|lo|la|se|ahi|tambien)\b)"
)
_ENOUGH_WORDS = 3
"""So many words beside a place that they say something of it."""
_EXACT = frozenset({LocationKind.ADDRESS, LocationKind.INTERSECTION, LocationKind.BLOCK})
_PLAIN: tuple[tuple[type, Says], ...] = (
    (OptOut, Says.CONSENT),
    (OptIn, Says.CONSENT),
    (Automatic, Says.MACHINE),
    (BounceNotice, Says.MACHINE),
    (StatusInquiry, Says.STATUS),
    (HelpRequest, Says.HELP),
    (LanguageChoice, Says.LANGUAGE),
    (Empty, Says.EMPTY),
    (Thanks, Says.THANKS),
    (Done, Says.DONE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A text with what the rules say to it as a new request."""

    message: InboundMessage
    intent: Intent
    decision: Decision

    @property
    def place(self) -> Location | None:
        """The place that it names."""
        return self.intent.understanding.location

    @property
    def service(self) -> str | None:
        """The service that it names, when that is sure enough for the rules."""
        return self.decision.service


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
    elif state is State.CLOSED and (named := _named(thread, said, now=now)):
        thread, state = replace(thread, ticket=named), State.TALKING
    says = says_of(said, state, thread)
    if says is Says.OTHER_PROBLEM and (other := _find_known(thread, said, now=now)) is not None:
        thread, state = replace(thread, ticket=other, question=None), State.TALKING
        says = says_of(said, state, thread)
    is_unsure = says in {Says.PROBLEM, Says.PLACE, Says.WORDS} and _may_be_another(said, thread.ticket)
    return Standing(thread=thread, move=next_move(state, says), is_unsure=is_unsure)


def doubt_names(thread: Thread, said: Said) -> Said:
    """The same without a place that is hardly one, where a ticket is spoken of and nobody read a question for it."""
    place, is_unread = said.place, _is_still_writing(thread)
    is_asked = thread.asked in {Asked.PLACE, Asked.CONFIRM_PLACE, Asked.PHOTO_PLACE} and not is_unread
    if place is None or place.confidence >= _SURE_NAME or is_asked or thread.ticket is None:
        return said
    if thread.ticket.location is None and not (is_unread and place.kind is LocationKind.STREET):
        return said
    understanding = replace(said.intent.understanding, location=None)
    return replace(said, intent=replace(said.intent, understanding=understanding))


def recall_place(thread: Thread, said: Said) -> Said:
    """`Same place as before`, behind our question where it is: the place of this phone's report before."""
    if thread.asked is not Asked.PLACE or said.place is not None or not means_same_place(said.message.new_text):
        return said
    others = (one for one in thread.tickets if one.location and (thread.ticket is None or one.id != thread.ticket.id))
    latest = max(others, key=_spoken_of, default=None)
    if latest is None or latest.location is None:
        return said
    streets = tuple((latest.understanding.get("location") or {}).get("streets") or ())
    place = Location(
        kind=LocationKind.LANDMARK,
        text=latest.location,
        start=0,
        end=0,
        confidence=1.0,
        streets=streets,
        lat=latest.lat,
        lon=latest.lon,
    )
    understanding = replace(said.intent.understanding, location=place)
    return replace(said, intent=replace(said.intent, understanding=understanding))


def state_of(thread: Thread, *, now: float) -> State:
    """Where we stand with the number, before its words are looked at."""
    question, ticket = thread.question, thread.ticket
    if question is not None and question.kind is Asked.WHAT and question.ticket_id is None:
        return State.EXPECTING
    if ticket is not None and not ticket.is_closed and _is_still_writing(thread):
        return State.STILL_WRITING
    if question is not None and ticket is not None:
        return _state_of_question(question)
    if thread.is_asked:
        return State.ASKED_BY_STAFF
    return _state_of_ticket(ticket, now=now)


def _is_still_writing(thread: Thread) -> bool:
    """Whether nothing that we said or asked has reached the sender yet."""
    since = thread.burst.since
    return since is not None and (thread.question is None or thread.question.asked_at >= since)


def _state_of_question(question: QuestionRow) -> State:
    if question.kind is Asked.PLACE:
        return State.ASKED_PLACE if question.tries == 1 else State.ASKED_PLACE_AGAIN
    return _ASKED[question.kind]


def _state_of_ticket(ticket: TicketRow | None, *, now: float) -> State:
    if ticket is None:
        return State.STRANGER
    is_fresh = ticket.updated_at >= now - TEXT_THREAD
    if not ticket.is_closed:
        return State.TALKING if is_fresh else State.QUIET
    if is_fresh:
        return State.CLOSED
    lately = ticket.closed_at is not None and ticket.closed_at >= now - MAY_REOPEN
    return State.CLOSED_LATELY if lately else State.CLOSED_LONG_AGO


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
    return max((one for one in _open_tickets(thread, now=now) if _fits(said, one)), key=_spoken_of, default=None)


def _find_known(thread: Thread, said: Said, *, now: float) -> TicketRow | None:
    """Another open ticket that the words name in full, though we asked about this one: they are no new problem."""
    named = _named(thread, said, now=now)
    return None if named is None or thread.ticket is None or named.id == thread.ticket.id else named


def _open_tickets(thread: Thread, *, now: float) -> list[TicketRow]:
    return [one for one in thread.tickets if not one.is_closed and one.updated_at >= now - TEXT_THREAD]


def _spoken_of(ticket: TicketRow) -> tuple[float, int]:
    return ticket.updated_at, ticket.id


def _fits(said: Said, ticket: TicketRow) -> bool:
    """Whether the words name this ticket's service or place, and nothing that is not its own."""
    is_its_service = said.service is not None and said.service == ticket.service
    is_its_place = said.place is not None and is_same_place(said.place, ticket)
    strange = (said.service is not None and not is_its_service) or (
        said.place is not None and ticket.location is not None and not is_its_place
    )
    return (is_its_service or is_its_place) and not strange


def says_of(said: Said, state: State, thread: Thread) -> Says:
    """What a text says, as far as the dialogue needs to know. Total."""
    intent, message = said.intent, said.message
    if intent.understanding.urgency is Urgency.EMERGENCY and message.automation.reply:
        return Says.DANGER
    for kind, says in _PLAIN:
        if isinstance(intent, kind):
            return says
    if isinstance(intent, NewReport):
        return Says.OTHER_PROBLEM if intent.has_more else Says.NEW
    if isinstance(intent, Answer):
        return _answer(intent, thread.question)
    if isinstance(intent, Persists):
        return Says.PERSISTS
    return _content(said, state, thread.ticket)


def _content(said: Said, state: State, ticket: TicketRow | None) -> Says:
    if ticket is not None and is_another(said, state, ticket):
        return Says.OTHER_PROBLEM
    wants_place = state in {State.ASKED_PLACE, State.ASKED_PLACE_AGAIN, State.CONFIRMING, State.ASKED_PHOTO}
    if said.place is not None and (wants_place or said.service is None):
        return Says.PLACE
    if said.service is not None:
        return Says.PERSISTS if _is_back(said, ticket) else Says.PROBLEM
    return Says.WORDS if said.message.new_text.strip() else Says.PICTURE


def _is_back(said: Said, ticket: TicketRow | None) -> bool:
    """`The pothole is back again`: the closed ticket, though it names what is wrong."""
    is_closed_one = ticket is not None and ticket.is_closed and said.service == ticket.service
    return is_closed_one and said.place is None and tells_return(split_words(said.message.new_text).folded)


def _answer(answer: Answer, question: QuestionRow | None) -> Says:
    """To one place there are two answers, by word or by number; of a list any line may be chosen, but not by a yes."""
    lines = len(question.choices) if question is not None else 0
    is_list = question is not None and (question.kind is Asked.WHICH_TICKET or lines > 1)
    if is_list and answer.number is not None:
        return Says.NUMBER if 1 <= answer.number <= lines else Says.WORDS
    if is_list and answer.agrees:
        return Says.WORDS
    if answer.agrees is not None:
        return Says.YES if answer.agrees else Says.NO
    return {1: Says.YES, 2: Says.NO}.get(answer.number or 0, Says.WORDS) if lines == 1 else Says.NUMBER


def is_another(said: Said, state: State, ticket: TicketRow) -> bool:
    """Whether a text is about something else than the ticket that is spoken of (PROTOCOL 15.8)."""
    other_service = said.service is not None and said.service != ticket.service
    other_place = said.place is not None and said.place.kind in _EXACT and not is_same_place(said.place, ticket)
    if state in {State.ASKED_PLACE, State.ASKED_PLACE_AGAIN}:
        return other_service and ticket.service is not None and _names_service_first(said)
    other_place = other_place and ticket.location is not None
    if state in _NEEDS_BOTH or (said.place is None and _goes_on(said)):
        return other_service and other_place
    other_service = other_service and ticket.service is not None
    return other_service or (other_place and (said.service is not None or not _is_on_its_street(said.place, ticket)))


def _goes_on(said: Said) -> bool:
    """Whether the words go on about what was told: `and there is a nest in it`."""
    return bool(_GOES_ON.match(" ".join(split_words(said.message.new_text).folded)))


def _names_service_first(said: Said) -> bool:
    """`Streetlight out at 5 Elm St` is a report; `5 Elm St, by the broken streetlight` is a place."""
    service, place = said.intent.understanding.service, said.place
    if service is None or place is None or place.kind not in _EXACT or not service.evidence:
        return False
    return min(words.start for words in service.evidence) < place.start


def is_same_place(place: Location, ticket: TicketRow) -> bool:
    """Whether a place is the ticket's own, or may be: a street in common, and no other number on it."""
    if ticket.location is not None and place.text.casefold() == ticket.location.casefold():
        return True
    known = ticket.understanding.get("location") or {}
    numbers = {place.number, known.get("number")} - {None}
    return _is_on_its_street(place, ticket) and len(numbers) < 2


def _is_on_its_street(place: Location | None, ticket: TicketRow) -> bool:
    """`It is 14, sorry` corrects a number: the words are attached, and a person reads them."""
    known = ticket.understanding.get("location") or {}
    streets = {street.casefold() for street in known.get("streets") or ()}
    return place is not None and bool(streets & {street.casefold() for street in place.streets})


def is_more_exact(place: Location | None, ticket: TicketRow) -> bool:
    """Whether a place says where on the ticket's street it is, of which only the name was known."""
    known = ticket.understanding.get("location") or {}
    is_street = known.get("kind") == LocationKind.STREET and known.get("text") == ticket.location
    return place is not None and is_street and place.kind in _EXACT and is_same_place(place, ticket)


def _may_be_another(said: Said, ticket: TicketRow | None) -> bool:
    """A street or landmark that the ticket does not have, or a guess at another service, below the threshold."""
    if ticket is None or ticket.location is None:
        return False
    place, guess = said.place, said.intent.understanding.service
    other_place = place is not None and place.lat is None and not is_same_place(place, ticket)
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


def inherit(said: Understanding, ticket: TicketRow) -> Understanding:
    """What `still broken` means: the service and the place of the old ticket, where the words name none."""
    place, service = said.location, said.service
    if place is None and ticket.location is not None:
        kind = LocationKind.LANDMARK
        place = Location(
            kind=kind, text=ticket.location, start=0, end=0, confidence=0.5, lat=ticket.lat, lon=ticket.lon
        )
    if service is None and ticket.service is not None:
        name = ticket.service_name or ticket.service
        service = ServiceGuess(code=ticket.service, name=name, confidence=ticket.confidence)
    return replace(said, location=place, service=service)


def means_the_same_elsewhere(standing: Standing, said: Said) -> bool:
    """Whether `and the one at 20 Elm St too` speaks of the same problem at another place."""
    old, place = standing.thread.ticket, said.place
    if standing.move.says is not Says.OTHER_PROBLEM or old is None or old.service is None or place is None:
        return False
    others = said.message.new_text.replace(place.text, " ").split()
    return said.intent.understanding.service is None and len(others) >= _ENOUGH_WORDS
