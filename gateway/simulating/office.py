"""What the departments of the made-up city do with their tickets: at the desk, and some of it from their mailbox."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from gateway import casework
from gateway.changes import ChangeError
from gateway.simulating.doors import Doors, Mail
from gateway.simulating.people import Clerk
from gateway.simulating.stage import HOUR, Stage
from gateway.simulating.tales import Tales
from gateway.store.alike import list_suggestions
from gateway.store.played import find_notice
from gateway.store.tickets import TicketRow, find_ticket

_MINUTE = 60.0
_QUARTER = 15 * _MINUTE
_NEVER_TOUCHED, _MOVED, _ASKED = 0.10, 0.07, 0.10
_CLOSED, _BY_MAIL = 0.82, 0.25


@dataclass(slots=True, kw_only=True)
class Office:
    """The clerks, one for each department."""

    stage: Stage
    doors: Doors
    tales: Tales
    clerks: dict[str, Clerk]
    chance: random.Random

    def take(self, ticket: TicketRow) -> None:
        """Plan what becomes of a ticket that has just come."""
        if ticket.is_closed or ticket.department not in self.clerks:
            return
        if ticket.priority == "emergency":
            self._plan_emergency(ticket)
        elif self.chance.random() >= _NEVER_TOUCHED:
            self._plan_work(ticket)

    def _plan_emergency(self, ticket: TicketRow) -> None:
        at = ticket.created_at + self.chance.uniform(3, 20) * _MINUTE
        self.stage.plan(at, partial(self._begin, ticket.id))
        self.stage.plan(at + self.chance.uniform(1, 4) * HOUR, partial(self._close, ticket.id))

    def _plan_work(self, ticket: TicketRow) -> None:
        begun = self._in_office_hours(ticket, ticket.created_at + self.chance.lognormvariate(-0.2, 1.0) * HOUR)
        dice = self.chance.random()
        if dice < _MOVED:
            self.stage.plan(begun, partial(self._move, ticket.id))
        elif dice < _MOVED + _ASKED:
            self.stage.plan(begun, partial(self._ask, ticket.id))
        else:
            self.stage.plan(begun, partial(self._begin, ticket.id))
        if self.chance.random() < _CLOSED:
            done = self._in_office_hours(ticket, begun + self.chance.lognormvariate(1.7, 1.0) * HOUR)
            self.stage.plan(done, partial(self._close, ticket.id))

    def _in_office_hours(self, ticket: TicketRow, at: float) -> float:
        """The first quarter of an hour from `at` on in which somebody is there."""
        rulebook = self.stage.gateway.rulebooks.current()
        hours = rulebook.departments[ticket.department].hours
        while hours and not hours.are_open(datetime.fromtimestamp(at, rulebook.city.zone), rulebook.city.holidays):
            at += _QUARTER
        return at

    def _load(self, ticket_id: int) -> TicketRow | None:
        """The ticket while it is open and somebody's."""
        with self.stage.gateway.store.reading() as connection:
            ticket = find_ticket(connection, ticket_id)
        is_open = ticket is not None and not ticket.is_closed and ticket.department in self.clerks
        return ticket if is_open else None

    def _say(self, kind: str) -> str:
        return self.chance.choice(self.tales.answers[kind])

    def _begin(self, ticket_id: int) -> None:
        if ticket := self._load(ticket_id):
            clerk, gateway = self.clerks[ticket.department], self.stage.gateway
            if self._join(ticket, clerk):
                return
            _try(partial(casework.assign, gateway, ticket_id=ticket_id, person=clerk.mail, actor=clerk.mail))
            words = self._say("begun") if self.chance.random() < 0.5 else ""
            self._set(ticket, "in_progress", words, clerk)

    def _join(self, ticket: TicketRow, clerk: Clerk) -> bool:
        """Let a ticket that the gateway thinks is another's go on with that one; False where there is none."""
        with self.stage.gateway.store.reading() as connection:
            alike = [one.ticket for one in list_suggestions(connection, ticket.id) if not one.is_settled]
        other = next((one for one in alike if not one.is_closed and one.service == ticket.service), None)
        if other is None:
            return False
        join = partial(casework.join_tickets, self.stage.gateway, ticket_id=ticket.id, number=other.number)
        _try(partial(join, actor=clerk.mail))
        return True

    def _ask(self, ticket_id: int) -> None:
        if ticket := self._load(ticket_id):
            self._set(ticket, "waiting", self._say("asked"), self.clerks[ticket.department])

    def _move(self, ticket_id: int) -> None:
        if ticket := self._load(ticket_id):
            others = [key for key in self.clerks if key not in (ticket.department, "fire")]
            change = partial(casework.reroute, self.stage.gateway, ticket_id=ticket_id, reason=self._say("moved"))
            actor = self.clerks[ticket.department].mail
            _try(partial(change, department=self.chance.choice(others), actor=actor))

    def _close(self, ticket_id: int) -> None:
        if ticket := self._load(ticket_id):
            words = self._say("done")
            if self.chance.random() >= _BY_MAIL or not self._close_by_mail(ticket, words):
                self._set(ticket, "closed", words, self.clerks[ticket.department])

    def _close_by_mail(self, ticket: TicketRow, words: str) -> bool:
        """Answer the notice that the department got; False where there is none to answer."""
        with self.stage.gateway.store.reading() as connection:
            notice = find_notice(connection, ticket.id)
        if notice is None:
            return False
        mail = Mail(
            name="",
            sender=notice.recipient,
            to=notice.reply_to,
            subject=f"Re: {notice.subject}",
            body=f"#closed {words}\n",
            answers=notice.rfc_message_id,
        )
        self.doors.send_mail(mail, now=self.stage.clock())
        return True

    def _set(self, ticket: TicketRow, status: str, note: str, clerk: Clerk) -> None:
        change = partial(casework.change_status, self.stage.gateway, ticket_id=ticket.id, status=status, note=note)
        _try(partial(change, actor=clerk.mail))


def _try(change: Callable[[], None]) -> None:
    """What cannot be done any more is left: a resident was faster, or another clerk."""
    try:
        change()
    except ChangeError:
        return
