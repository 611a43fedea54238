"""What the commands of a department's mail do to its ticket, and in which words that is confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import assert_never

from sqlalchemy import Connection

from gateway import changes
from gateway.bootstrap import Gateway
from gateway.changes import ChangeError, Hand, Told
from gateway.channels.characters import LONGEST_TEXT
from gateway.envelopes import Draft
from gateway.filing.case import Case
from gateway.filing.departments import addresses_of, tell
from gateway.replies.department import day_and_date
from gateway.routing import Priority
from gateway.store.staff import find_staff_by_email
from gateway.store.tickets import TicketRow, load_ticket
from parsers.staff_commands import (
    AssignDepartment,
    AssignPerson,
    KeepNote,
    SetDue,
    SetPriority,
    SetStatus,
    ShowHelp,
    StaffCommand,
    StaffMail,
)
from parsers.values import Medium

_ORDER = (KeepNote, SetDue, SetPriority, SetStatus, AssignDepartment, AssignPerson, ShowHelp)
"""A ticket is handed on last, so that everything else was still done by those whose it was."""
_STATUS = {"open": "open", "in_progress": "in progress", "waiting": "waiting for the resident", "closed": "closed"}
_SHOWN = 300
_LONGEST_BY_TEXT = LONGEST_TEXT - 200
"""Leaves room for the template around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where a mail acts: the ticket as it stood, and by whom."""

    connection: Connection
    gateway: Gateway
    case: Case
    ticket: TicketRow

    @property
    def by(self) -> Hand:
        """Whoever wrote the mail."""
        return Hand(actor=self.case.message.sender, now=self.case.now)


@dataclass(slots=True, kw_only=True)
class Done:
    """What was done: sentences for whoever asked, notices for whoever must know, by contact."""

    sentences: list[str] = field(default_factory=list)
    notices: dict[int, Draft] = field(default_factory=dict)


def find_problems(desk: Desk, mail: StaffMail) -> tuple[str, ...]:
    """Why the mail cannot be done as a whole; empty when it can. One wrong command stops all of them."""
    found = (problem for command in mail.commands for problem in _problems(desk, mail, command))
    return tuple(dict.fromkeys((*mail.mistakes, *_too_long_for_resident(desk, mail.words), *found)))


def act(desk: Desk, mail: StaffMail) -> Done:
    """Do everything that the mail asks for, after `find_problems` found nothing."""
    done = Done()
    for command in sorted(mail.commands, key=lambda command: _ORDER.index(type(command))):
        _act(desk, command, done)
    if mail.words:
        _, told = changes.send_words(desk.connection, desk.gateway, desk.by, ticket_id=desk.ticket.id, text=mail.words)
        done.sentences.append(told_sentence(told, mail.words))
    return done


def _problems(desk: Desk, mail: StaffMail, command: StaffCommand) -> Iterator[str]:
    match command:
        case SetStatus(status=status, note=note):
            yield from _too_long_for_resident(desk, note)
            yield from _said(_status_problem(desk.ticket, status, note))
        case AssignDepartment(department=department, reason=reason):
            yield from _too_long(reason)
            yield from _said(_move_problem(desk, mail, department))
        case AssignPerson(address=address, reason=reason):
            yield from _too_long(reason)
            yield from _said(_person_problem(desk, mail, address))
        case KeepNote(text=text):
            yield from _too_long(text)
            yield from _said("" if text else "There is no text behind #note.")
        case SetDue() | SetPriority() | ShowHelp():
            return
        case _ as never:
            assert_never(never)


def _said(problem: str) -> Iterator[str]:
    if problem:
        yield problem


def _too_long(text: str) -> Iterator[str]:
    try:
        changes.checked_words(text)
    except ChangeError as error:
        yield str(error)


def _too_long_for_resident(desk: Desk, text: str) -> Iterator[str]:
    """Also when a text message would be cut in the middle of what the clerk has to say."""
    yield from _too_long(text)
    channel = desk.gateway.channels.get(desk.ticket.channel)
    if channel is not None and channel.medium is Medium.SMS and len(text) > _LONGEST_BY_TEXT:
        yield f"The resident reads text messages: that is {len(text)} characters; write at most {_LONGEST_BY_TEXT}."


def _status_problem(ticket: TicketRow, status: str, note: str) -> str:
    if ticket.status == status == "closed":
        return "The ticket is closed already. To write to the resident, answer without a command."
    if status == "closed" and not note:
        return "Write behind #closed what was done: the resident reads it."
    return changes.status_problem(ticket, status, note)


def _move_problem(desk: Desk, mail: StaffMail, department: str) -> str:
    statuses = [command.status for command in mail.commands if isinstance(command, SetStatus)]
    if "closed" in statuses or (desk.ticket.is_closed and not statuses):
        return "A closed ticket stays where it is. Write #open on a line of its own to hand it on."
    return changes.move_problem(desk.case.rulebook, desk.ticket, department)


def _person_problem(desk: Desk, mail: StaffMail, address: str) -> str:
    person = address or desk.case.message.sender
    moves = [command.department for command in mail.commands if isinstance(command, AssignDepartment)]
    department = moves[0] if moves else desk.ticket.department
    if person in {known.lower() for known in addresses_of(desk.case, department)}:
        return ""
    account = find_staff_by_email(desk.connection, person)
    if account is not None and account.disabled_at is None and account.may_change(department):
        return ""
    return f"{person} is no mailbox of {_name(desk, department)} and has no account that may change its tickets."


def _name(desk: Desk, department: str) -> str:
    found = desk.case.rulebook.departments.get(department)
    return found.name if found else department


def _act(desk: Desk, command: StaffCommand, done: Done) -> None:
    match command:
        case SetStatus():
            _set_status(desk, command, done)
        case AssignDepartment():
            _hand_on(desk, command, done)
        case AssignPerson():
            _give_to(desk, command, done)
        case KeepNote(text=text):
            changes.keep_note(desk.connection, desk.by, ticket_id=desk.ticket.id, text=text)
            done.sentences.append("Your note is kept for the staff; the resident does not see it.")
        case SetDue():
            _promise(desk, command, done)
        case SetPriority(priority=priority):
            changes.set_priority(desk.connection, desk.by, ticket_id=desk.ticket.id, priority=Priority(priority))
            done.sentences.append(f"City311 #{desk.ticket.number} has priority {priority} now.")
        case ShowHelp():
            return
        case _ as never:
            assert_never(never)


def _set_status(desk: Desk, command: SetStatus, done: Done) -> None:
    _, told = changes.set_status(
        desk.connection, desk.gateway, desk.by, ticket_id=desk.ticket.id, status=command.status, note=command.note
    )
    done.sentences.append(f"Done: City311 #{desk.ticket.number} is {_STATUS[command.status]}.")
    done.sentences.append(told_sentence(told, command.note))


def _hand_on(desk: Desk, command: AssignDepartment, done: Done) -> None:
    event_id = changes.move(
        desk.connection,
        desk.gateway,
        desk.by,
        ticket_id=desk.ticket.id,
        department=command.department,
        reason=command.reason,
    )
    addresses, name = addresses_of(desk.case, command.department), _name(desk, command.department)
    words = f"{_name(desk, desk.ticket.department)} hands this on. {command.reason}".strip()
    done.notices |= _notices(desk, addresses, words, event_id)
    done.sentences.append(f"Done: City311 #{desk.ticket.number} is with {name} now.")
    told = "It was told by mail" if addresses else "It has no mailbox and sees it at the desk"
    done.sentences.append(f"{told}. Nothing was sent to the resident.")


def _give_to(desk: Desk, command: AssignPerson, done: Done) -> None:
    person = command.address or desk.case.message.sender
    event_id = changes.assign(desk.connection, desk.by, ticket_id=desk.ticket.id, person=person, reason=command.reason)
    if person != desk.case.message.sender:
        words = f"{desk.case.message.sender} gives this to {person}. {command.reason}".strip()
        done.notices |= _notices(desk, (person,), words, event_id)
    whose = "yours" if person == desk.case.message.sender else f"{person}'s"
    done.sentences.append(f"Done: City311 #{desk.ticket.number} is {whose}. Nothing was sent to the resident for that.")


def _notices(desk: Desk, addresses: tuple[str, ...], words: str, event_id: int) -> dict[int, Draft]:
    """The ticket as it is now, with the resident's first words below ours, and their pictures by the cause."""
    ticket = load_ticket(desk.connection, desk.ticket.id)
    whole = f"{words}\n\n{ticket.description}"
    cause = f"message:{ticket.message_id}:event:{event_id}"
    return tell(desk.connection, desk.gateway, desk.case, ticket, addresses=addresses, words=whole, cause=cause)


def _promise(desk: Desk, command: SetDue, done: Done) -> None:
    rulebook, zone = desk.case.rulebook, desk.case.rulebook.city.zone
    if command.day is not None:
        due = datetime.combine(command.day, time(23, 59, 59), zone)
    else:
        due_at = rulebook.due_at(command.span, desk.case.now, desk.ticket.department) or desk.case.now
        due = datetime.fromtimestamp(due_at, zone)
    changes.set_due(desk.connection, desk.gateway, desk.by, ticket_id=desk.ticket.id, due=due)
    done.sentences.append(f"Done: City311 #{desk.ticket.number} is due {day_and_date(due)}.")


def told_sentence(told: Told, words: str) -> str:
    """What the resident was told and how, or that it cannot reach them."""
    if told.problem:
        return f"Your words are kept, but cannot be delivered: {told.problem}."
    if told == changes.NOT_TOLD:
        return "Nothing was sent to the resident for that."
    way = "by text" if told.medium is Medium.SMS else "by mail"
    if not words:
        return f"{told.resident} was told {way}."
    short = words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()}…"
    return f"{told.resident} was told {way}: “{short}”"
