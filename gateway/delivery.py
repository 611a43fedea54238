"""Sends one message of the outbox: checked once more, marked before the call, and no transaction open during it.

A mail is sent again under the same Message-ID when nobody knows whether it went out. A text sent twice is read twice,
so its provider is asked first; then an automatic text is given up, and a word of the staff is sent again, as is what
to do in a danger (PROTOCOL 11.8-11.10, 13.3, 15.11, 16.16). A system that can be asked is asked first too, and
for as long as a mail is tried.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import assert_never

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.channels.characters import plain_characters
from gateway.channels.validity import seconds_worth_sending
from gateway.envelopes import WHATSAPP, Channel, Outbound, OutboundKind, SearchableChannel, SendReceipt, mask
from gateway.errors import (
    ChannelMisconfiguredError,
    PermanentSendError,
    SendError,
    UnknownOutcomeError,
)
from gateway.pictures.enclosing import LOOK_AGAIN_SECONDS, enclose, waits_for_pictures
from gateway.restraint import check_breaker, counted_domain, wait_until, why_not
from gateway.routing.segments import count_segments, room_of
from gateway.store import sending as states
from gateway.store.channel_states import SECONDS_BETWEEN_SIGNS, Pause, note_success, pause_channel
from gateway.store.counters import count
from gateway.store.delivery_reports import learn_from_refusal
from gateway.store.sending import Sending
from gateway.store.work import LEASE_SECONDS, Claim, FencedError, finish
from parsers.values import Medium

log = logging.getLogger(__name__)

PAUSE = 600.0
MAIL_LADDER = (60.0, 300.0, 900.0, 3_600.0, 10_800.0, 21_600.0)
TEXT_LADDER = (30.0, 120.0, 600.0, 1_800.0, 3_600.0)
SECONDS_FOR_MAIL = 5 * 86_400.0
SECONDS_FOR_STAFF_TEXTS = 10 * 3_600.0
SECONDS_FOR_AUTOMATIC_TEXTS = 4 * 3_600.0
_MAY_BE_LATE = frozenset({OutboundKind.NOTICE, OutboundKind.REMINDER})
_SETTLE_AFTER = 120.0
_SETTLE_IN_EMERGENCY = 15.0
_SETTLE_AT_LAST = 3_600.0
_CLOCK_MARGIN = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One claim with the message it is about and the way it goes."""

    claim: Claim
    channel: Channel
    row: Sending

    @property
    def outbound(self) -> Outbound:
        """The message."""
        return self.row.outbound

    def is_sign_due(self, now: float) -> bool:
        """Whether the channel's row must be written: seldom, because all workers write the same one."""
        last = self.row.channel_sent_at
        return self.row.pause is not None or last is None or last < now - SECONDS_BETWEEN_SIGNS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Doubt:
    """An attempt that began at `since` and of which nobody knows how it ended; `channel` can be asked."""

    job: _Job
    channel: SearchableChannel
    since: datetime


def deliver(gateway: Gateway, claim: Claim) -> None:
    """Send the message that the claim names, or say why not; raises `IntakeError` when the store is away."""
    with gateway.store.writing() as connection:
        step = _next_step(connection, gateway, claim)
    match step:
        case _Job():
            _attempt(gateway, step)
        case _Doubt():
            _resolve(gateway, step)
        case None:
            return
        case _ as never:
            assert_never(never)


def retry_delay(medium: Medium, attempts: int) -> float:
    """Seconds until the next attempt after `attempts` attempts (PROTOCOL 11.8)."""
    ladder = TEXT_LADDER if medium is Medium.SMS else MAIL_LADDER
    return ladder[min(attempts, len(ladder)) - 1]


def _next_step(connection: Connection, gateway: Gateway, claim: Claim) -> _Job | _Doubt | None:
    """Everything before the call, in one transaction; None when nothing is to be sent."""
    now = gateway.clock()
    row = states.load_sending(connection, claim.ref)
    channel = gateway.channels.get(row.outbound.draft.channel)
    if not row.is_open:
        _finish(connection, claim)
        return None
    if channel is None:
        _close(connection, claim, row.outbound, state="failed", reason="this channel is not configured any more")
        return None
    if row.is_known_to_be_sent:
        _finish(connection, claim)
        receipt = SendReceipt(provider_id=row.provider_id)
        states.mark_sent(connection, claim.ref, receipt, segments=_segments(row.outbound, channel.medium), now=now)
        return None
    if reason := why_not(connection, gateway, row, channel.medium, now=now) or _too_late(row, channel.medium, now=now):
        _close(connection, claim, row.outbound, state="suppressed", reason=reason)
        return None
    if pause := _pause_now(row, now=now) or wait_until(connection, gateway, row, channel.medium, now=now):
        _put_off(connection, claim, next_at=pause.until, error=pause.reason)
        states.note_reason(connection, row.outbound.id, reason=pause.reason)
        return None
    if not row.is_emergency and waits_for_pictures(connection, row.outbound, now=now):
        _put_off(connection, claim, next_at=now + LOOK_AGAIN_SECONDS, error="its pictures are being prepared")
        return None
    job = _Job(claim=claim, channel=channel, row=row)
    if row.state == "sending" and isinstance(channel, SearchableChannel):
        return _Doubt(job=job, channel=channel, since=_began_at(row))
    return _begin(connection, gateway, job, now=now)


def _too_late(row: Sending, medium: Medium, *, now: float) -> str:
    """A question that waited out a failure is none any more; news waits for the morning (PROTOCOL 13.5, 13.8)."""
    draft = row.outbound.draft
    is_answer = medium is Medium.SMS and draft.automatic and draft.kind not in _MAY_BE_LATE
    if not is_answer or row.state != "queued" or row.is_emergency or draft.channel.startswith("simulator"):
        return ""
    is_late = now - row.outbound.created_at.timestamp() > seconds_worth_sending(draft.kind)
    return "it waited so long that it would come at the wrong time" if is_late else ""


def _segments(outbound: Outbound, medium: Medium) -> int:
    """What a carrier charges for; a mail and a word by WhatsApp have none."""
    draft = outbound.draft
    if medium is not Medium.SMS or draft.recipient.startswith(WHATSAPP):
        return 0
    return count_segments(plain_characters(draft.body), room_of(draft.sender))


def _pause_now(row: Sending, *, now: float) -> Pause | None:
    return row.pause if row.pause and row.pause.until > now else None


def _began_at(row: Sending) -> datetime:
    """A little earlier, for clocks differ."""
    return datetime.fromtimestamp((row.sending_at or 0.0) - _CLOCK_MARGIN, UTC)


def _begin(connection: Connection, gateway: Gateway, job: _Job, *, now: float) -> _Job:
    domain = counted_domain(job.outbound, job.channel.medium)
    if not states.begin_sending(connection, job.claim, job.outbound, domain=domain, now=now, lease=LEASE_SECONDS):
        raise FencedError
    if domain:
        check_breaker(connection, gateway, job.outbound, now=now)
    return job


def _attempt(gateway: Gateway, job: _Job) -> None:
    outbound = enclose(gateway, job.outbound)
    try:
        receipt = job.channel.send(outbound)
    except PermanentSendError as error:
        _give_up(gateway, job, str(error), code=error.code)
    except ChannelMisconfiguredError as error:
        _pause(gateway, job, error)
    except UnknownOutcomeError as error:
        _postpone_unknown(gateway, job, error)
    except SendError as error:
        _postpone_attempt(gateway, job, error)
    else:
        _record_sent(gateway, job, receipt)


def _resolve(gateway: Gateway, doubt: _Doubt) -> None:
    """Ask the provider before anything is sent twice (PROTOCOL F12.8)."""
    job = doubt.job
    if job.row.reported_as:
        _record_sent(gateway, job, SendReceipt(provider_id=job.row.reported_as))
        return
    try:
        receipt = doubt.channel.find_sent(job.outbound, since=doubt.since)
    except ChannelMisconfiguredError as error:
        _pause(gateway, job, error)
    except SendError as error:
        _settle_later(gateway, job, error)
    else:
        _act_on_answer(gateway, job, receipt)


def _settle_later(gateway: Gateway, job: _Job, error: SendError) -> None:
    """Ask again later; a system that answers nothing for days is left to a person."""
    now = gateway.clock()
    next_at = now + _settle_after(job, now=now)
    is_system = job.channel.medium is Medium.SYSTEM
    if is_system and next_at > job.outbound.created_at.timestamp() + _seconds_worth_trying(job):
        _give_up(gateway, job, f"nobody knows whether it arrived; look there before it is sent again: {error}")
        return
    with gateway.store.writing() as connection:
        _put_off(connection, job.claim, next_at=next_at, error=str(error))
        states.note_reason(connection, job.outbound.id, reason=str(error))


def _settle_after(job: _Job, *, now: float) -> float:
    """Seconds until the provider is asked: by then its list holds what it took. A system is asked ever more seldom."""
    soon = _SETTLE_IN_EMERGENCY if job.row.is_emergency else _SETTLE_AFTER
    age = now - job.outbound.created_at.timestamp() if job.channel.medium is Medium.SYSTEM else 0.0
    return max(soon, min(age / 4, _SETTLE_AT_LAST))


def _act_on_answer(gateway: Gateway, job: _Job, receipt: SendReceipt | None) -> None:
    if receipt is not None:
        _record_sent(gateway, job, receipt)
    elif job.channel.medium is Medium.SMS and job.outbound.draft.automatic and not job.row.is_emergency:
        _give_up(gateway, job, "nobody knows whether this text went out, and an automatic text is not sent twice")
    else:
        with gateway.store.writing() as connection:
            _begin(connection, gateway, job, now=gateway.clock())
        _attempt(gateway, job)


def _record_sent(gateway: Gateway, job: _Job, receipt: SendReceipt) -> None:
    now = gateway.clock()
    with gateway.store.writing() as connection:
        _finish(connection, job.claim)
        segments = _segments(job.outbound, job.channel.medium)
        states.mark_sent(connection, job.outbound.id, receipt, segments=segments, now=now)
        if job.is_sign_due(now):
            note_success(connection, job.channel.name, now=now)


def _give_up(gateway: Gateway, job: _Job, reason: str, *, code: str = "") -> None:
    # What another system says may repeat the words that it was told.
    said = "its system refused it" if job.channel.medium is Medium.SYSTEM else reason
    log.warning("a message was not sent: %s", said, extra={"outbound": job.outbound.id, "to": _masked(job)})
    with gateway.store.writing() as connection:
        _close(connection, job.claim, job.outbound, state="failed", reason=reason)
        learn_from_refusal(connection, job.outbound, job.channel.medium, code, now=gateway.clock())


def _pause(gateway: Gateway, job: _Job, error: SendError) -> None:
    """The message waits without losing an attempt, and so do all others of its channel (PROTOCOL 11.8)."""
    until = gateway.clock() + PAUSE
    log.critical("the channel %s is paused: %s", job.channel.name, error, extra={"channel": job.channel.name})
    with gateway.store.writing() as connection:
        _put_off(connection, job.claim, next_at=until, error=str(error))
        pause_channel(connection, job.channel.name, until=until, reason=str(error))
        states.mark_queued(connection, job.outbound, reason=str(error), attempts=job.outbound.attempts)
        count(connection, "channel_paused")


def _postpone_unknown(gateway: Gateway, job: _Job, error: UnknownOutcomeError) -> None:
    """A text stays marked as being sent, so that the next attempt asks first."""
    if not isinstance(job.channel, SearchableChannel):
        _postpone_attempt(gateway, job, error)
        return
    _settle_later(gateway, job, error)


def _postpone_attempt(gateway: Gateway, job: _Job, error: SendError) -> None:
    attempts, reason = job.outbound.attempts + 1, str(error)
    next_at = gateway.clock() + max(retry_delay(job.channel.medium, attempts), error.retry_after)
    if next_at > job.outbound.created_at.timestamp() + _seconds_worth_trying(job):
        _give_up(gateway, job, f"given up after {attempts} attempts: {reason}")
        return
    with gateway.store.writing() as connection:
        _put_off(connection, job.claim, next_at=next_at, error=reason)
        states.mark_queued(connection, job.outbound, reason=reason, attempts=attempts)


def _seconds_worth_trying(job: _Job) -> float:
    if job.channel.medium is not Medium.SMS:
        return SECONDS_FOR_MAIL
    return SECONDS_FOR_AUTOMATIC_TEXTS if job.outbound.draft.automatic else SECONDS_FOR_STAFF_TEXTS


def _close(connection: Connection, claim: Claim, outbound: Outbound, *, state: str, reason: str) -> None:
    _finish(connection, claim)
    states.mark_closed(connection, outbound.id, state=state, reason=reason)


def _finish(connection: Connection, claim: Claim) -> None:
    if not finish(connection, claim):
        raise FencedError


def _put_off(connection: Connection, claim: Claim, *, next_at: float, error: str) -> None:
    if not states.put_off(connection, claim, next_at=next_at, error=error):
        raise FencedError


def _masked(job: _Job) -> str:
    return mask(job.outbound.draft.recipient)
