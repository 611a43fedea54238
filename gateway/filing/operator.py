"""Mail that is for whoever runs the gateway: postmaster, abuse, and messages that pretend to come from us."""

from __future__ import annotations

import logging

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.notices import notice_channel
from gateway.envelopes import OutboundKind
from gateway.filing.case import Case
from gateway.replies import Correspondent, Occasion, compose
from gateway.store.outbox import queue_draft
from gateway.store.outcomes import record_outcome
from parsers.clean import clean_text
from parsers.values import Medium

log = logging.getLogger(__name__)

_OPERATORS_NAMES = frozenset({"postmaster", "abuse"})


def is_for_operator(case: Case) -> bool:
    """Whether every recipient is postmaster or abuse (PROTOCOL 3.4)."""
    locals_ = {recipient.rpartition("@")[0] or recipient for recipient in case.arrival.recipients}
    return (
        case.message.medium is Medium.EMAIL and bool(locals_) and {name.lower() for name in locals_} <= _OPERATORS_NAMES
    )


def forward(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Tell the operator; a machine's mail is only kept, so that no two postmasters write to each other for ever."""
    operator = case.rulebook.city.operator
    record_outcome(connection, case.message_id, case.outcome(reason="for the operator"), now=case.now)
    if operator and case.message.automation.reply:
        to = Correspondent(
            channel=notice_channel(gateway, case.arrival.channel),
            medium=Medium.EMAIL,
            address=operator,
            our_address=case.our_address,
            language=case.rulebook.city.languages[0],
        )
        subject = clean_text(f"Mail for postmaster or abuse: {case.message.subject[:100]}").replace("\n", " ")
        why = Occasion(cause=case.cause, kind=OutboundKind.DEPARTMENT, subject=subject)
        body = f"From: {case.message.sender or '(null sender)'}\nMessage: {case.message_id}\n\n{case.message.text}"
        queue_draft(connection, compose(case.rulebook, gateway.tokens, to, why, body), now=case.now)


def hold_our_own(connection: Connection, case: Case) -> None:
    """A message from one of our own addresses is kept and answered by nobody (PROTOCOL 5.6, 5.10)."""
    log.critical("a message claims to come from ourselves; it is held", extra={"message_id": case.message_id})
    reason = "held: it claims to come from one of our own addresses"
    record_outcome(connection, case.message_id, case.outcome(reason=reason), now=case.now)
