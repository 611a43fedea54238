"""Why a text must not go out, or not yet: floods and machines, the night, and what a number can send (PROTOCOL 13.6).

A danger to life waits for nothing here, and only who is blocked is not answered; what staff write goes out at any hour
(PROTOCOL 15.11, 15.13, 13.8).
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.channels.characters import plain_characters
from gateway.envelopes import WHATSAPP, Outbound, OutboundKind
from gateway.replies import Correspondent, Occasion, compose, reply_body
from gateway.routing.segments import count_segments, is_toll_free, room_of
from gateway.store.ageing import PHONE, find_lead
from gateway.store.channel_states import Pause
from gateway.store.events import was_changed
from gateway.store.outbox import queue_draft
from gateway.store.paces import TURN, next_turn, take_turn
from gateway.store.sender_rules import is_blocked_number
from gateway.store.sending import Sending
from gateway.store.sent_counts import HOUR
from gateway.store.text_counts import TOO_MANY, TextsLately, count_texts
from parsers.values import Medium

TEXTS_AN_HOUR = 30
"""Texts in either direction between a number and us, after which it is not answered until the hour is over (12.16)."""
SAME_WORDS = 3
"""A machine says the same again and again: the third time within an hour is not answered (15.16)."""
BURST_SECONDS = (5.0, 3.0, 1.0)
"""By lane: as much may wait at the carrier. What matters more may be handed over while the rest still waits here."""
_BLOCKED = "the sender is blocked"
_NIGHT = "it is night; news and reminders are sent in the morning"
_LANES = ("question", "answer", "news")
_LANE_OF = {OutboundKind.QUESTION: 0, OutboundKind.ACKNOWLEDGEMENT: 1, OutboundKind.ANSWER: 1}
_UNASKED = frozenset({OutboundKind.NOTICE, OutboundKind.REMINDER})
_TOLL_FREE, _SHORT_CODE = 3.0, 100.0
"""How many times as much as an ordinary number toll-free numbers and short codes send."""
_LONGEST_SHORT_CODE = 6


def why_no_text(connection: Connection, gateway: Gateway, sending: Sending, *, now: float) -> str:
    """The reason to answer or tell nothing by text, as staff read it; empty when it may go out."""
    draft = sending.outbound.draft
    if not draft.automatic or draft.channel.startswith("simulator") or draft.cause.startswith(f"{TOO_MANY}:"):
        return ""
    if sending.is_emergency:
        return _BLOCKED if is_blocked_number(connection, draft.recipient) else ""
    if draft.kind is OutboundKind.NOTICE:
        return _superseded(connection, sending.outbound)
    if draft.kind in _UNASKED:
        return ""
    return _too_many(connection, gateway, sending.outbound, now=now)


def wait_with_text(connection: Connection, gateway: Gateway, sending: Sending, *, now: float) -> Pause | None:
    """Until when a text that may go out has to wait: for the morning, or for its turn."""
    draft = sending.outbound.draft
    if sending.state != "queued":
        return None
    is_played = draft.channel == PHONE
    ahead = find_lead(connection, draft.recipient) if is_played and draft.kind in _UNASKED else 0.0
    morning = gateway.rulebooks.current().city.quiet_until(now + ahead) if draft.kind in _UNASKED else None
    if morning is not None and not sending.is_emergency:
        return Pause(until=morning - ahead, reason=_NIGHT)
    return None if is_played else _wait_for_turn(connection, gateway, sending, now=now)


def segments_a_second(number: str, usual: float) -> float:
    """What a number of ours can send, where an ordinary one sends `usual` segments a second (13.6)."""
    if len(number.lstrip("+")) <= _LONGEST_SHORT_CODE:
        return usual * _SHORT_CODE
    return usual * _TOLL_FREE if is_toll_free(number) else usual


def _superseded(connection: Connection, outbound: Outbound) -> str:
    """News that waited for the morning, or for its turn, may be old by then."""
    source, _, event_id = outbound.draft.cause.partition(":")
    if source != "event" or outbound.draft.ticket_id is None or not event_id.isdigit():
        return ""
    is_old = was_changed(connection, outbound.draft.ticket_id, after=int(event_id))
    return "the ticket has changed again, and the later news says how it stands" if is_old else ""


def _too_many(connection: Connection, gateway: Gateway, outbound: Outbound, *, now: float) -> str:
    lately = _count(connection, outbound, now=now)
    if lately.is_blocked:
        return _BLOCKED
    if lately.same >= SAME_WORDS:
        return f"the same words came {lately.same} times within an hour, as a machine sends them"
    if max(lately.received, lately.sent) < TEXTS_AN_HOUR:
        return ""
    if not lately.is_told:
        _say_that_nobody_answers(connection, gateway, outbound, now=now)
    if lately.received >= TEXTS_AN_HOUR:
        return f"{lately.received} texts came from this number within an hour"
    return f"{lately.sent} automatic texts went to this number within an hour"


def _count(connection: Connection, outbound: Outbound, *, now: float) -> TextsLately:
    source, _, message_id = outbound.draft.cause.partition(":")
    answered = int(message_id) if source == "message" and message_id.isdigit() else 0
    return count_texts(connection, outbound.draft.recipient, since=now - HOUR, but=outbound.id, message_id=answered)


def _say_that_nobody_answers(connection: Connection, gateway: Gateway, outbound: Outbound, *, now: float) -> None:
    """Once: every message is kept and read all the same."""
    draft, rulebook = outbound.draft, gateway.rulebooks.current()
    to = Correspondent(
        channel=draft.channel,
        medium=Medium.SMS,
        address=draft.recipient,
        our_address=draft.sender,
        language=draft.language,
    )
    why = Occasion(cause=f"{TOO_MANY}:{outbound.id}", kind=OutboundKind.ANSWER, subject="")
    notice = compose(rulebook, gateway.tokens, to, why, reply_body(rulebook, (TOO_MANY,), to, None))
    queue_draft(connection, replace(notice, ticket_id=draft.ticket_id), now=now)


def _wait_for_turn(connection: Connection, gateway: Gateway, sending: Sending, *, now: float) -> Pause | None:
    draft, usual = sending.outbound.draft, gateway.settings.text_segments_a_second
    if usual <= 0 or draft.recipient.startswith(WHATSAPP):
        return None
    lane = _LANE_OF.get(draft.kind, _LANES.index("news"))
    burst = BURST_SECONDS[lane]
    segments = count_segments(plain_characters(draft.body), room_of(draft.sender))
    cost = max(1, segments) / segments_a_second(draft.sender, usual)
    if take_turn(
        connection,
        draft.sender,
        lanes=_LANES[: lane + 1],
        outbound_id=sending.outbound.id,
        recipient=draft.recipient,
        cost=cost,
        burst=burst,
        now=now,
        is_first=sending.is_emergency or draft.kind is OutboundKind.STAFF_REPLY,
        is_its_turn=sending.reason == TURN,
    ):
        return None
    until = next_turn(connection, draft.sender, lane=_LANES[lane], cost=cost, burst=burst, now=now)
    return Pause(until=until, reason=TURN)
