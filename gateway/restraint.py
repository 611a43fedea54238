"""Why a message must not go out now: asked once more at the moment of sending (PROTOCOL 5.11, 5.13, 11.10)."""

from __future__ import annotations

import logging

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.channels.text_message import plain_number
from gateway.envelopes import Outbound, OutboundKind
from gateway.replies import operator_alert
from gateway.restraint_of_texts import wait_with_text, why_no_text
from gateway.store import sent_counts
from gateway.store.channel_states import AUTOMATIC_MAIL, DEPARTMENT_NOTICES, Pause, pause_channel
from gateway.store.counters import count
from gateway.store.outbox import queue_drafts
from gateway.store.questions import is_waiting
from gateway.store.sending import Sending
from gateway.store.sent_counts import DAY, HOUR, WEEK
from gateway.store.tickets import load_ticket
from parsers.values import Medium

log = logging.getLogger(__name__)

TEN_MINUTES = 600.0
MAILS_IN_TEN_MINUTES = 1
MAILS_A_DAY = 5
PATIENT_ACKNOWLEDGEMENTS = 3
"""An acknowledgement or a question waits out the ten minutes while fewer mails than this went there within a day.

So a resident with two reports hears of both, and a machine that answers every mail is left alone after the third.
"""
MAILS_ON_A_TICKET = 3
MAILS_TO_A_DOMAIN_AN_HOUR = 50
NOTICES_IN_TEN_MINUTES = 3
"""Notices about one ticket to one mailbox: more words than these in ten minutes are two machines that talk."""
URGENT_NOTICES_IN_TEN_MINUTES = 10
MAILS_AMONG_DEPARTMENTS = 2
REPORTS_OF_A_DEPARTMENT = 2
"""Automatic mails an hour about tickets of departments' own mailboxes, to one that itself opened so many within it.

A front desk that passes telephone calls on by mail opens many, but the department that it writes to opens none.
"""
ANSWERS_TO_STAFF_AN_HOUR = 60
EXPLANATIONS_ON_A_TICKET = 2
"""Answers to a department's mails without a command, which a machine could write, until something else happens."""
EXPLAINED_IN_TEN_MINUTES = 3
"""Notices and explanations about one ticket to one mailbox, after which it hears no explanation."""
BREAKER_FACTOR = 10
_LOOK_AT_EVERY = 50
_TEN_MINUTES_AGO = "an automatic mail went to this address less than ten minutes ago"

# So many residents share one of these domains that its number says nothing about a loop.
_MAILBOX_PROVIDERS = """
    aol.com att.net bellsouth.net charter.net comcast.net cox.net duck.com fastmail.com frontier.com gmail.com gmx.com
    gmx.net googlemail.com hotmail.com icloud.com juno.com live.com mac.com mail.com me.com msn.com optonline.net
    outlook.com pm.me proton.me protonmail.com sbcglobal.net snet.net verizon.net yahoo.com yahoo.es ymail.com
"""
_SHARED_DOMAINS = frozenset(_MAILBOX_PROVIDERS.split())


def why_not(connection: Connection, gateway: Gateway, sending: Sending, medium: Medium, *, now: float) -> str:
    """The reason to send nothing at all, as staff read it; empty when it may go out."""
    outbound = sending.outbound
    if medium is Medium.SYSTEM:
        return _not_its_any_more(connection, sending)
    return (
        _ours(gateway, outbound, medium)
        or _unwanted(sending, medium)
        or _settled(connection, outbound)
        or (why_no_text(connection, gateway, sending, now=now) if medium is Medium.SMS else "")
        or _too_many(connection, sending, medium, now=now)
        or _too_many_notices(connection, gateway, sending, medium, now=now)
    )


def wait_until(
    connection: Connection, gateway: Gateway, sending: Sending, medium: Medium, *, now: float
) -> Pause | None:
    """Until when a message that may go out has to wait: a first answer for its ten minutes, or for its breaker."""
    if medium is Medium.SYSTEM:
        return None
    if sending.breaker and sending.breaker.until > now and _is_breakable(sending):
        return sending.breaker
    if medium is Medium.SMS:
        return wait_with_text(connection, gateway, sending, now=now)
    if not _is_patient(sending, medium):
        return None
    outbound = sending.outbound
    times = sent_counts.times_sent_to(connection, outbound.draft.recipient, since=now - DAY, but=outbound.id)
    recent = [time for time in times if time > now - TEN_MINUTES]
    return Pause(until=max(recent) + TEN_MINUTES, reason=_TEN_MINUTES_AGO) if recent else None


def is_reply(outbound: Outbound) -> bool:
    """Whether it is an automatic answer to a message, which a machine could answer again."""
    return outbound.draft.automatic and outbound.draft.kind.value in sent_counts.REPLIES


def counted_domain(outbound: Outbound, medium: Medium) -> str:
    """The domain under which an automatic mail or a notice is counted; empty for everything else."""
    is_counted = is_reply(outbound) or outbound.draft.kind is OutboundKind.DEPARTMENT
    return outbound.draft.recipient.rpartition("@")[2].lower() if medium is Medium.EMAIL and is_counted else ""


def check_breaker(connection: Connection, gateway: Gateway, outbound: Outbound, *, now: float) -> None:
    """Pause answers, or notices, when far more than usual go out; looked at with every fiftieth message."""
    if outbound.id % _LOOK_AT_EVERY:
        return
    kinds = sent_counts.REPLIES if is_reply(outbound) else sent_counts.NOTICES
    last_hour = sent_counts.count_automatic_mail(connection, kinds, since=now - HOUR)
    usual = sent_counts.count_automatic_mail(connection, kinds, since=now - WEEK) / (WEEK / HOUR)
    if last_hour > max(gateway.settings.automatic_mail_an_hour, BREAKER_FACTOR * usual):
        name = AUTOMATIC_MAIL if is_reply(outbound) else DEPARTMENT_NOTICES
        _break(connection, gateway, outbound, name, f"{last_hour} in an hour: this looks like a loop", now=now)


def _break(connection: Connection, gateway: Gateway, outbound: Outbound, name: str, reason: str, *, now: float) -> None:
    """What waits goes out later, emergencies and people's own words go out at once, and intake goes on."""
    pause_channel(connection, name, until=now + HOUR, reason=reason)
    count(connection, f"{name}_breaker")
    words = f"{name.replace('_', ' ')} are paused for an hour: {reason}"
    log.critical("%s", words)
    drafts = operator_alert(
        gateway.rulebooks.current(),
        gateway.tokens,
        about=f"{name}_breaker",
        subject=f"{name.replace('_', ' ')} paused",
        words=f"{words}.\n\nLook at the newest tickets for a machine that answers every mail, and block its address.",
        now=now,
        channel=outbound.draft.channel,
    )
    queue_drafts(connection, drafts, now=now)


def _is_breakable(sending: Sending) -> bool:
    """Whether it waits while its breaker is open: answers always, notices unless a life may depend on them."""
    return is_reply(sending.outbound) or not (sending.is_emergency or sending.outbound.draft.ticket_id is None)


def _is_patient(sending: Sending, medium: Medium) -> bool:
    draft = sending.outbound.draft
    is_first = medium is Medium.EMAIL and draft.kind in {OutboundKind.ACKNOWLEDGEMENT, OutboundKind.QUESTION}
    return is_first and not sending.is_emergency and not draft.channel.startswith("simulator")


def _ours(gateway: Gateway, outbound: Outbound, medium: Medium) -> str:
    """No word of ours may come back to us as a new report."""
    city, recipient = gateway.rulebooks.current().city, outbound.draft.recipient
    if medium is Medium.EMAIL:
        is_ours = recipient.lower() in {address.lower() for address in city.own_addresses}
        is_ours = is_ours or gateway.tokens.read(recipient) is not None
    else:
        is_ours = plain_number(recipient) in {plain_number(number) for number in city.numbers}
    return "it would have gone to the gateway itself" if is_ours else ""


def _unwanted(sending: Sending, medium: Medium) -> str:
    kind = sending.outbound.draft.kind
    if kind in {OutboundKind.DEPARTMENT, OutboundKind.INVITATION}:
        return ""
    if sending.undeliverable:
        return f"nothing can be delivered to this address: {sending.undeliverable}"
    if not sending.opted_out_by or (medium is Medium.EMAIL and kind is OutboundKind.STAFF_REPLY):
        return ""
    has_complained = sending.opted_out_by.startswith("complaint:")
    return "the reader marked our mail as unwanted" if has_complained else "the resident has opted out"


def _settled(connection: Connection, outbound: Outbound) -> str:
    """A question that waited for its turn may have its answer by now."""
    draft = outbound.draft
    if draft.kind not in {OutboundKind.QUESTION, OutboundKind.REMINDER} or draft.ticket_id is None:
        return ""
    ticket = load_ticket(connection, draft.ticket_id)
    if ticket.is_closed:
        return "the ticket was closed before the question went out"
    if "@" not in draft.recipient:
        return "" if is_waiting(connection, ticket) else "the answer was there before the question went out"
    return "the place became known before the question went out" if ticket.location is not None else ""


def _not_its_any_more(connection: Connection, sending: Sending) -> str:
    """A ticket may have been done or handed on before a department's own system could be told of it.

    Once it was told, only its answer says how that went. What a webhook tells stays true.
    """
    draft = sending.outbound.draft
    if draft.kind is not OutboundKind.HANDOVER or draft.ticket_id is None or sending.state != "queued":
        return ""
    ticket = load_ticket(connection, draft.ticket_id)
    if ticket.is_closed:
        return "the ticket was closed before the department's own system was told of it"
    was_moved = ticket.department != draft.recipient
    return "the ticket went to another department before this one's own system was told of it" if was_moved else ""


def _too_many(connection: Connection, sending: Sending, medium: Medium, *, now: float) -> str:
    outbound = sending.outbound
    if outbound.draft.kind.value in sent_counts.STAFF_ANSWERS:
        return _too_many_to_staff(connection, outbound, now=now)
    if medium is Medium.SMS or not is_reply(outbound) or outbound.draft.channel.startswith("simulator"):
        return ""
    rate = "" if sending.is_emergency else _too_many_mails(connection, sending, now=now)
    return rate or _too_many_on_ticket(connection, outbound)


def _too_many_mails(connection: Connection, sending: Sending, *, now: float) -> str:
    outbound = sending.outbound
    times = sent_counts.times_sent_to(connection, outbound.draft.recipient, since=now - DAY, but=outbound.id)
    may_wait = _is_patient(sending, Medium.EMAIL) and len(times) < PATIENT_ACKNOWLEDGEMENTS
    if sum(time > now - TEN_MINUTES for time in times) >= MAILS_IN_TEN_MINUTES and not may_wait:
        return _TEN_MINUTES_AGO
    if len(times) >= MAILS_A_DAY:
        return f"{MAILS_A_DAY} automatic mails went to this address within a day"
    domain = counted_domain(outbound, Medium.EMAIL)
    if domain in _SHARED_DOMAINS:
        return ""
    recent = sent_counts.count_to_domain(connection, domain, since=now - HOUR, but=outbound.id)
    return f"{recent} automatic mails went to {domain} within an hour" if recent >= MAILS_TO_A_DOMAIN_AN_HOUR else ""


def _too_many_on_ticket(connection: Connection, outbound: Outbound) -> str:
    ticket_id = outbound.draft.ticket_id
    if ticket_id is None or sent_counts.count_on_ticket(connection, ticket_id, but=outbound.id) < MAILS_ON_A_TICKET:
        return ""
    return f"{MAILS_ON_A_TICKET} automatic mails went out about this ticket since staff last wrote"


def _too_many_to_staff(connection: Connection, outbound: Outbound, *, now: float) -> str:
    """A clerk who works through ten tickets hears of each; only a machine gets as far as these limits."""
    recipient, ticket_id = outbound.draft.recipient, outbound.draft.ticket_id
    recent = sent_counts.count_answers_to_staff(connection, recipient, since=now - HOUR, but=outbound.id)
    if recent >= ANSWERS_TO_STAFF_AN_HOUR:
        return f"{recent} confirmations went to this address within an hour"
    if outbound.draft.kind is OutboundKind.CONFIRMATION or ticket_id is None:
        return ""
    if sent_counts.count_explanations(connection, ticket_id, but=outbound.id) >= EXPLANATIONS_ON_A_TICKET:
        return f"{EXPLANATIONS_ON_A_TICKET} explanations went out about this ticket and nothing else has happened since"
    since = now - TEN_MINUTES
    told = sent_counts.count_told(connection, ticket_id, recipient, since=since, but=outbound.id)
    return f"{told} mails about this ticket went there within ten minutes" if told >= EXPLAINED_IN_TEN_MINUTES else ""


def _too_many_notices(connection: Connection, gateway: Gateway, sending: Sending, medium: Medium, *, now: float) -> str:
    """A department's mailbox may hold a machine too, and our notices are mail that it can answer (PROTOCOL F5.1)."""
    draft = sending.outbound.draft
    is_notice = draft.kind is OutboundKind.DEPARTMENT
    is_counted = medium is Medium.EMAIL and not draft.channel.startswith("simulator")
    if draft.ticket_id is None or not is_counted or not (is_notice or is_reply(sending.outbound)):
        return ""
    on_ticket = _too_many_about_ticket(connection, sending, draft.ticket_id, now=now) if is_notice else ""
    return on_ticket or _too_many_among_departments(connection, gateway, sending, draft.ticket_id, now=now)


def _too_many_about_ticket(connection: Connection, sending: Sending, ticket_id: int, *, now: float) -> str:
    recipient, but = sending.outbound.draft.recipient, sending.outbound.id
    limit = URGENT_NOTICES_IN_TEN_MINUTES if sending.is_emergency else NOTICES_IN_TEN_MINUTES
    since = now - TEN_MINUTES
    recent = sent_counts.count_notices_on_ticket(connection, ticket_id, recipient, since=since, but=but)
    return f"{recent} notices about this ticket went to this mailbox within ten minutes" if recent >= limit else ""


def _too_many_among_departments(
    connection: Connection, gateway: Gateway, sending: Sending, ticket_id: int, *, now: float
) -> str:
    """What one department's machine reports to another goes round in a circle."""
    departments = gateway.rulebooks.current().departments.values()
    addresses = {address.lower() for department in departments for address in department.notify}
    recipient, but = sending.outbound.draft.recipient, sending.outbound.id
    known, since = tuple(addresses), now - HOUR
    opened = sent_counts.count_opened_by(connection, recipient, since=since) if recipient in addresses else 0
    if opened < REPORTS_OF_A_DEPARTMENT:
        return ""
    mails = sent_counts.count_among_departments(connection, ticket_id, recipient, known, since=since, but=but)
    if mails < MAILS_AMONG_DEPARTMENTS:
        return ""
    return f"{mails} mails about reports of departments' own mailboxes went there within an hour"
