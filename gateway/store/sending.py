"""The states of a message on its way out: queued, sending, then sent, simulated, failed or suppressed.

Every change away from `sending` names the attempt that made it, so that a job that lost its turn changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from gateway.envelopes import DeliveryReport, Outbound, SendReceipt
from gateway.store.outbox import load_outbound
from gateway.store.schema import channel_state, contact, outbox, ticket, work
from gateway.store.work import Claim
from parsers.values import Medium

SECONDS_BETWEEN_SIGNS = 10.0
"""How old `channel_state.last_sent_at` may be before it is written again; it is one row for all workers."""

# Reports come late, twice and in any order; a message never goes back to a lower rank (PROTOCOL 13.2).
_RANKS = {"accepted": 1, "scheduled": 1, "queued": 2, "sending": 3, "sent": 4, "delivered": 6, "read": 7}
_FAILED = frozenset({"undelivered", "failed", "canceled"})
_FAILED_RANK = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A row of the outbox with what decides whether it may go out now."""

    outbound: Outbound
    state: str
    sending_at: float | None
    """When the last attempt began, UTC epoch seconds."""
    is_emergency: bool
    """Whether its ticket tells of a danger to life."""

    @property
    def is_open(self) -> bool:
        """Whether there is still something to be done."""
        return self.state in {"queued", "sending"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Why a channel sends nothing, and until when (UTC epoch seconds)."""

    until: float
    reason: str


def load_sending(connection: Connection, outbound_id: int) -> Sending:
    """The row with this id; raises `NoResultFound`."""
    query = (
        select(outbox.c.state, outbox.c.sending_at, ticket.c.priority)
        .join(ticket, ticket.c.id == outbox.c.ticket_id, isouter=True)
        .where(outbox.c.id == outbound_id)
    )
    row = connection.execute(query).one()
    return Sending(
        outbound=load_outbound(connection, outbound_id),
        state=row.state,
        sending_at=row.sending_at,
        is_emergency=row.priority == "emergency",
    )


def begin_sending(
    connection: Connection, claim: Claim, outbound: Outbound, *, domain: str, now: float, lease: float
) -> bool:
    """Write that the message is about to be handed over, and hold the lease for `lease` seconds.

    `domain` is set for automatic mail, which is counted by it. False when the lease was lost.
    """
    mine = and_(work.c.id == claim.id, work.c.state == "leased", work.c.lease_token == claim.lease_token)
    if connection.execute(update(work).where(mine).values(lease_until=now + lease)).rowcount != 1:
        return False
    values = {"state": "sending", "attempts": outbound.attempts + 1, "sending_at": now, "domain": domain}
    connection.execute(update(outbox).where(outbox.c.id == outbound.id).values(values))
    return True


def put_off(connection: Connection, claim: Claim, *, next_at: float, error: str) -> bool:
    """Send it at `next_at`. False when the lease was lost.

    The attempt does not count as work's, which counts crashes: the outbox has attempts and an end of its own.
    """
    mine = and_(work.c.id == claim.id, work.c.state == "leased", work.c.lease_token == claim.lease_token)
    values = {
        "state": "ready",
        "attempts": work.c.attempts - 1,
        "next_at": next_at,
        "last_error": error[:500],
        "lease_until": None,
        "lease_token": None,
    }
    return connection.execute(update(work).where(mine).values(values)).rowcount == 1


def mark_sent(connection: Connection, outbound_id: int, receipt: SendReceipt, *, now: float) -> None:
    """The other side took it, or it was only shown."""
    state = "simulated" if receipt.simulated else "sent"
    values = {"state": state, "provider_id": receipt.provider_id, "sent_at": now, "reason": ""}
    connection.execute(update(outbox).where(outbox.c.id == outbound_id).values(values))


def mark_closed(connection: Connection, outbound_id: int, *, state: str, reason: str) -> None:
    """It will not go out: `state` is failed or suppressed, and `reason` is what staff read."""
    connection.execute(update(outbox).where(outbox.c.id == outbound_id).values(state=state, reason=reason))


def mark_queued(connection: Connection, outbound: Outbound, *, reason: str, attempts: int) -> None:
    """It goes out later; nothing happens when another attempt has begun since."""
    mine = and_(outbox.c.id == outbound.id, outbox.c.state == "sending", outbox.c.attempts == outbound.attempts + 1)
    connection.execute(update(outbox).where(mine).values(state="queued", reason=reason, attempts=attempts))


def note_reason(connection: Connection, outbound_id: int, *, reason: str) -> None:
    """Say why it is still on its way."""
    connection.execute(update(outbox).where(outbox.c.id == outbound_id).values(reason=reason))


def pause_channel(connection: Connection, channel: str, *, until: float, reason: str) -> None:
    """Send nothing on this channel until then; `reason` is shown to the operator."""
    values = {"channel": channel, "paused_until": until, "paused_reason": reason}
    statement = _insert(connection)(channel_state).values(values)
    later = {"paused_until": statement.excluded.paused_until, "paused_reason": statement.excluded.paused_reason}
    connection.execute(statement.on_conflict_do_update(index_elements=["channel"], set_=later))


def resume_channel(connection: Connection, channel: str) -> None:
    """Send again at once, for example after the password was corrected."""
    mended = {"paused_until": None, "paused_reason": ""}
    connection.execute(update(channel_state).where(channel_state.c.channel == channel).values(mended))


def find_pause(connection: Connection, channel: str, *, now: float) -> Pause | None:
    """The pause that a channel is in, or None."""
    query = select(channel_state.c.paused_until, channel_state.c.paused_reason).where(
        channel_state.c.channel == channel, channel_state.c.paused_until > now
    )
    row = connection.execute(query).first()
    return Pause(until=row.paused_until, reason=row.paused_reason) if row else None


def note_success(connection: Connection, channel: str, *, now: float) -> None:
    """Keep the time of the last message that went out, and end a pause (PROTOCOL 16.18)."""
    statement = _insert(connection)(channel_state).values(channel=channel, last_sent_at=now)
    values = {"last_sent_at": now, "paused_until": None, "paused_reason": ""}
    stale = func.coalesce(channel_state.c.last_sent_at, 0) < now - SECONDS_BETWEEN_SIGNS
    worth_writing = stale | channel_state.c.paused_until.is_not(None)
    connection.execute(statement.on_conflict_do_update(index_elements=["channel"], set_=values, where=worth_writing))


def mark_undeliverable(connection: Connection, medium: Medium, address: str, *, now: float) -> None:
    """Nothing reaches this address any more, as the other side says itself."""
    mine = and_(contact.c.medium == medium.value, contact.c.address == address)
    connection.execute(update(contact).where(mine).values(undeliverable_at=now))


def record_report(connection: Connection, outbound_id: int, report: DeliveryReport, *, now: float) -> bool:
    """Note what the provider says became of a message. False when there is no such message."""
    query = select(outbox.c.delivery_status, outbox.c.recipient).where(outbox.c.id == outbound_id).with_for_update()
    row = connection.execute(query).first()
    if row is None:
        return False
    if _rank(report.status) <= _rank(row.delivery_status):
        return True
    values = {"delivery_status": report.status}
    if report.status in _FAILED:
        values["reason"] = f"the carrier did not deliver it ({report.status} {report.code})".replace(" )", ")")
    if report.provider_id:
        values["provider_id"] = report.provider_id
    connection.execute(update(outbox).where(outbox.c.id == outbound_id).values(values))
    _learn(connection, row.recipient, report.code, now=now)
    return True


def _learn(connection: Connection, recipient: str, code: str, *, now: float) -> None:
    """A code can say something about the number for good (PROTOCOL 13.4)."""
    mine = and_(contact.c.medium == Medium.SMS.value, contact.c.address == recipient)
    if code == "21610":
        values: dict[str, Any] = {"opted_out_at": now, "opt_out_source": "carrier"}
        connection.execute(update(contact).where(mine, contact.c.opted_out_at.is_(None)).values(values))
    if code in {"30005", "30006", "21211", "21614"}:
        mark_undeliverable(connection, Medium.SMS, recipient, now=now)


def learn_from_refusal(connection: Connection, outbound: Outbound, medium: Medium, code: str, *, now: float) -> None:
    """A refusal can say something about the address for good (PROTOCOL 6.3, 13.4)."""
    if medium is Medium.SMS:
        _learn(connection, outbound.draft.recipient, code, now=now)
    elif code.startswith(("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.")):
        mark_undeliverable(connection, medium, outbound.draft.recipient, now=now)


def _rank(status: str) -> int:
    return _FAILED_RANK if status in _FAILED else _RANKS.get(status, 0)


def _insert(connection: Connection) -> Any:
    return sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
