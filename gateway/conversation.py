"""The dialogue by text, as a table of states and moves: what we do depends on what we asked and on what was said.

The table holds PROTOCOL 15.1-15.10 and is drawn in docs/conversation.md. It looks nothing up and changes nothing: a
state is read from rows (`state_of`), so a restart forgets none, and `gateway.filing.texts` carries out the act.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where we stand with a number when its text comes in."""

    STRANGER = "nothing is open and nothing was lately"
    STILL_WRITING = "the last text came a moment ago and is not answered yet"
    TALKING = "an open ticket was spoken of within 72 hours"
    SEVERAL = "several open tickets were, and the words name none of them"
    QUIET = "a ticket is open, and nobody spoke of it for 72 hours"
    CLOSED = "the ticket was closed within 72 hours"
    CLOSED_LATELY = "the ticket was closed within 14 days"
    CLOSED_LONG_AGO = "the ticket was closed earlier"
    ASKED_PLACE = "asked: where is it?"
    ASKED_PLACE_AGAIN = "asked once more: where is it?"
    ASKED_WHAT = "asked: what is wrong?"
    ASKED_DETAIL = "asked: a question of the rulebook"
    CONFIRMING = "asked: is it this place? or: which of these places?"
    ASKED_PHOTO = "asked: was the photo taken there?"
    ASKED_WHICH = "asked: which report do you mean?"
    ASKED_BY_STAFF = "somebody of a department wrote last"
    CLOSED_ASKED = "the ticket was closed within 72 hours, and we asked: is it fixed?"
    CLOSED_LATELY_ASKED = "the ticket was closed within 14 days, and we asked: is it fixed?"
    EXPECTING = "the resident announced a new report"
    ON_PAGE = "written on the page of the ticket"
    ON_PAGE_OF_CLOSED = "written on the page of a closed ticket"


class Says(StrEnum):
    """What a text says."""

    DANGER = "tells of a danger to life"
    CONSENT = "STOP, START, or the like in other words"
    MACHINE = "a phone answers by itself"
    STATUS = "STATUS"
    HELP = "HELP, or a greeting"
    LANGUAGE = "the name of a language"
    EMPTY = "nothing"
    THANKS = "thanks, or a tapback"
    NEW = "NEW, alone"
    DONE = "DONE"
    YES = "yes"
    NO = "no"
    NUMBER = "a number of our list"
    OTHER_PROBLEM = "another problem: NEW with words, another service or another place"
    PROBLEM = "what is wrong"
    PLACE = "where it is"
    PICTURE = "a picture without words"
    PERSISTS = "still broken"
    WORDS = "anything else"


class Act(StrEnum):
    """What we do; each is one function of `gateway.filing.texts`."""

    RAISE_ALARM = "emergency: call 911; the dispatchers are told at once"
    RECORD_CONSENT = "written down; no answer"
    KEEP_QUIETLY = "kept; no answer"
    TELL_STATUS = "how the ticket stands"
    EXPLAIN = "how to report something"
    CHOOSE_LANGUAGE = "answered in that language from now on"
    OPEN_TICKET = "new ticket; what is missing is asked"
    OPEN_LINKED = "new ticket, linked to the old one"
    OPEN_PENDING = "new ticket with the words that we asked about"
    EXPECT_REPORT = "what is wrong, and where?"
    ATTACH = "added to the ticket, also as what was missing"
    ANSWER_STAFF = "added to the ticket for whoever asked"
    ASK_WHICH = "added to the latest; which report do you mean?"
    CHOOSE_TICKET = "moved to the ticket that was chosen"
    TAKE_PLACE = "the place is noted; what is still missing is asked"
    ASK_PLACE_AGAIN = "kept; where is it? once more"
    LEAVE_TO_PEOPLE = "the words are the place; people look at it now"
    KEEP_PLACE = "that is the place"
    CHOOSE_PLACE = "the place of that number"
    ASK_PLACE_ANEW = "not that place: where is it?"
    TAKE_WHAT = "sorted again by what is wrong"
    TAKE_DETAIL = "the answer is kept with the ticket"
    REOPEN = "the ticket is open again"
    NOTE_FIXED = "noted as fixed; no answer"
    NOTE_NOT_FIXED = "noted as not fixed; the ticket is open again"
    CLOSE_ON_WORD = "closed on the resident's word"
    STOP_ASKING = "no more questions; the ticket goes on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """In this state, when this is said, we do that."""

    state: State
    says: Says
    act: Act


_ALWAYS: Mapping[Says, Act] = {
    Says.DANGER: Act.RAISE_ALARM,
    Says.CONSENT: Act.RECORD_CONSENT,
    Says.MACHINE: Act.KEEP_QUIETLY,
    Says.STATUS: Act.TELL_STATUS,
    Says.HELP: Act.EXPLAIN,
    Says.LANGUAGE: Act.CHOOSE_LANGUAGE,
    Says.EMPTY: Act.EXPLAIN,
    Says.THANKS: Act.KEEP_QUIETLY,
    Says.NEW: Act.EXPECT_REPORT,
    Says.OTHER_PROBLEM: Act.OPEN_TICKET,
}
"""Whatever we asked: danger first, then what is said to the gateway itself."""
_REPORT: Mapping[Says, Act] = dict.fromkeys(
    (Says.PROBLEM, Says.PLACE, Says.PICTURE, Says.PERSISTS, Says.WORDS), Act.OPEN_TICKET
) | {Says.YES: Act.EXPLAIN, Says.NO: Act.EXPLAIN, Says.NUMBER: Act.EXPLAIN, Says.DONE: Act.KEEP_QUIETLY}
"""Nothing is spoken of: a text is a report."""
_MORE: Mapping[Says, Act] = dict.fromkeys(
    (Says.PROBLEM, Says.PLACE, Says.PICTURE, Says.PERSISTS, Says.WORDS, Says.YES, Says.NO, Says.NUMBER), Act.ATTACH
) | {Says.DONE: Act.STOP_ASKING}
"""A ticket is spoken of: a text is more about it."""
_BACK: Mapping[Says, Act] = dict.fromkeys(_MORE, Act.REOPEN) | {
    Says.YES: Act.KEEP_QUIETLY,
    Says.DONE: Act.KEEP_QUIETLY,
}
"""The ticket was closed a moment ago: who still writes about it is not content."""

_IS_IT_FIXED: Mapping[Says, Act] = {
    Says.YES: Act.NOTE_FIXED,
    Says.DONE: Act.NOTE_FIXED,
    Says.NO: Act.NOTE_NOT_FIXED,
    Says.PERSISTS: Act.NOTE_NOT_FIXED,
    Says.NUMBER: Act.KEEP_QUIETLY,
}
"""What answers the one question after closing; a 5 is a mark that somebody gives us."""
_SAID_TO_US = (Says.STATUS, Says.HELP, Says.LANGUAGE, Says.EMPTY, Says.NEW)
"""What a text says to the gateway itself; on the page of a ticket these words are about that ticket."""
_ROWS: Mapping[State, Mapping[Says, Act]] = {
    State.STRANGER: _REPORT,
    State.STILL_WRITING: _MORE,
    State.TALKING: {**_MORE, Says.DONE: Act.CLOSE_ON_WORD},
    State.SEVERAL: {
        **_MORE,
        Says.WORDS: Act.ASK_WHICH,
        Says.PICTURE: Act.ASK_WHICH,
        Says.PERSISTS: Act.ASK_WHICH,
    },
    State.QUIET: {**_REPORT, Says.PERSISTS: Act.ATTACH, Says.DONE: Act.CLOSE_ON_WORD},
    State.CLOSED: _BACK,
    State.CLOSED_ASKED: {**_BACK, **_IS_IT_FIXED},
    State.CLOSED_LATELY_ASKED: {**_REPORT, **_IS_IT_FIXED},
    State.CLOSED_LATELY: {**_REPORT, Says.PERSISTS: Act.REOPEN},
    State.CLOSED_LONG_AGO: {**_REPORT, Says.PERSISTS: Act.OPEN_LINKED},
    State.ASKED_PLACE: {
        **_MORE,
        Says.PLACE: Act.TAKE_PLACE,
        Says.PROBLEM: Act.ASK_PLACE_AGAIN,
        Says.WORDS: Act.ASK_PLACE_AGAIN,
        Says.YES: Act.ASK_PLACE_AGAIN,
        Says.NUMBER: Act.ASK_PLACE_AGAIN,
        Says.NO: Act.LEAVE_TO_PEOPLE,
    },
    State.ASKED_PLACE_AGAIN: {
        **_MORE,
        Says.PLACE: Act.TAKE_PLACE,
        Says.PROBLEM: Act.LEAVE_TO_PEOPLE,
        Says.WORDS: Act.LEAVE_TO_PEOPLE,
        Says.YES: Act.LEAVE_TO_PEOPLE,
        Says.NUMBER: Act.LEAVE_TO_PEOPLE,
        Says.NO: Act.LEAVE_TO_PEOPLE,
    },
    State.ASKED_WHAT: {
        **_MORE,
        Says.PROBLEM: Act.TAKE_WHAT,
        Says.WORDS: Act.TAKE_WHAT,
        Says.PERSISTS: Act.TAKE_WHAT,
        Says.PLACE: Act.TAKE_PLACE,
    },
    State.ASKED_DETAIL: dict.fromkeys(_MORE, Act.TAKE_DETAIL)
    | {Says.PERSISTS: Act.ATTACH, Says.PICTURE: Act.ATTACH, Says.DONE: Act.STOP_ASKING},
    State.CONFIRMING: {
        **_MORE,
        Says.YES: Act.KEEP_PLACE,
        Says.NUMBER: Act.CHOOSE_PLACE,
        Says.NO: Act.ASK_PLACE_ANEW,
        Says.PLACE: Act.TAKE_PLACE,
    },
    State.ASKED_PHOTO: {
        **_MORE,
        Says.YES: Act.KEEP_PLACE,
        Says.NO: Act.ASK_PLACE_ANEW,
        Says.PLACE: Act.TAKE_PLACE,
    },
    State.ASKED_WHICH: {**_MORE, Says.NUMBER: Act.CHOOSE_TICKET, Says.NEW: Act.OPEN_PENDING},
    State.ASKED_BY_STAFF: dict.fromkeys(_MORE, Act.ANSWER_STAFF),
    State.EXPECTING: {**_REPORT, Says.DONE: Act.STOP_ASKING},
    State.ON_PAGE: dict.fromkeys((*_MORE, *_SAID_TO_US), Act.ANSWER_STAFF) | {Says.DONE: Act.STOP_ASKING},
    State.ON_PAGE_OF_CLOSED: {**_BACK, **dict.fromkeys(_SAID_TO_US, Act.REOPEN)},
}


def _moves() -> Iterator[Move]:
    for state, row in _ROWS.items():
        for says, act in {**_ALWAYS, **row}.items():
            yield Move(state=state, says=says, act=act)


MOVES: tuple[Move, ...] = tuple(_moves())
"""Every state with everything that can be said in it."""
_TABLE: Mapping[tuple[State, Says], Move] = {(move.state, move.says): move for move in MOVES}
LEADS_TO: Mapping[Act, tuple[State, ...]] = {
    Act.OPEN_TICKET: (State.TALKING, State.ASKED_PLACE, State.ASKED_WHAT, State.ASKED_DETAIL),
    Act.OPEN_LINKED: (State.TALKING, State.ASKED_PLACE),
    Act.OPEN_PENDING: (State.TALKING, State.ASKED_PLACE),
    Act.EXPECT_REPORT: (State.EXPECTING,),
    Act.ASK_WHICH: (State.ASKED_WHICH,),
    Act.CHOOSE_TICKET: (State.TALKING,),
    Act.TAKE_PLACE: (State.TALKING, State.ASKED_WHAT, State.ASKED_DETAIL),
    Act.KEEP_PLACE: (State.TALKING, State.ASKED_WHAT, State.ASKED_DETAIL),
    Act.CHOOSE_PLACE: (State.TALKING, State.ASKED_WHAT, State.ASKED_DETAIL),
    Act.ASK_PLACE_AGAIN: (State.ASKED_PLACE_AGAIN,),
    Act.ASK_PLACE_ANEW: (State.ASKED_PLACE_AGAIN,),
    Act.LEAVE_TO_PEOPLE: (State.TALKING,),
    Act.TAKE_WHAT: (State.TALKING, State.ASKED_PLACE, State.ASKED_DETAIL),
    Act.TAKE_DETAIL: (State.TALKING,),
    Act.REOPEN: (State.TALKING,),
    Act.NOTE_NOT_FIXED: (State.TALKING,),
    Act.CLOSE_ON_WORD: (State.CLOSED,),
    Act.STOP_ASKING: (State.TALKING,),
}
"""Where an act leads when all is said; every other one leaves us where we were."""
OPENING = frozenset({Act.OPEN_TICKET, Act.OPEN_LINKED, Act.OPEN_PENDING})
"""Acts that make a ticket of the message."""


def next_move(state: State, says: Says) -> Move:
    """What we do next. Total: every state answers everything."""
    return _TABLE[state, says]
