"""What a text says, as far as the dialogue needs to know."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gateway.conversation import Says, State
from gateway.hearing.places import EXACT, is_on_its_street, is_same_place
from gateway.routing.values import Decision
from gateway.store.questions import QuestionRow
from gateway.store.tickets import TicketRow
from gateway.threads import Thread
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
from parsers.persistence import tells_return
from parsers.values import Asked, InboundMessage, Location, Urgency
from parsers.words import split_words

ASKED = {
    Asked.WHAT: State.ASKED_WHAT,
    Asked.DETAIL: State.ASKED_DETAIL,
    Asked.CONFIRM_PLACE: State.CONFIRMING,
    Asked.PHOTO_PLACE: State.ASKED_PHOTO,
    Asked.WHICH_TICKET: State.ASKED_WHICH,
}
_NEEDS_BOTH = frozenset({State.STILL_WRITING, *ASKED.values(), State.ASKED_BY_STAFF, State.ON_PAGE})
"""Where a text is an answer, or a piece of the report, unless it names another service and another place."""
_GOES_ON = re.compile(
    r"(?:(?:and|but|it|its|now it|now its|now there|they|theyre)\b.*\b(?:it|its|they|them|there|too)\b|"
    r"(?:y|pero|ya|ahora)\b.*\b(?:le|les|lo|la|se|ahi|tambien)\b)"
)
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
    other_place = said.place is not None and said.place.kind in EXACT and not is_same_place(said.place, ticket)
    if state in {State.ASKED_PLACE, State.ASKED_PLACE_AGAIN}:
        return other_service and ticket.service is not None and _names_service_first(said)
    other_place = other_place and ticket.location is not None
    if state in _NEEDS_BOTH or (said.place is None and _goes_on(said)):
        return other_service and other_place
    other_service = other_service and ticket.service is not None
    return other_service or (other_place and (said.service is not None or not is_on_its_street(said.place, ticket)))


def _goes_on(said: Said) -> bool:
    """Whether the words go on about what was told: `and there is a nest in it`."""
    return bool(_GOES_ON.match(" ".join(split_words(said.message.new_text).folded)))


def _names_service_first(said: Said) -> bool:
    """`Streetlight out at 5 Elm St` is a report; `5 Elm St, by the broken streetlight` is a place."""
    service, place = said.intent.understanding.service, said.place
    if service is None or place is None or place.kind not in EXACT or not service.evidence:
        return False
    return min(words.start for words in service.evidence) < place.start
