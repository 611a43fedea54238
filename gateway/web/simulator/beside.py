"""What stands beside the phone: what a text was understood as, which rule spoke, and what was answered to it.

Of a text that opened a ticket the decision is read back as it was made. Of every other text only its effects are kept,
so it is read again with the rulebook in force and with what had been asked when it came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import parsers
from gateway.bootstrap import Gateway
from gateway.conversation import Move
from gateway.routing import Rulebook, route
from gateway.routing.values import RouteRequest
from gateway.store.desk import InboundRow
from gateway.store.tickets import TicketRow
from gateway.web.explanation import Explanation, explain, explain_documents
from gateway.web.highlight import Piece, cut
from gateway.web.simulator.moves import read_move
from gateway.web.simulator.panes import Conversation
from gateway.web.simulator.progress import Progress, tell_progress
from parsers.city import City
from parsers.intents import (
    Answer,
    Automatic,
    BounceNotice,
    Done,
    Empty,
    FollowUp,
    HelpRequest,
    Intent,
    LanguageChoice,
    NewReport,
    OptIn,
    OptOut,
    Persists,
    Question,
    ServiceRequest,
    StatusInquiry,
    Thanks,
    Unreadable,
)
from parsers.values import Asked, InboundMessage, Understanding

_QUOTED = 1_000
_NO_RULES: Mapping[str, str] = {"services": "The service", "otherwise": "Otherwise"}
_ASKED: Mapping[Asked, str] = {
    Asked.PLACE: "Where is it?",
    Asked.WHAT: "What is wrong?",
    Asked.CONFIRM_PLACE: "Is it this place, or which of these?",
    Asked.PHOTO_PLACE: "Was the photo taken there?",
    Asked.WHICH_TICKET: "Which report do you mean?",
    Asked.DETAIL: "A question of the rulebook",
    Asked.FIXED: "Is it fixed?",
    Asked.STAFF: "A question of the department",
}
_SAYS: Mapping[type, str] = {
    ServiceRequest: "A new report",
    FollowUp: "More about a ticket",
    StatusInquiry: "How does my ticket stand?",
    OptOut: "No more texts, please",
    OptIn: "Texts are welcome again",
    HelpRequest: "A wish for help, or a greeting",
    Thanks: "Thanks, or a reaction: nothing to do",
    Question: "A question to the city",
    Answer: "An answer to our question",
    NewReport: "Another problem is coming",
    LanguageChoice: "A wish for another language",
    Done: "Nothing more is needed",
    Persists: "It is still broken",
    Automatic: "Written by a machine",
    BounceNotice: "A message of ours came back",
    Empty: "No words",
    Unreadable: "Not readable",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer to a text, sent or not."""

    kind: str
    text: str
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One text with all that was made of it."""

    message_id: int
    at: float
    is_last: bool
    pieces: tuple[Piece, ...]
    says: str
    """What it is, in words: a new report, an answer to a question of ours."""
    asked: str
    """What we had asked and what waited for its answer, in words; empty for nothing."""
    where: str
    """The place that was read in it, or that was shared."""
    outcome: str
    """What became of the message where that needs a word."""
    understood: Understanding
    why: Explanation
    rule: str
    """The rule that spoke first, in words, or what decided where none did."""
    voices: tuple[tuple[str, str], ...]
    """Who spoke besides, and of what: a rule, the service, the rulebook's otherwise."""
    priority: str
    department: str
    is_reread: bool
    """Whether it was read again for this page, because it opened no ticket."""
    ticket: TicketRow | None
    opened: bool
    move: Move | None
    replies: tuple[Reply, ...]


def look_beside(gateway: Gateway, found: Conversation, selected: int | None) -> Beside | None:
    """What was made of the selected text, or of the last one; None while no text was read."""
    row = found.find_message(selected)
    if row is None:
        return None
    rulebook = gateway.rulebooks.current()
    asked = _what_was_asked(found, row)
    message = replace(found.messages[row.id], asked=asked)
    intent = _read_again(message, gateway.city(rulebook))
    ticket = next((one for one in found.exchange.tickets if one.id == row.ticket_id), None)
    opened = ticket is not None and ticket.message_id == row.id
    why, decided = _explained(message, intent, ticket if opened else None, rulebook)
    key = ticket.department if ticket else str(decided.get("department") or "")
    return Beside(
        message_id=row.id,
        at=row.received_at + found.lead,
        is_last=row == found.find_message(None),
        pieces=cut((ticket.description if ticket and opened else message.text)[:_QUOTED], why.marks),
        says=_say(intent, opened=opened),
        asked=_ASKED.get(asked, ""),
        where=_where(message, intent),
        outcome=row.reason or "",
        understood=intent.understanding,
        why=why,
        rule=_rule(decided, opened=opened),
        voices=_voices(why, opened=opened),
        priority=str(decided.get("priority") or "normal") if opened else "normal",
        department=rulebook.departments[key].name if key in rulebook.departments else key,
        is_reread=not opened,
        ticket=ticket,
        opened=opened,
        move=read_move(found.noted.get(row.id, {}).get("move")),
        replies=_replies(found, row),
    )


def _what_was_asked(found: Conversation, row: InboundRow) -> Asked:
    moment = row.processed_at or 0.0
    return next((Asked(one.kind) for one in found.asked if one.was_open(moment)), Asked.NOTHING)


def _read_again(message: InboundMessage, city: City) -> Intent:
    try:
        intent = parsers.parse(message, city)
    except Exception as error:  # noqa: BLE001 - as in the pipeline: whatever the words do to their reader
        return Unreadable(understanding=Understanding(), reason=type(error).__name__)
    if isinstance(intent, Answer):
        # The number of a line of ours is no house number, whatever else it could be.
        return replace(intent, understanding=replace(intent.understanding, location=None))
    return intent


def _explained(
    message: InboundMessage, intent: Intent, opened: TicketRow | None, rulebook: Rulebook
) -> tuple[Explanation, Mapping[str, Any]]:
    if opened is not None:
        return explain(opened), {
            **opened.decision,
            "department": opened.department,
            "priority": opened.priority,
            "rule": opened.rule,
        }
    request = RouteRequest(message=message, understanding=intent.understanding, event="follow_up")
    decision = asdict(route(request, rulebook))
    return explain_documents(decision, asdict(intent.understanding)), decision


def _rule(decided: Mapping[str, Any], *, opened: bool) -> str:
    if decided.get("rule"):
        return str(decided["rule"])
    if not opened:
        return "No rule speaks of it"
    return "The service's own department" if decided.get("service") else "No rule: the rulebook's “otherwise”"


def _voices(why: Explanation, *, opened: bool) -> tuple[tuple[str, str], ...]:
    """Of a word on a ticket that is there only what a rule says counts: its service and department are settled."""
    spoken: dict[str, list[str]] = {}
    for voice in why.voices:
        if opened or voice.rule not in _NO_RULES:
            spoken.setdefault(_NO_RULES.get(voice.rule, voice.rule), []).append(voice.action)
    return tuple((rule, ", ".join(actions)) for rule, actions in spoken.items())


def _say(intent: Intent, *, opened: bool) -> str:
    match intent:
        case Answer(number=int(number)):
            return f"Our list, number {number}"
        case Answer(agrees=bool(agrees)):
            return "A yes to our question" if agrees else "A no to our question"
        case LanguageChoice(language=language):
            return f"A wish for answers in another language ({language})"
        case FollowUp() | ServiceRequest() if opened:
            return "A new report"
        case _:
            return _SAYS[type(intent)]


def _where(message: InboundMessage, intent: Intent) -> str:
    place, pin = intent.understanding.location, message.coordinates
    if place is not None and place.text:
        return f"{place.text} ({place.kind.value})"
    return f"{pin.lat:.5f}, {pin.lon:.5f} (a shared place)" if pin else ""


def _replies(found: Conversation, row: InboundRow) -> tuple[Reply, ...]:
    cause = f"message:{row.id}"
    mine = [one for one in found.exchange.outbound if cause in one.cause.split()]
    return tuple(
        Reply(
            kind=one.kind,
            text=one.body,
            progress=tell_progress(one, found.waits.get(one.id), now=found.now),
        )
        for one in sorted(mine, key=lambda one: one.id)
    )
