"""A report of what is known already: joined to the older ticket when the rulebook wants it, and its sender told so."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes import Hand, merge_into
from gateway.duplicates import Alike, ask_staff, find_alike
from gateway.envelopes import Draft, OutboundKind
from gateway.filing.answers import say
from gateway.filing.case import Case
from gateway.filing.speaking import Speech, say_text
from gateway.replies import reply_body
from gateway.routing import Priority
from gateway.store.alike import count_reporters
from gateway.store.contacts import ContactRow
from gateway.store.tickets import TicketRow, touch_open

KNOWN_REPLY = "already_known"
_BY_ITSELF = "gateway"


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The older ticket that goes on with a report, and how many people have reported the problem by now."""

    into: TicketRow
    reporters: int


def heed_alike(connection: Connection, case: Case, ticket: TicketRow) -> Joined | None:
    """Ask staff about older tickets like this one; joins it to the likest where the rulebook lets us, else None.

    Never where one of them tells of a danger: whoever is on duty must hear of each. Nor where another department would
    get it, or where the same person wrote twice.
    """
    alike = find_alike(connection, case.rulebook.duplicates, ticket)
    may_join = bool(alike) and _may_join(case, ticket, alike[0])
    into = touch_open(connection, alike[0].near.id, now=case.now) if may_join else None
    ask_staff(connection, ticket, alike, now=case.now, joined_to=into.id if into else None)
    if into is None:
        return None
    by = Hand(actor=_BY_ITSELF, now=case.now)
    merge_into(connection, by, before=ticket, into=into, words=f"They are {alike[0].score:.0%} alike.")
    return Joined(into=into, reporters=count_reporters(connection, into.id))


def _may_join(case: Case, ticket: TicketRow, likest: Alike) -> bool:
    bar, near = case.rulebook.duplicates.join, likest.near
    is_danger = case.is_emergency or Priority.EMERGENCY.value in {ticket.priority, ticket.urgency, near.priority}
    is_same_person = ticket.reporter_id is None or ticket.reporter_id == near.reporter_id
    is_alike = bar is not None and likest.score >= bar
    return is_alike and not is_danger and not is_same_person and ticket.department == near.department


def acknowledge_joined(
    connection: Connection, gateway: Gateway, case: Case, contact: ContactRow, ticket: TicketRow, joined: Joined
) -> tuple[Draft, ...]:
    """Tell the sender that it is known, with the number that goes on and how many have reported it."""
    if not case.decision.reply:
        return ()
    shown, fields = as_shown(ticket, joined), {"count": str(joined.reporters)}
    if case.move is not None:
        speech = Speech(templates=(KNOWN_REPLY,), ticket=shown, kind=OutboundKind.ACKNOWLEDGEMENT, fields=fields)
        return say_text(connection, gateway, case, contact, speech)
    to = case.sender_as_correspondent(contact)
    body = reply_body(case.rulebook, (KNOWN_REPLY,), to, shown, fields=fields)
    return say(connection, gateway, case, contact, kind=OutboundKind.ACKNOWLEDGEMENT, ticket=shown, body=body)


def as_shown(ticket: TicketRow, joined: Joined) -> TicketRow:
    """The ticket that goes on, under the sender's own subject: the other one is a neighbor's own words."""
    return replace(joined.into, subject=ticket.subject)
