"""A question to a resident by text, written down before it goes out: a restart neither forgets nor repeats it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.envelopes import Draft, OutboundKind
from gateway.replies import Occasion, compose, reply_body, reply_subject, reporter_of
from gateway.store.contacts import ContactRow
from gateway.store.outbox import queue_draft
from gateway.store.questions import NewQuestion, QuestionRow, open_question
from gateway.store.tickets import TicketRow
from gateway.store.work import add_work
from parsers.values import Asked, Medium

HOUR = 3600.0
REMIND_AFTER = 4 * HOUR
"""A question that nobody answers is come back to once (PROTOCOL 15.7)."""
FORGET_AFTER = 24 * HOUR
"""Then it is closed, and the ticket goes on without its answer."""
FORGET_FIXED_AFTER = 14 * 24 * HOUR
"""Whether it is fixed may be answered for as long as the words `still broken` open the ticket again."""
NEVER_REPEATED = frozenset({Asked.WHICH_TICKET, Asked.DETAIL, Asked.FIXED})
"""Kinds that nobody is reminded of: what was said lies with a ticket already, or the ticket can do without."""


def ask_by_text(
    connection: Connection,
    gateway: Gateway,
    ticket: TicketRow,
    reporter: ContactRow,
    new: NewQuestion,
    *,
    cause: str,
    template: str,
    now: float,
    fields: Mapping[str, str] | None = None,
) -> QuestionRow | None:
    """Write the question down and queue its text; None when the reporter must not be asked or reads no texts.

    What they were asked before is superseded. The text is held back like every word of ours to somebody who may
    still be writing.
    """
    if why_not_asked(reporter):
        return None
    asked = write_down(connection, new, now=now)
    draft = _draft(gateway, ticket, reporter, cause=cause, template=template, fields=fields or {})
    queue_draft(connection, replace(draft, wait=gateway.settings.text_pause), now=now)
    return asked


def why_not_asked(reporter: ContactRow) -> str:
    """Why somebody cannot be asked by text; empty when they can."""
    if reporter.medium != Medium.SMS:
        return "the reporter reads no texts"
    if reporter.opted_out_at is not None:
        return "the number has opted out"
    return reporter.undeliverable_reason or "undeliverable" if reporter.undeliverable_at is not None else ""


def forget_after(kind: Asked) -> float:
    """Seconds after which nobody waits for the answer to a question of this kind any more."""
    return FORGET_FIXED_AFTER if kind is Asked.FIXED else FORGET_AFTER


def write_down(connection: Connection, new: NewQuestion, *, now: float) -> QuestionRow:
    """The question as it waits for its answer, with the work that comes back to it."""
    asked = open_question(connection, new, now=now)
    is_not_reminded = new.kind in NEVER_REPEATED or new.ticket_id is None
    wait = forget_after(new.kind) if is_not_reminded else REMIND_AFTER
    add_work(connection, kind="remind", ref=asked.id, now=now, next_at=now + wait)
    return asked


def _draft(
    gateway: Gateway,
    ticket: TicketRow,
    reporter: ContactRow,
    *,
    cause: str,
    template: str,
    fields: Mapping[str, str],
) -> Draft:
    rulebook, to = gateway.rulebooks.current(), reporter_of(ticket, reporter)
    body = reply_body(rulebook, (template,), to, ticket, fields=fields, tokens=gateway.tokens)
    why = Occasion(cause=cause, kind=OutboundKind.QUESTION, subject=reply_subject(ticket), ticket=ticket)
    return compose(rulebook, gateway.tokens, to, why, body)
