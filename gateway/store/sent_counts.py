"""Counts of automatic messages that went out, for limits that stop a loop which nobody detected (PROTOCOL 5.11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, select, text

from gateway.envelopes import OutboundKind
from gateway.store.schema import contact, outbox, ticket
from parsers.values import Medium

HOUR = 3_600.0
DAY = 86_400.0
WEEK = 7 * DAY
# A row may have waited in the outbox for days before it went out, and the index is by the time it was made.
_LONGEST_WAIT = 6 * DAY

REPLIES = tuple(kind.value for kind in (OutboundKind.ACKNOWLEDGEMENT, OutboundKind.QUESTION, OutboundKind.ANSWER))
"""What a machine could answer again and again: the kinds that an inbound message causes."""
STAFF_ANSWERS = (OutboundKind.CONFIRMATION.value, OutboundKind.EXPLANATION.value)
"""What a department's mail is answered with."""
NOTICES = (OutboundKind.DEPARTMENT.value,)
"""What goes to the mailboxes of departments."""
_HUMAN = tuple(kind.value for kind in (OutboundKind.NOTICE, OutboundKind.STAFF_REPLY))
_WENT_OUT = ("sending", "sent", "simulated")
_GONE = and_(outbox.c.kind.in_(REPLIES), outbox.c.state.in_(_WENT_OUT), outbox.c.id != bindparam("but"))


def _count(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(func.count()).select_from(outbox).where(_GONE, *conditions)


_SINCE = outbox.c.sending_at > bindparam("since")
ANSWERS_TO = (
    outbox.c.recipient == bindparam("recipient"),
    outbox.c.created_at > bindparam("made_since"),
    _GONE,
    _SINCE,
)
"""Automatic answers that went to one address, by the parameters of `answers_to`."""
_TIMES_TO_ADDRESS = select(outbox.c.sending_at).where(*ANSWERS_TO)
_TO_DOMAIN = _count(outbox.c.domain == bindparam("recipient_domain"), _SINCE)
_ALL = (
    select(func.count())
    .select_from(outbox)
    .where(outbox.c.domain > "", _SINCE, outbox.c.kind.in_(bindparam("kinds", expanding=True)))
)
_OTHERS_TO_ADDRESS = (
    outbox.c.recipient == bindparam("recipient"),
    outbox.c.state.in_(_WENT_OUT),
    outbox.c.id != bindparam("but"),
    outbox.c.created_at > bindparam("since"),
)
_NOTICES_ON_TICKET = (
    select(func.count())
    .select_from(outbox)
    .where(outbox.c.ticket_id == bindparam("ticket"), outbox.c.kind.in_(NOTICES), *_OTHERS_TO_ADDRESS)
)
_REPORTER = select(contact.c.address).join(ticket, ticket.c.reporter_id == contact.c.id)
_ITS_REPORTER = _REPORTER.where(ticket.c.id == bindparam("ticket"))
_OPENED_BY = (
    select(func.count())
    .select_from(ticket)
    .join(contact, ticket.c.reporter_id == contact.c.id)
    .where(
        contact.c.medium == Medium.EMAIL.value,
        contact.c.address == bindparam("recipient"),
        ticket.c.created_at > bindparam("since"),
    )
)
_AMONG_DEPARTMENTS = (
    select(func.count())
    .select_from(outbox)
    .join(ticket, ticket.c.id == outbox.c.ticket_id)
    .join(contact, contact.c.id == ticket.c.reporter_id)
    .where(contact.c.address.in_(bindparam("addresses", expanding=True)), outbox.c.automatic, *_OTHERS_TO_ADDRESS)
)
_LAST_HUMAN = select(func.coalesce(func.max(outbox.c.id), 0)).where(
    outbox.c.ticket_id == bindparam("ticket"), outbox.c.kind.in_(_HUMAN)
)
_ON_TICKET = _count(outbox.c.ticket_id == bindparam("ticket"), outbox.c.id > _LAST_HUMAN.scalar_subquery())
_ANSWERS_TO_STAFF = (
    select(func.count())
    .select_from(outbox)
    .where(
        outbox.c.recipient == bindparam("recipient"),
        outbox.c.kind.in_(STAFF_ANSWERS),
        outbox.c.state.in_(_WENT_OUT),
        outbox.c.id != bindparam("but"),
        outbox.c.created_at > bindparam("since"),
    )
)
_TOLD = (
    select(func.count())
    .select_from(outbox)
    .where(
        outbox.c.ticket_id == bindparam("ticket"),
        outbox.c.recipient == bindparam("recipient"),
        outbox.c.kind.in_((OutboundKind.DEPARTMENT.value, OutboundKind.EXPLANATION.value)),
        outbox.c.state.in_(_WENT_OUT),
        outbox.c.id != bindparam("but"),
        outbox.c.created_at > bindparam("since"),
    )
)
_LAST_NEWS = select(func.coalesce(func.max(outbox.c.id), 0)).where(
    outbox.c.ticket_id == bindparam("ticket"),
    outbox.c.kind.in_((OutboundKind.DEPARTMENT.value, OutboundKind.CONFIRMATION.value)),
)
_EXPLANATIONS = (
    select(func.count())
    .select_from(outbox)
    .where(
        outbox.c.ticket_id == bindparam("ticket"),
        outbox.c.kind == OutboundKind.EXPLANATION.value,
        outbox.c.state.in_(_WENT_OUT),
        outbox.c.id != bindparam("but"),
        outbox.c.id > _LAST_NEWS.scalar_subquery(),
    )
)
_LOCK = text("SELECT pg_advisory_xact_lock(312, hashtext(:recipient))")


def times_sent_to(connection: Connection, recipient: str, *, since: float, but: int) -> list[float]:
    """When automatic answers went to an address since then, other than row `but`; others wait as in `count_alone`."""
    count_alone(connection, recipient)
    return list(connection.scalars(_TIMES_TO_ADDRESS, answers_to(recipient, since=since, but=but)))


def count_alone(connection: Connection, recipient: str) -> None:
    """Until the end of the transaction no other one asks about this address.

    Two workers must not both count before either has sent. SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"recipient": recipient})


def answers_to(recipient: str, *, since: float, but: int) -> dict[str, Any]:
    """The parameters of `ANSWERS_TO`."""
    return {"recipient": recipient, "since": since, "made_since": since - _LONGEST_WAIT, "but": but}


def count_to_domain(connection: Connection, domain: str, *, since: float, but: int) -> int:
    """Automatic mail to one domain since then, other than row `but`."""
    return connection.scalar(_TO_DOMAIN, {"recipient_domain": domain, "since": since, "but": but}) or 0


def count_on_ticket(connection: Connection, ticket_id: int, *, but: int) -> int:
    """Automatic answers about a ticket since somebody of the staff last said something, other than row `but`."""
    return connection.scalar(_ON_TICKET, {"ticket": ticket_id, "but": but}) or 0


def count_answers_to_staff(connection: Connection, recipient: str, *, since: float, but: int) -> int:
    """Confirmations and explanations to one address since then, other than row `but`."""
    return connection.scalar(_ANSWERS_TO_STAFF, {"recipient": recipient, "since": since, "but": but}) or 0


def count_explanations(connection: Connection, ticket_id: int, *, but: int) -> int:
    """Explanations on a ticket since its department last heard of something or gave a command, other than `but`."""
    return connection.scalar(_EXPLANATIONS, {"ticket": ticket_id, "but": but}) or 0


def count_told(connection: Connection, ticket_id: int, recipient: str, *, since: float, but: int) -> int:
    """Notices and explanations about one ticket to one address since then, other than row `but`."""
    return connection.scalar(_TOLD, {"ticket": ticket_id, "recipient": recipient, "since": since, "but": but}) or 0


def count_automatic_mail(connection: Connection, kinds: Sequence[str], *, since: float) -> int:
    """All automatic mail of some kinds since then."""
    return connection.scalar(_ALL, {"since": since, "kinds": list(kinds)}) or 0


def count_notices_on_ticket(connection: Connection, ticket_id: int, recipient: str, *, since: float, but: int) -> int:
    """Notices about a ticket to one mailbox since then, other than row `but`."""
    asked = {"ticket": ticket_id, "recipient": recipient, "since": since, "but": but}
    return connection.scalar(_NOTICES_ON_TICKET, asked) or 0


def count_opened_by(connection: Connection, address: str, *, since: float) -> int:
    """Tickets that this address opened since then."""
    return connection.scalar(_OPENED_BY, {"recipient": address, "since": since}) or 0


def count_among_departments(
    connection: Connection, ticket_id: int, recipient: str, addresses: Sequence[str], *, since: float, but: int
) -> int:
    """Automatic mail to an address since then about tickets that one of `addresses` reported, other than row `but`.

    Nothing when the ticket itself was reported by anybody else.
    """
    if not recipient or connection.scalar(_ITS_REPORTER, {"ticket": ticket_id}) not in addresses:
        return 0
    asked = {"recipient": recipient, "addresses": list(addresses), "since": since, "but": but}
    return connection.scalar(_AMONG_DEPARTMENTS, asked) or 0
