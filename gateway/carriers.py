"""What a carrier says of our texts: noted on the text, and told to the operator where only a person can act on it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.envelopes import DeliveryReport
from gateway.replies import operator_alert
from gateway.store.counters import count
from gateway.store.delivery_reports import record_report
from gateway.store.outbox import queue_drafts

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trouble:
    """An error that comes with every text until a person mends something; `words` say what."""

    subject: str
    words: str


_FOR_THE_OPERATOR: Mapping[str, _Trouble] = {
    "30007": _Trouble(
        subject="texts are filtered",
        words="A carrier took one of the city's texts for spam and did not deliver it (error 30007). Compare what the "
        "city sends with what its 10DLC campaign was registered for, and look for links that are shortened.",
    ),
    "30032": _Trouble(
        subject="the toll-free number is not verified",
        words="Carriers deliver no texts of the city's toll-free number (error 30032). Have it verified in your "
        "provider's console; until then residents get no answer by text.",
    ),
    "30034": _Trouble(
        subject="the number is not registered",
        words="Carriers deliver no texts of the city's number (error 30034). Register it for an A2P 10DLC campaign in "
        "your provider's console; until then residents get no answer by text.",
    ),
}
"""Twilio's errors (PROTOCOL 13.4, 13.7)."""


def note_report(connection: Connection, gateway: Gateway, outbound_id: int, report: DeliveryReport) -> bool:
    """Note what became of a text. False when there is no such text."""
    now = gateway.clock()
    if not record_report(connection, outbound_id, report, now=now):
        return False
    if report.code in _FOR_THE_OPERATOR:
        _tell_operator(connection, gateway, outbound_id, report.code, now=now)
    return True


def _tell_operator(connection: Connection, gateway: Gateway, outbound_id: int, code: str, *, now: float) -> None:
    """By mail, once an hour about the same error."""
    trouble = _FOR_THE_OPERATOR[code]
    count(connection, f"text_error_{code}")
    log.critical("%s: error %s", trouble.subject, code, extra={"outbound": outbound_id})
    drafts = operator_alert(
        gateway.rulebooks.current(),
        gateway.tokens,
        about=f"text_error_{code}",
        subject=trouble.subject,
        words=trouble.words,
        now=now,
    )
    queue_drafts(connection, drafts, now=now)
