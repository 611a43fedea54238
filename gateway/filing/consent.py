"""STOP and START: recorded at once, answered by nobody, because the carrier answers itself (PROTOCOL 12.10)."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.filing.case import Case
from gateway.filing.consent_by_mail import is_about_texts, stop_texts
from gateway.store.consents import Verdict, record_wish
from gateway.store.contacts import ensure_contact
from gateway.store.events import add_event
from gateway.store.outcomes import record_outcome
from parsers.intents import OptIn, OptOut

_SAID_BY_CARRIER: dict[str | None, Verdict] = {"STOP": "opted_out", "START": "opted_in"}


def record(connection: Connection, gateway: Gateway, case: Case) -> None:
    """Keep the wish with its time, source and words; an open ticket stays open and shows it."""
    verdict: Verdict = "opted_out" if isinstance(case.intent, OptOut) else "opted_in"
    if verdict == "opted_out" and is_about_texts(case):
        if stop_texts(connection, gateway, case):
            _write(connection, case, "opted_out_of_texts")
        return
    _write(connection, case, verdict)
    _heed(connection, case, verdict)


def heed_carrier(connection: Connection, case: Case) -> None:
    """What the carrier took as STOP or START counts, whatever else we read in the text."""
    said = _SAID_BY_CARRIER.get(case.message.opt_out_type)
    if said is not None and not isinstance(case.intent, OptOut | OptIn):
        _heed(connection, case, said)


def _write(connection: Connection, case: Case, kind: str) -> None:
    ticket = case.thread.ticket
    record_outcome(connection, case.message_id, case.outcome(ticket_id=ticket.id if ticket else None), now=case.now)
    if ticket is not None and case.message.sender:
        add_event(
            connection,
            ticket_id=ticket.id,
            kind=kind,
            actor="resident",
            now=case.now,
            text=case.message.new_text,
            message_id=case.message_id,
            data=case.noted_move,
        )


def _heed(connection: Connection, case: Case, verdict: Verdict) -> None:
    if not case.message.sender:
        return
    contact = ensure_contact(connection, case.sender, now=case.now)
    record_wish(
        connection,
        contact.id,
        verdict=verdict,
        source=case.cause,
        actor=case.actor,
        words=case.message.new_text,
        now=case.now,
    )
