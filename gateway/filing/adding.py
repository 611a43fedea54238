"""More about a ticket by text: what was missing is filled in, and what was asked is answered."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from gateway import changes
from gateway.bootstrap import Gateway
from gateway.changes import find_suggestion, use_photo
from gateway.changes.district import note_district
from gateway.changes.moments import note_moment
from gateway.envelopes import OutboundKind
from gateway.filing.case import Case
from gateway.filing.missing import PLACE, PLACE_AGAIN, Ask, find_next_ask
from gateway.filing.opening import REPETITION
from gateway.filing.several import ask_next_part
from gateway.filing.sorting import sort_again
from gateway.filing.speaking import EMERGENCY_REPLY, Speech
from gateway.filing.turn import Turn, begin, close_asked, end
from gateway.hearing import is_more_exact
from gateway.places import ask_for_place, point_of
from gateway.routing.chosen_answers import read_detail
from gateway.store import tickets
from gateway.store.attachments import list_attachments
from gateway.store.events import add_event, was_said
from gateway.store.questions import Choice
from parsers.answers import read_answer
from parsers.intents import Answer
from parsers.no_place import means_unknown
from parsers.several import means_all
from parsers.values import Asked, Location, LocationKind, ServiceGuess

NEEDS_LOCATION = "needs_location"
"""The tag of a ticket whose place a person must find (PROTOCOL 15.4)."""
LONGEST_PLACE = 200


def attach(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Add the words, fill what they tell, and say so; the same words again within an hour are not answered."""
    is_repeated = _is_repeated(connection, case)
    turn = fill_gaps(begin(connection, gateway, case))
    if is_repeated:
        return
    if turn.ticket.is_closed:
        _say_reopened(turn)
        return
    learnt = _has_learnt(case, turn)
    ask = find_next_ask(connection, case, turn.ticket) if case.is_in_burst or learnt else None
    names = sorted_reply(case, turn) or (("place_noted",) if learnt else ("follow_up_added",))
    end(turn, Speech(templates=names, ticket=turn.ticket, ask=ask))


def answer_staff(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Add the answer for whoever asked; a ticket that waited for it is open again."""
    turn = fill_gaps(begin(connection, gateway, case))
    if turn.ticket.is_closed:
        wake(turn)
    end(turn, Speech(templates=("follow_up_added",), ticket=turn.ticket))


def reopen(connection: Connection, gateway: Gateway, case: Case) -> None:
    """The resident knows best whether it was done."""
    _say_reopened(fill_gaps(begin(connection, gateway, case)))


def note_fixed(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Keep the answer to the question after closing; only what was said besides it is for the department."""
    turn = begin(connection, gateway, case)
    changes.note_fixed(connection, turn.by, turn.ticket, is_fixed=True)
    if read_answer(case.message.new_text.strip(), Asked.FIXED) is None:
        end(turn, None)


def note_not_fixed(connection: Connection, gateway: Gateway, case: Case) -> None:
    """The resident was asked and says no: the ticket is open again."""
    turn = fill_gaps(begin(connection, gateway, case))
    if turn.ticket.is_closed:
        changes.note_fixed(connection, turn.by, turn.ticket, is_fixed=False)
    _say_reopened(turn)


def _say_reopened(turn: Turn) -> None:
    wake(turn)
    turn = turn.again()
    end(turn, Speech(templates=("reopened",), ticket=turn.ticket))


def raise_alarm(connection: Connection, gateway: Gateway, case: Case) -> None:
    """A danger on a known ticket: it is an emergency from now on, whatever we had asked."""
    turn = fill_gaps(begin(connection, gateway, case))
    tickets.raise_to_emergency(connection, turn.ticket.id, now=case.now)
    close_asked(turn, outcome="settled")
    if turn.ticket.is_closed:
        wake(turn)
    turn = turn.again()
    end(turn, Speech(templates=(EMERGENCY_REPLY,), ticket=turn.ticket, is_urgent=True))


def take_place(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Note where it is, sort the ticket again by it, and ask for what is still missing."""
    turn = begin(connection, gateway, case)
    _place_known(turn, _place_said(case))


def keep_place(connection: Connection, gateway: Gateway, case: Case) -> None:
    """The place that we asked about is the right one."""
    turn, question = begin(connection, gateway, case), case.thread.question
    if question is not None and question.kind is Asked.PHOTO_PLACE:
        _use_photo(turn, question.message_id or turn.ticket.message_id)
    elif question is not None and question.choices:
        _use_choice(turn, question.choices[0])
    _place_known(turn, None)


def choose_place(connection: Connection, gateway: Gateway, case: Case) -> None:
    """The place of the number that the resident chose."""
    turn, choice = begin(connection, gateway, case), chosen(case)
    if choice is not None:
        _use_choice(turn, choice)
    _place_known(turn, None)


def ask_place_again(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Ask once more, when the answer named no place that we know; its words are kept."""
    turn = _sorted_by_words(begin(connection, gateway, case))
    end(turn, Speech(templates=(), ticket=turn.ticket, kind=OutboundKind.QUESTION, ask=PLACE_AGAIN))


def ask_place_anew(connection: Connection, gateway: Gateway, case: Case) -> None:
    """It is not the place that we asked about; there is one more question, and then people look."""
    turn = begin(connection, gateway, case)
    ask = replace(PLACE, tries=2)
    end(turn, Speech(templates=(), ticket=turn.ticket, kind=OutboundKind.QUESTION, ask=ask))


def leave_to_people(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Take the words for the place as they are, and have a person look now (PROTOCOL 15.4)."""
    turn, words = begin(connection, gateway, case), " ".join(case.message.new_text.split())
    close_asked(turn, outcome="answered")
    tickets.add_tag(connection, turn.ticket, NEEDS_LOCATION, now=case.now)
    says_no = isinstance(case.intent, Answer)
    if words and not says_no and not means_unknown(words) and turn.ticket.location is None:
        place = words[:LONGEST_PLACE]
        tickets.set_location(connection, turn.ticket.id, location=place, lat=None, lon=None, now=case.now)
    turn = sort_again(turn.again(), report=_report(turn))
    end(turn, Speech(templates=("left_to_people",), ticket=turn.ticket))


def take_what(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Sort the ticket again by what is wrong, and ask where it is when nobody said so."""
    turn = begin(connection, gateway, case)
    close_asked(turn, outcome="answered")
    turn = fill_gaps(turn)
    ask = find_next_ask(connection, case, turn.ticket)
    told = str(turn.ticket.decision.get("reply") or "") or "follow_up_added"
    known = "place_noted" if turn.ticket.location and not ask else told
    end(turn, Speech(templates=sorted_reply(case, turn) or (known,), ticket=turn.ticket, ask=ask))


def take_detail(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Keep the answer to a question of the rulebook under the question's key."""
    turn, question = begin(connection, gateway, case), case.thread.question
    close_asked(turn, outcome="answered")
    key = question.choices[0].words if question is not None and question.choices else "answer"
    said = read_detail(case.rulebook, turn.ticket.service, key, case.message.new_text.strip())
    answers = {**(turn.ticket.understanding.get("answers") or {}), key: said}
    tickets.set_answers(connection, turn.ticket.id, {**turn.ticket.understanding, "answers": answers})
    _note(turn, kind="answered", text=f"{key}: {said}")
    turn = fill_gaps(turn.again())
    end(turn, Speech(templates=("follow_up_added",), ticket=turn.ticket))


def fill_gaps(turn: Turn) -> Turn:
    """What the words tell that was not known: the place, what is wrong; a report in pieces becomes one."""
    case, place = turn.case, _place_said(turn.case)
    is_placeless = (turn.ticket.location is None and turn.ticket.lat is None) or is_more_exact(place, turn.ticket)
    if is_placeless and place is not None:
        _set_place(turn, place)
        tickets.remove_tag(turn.connection, turn.ticket, NEEDS_LOCATION, now=turn.now)
        if case.thread.question is not None and case.thread.question.kind is Asked.PLACE:
            close_asked(turn, outcome="answered")
    report = _report(turn)
    if case.is_in_burst:
        tickets.set_description(turn.connection, turn.ticket.id, report)
    tells_more = (is_placeless and place is not None) or case.is_in_burst
    if tells_more or _may_sort(turn):
        return sort_again(turn.again(), report=report, place=place if is_placeless else None)
    return turn.again()


def wake(turn: Turn) -> None:
    """Open the ticket again."""
    tickets.set_status(turn.connection, turn.ticket.id, status="open", now=turn.now)
    if turn.ticket.is_closed:
        event_id = _note(turn, kind="reopened")
        note_moment(turn.connection, turn.gateway, "reopened", event_id, now=turn.now)


def chosen(case: Case) -> Choice | None:
    """The line of our list that the resident chose."""
    question, answer = case.thread.question, case.intent
    if question is None or not isinstance(answer, Answer):
        return None
    if answer.ticket_number is not None:
        named = {one.id for one in case.thread.tickets if one.number == answer.ticket_number}
        return next((line for line in question.choices if line.ticket_id in named), None)
    if answer.number is None or not 1 <= answer.number <= len(question.choices):
        return None
    return question.choices[answer.number - 1]


def sorted_reply(case: Case, turn: Turn) -> tuple[str, ...]:
    """What the rules say to the ticket as it is now, when they said something else to it before."""
    before = case.thread.ticket.decision.get("reply") if case.thread.ticket else None
    now = turn.ticket.decision.get("reply")
    return (str(now),) if now and now != before else ()


def _place_known(turn: Turn, place: Location | None) -> None:
    close_asked(turn, outcome="answered")
    if place is not None:
        _set_place(turn, place)
    if turn.ticket.is_closed:
        wake(turn)
    tickets.remove_tag(turn.connection, turn.ticket, NEEDS_LOCATION, now=turn.now)
    turn = sort_again(turn.again(), report=_report_with_place(turn, place), place=place)
    if place is not None and means_all(turn.case.message.new_text):
        _place_others(turn, place)
    ask: Ask | None = find_next_ask(turn.connection, turn.case, turn.ticket)
    other = ask_next_part(turn.connection, turn.case, turn.contact, turn.ticket) if ask is None else None
    names = sorted_reply(turn.case, turn) or ("place_noted",)
    asked_about = other.ticket if other else None
    end(turn, Speech(templates=names, ticket=turn.ticket, ask=other.ask if other else ask, asked_about=asked_about))


def _place_others(turn: Turn, place: Location) -> None:
    """`Both at 12 Oak St`: the tickets of the same message that have no place yet are there too."""
    others = tickets.list_opened_by(turn.connection, turn.ticket.message_id) if turn.ticket.is_part else ()
    for other in others:
        if other.id != turn.ticket.id and other.location is None and not other.is_closed:
            at = replace(turn, ticket=other)
            _set_place(at, place)
            sort_again(at.again(), report=other.description, place=place)


def _place_said(case: Case) -> Location | None:
    """The place in the words; a pin is one too, and tells better where it is."""
    place, pin = case.intent.understanding.location, case.message.coordinates
    if place is None or pin is None or place.kind is LocationKind.COORDINATES:
        return place
    return replace(place, lat=pin.lat, lon=pin.lon, confidence=1.0, candidates=())


def _set_place(turn: Turn, place: Location) -> None:
    words, (lat, lon) = place.text or f"{place.lat}, {place.lon}", point_of(place)
    tickets.set_location(turn.connection, turn.ticket.id, location=words, lat=lat, lon=lon, now=turn.now)
    note_district(turn.connection, turn.case.rulebook, turn.ticket.id)
    ask_for_place(turn.connection, turn.gateway, replace(turn.ticket, location=words, lat=lat), turn.now)


def _use_choice(turn: Turn, choice: Choice) -> None:
    tickets.set_location(
        turn.connection, turn.ticket.id, location=choice.words, lat=choice.lat, lon=choice.lon, now=turn.now
    )
    note_district(turn.connection, turn.case.rulebook, turn.ticket.id)
    _note(turn, kind="place_confirmed", text=choice.words)


def _use_photo(turn: Turn, message_id: int) -> None:
    photo = find_suggestion(turn.ticket, list_attachments(turn.connection, message_id))
    if photo is not None:
        remark = "; the resident confirmed that this is the place"
        use_photo(turn.connection, turn.by, turn.ticket, photo, remark=remark)
        note_district(turn.connection, turn.case.rulebook, turn.ticket.id)


def _sorted_by_words(turn: Turn) -> Turn:
    return sort_again(turn, report=_report(turn)) if _may_sort(turn) else turn


def _may_sort(turn: Turn) -> bool:
    return turn.ticket.service is None and bool(turn.case.message.new_text.strip())


def _report(turn: Turn) -> str:
    """All that the resident wrote as a report, with the words of this text."""
    return "\n".join(filter(None, (turn.ticket.description.strip(), turn.case.message.new_text.strip())))


def _report_with_place(turn: Turn, place: Location | None) -> str:
    """The name of a street says nothing of a problem: `12 Oak` is no tree."""
    guess = turn.case.intent.understanding.service
    tells_more = guess is not None and place is not None and _is_beside(guess, place)
    return _report(turn) if tells_more else turn.ticket.description


def _is_beside(guess: ServiceGuess, place: Location) -> bool:
    return any(words.end <= place.start or words.start >= place.end for words in guess.evidence)


def _has_learnt(case: Case, turn: Turn) -> bool:
    before = case.thread.ticket
    return before is not None and before.location is None and turn.ticket.location is not None


def _is_repeated(connection: Connection, case: Case) -> bool:
    ticket = case.thread.ticket
    if ticket is None or case.has_files or not case.message.new_text.strip():
        return False
    return was_said(connection, ticket.id, case.message.new_text, since=case.now - REPETITION)


def _note(turn: Turn, *, kind: str, text: str = "") -> int:
    return add_event(
        turn.connection, ticket_id=turn.ticket.id, kind=kind, actor=turn.case.actor, now=turn.now, text=text, data={}
    )
