"""Why a rule's answer must not go to whoever reported a ticket: as strict as for the first answer they got."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.routing.values import RouteRequest
from gateway.store.messages import load_arrivals
from gateway.store.sender_rules import find_verdict
from gateway.tracing.recollecting import Kept
from parsers.values import Medium


def why_not_answered(connection: Connection, kept: Kept, request: RouteRequest) -> str:
    """The reason to say nothing, as staff read it; empty when they may hear of it (PROTOCOL 5, 5.14, 12.10)."""
    reporter, message = kept.reporter, request.message
    if reporter is None:
        return "the resident left no address"
    if reporter.opted_out_at is not None:
        return "the resident has opted out"
    if reporter.undeliverable_at is not None:
        return "nothing can be delivered to the resident's address"
    if not message.automation.reply:
        return message.automation.reason or "a machine wrote"
    if request.understanding.contact.wants_no_messages:
        return "the sender wants no answer"
    return _why_not_by_mail(connection, kept, message.sender) if message.medium is Medium.EMAIL else ""


def _why_not_by_mail(connection: Connection, kept: Kept, sender: str) -> str:
    """The sender may have been blocked since; whether the mail was forged was found out when it came."""
    if find_verdict(connection, sender) == "blocked":
        return "the sender is blocked"
    if kept.arrival is None:
        return "the message itself is not there any more"
    verdict = load_arrivals(connection, [kept.ticket.message_id])[0].verdict
    is_forged = verdict is not None and verdict.is_forged
    return "the sender's domain says that the mail is not its own (DMARC fail)" if is_forged else ""
