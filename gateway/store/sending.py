"""The states of a message on its way out: queued, sending, then sent, simulated, failed or suppressed.

Every change away from `sending` names the attempt that made it, so that a job that lost its turn changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, case, select, update

from gateway.envelopes import Outbound, OutboundKind, SendReceipt
from gateway.store.channel_states import AUTOMATIC_MAIL, DEPARTMENT_NOTICES, Pause
from gateway.store.outbox import read_outbound
from gateway.store.schema import channel_state, contact, outbox, ticket, work
from gateway.store.work import Claim
from parsers.values import Medium


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A row of the outbox with everything that decides whether it may go out now; times are UTC epoch seconds."""

    outbound: Outbound
    state: str
    reason: str
    """Why it is still on its way; empty at first."""
    provider_id: str
    """The provider's id, which a delivery report brings before the answer to our call does."""
    sending_at: float | None
    """When the last attempt began."""
    is_emergency: bool
    """Whether its ticket tells of a danger to life."""
    opted_out_by: str
    """How we know that this person wants no automatic mail and no texts; empty when they do."""
    undeliverable: str
    """Why nothing can be delivered to the address; empty when it can."""
    pause: Pause | None
    """Of its channel; it may be over."""
    breaker: Pause | None
    """Of all automatic mail, or of all notices to departments; it may be over."""
    channel_sent_at: float | None
    """When something last went out on its channel."""
    reported_as: str = ""
    """The provider's id of it in a delivery report that came before our own commit: so it surely was taken."""

    @property
    def is_open(self) -> bool:
        """Whether there is still something to be done."""
        return self.state in {"queued", "sending"}

    @property
    def is_known_to_be_sent(self) -> bool:
        """Whether the provider has spoken of it although our call has no answer (PROTOCOL 13.2)."""
        return self.state == "sending" and bool(self.provider_id)


_BREAKER = channel_state.alias("breaker")
_ITS_BREAKER = case((outbox.c.kind == OutboundKind.DEPARTMENT.value, DEPARTMENT_NOTICES), else_=AUTOMATIC_MAIL)
# A number is no mail address, so the two media share no contact; naming both lets the index be used.
_ITS_CONTACT = and_(contact.c.medium.in_([medium.value for medium in Medium]), contact.c.address == outbox.c.recipient)
_LOAD = (
    select(
        outbox,
        ticket.c.priority,
        contact.c.opted_out_at,
        contact.c.opt_out_source,
        contact.c.undeliverable_at,
        contact.c.undeliverable_reason,
        channel_state.c.paused_until,
        channel_state.c.paused_reason,
        channel_state.c.last_sent_at,
        _BREAKER.c.paused_until.label("breaker_until"),
        _BREAKER.c.paused_reason.label("breaker_reason"),
    )
    .join(ticket, ticket.c.id == outbox.c.ticket_id, isouter=True)
    .join(contact, _ITS_CONTACT, isouter=True)
    .join(channel_state, channel_state.c.channel == outbox.c.channel, isouter=True)
    .join(_BREAKER, _BREAKER.c.channel == _ITS_BREAKER, isouter=True)
    .where(outbox.c.id == bindparam("outbound"))
)
_MINE = and_(work.c.id == bindparam("claim"), work.c.state == "leased", work.c.lease_token == bindparam("token"))
_HOLD = update(work).where(_MINE).values(lease_until=bindparam("until"))
# The attempt does not count as work's, which counts crashes: the outbox has attempts and an end of its own.
_PUT_OFF = (
    update(work)
    .where(_MINE)
    .values(
        state="ready",
        attempts=work.c.attempts - 1,
        next_at=bindparam("until"),
        last_error=bindparam("error"),
        lease_until=None,
        lease_token=None,
    )
)
_BEGIN = (
    update(outbox)
    .where(outbox.c.id == bindparam("outbound"), outbox.c.state.in_(("queued", "sending")))
    .values(
        state="sending",
        attempts=outbox.c.attempts + 1,
        sending_at=bindparam("now"),
        domain=bindparam("recipient_domain"),
    )
)
_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("outbound"))
    .values(
        state=bindparam("end"),
        provider_id=bindparam("receipt"),
        segments=bindparam("charged"),
        sent_at=bindparam("now"),
        reason="",
    )
)


def load_sending(connection: Connection, outbound_id: int) -> Sending:
    """The row with this id; raises `NoResultFound`."""
    row = connection.execute(_LOAD, {"outbound": outbound_id}).one()
    return Sending(
        outbound=read_outbound(row),
        state=row.state,
        reason=row.reason,
        provider_id=row.provider_id,
        sending_at=row.sending_at,
        is_emergency=row.priority == "emergency",
        opted_out_by="" if row.opted_out_at is None else row.opt_out_source or "unknown",
        undeliverable="" if row.undeliverable_at is None else row.undeliverable_reason or "mail comes back",
        channel_sent_at=row.last_sent_at,
        reported_as=row.provider_id if row.delivery_status else "",
        **_pauses(row),
    )


def _pauses(row: Row[Any]) -> dict[str, Pause | None]:
    """Both pauses that a row can be subject to."""
    pause = None if row.paused_until is None else Pause(until=row.paused_until, reason=row.paused_reason)
    breaker = None if row.breaker_until is None else Pause(until=row.breaker_until, reason=row.breaker_reason)
    return {"pause": pause, "breaker": breaker}


def begin_sending(
    connection: Connection, claim: Claim, outbound: Outbound, *, domain: str, now: float, lease: float
) -> bool:
    """Write that the message is about to be handed over, and hold the lease for `lease` seconds.

    `domain` is set for automatic mail, which is counted by it. False when the lease was lost, or when the message
    was withdrawn a moment ago because the next one says it.
    """
    mine = {"claim": claim.id, "token": claim.lease_token, "until": now + lease}
    if connection.execute(_HOLD, mine).rowcount != 1:
        return False
    begun = connection.execute(_BEGIN, {"outbound": outbound.id, "now": now, "recipient_domain": domain})
    return begun.rowcount == 1


def put_off(connection: Connection, claim: Claim, *, next_at: float, error: str) -> bool:
    """Send it at `next_at`. False when the lease was lost."""
    mine = {"claim": claim.id, "token": claim.lease_token, "until": next_at, "error": error[:500]}
    return connection.execute(_PUT_OFF, mine).rowcount == 1


def mark_sent(connection: Connection, outbound_id: int, receipt: SendReceipt, *, segments: int, now: float) -> None:
    """The other side took it, or it was only shown. `segments` are what a carrier charges for a text, 0 of a mail."""
    end = "simulated" if receipt.simulated else "sent"
    sent = {"outbound": outbound_id, "end": end, "receipt": receipt.provider_id, "charged": segments, "now": now}
    connection.execute(_SENT, sent)


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
