"""What is done to many tickets at once: the same as on their pages, one by one, and told one by one."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from gateway import casework
from gateway.errors import GatewayError, IntakeError
from gateway.store.queues import QueueRow, list_numbered
from gateway.store.staff import StaffRow
from gateway.web.auditing import add_detail, add_line
from gateway.web.context import require_person, this_gateway, this_rulebook
from gateway.web.desk.asked import Asked
from gateway.web.desk.pages import pages
from gateway.web.desk.queue import load_look, render_desk
from parsers.ticket_number import canonical_number

log = logging.getLogger(__name__)
MOST = 100
_LONGEST_NOTE = 5_000
_MORNING = time(6)
"""When a ticket comes back on the day until which it was put off."""
_FIELDS = ("do", "assignee", "status", "note", "department", "reason", "priority", "until", "once", "why")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was chosen and typed."""

    numbers: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A ticket to which it could not be done, and why."""

    number: str
    why: str


def new_once() -> str:
    """A token that makes a form that comes twice act once."""
    return secrets.token_urlsafe(12)


pages.add_app_template_global(new_once)


@pages.post("/bulk")
def change_many() -> Response | tuple[str, int]:
    """Do one thing to the selected tickets; the address carries the filters of the queue that they were selected in."""
    person, typed = require_person(), _read()
    if person.role == "viewer":
        abort(403, "You may read tickets, but not change them.")
    if problem := _problem(typed):
        return _again(person, typed, problem=problem)
    if typed["do"] == "sheet":
        return redirect(url_for("desk.sheet", ticket=typed.numbers), 303)
    refused = _change(person, typed)
    changed = [number for number in typed.numbers if number not in {one.number for one in refused}]
    done, told = len(changed), {"do": typed["do"], "tickets": changed}
    if refused:
        if changed:
            add_line("desk.change_many", data=told)
        return _again(person, typed, done=done, refused=refused)
    add_detail(**told)
    flash(f"{_DONE[typed['do']]}: {done} {'ticket' if done == 1 else 'tickets'}.")
    return redirect(f"{url_for('desk.departments')}?{_asked(person).query()}{_place(typed)}", 303)


def _read() -> Typed:
    given = (canonical_number(number) for number in request.form.getlist("ticket")[: MOST + 1])
    values = {name: request.form.get(name, "").replace("\r\n", "\n").strip() for name in _FIELDS}
    return Typed(numbers=tuple(dict.fromkeys(number for number in given if number)), values=values)


def _problem(typed: Typed) -> str:
    """Why nothing is tried; empty when all is there."""
    if typed["do"] not in {"sheet", *_ACTIONS}:
        return "Choose what is to be done with the tickets."
    if not typed.numbers:
        return "Select tickets first: tick the box in front of each."
    if len(typed.numbers) > MOST:
        return f"Select at most {MOST} tickets at once."
    if len(typed["note"]) > _LONGEST_NOTE:
        return f"Shorten the note to {_LONGEST_NOTE:,} characters."
    return _PROBLEMS.get(typed["do"], _no_problem)(typed)


def _no_problem(_: Typed) -> str:
    return ""


def _close_problem(typed: Typed) -> str:
    return "" if typed["note"] else "Write what was done or decided: each resident reads it when the ticket is closed."


def _status_problem(typed: Typed) -> str:
    return "" if typed["status"] else "Choose a status."


def _move_problem(typed: Typed) -> str:
    if not typed["department"]:
        return "Choose the department that the tickets go to."
    return "" if typed["reason"] else "Write why the tickets belong there: the department reads it."


def _priority_problem(typed: Typed) -> str:
    return "" if typed["priority"] else "Choose a priority."


def _snooze_problem(typed: Typed) -> str:
    until = _until(typed)
    if until is None:
        return "Choose the day on which the tickets come back."
    return "" if until > this_gateway().clock() else "Choose a day that is still to come."


def _until(typed: Typed) -> float | None:
    try:
        return datetime.combine(date.fromisoformat(typed["until"]), _MORNING, this_rulebook().city.zone).timestamp()
    except (ValueError, OverflowError):
        return None


def _change(person: StaffRow, typed: Typed) -> list[Refused]:
    with this_gateway().store.reading() as connection:
        rows = {row.number: row for row in list_numbered(connection, typed.numbers)}
    tried = ((number, _try(person, typed, rows.get(number))) for number in typed.numbers)
    refused = [Refused(number=number, why=why) for number, why in tried if why]
    log.info("tickets were changed together", extra={"staff": person.id, "tickets": len(typed.numbers)})
    return refused


def _try(person: StaffRow, typed: Typed, row: QueueRow | None) -> str:
    """Do it to one ticket; why it could not be done, empty when it was."""
    if row is None or not person.may_see(row.department):
        return "There is no such ticket among yours."
    if not person.may_change(row.department):
        return "You may read this ticket, but not change it."
    try:
        _ACTIONS[typed["do"]](row, typed, person)
    except casework.RepeatedError:
        return ""
    except IntakeError:
        raise
    except GatewayError as error:
        return str(error)
    return ""


def _once(row: QueueRow, typed: Typed) -> str:
    return f"{typed['once'][:40]}:{row.id}" if typed["once"] else ""


def _assign(row: QueueRow, typed: Typed, person: StaffRow) -> None:
    somebody = person.email if typed["assignee"] == "me" else typed["assignee"]
    who = "" if somebody == "nobody" else somebody
    casework.assign(this_gateway(), ticket_id=row.id, person=who, actor=person.email, once=_once(row, typed))


def _set_status(row: QueueRow, typed: Typed, person: StaffRow) -> None:
    status = "closed" if typed["do"] == "close" else typed["status"]
    casework.change_status(
        this_gateway(),
        ticket_id=row.id,
        status=status,
        note=typed["note"],
        reason=typed["why"] if status == "closed" else "",
        actor=person.email,
        once=_once(row, typed),
    )


def _move(row: QueueRow, typed: Typed, person: StaffRow) -> None:
    casework.reroute(
        this_gateway(),
        ticket_id=row.id,
        department=typed["department"],
        reason=typed["reason"],
        actor=person.email,
        once=_once(row, typed),
    )


def _prioritize(row: QueueRow, typed: Typed, person: StaffRow) -> None:
    casework.change_priority(
        this_gateway(), ticket_id=row.id, priority=typed["priority"], actor=person.email, once=_once(row, typed)
    )


def _snooze(row: QueueRow, typed: Typed, person: StaffRow) -> None:
    casework.snooze(this_gateway(), ticket_id=row.id, until=_until(typed), actor=person.email, once=_once(row, typed))


_ACTIONS: Mapping[str, Callable[[QueueRow, Typed, StaffRow], None]] = {
    "assign": _assign,
    "status": _set_status,
    "close": _set_status,
    "move": _move,
    "priority": _prioritize,
    "snooze": _snooze,
}
_PROBLEMS: Mapping[str, Callable[[Typed], str]] = {
    "status": _status_problem,
    "close": _close_problem,
    "move": _move_problem,
    "priority": _priority_problem,
    "snooze": _snooze_problem,
}
_DONE = {
    "assign": "Assigned",
    "status": "The status was changed",
    "close": "Closed",
    "move": "Handed on",
    "priority": "The priority was changed",
    "snooze": "Put off",
}


def _asked(person: StaffRow) -> Asked:
    with this_gateway().store.reading() as connection:
        return load_look(connection, person, request.args).asked


def _place(typed: Typed) -> str:
    """Back to the line of the one ticket that it was done to."""
    return f"#t-{typed.numbers[0]}" if len(typed.numbers) == 1 else ""


def _again(
    person: StaffRow, typed: Typed, *, problem: str = "", done: int = 0, refused: list[Refused] | None = None
) -> tuple[str, int]:
    """The queue with what was typed; what could not be changed stays selected."""
    with this_gateway().store.reading() as connection:
        look = load_look(connection, person, request.args)
    numbers = frozenset(one.number for one in refused or ()) or frozenset(typed.numbers)
    page = render_desk(look, typed=typed, bulk_problem=problem, done=done, refused=refused or [], selected=numbers)
    return page, 422
