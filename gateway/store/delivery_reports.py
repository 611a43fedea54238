"""What the other side says became of a message, and what that says about the address (PROTOCOL 6.3, 13.2, 13.4)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, select, update

from gateway.envelopes import DeliveryReport, Outbound
from gateway.store.carrier_codes import explain_undelivered
from gateway.store.consents import CARRIER, record_wish
from gateway.store.contacts import find_contact
from gateway.store.counters import count
from gateway.store.repeating import repeat_later
from gateway.store.schema import contact, outbox
from gateway.store.text_ways import WINDOW_CLOSED, repeat_as_text
from parsers.email.permanence import Permanence, explain_failure, judge_failure
from parsers.returned import Failure
from parsers.values import Medium

# Reports come late, twice and in any order; a message never goes back to a lower rank, nor on from an end.
_RANKS = {"accepted": 1, "scheduled": 1, "queued": 2, "sending": 3, "sent": 4, "partially_delivered": 5}
_FAILED = frozenset({"undelivered", "failed", "canceled"})
_ENDS = _FAILED | {"delivered", "read"}
_END_RANK = 6
_OPTED_OUT = "21610"
_NOT_A_MOBILE = frozenset({"21211", "21614", "30005", "30006"})


def record_report(connection: Connection, outbound_id: int, report: DeliveryReport, *, now: float) -> bool:
    """Note what the provider says became of a text. False when there is no such text."""
    query = select(outbox.c.delivery_status, outbox.c.recipient).where(outbox.c.id == outbound_id).with_for_update()
    row = connection.execute(query).first()
    if row is None:
        return False
    if _may_follow(report.status, row.delivery_status):
        connection.execute(update(outbox).where(outbox.c.id == outbound_id).values(_changes(report)))
        _learn_about_number(connection, row.recipient, report.code, outbound_id=outbound_id, now=now)
    return True


def learn_from_refusal(connection: Connection, outbound: Outbound, medium: Medium, code: str, *, now: float) -> None:
    """A refusal can say something about the address for good."""
    if medium is Medium.SMS:
        _learn_about_number(connection, outbound.draft.recipient, code, outbound_id=outbound.id, now=now)
        return
    if medium is Medium.SYSTEM:
        return
    refusal = Failure(status=code)
    match judge_failure(refusal):
        case Permanence.HARD:
            _mark_undeliverable(connection, medium, outbound.draft.recipient, explain_failure(refusal), now=now)
        case Permanence.REFUSED:
            count(connection, "mail_refused")
        case _:
            return


def _changes(report: DeliveryReport) -> dict[str, Any]:
    changes = {"delivery_status": report.status}
    if report.status in _FAILED:
        changes["reason"] = explain_undelivered(report.status, report.code)
    if report.provider_id:
        changes["provider_id"] = report.provider_id
    return changes


def _learn_about_number(connection: Connection, number: str, code: str, *, outbound_id: int, now: float) -> None:
    if code == _OPTED_OUT:
        _note_opt_out(connection, number, outbound_id=outbound_id, now=now)
    elif code in _NOT_A_MOBILE:
        _mark_undeliverable(connection, Medium.SMS, number, f"it takes no texts ({code})", now=now)
    elif code == WINDOW_CLOSED:
        repeat_as_text(connection, outbound_id, now=now)
    else:
        repeat_later(connection, outbound_id, code, now=now)


def _note_opt_out(connection: Connection, number: str, *, outbound_id: int, now: float) -> None:
    """The carrier has heard a STOP that we may not have."""
    known = find_contact(connection, Medium.SMS, number)
    if known is not None and known.opted_out_at is None:
        record_wish(
            connection,
            known.id,
            verdict="opted_out",
            source=f"carrier:{outbound_id}",
            actor=CARRIER,
            words="",
            now=now,
        )


def _mark_undeliverable(connection: Connection, medium: Medium, address: str, reason: str, *, now: float) -> None:
    mine = and_(contact.c.medium == medium.value, contact.c.address == address)
    connection.execute(update(contact).where(mine).values(undeliverable_at=now, undeliverable_reason=reason))


def _may_follow(status: str, known: str) -> bool:
    """What was delivered can still be read; every other end is final."""
    return (known, status) == ("delivered", "read") or _rank(status) > _rank(known)


def _rank(status: str) -> int:
    return _END_RANK if status in _ENDS else _RANKS.get(status, 0)
