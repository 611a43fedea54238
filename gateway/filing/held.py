"""Mail that is kept and not filed: spam as the server in front says, or of a blocked sender (PROTOCOL 7.5, 15.13).

Nothing is thrown away: staff see what is held and can have it filed. A danger to life is never held, because a miss
costs more than a fraud.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from gateway.filing.case import Case
from gateway.store.outcomes import record_outcome
from gateway.threads import Relation
from parsers.intents import BounceNotice
from parsers.values import Medium

_OF_STRANGERS = frozenset({Relation.NEW, Relation.CLAIMS, Relation.OTHER_ADDRESS})
"""How a mail stands to tickets when it came without a token of its sender's."""


def find_hold(case: Case) -> str:
    """Why a message is held, in one word for its row; empty when it goes its way."""
    if case.message.medium is not Medium.EMAIL or case.is_released or case.is_emergency:
        return ""
    if isinstance(case.intent, BounceNotice) or case.thread.relation in {Relation.OURS, Relation.BOUNCED}:
        return ""
    if case.listed == "blocked":
        return "blocked"
    is_spam = bool(case.message.spam) and case.thread.relation in _OF_STRANGERS
    return "spam" if is_spam and not is_trusted(case) else ""


def is_trusted(case: Case) -> bool:
    """Whether the city trusts this sender, and nothing speaks against its being this sender."""
    return case.listed == "trusted" and case.message.authentication.may_act


def hold(connection: Connection, case: Case, why: str) -> None:
    """Keep the message for staff: no ticket, no contact, no answer."""
    reason = case.message.spam if why == "spam" else "the sender is blocked"
    record_outcome(connection, case.message_id, case.outcome(reason=reason, held=why), now=case.now)


def with_notes(case: Case) -> Case:
    """The case with what staff should read on a ticket whose message would have been held."""
    notes = _notes(case)
    return replace(case, thread=replace(case.thread, notes=(*case.thread.notes, *notes))) if notes else case


def _notes(case: Case) -> tuple[str, ...]:
    if case.listed == "blocked" and case.is_emergency and not case.is_released:
        return ("The sender is blocked; the words tell of a danger, so it was filed all the same.",)
    if case.message.spam and case.is_emergency and not case.is_released:
        return (f"Marked as spam ({case.message.spam}); the words tell of a danger, so it was filed all the same.",)
    return ()
