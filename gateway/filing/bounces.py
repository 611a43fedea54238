"""What a delivery report or a complaint about our own mail causes: never a ticket, never an answer (PROTOCOL 6.2-6.4).

A report is believed when it came to the secret address of one mail of ours, or when it encloses a mail that we sent
to the very address it names within 14 days. Any other may be forged: it is kept and changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.notices import notice_channel
from gateway.envelopes import OutboundKind, mask
from gateway.filing.case import Case
from gateway.filing.departments import notices
from gateway.filing.second_way import say_by_text
from gateway.replies import operator_alert
from gateway.store import bounces
from gateway.store.bounces import NewBounce, SentMail
from gateway.store.consents import record_wish
from gateway.store.contacts import find_contact
from gateway.store.counters import count
from gateway.store.events import add_event
from gateway.store.outbox import queue_drafts
from gateway.store.outcomes import record_outcome
from gateway.store.tickets import load_ticket
from gateway.threads import Relation
from gateway.tokens import BounceToken
from parsers.email.permanence import Permanence, explain_failure, judge_failure
from parsers.returned import Bounce, Failure
from parsers.values import Medium, Origin

log = logging.getLogger(__name__)

DAY = 86_400.0
RETURNED_WITHIN = 14 * DAY
"""How long ago a mail may have gone out that is recognised by its Message-ID alone (PROTOCOL 6.2)."""
REMEMBERED = 30 * DAY
WRITE_NO_MORE = 4.0
"""The score at which an address counts as undeliverable. Discourse's defaults are soft 1, hard 2, four within 30 days;
here a report that is sure (5.1.x, 5.2.1, 5.4.x) is enough by itself, as PROTOCOL 6.3 has it."""
_WEIGHTS = {
    Permanence.DELAYED: 0.0,
    Permanence.REFUSED: 0.0,
    Permanence.SOFT: 1.0,
    Permanence.UNCLEAR: 2.0,
    Permanence.HARD: WRITE_NO_MORE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Returned:
    """A mail of ours that came back, and what the report says of its recipient."""

    sent: SentMail
    failure: Failure

    @property
    def verdict(self) -> Permanence:
        """How final it is; what fails behind a forwarding says less about the address that we know."""
        verdict = judge_failure(self.failure)
        is_elsewhere = self.failure.address not in {"", self.sent.recipient.lower()}
        return Permanence.UNCLEAR if is_elsewhere and verdict is Permanence.HARD else verdict


def is_report(case: Case) -> bool:
    """Whether a message is a delivery report or a complaint; a second copy of one is not acted on again."""
    is_one = case.message.bounce is not None or case.message.complaint is not None
    return is_one and case.thread.relation is not Relation.DUPLICATE


def file_report(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Act on the mails that a report speaks of, and show it on their tickets."""
    notes: dict[int, list[str]] = {}
    said = list(_act(connection, gateway, case))
    for sent, note in said:
        if sent.ticket_id is not None:
            notes.setdefault(sent.ticket_id, []).append(note)
    reason = "; ".join(note for _, note in said) or _unmatched(connection, case)
    record_outcome(
        connection, case.message_id, case.outcome(ticket_id=next(iter(notes), None), reason=reason), now=case.now
    )
    for position, (ticket_id, lines) in enumerate(notes.items()):
        add_event(
            connection,
            ticket_id=ticket_id,
            kind=_event_kind(case),
            actor="gateway",
            now=case.now,
            message_id=None if position else case.message_id,
            data={"notes": lines},
        )


def welcome_back(connection: Connection, case: Case) -> None:
    """Whoever writes from an address can be reached there again; who writes on a page need not be."""
    contact = None if case.thread.is_on_page else case.thread.contact
    is_person = case.message.automation.origin is Origin.HUMAN and not case.message.authentication.is_forged
    if contact is not None and contact.undeliverable_at is not None and is_person:
        bounces.mark_deliverable(connection, contact.id)


def _unmatched(connection: Connection, case: Case) -> str:
    count(connection, "report_unmatched")
    log.warning("a delivery report or complaint matches no mail of ours", extra={"message_id": case.message_id})
    return "it matches no mail of ours, so nothing was changed"


def _event_kind(case: Case) -> str:
    if case.message.bounce is None:
        return "complaint"
    return "delayed" if case.message.bounce.temporary else "bounced"


def _act(connection: Connection, gateway: Gateway, case: Case) -> Iterator[tuple[SentMail, str]]:
    """What is said on the ticket about each mail, once the effects took place."""
    if case.message.bounce is None:
        for sent in _complained_about(connection, gateway, case):
            yield sent, _stop_automatic_mail(connection, gateway, case, sent)
        return
    for returned in _find_returned(connection, gateway, case, case.message.bounce):
        yield returned.sent, _take_back(connection, gateway, case, returned)


def _find_returned(connection: Connection, gateway: Gateway, case: Case, bounce: Bounce) -> tuple[_Returned, ...]:
    found: dict[int, _Returned] = {}
    for sent in _by_token(connection, gateway, case):
        found[sent.outbox_id] = _Returned(sent=sent, failure=_failure_of(sent, bounce))
    failures = {failure.address: failure for failure in bounce.failures if failure.address}
    for sent in _by_message_id(connection, case, bounce.message_ids):
        if failure := failures.get(sent.recipient.lower()):
            found.setdefault(sent.outbox_id, _Returned(sent=sent, failure=failure))
    return tuple(found.values())


def _failure_of(sent: SentMail, bounce: Bounce) -> Failure:
    """What the report says of the recipient; a forwarding may have failed at another address, which is then named."""
    own = (failure for failure in bounce.failures if failure.address == sent.recipient.lower())
    final = (failure for failure in bounce.failures if not failure.temporary)
    return next(own, None) or next(final, bounce.failures[0])


def _by_token(connection: Connection, gateway: Gateway, case: Case) -> Iterator[SentMail]:
    for recipient in case.arrival.recipients:
        token = gateway.tokens.read(recipient)
        if isinstance(token, BounceToken) and (sent := bounces.find_sent(connection, token.outbox_id)):
            yield sent


def _by_message_id(connection: Connection, case: Case, enclosed: tuple[str, ...]) -> tuple[SentMail, ...]:
    named = tuple(dict.fromkeys((*enclosed, *case.message.references)))
    return bounces.list_sent_as(connection, named, since=case.now - RETURNED_WITHIN)


def _take_back(connection: Connection, gateway: Gateway, case: Case, returned: _Returned) -> str:
    """Hold it against the address as far as it is the address's fault; what to say on the ticket."""
    sent, verdict = returned.sent, returned.verdict
    why = explain_failure(returned.failure)
    if verdict is Permanence.DELAYED:
        return f"The mail to {sent.recipient} is delayed: {why}. Nothing needs to be done."
    bounces.note_return(connection, sent.outbox_id, reason=f"it came back: {why}")
    gave_up = _hold_against(connection, case, returned, why)
    words = f"The mail to {sent.recipient} did not arrive: {why}.{' ' + gave_up if gave_up else ''}"
    if verdict is Permanence.REFUSED or sent.kind is OutboundKind.DEPARTMENT:
        return f"{words} {_call_operator(connection, gateway, case, sent, words)}".strip()
    if number := say_by_text(connection, gateway, case, sent):
        return f"{words} It was sent as a text to {number}."
    if sent.kind is OutboundKind.STAFF_REPLY:
        _tell_department(connection, gateway, case, sent, words)
    return words


def _hold_against(connection: Connection, case: Case, returned: _Returned, why: str) -> str:
    """Add to the score of an address; a sentence when it is written to no more from now on."""
    contact = find_contact(connection, Medium.EMAIL, returned.sent.recipient.lower())
    if contact is None:
        return ""
    new = NewBounce(
        message_id=case.message_id,
        contact_id=contact.id,
        outbox_id=returned.sent.outbox_id,
        weight=_WEIGHTS[returned.verdict],
        status=returned.failure.status or "",
    )
    bounces.record_bounce(connection, new, now=case.now)
    score = bounces.score_of(connection, contact.id, since=case.now - REMEMBERED)
    if score < WRITE_NO_MORE or contact.undeliverable_at is not None:
        return ""
    bounces.mark_undeliverable(connection, contact.id, reason=why, now=case.now)
    if returned.sent.kind is OutboundKind.DEPARTMENT:
        return ""
    return "Nothing more is sent there until somebody writes from it."


def _call_operator(connection: Connection, gateway: Gateway, case: Case, sent: SentMail, words: str) -> str:
    """Tell whoever runs the gateway, at most once an hour; not by a mail that came back from there itself."""
    is_department = sent.kind is OutboundKind.DEPARTMENT
    trouble = "department_mailbox_failed" if is_department else "mail_refused"
    count(connection, trouble)
    log.critical("our mail came back: %s", trouble, extra={"to": mask(sent.recipient), "message_id": case.message_id})
    operator = case.rulebook.city.operator
    if operator is None or operator.lower() == sent.recipient.lower():
        return ""
    drafts = operator_alert(
        case.rulebook,
        gateway.tokens,
        about=f"{trouble}:{sent.recipient.lower()}" if is_department else trouble,
        subject="a department's mailbox takes no mail" if is_department else "our mail is refused",
        words=f"{words}\n\nThe report is message {case.message_id}.",
        now=case.now,
        channel=notice_channel(gateway, sent.channel),
    )
    queue_drafts(connection, drafts, now=case.now)
    return "The operator was told."


def _tell_department(connection: Connection, gateway: Gateway, case: Case, sent: SentMail, words: str) -> None:
    """A clerk who wrote to a resident must hear that the words never arrived."""
    if sent.ticket_id is None:
        return
    ticket = load_ticket(connection, sent.ticket_id)
    message = replace(case.message, sender="", text=words, reply_text=words, quoted_text="", follow_up=True)
    told = notices(connection, gateway, replace(case, message=message), ticket)
    queue_drafts(connection, tuple(told.values()), now=case.now)


def _complained_about(connection: Connection, gateway: Gateway, case: Case) -> tuple[SentMail, ...]:
    complaint = case.message.complaint
    if complaint is None:
        return ()
    known = (*_by_token(connection, gateway, case), *_by_message_id(connection, case, complaint.message_ids))
    wanted = [sent for sent in known if complaint.address in {"", sent.recipient.lower()}]
    return tuple({sent.outbox_id: sent for sent in wanted}.values())


def _stop_automatic_mail(connection: Connection, gateway: Gateway, case: Case, sent: SentMail) -> str:
    words = f"The reader at {sent.recipient} marked our mail as unwanted."
    contact = find_contact(connection, Medium.EMAIL, sent.recipient.lower())
    match sent.kind:
        case OutboundKind.DEPARTMENT:
            return f"{words} {_call_operator(connection, gateway, case, sent, words)}".strip()
        case _ if contact is None or contact.opted_out_at is not None:
            return words
        case _:
            record_wish(
                connection,
                contact.id,
                verdict="opted_out",
                source=f"complaint:{case.message_id}",
                actor="resident",
                words=words,
                now=case.now,
            )
            return f"{words} Automatic mail to this address stops; staff may still write."
