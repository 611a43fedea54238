"""From the final dot to the reply: success is said only after the durable commit (PROTOCOL 2.20-2.23).

The octets wait in memory, bounded by `Room`, and go into the database with the row that names them. So there is no
spool file that a crash could orphan: before the commit the sender has the mail, after it the database.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime

from gateway.edges import statuses
from gateway.edges.arrivals import Trace, has_bare_newline, is_looping, make_arrival
from gateway.edges.limits import Body, Verdict
from gateway.edges.reception import Reception
from gateway.edges.statuses import Refusal
from gateway.edges.wire import unstuff
from gateway.envelopes import Arrival
from gateway.errors import OverloadedError, StoreFullError

_log = logging.getLogger(__name__)
_LARGE = 256 * 1024


@dataclass(slots=True, kw_only=True)
class Transaction:
    """The envelope of a mail while the client dictates it."""

    sender: str
    recipients: list[str] = field(default_factory=list)


async def answer(reception: Reception, transaction: Transaction, body: Body, trace: Trace) -> str:
    """Store the mail and give the reply to its final dot. Total: what is unknown is temporary."""
    try:
        _check_verdict(body.verdict)
        arrival = await _read(reception, transaction, body, trace)
        stored = await reception.handover.expect(reception.intake.submit(arrival))
    except Refusal as refusal:
        return refusal.reply
    except StoreFullError:
        return statuses.S452_FULL
    except OverloadedError:
        return statuses.S421_OVERLOAD
    except Exception as error:  # noqa: BLE001 - aiosmtpd would answer 500 and print the error (PROTOCOL 2.22)
        log_failure(error)
        return statuses.S451_LATER
    return f"{statuses.S250_OK} {stored.id}"


def _check_verdict(verdict: Verdict) -> None:
    match verdict:
        case Verdict.TOO_BIG:
            raise Refusal(statuses.S552_TOO_BIG)
        case Verdict.NO_ROOM:
            raise Refusal(statuses.S452_FULL)
        case Verdict.KEPT:
            pass


async def _read(reception: Reception, transaction: Transaction, body: Body, trace: Trace) -> Arrival:
    if len(body.octets) < _LARGE:
        return _make(reception, transaction, body.take(), trace)
    return await reception.loop.run_in_executor(reception.executor, _make, reception, transaction, body.take(), trace)


def _make(reception: Reception, transaction: Transaction, octets: bytearray, trace: Trace) -> Arrival:
    raw = unstuff(octets)
    if reception.settings.smtp_bare_newline == "reject" and has_bare_newline(raw):
        raise Refusal(statuses.S550_BARE_NEWLINE)
    if is_looping(raw):
        raise Refusal(statuses.S554_LOOP)
    return make_arrival(
        raw,
        sender=transaction.sender,
        recipients=transaction.recipients,
        received_at=datetime.fromtimestamp(reception.clock(), UTC),
        trace=trace,
    )


def log_failure(error: Exception) -> None:
    """Tell the operator; `gateway.log` shows where it failed and not what the error says (PROTOCOL 10.8)."""
    _log.error("smtp_failed reason=%s", type(error).__name__, exc_info=error)
