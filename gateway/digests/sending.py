"""Sends the digests that are due, each once for a department and a day, whoever asks and however often."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.notices import mail_address
from gateway.digests.mornings import Morning, find_morning
from gateway.envelopes import Draft, OutboundKind
from gateway.replies import Correspondent, Occasion, compose
from gateway.replies.compose import mail_domain
from gateway.replies.digest import Digest, digest_body, digest_subject
from gateway.routing import Rulebook
from gateway.routing.rulebook import Department
from gateway.store.contacts import ContactRow, NewContact, add_participants, ensure_contact
from gateway.store.digests import Work, load_work, was_told
from gateway.store.outbox import queue_drafts
from gateway.store.tickets import TicketRow
from gateway.threads import DEPARTMENT
from parsers.values import Medium

_SILENT_SECONDS = 86_400.0
"""A ticket that nobody has answered for so long is called unanswered."""


class Digester:
    """Looks every time it is asked; `_done` keeps it from counting the same morning's work again and again."""

    def __init__(self) -> None:
        self._done: set[str] = set()

    def send_due(self, gateway: Gateway) -> int:
        """Queue the digests whose hour has come; how many mails they are. Raises `IntakeError`."""
        rulebook, now = gateway.rulebooks.current(), gateway.clock()
        sent = 0
        for department in rulebook.departments.values():
            morning = find_morning(department, rulebook.city, now)
            cause = f"digest:{department.key}:{morning.day.isoformat()}" if morning else ""
            if morning and cause not in self._done:
                sent += _send(gateway, rulebook, department, morning, cause)
                self._done = {done for done in self._done if done.endswith(morning.day.isoformat())} | {cause}
        return sent


def _send(gateway: Gateway, rulebook: Rulebook, department: Department, morning: Morning, cause: str) -> int:
    now = gateway.clock()
    with gateway.store.reading() as connection:
        if was_told(connection, cause):
            return 0
        work = load_work(connection, department.key, since=morning.since, silent_before=now - _SILENT_SECONDS, now=now)
    if work.is_nothing or not department.notify:
        return 0
    with gateway.store.writing() as connection:
        drafts = [
            _draft(connection, gateway, rulebook, department, work, address, cause)
            for address in dict.fromkeys(one.lower() for one in department.notify)
        ]
        queued = queue_drafts(connection, drafts, now=now)
    for outbound_id in queued:
        gateway.bell.ring("deliver", outbound_id)
    return len(queued)


def _draft(
    connection: Connection,
    gateway: Gateway,
    rulebook: Rulebook,
    department: Department,
    work: Work,
    address: str,
    cause: str,
) -> Draft:
    contact = ensure_contact(connection, NewContact(medium=Medium.EMAIL, address=address), now=gateway.clock())
    _let_answer(connection, contact, work)
    ours = mail_address(rulebook.city, "")
    digest = Digest(
        department=department.name,
        city=rulebook.city,
        work=work,
        now=gateway.clock(),
        public_url=gateway.settings.public_url,
        address_of=partial(_address_of, gateway, contact, mail_domain(rulebook, ours)),
    )
    to = Correspondent(
        channel="email", medium=Medium.EMAIL, address=address, our_address=ours, language="en", contact_id=contact.id
    )
    why = Occasion(cause=cause, kind=OutboundKind.DEPARTMENT, subject=digest_subject(digest))
    return compose(rulebook, gateway.tokens, to, why, digest_body(digest))


def _let_answer(connection: Connection, contact: ContactRow, work: Work) -> None:
    """An address of a ticket counts in the hands of who takes part in it."""
    told = {ticket.id for pile in (work.late, work.unanswered, work.new) for ticket in pile.tickets}
    for ticket_id in sorted(told):
        add_participants(connection, ticket_id, {contact.id: DEPARTMENT})


def _address_of(gateway: Gateway, contact: ContactRow, domain: str, ticket: TicketRow) -> str:
    return gateway.tokens.reply_address(ticket.id, contact.id, domain)
