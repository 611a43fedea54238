"""Times that are not meant: reminders that can never come, and business hours of a department that has said none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from gateway.routing.due import OFFICE_HOURS, due_time, reminder_time
from gateway.routing.linting.findings import Finding, finding_at
from gateway.routing.linting.reading import Reading
from gateway.routing.rulebook import Service

_SOME_MONDAY = (2026, 3, 2, 10)


def find_untimely(reading: Reading) -> Iterator[Finding]:
    """Services whose reminder is not before their work begins, rules that wait for one, and hours nobody knows."""
    for service in reading.rulebook.services.values():
        yield from _reminder(reading, service)
        yield from _hours(reading, service)
    yield from _waiting_rules(reading)


def _reminder(reading: Reading, service: Service) -> Iterator[Finding]:
    if not service.due or not service.remind:
        return
    office = reading.rulebook.office(service.department)
    begins = datetime(*_SOME_MONDAY, tzinfo=office.zone).timestamp()
    if reminder_time(service.remind, due_time(service.due, begins, office), office) <= begins:
        message = f"Nobody is reminded of `{service.code}`: `{service.remind}` is when it comes in, or earlier."
        hint = f"Write a shorter time, such as half of `{service.due}`."
        problem = reading.document.problem(("services", service.code, "remind"), message, hint)
        yield finding_at(problem, "reminder not sent")


def _hours(reading: Reading, service: Service) -> Iterator[Finding]:
    department = reading.rulebook.departments[service.department]
    if service.due and "business hour" in service.due and department.hours is None:
        message = f"{department.name} has no `hours`, so the business hours of `{service.code}` are {OFFICE_HOURS}."
        hint = f"Write `hours: {OFFICE_HOURS}`, or when it works, at the department `{department.key}`."
        problem = reading.document.problem(("services", service.code, "due"), message, hint)
        yield finding_at(problem, "hours not known")


def _waiting_rules(reading: Reading) -> Iterator[Finding]:
    book = reading.rulebook
    reminders = (*(one.remind for one in book.services.values()), *(one.remind for one in book.departments.values()))
    if any(reminders):
        return
    for number, (rule, written) in enumerate(zip(book.rules, reading.document.data.get("rules") or (), strict=True)):
        if not rule.is_disabled and _waits(written["when"]):
            message = f"The rule `{rule.name}` waits for what is due soon, and nothing in the file has `remind`."
            hint = "Write `remind: 1 business day before` at a department or a service."
            problem = reading.document.problem(("rules", number), message, hint)
            yield finding_at(problem, "reminder not sent", rule=rule.name)


def _waits(when: Any) -> bool:
    """Whether a condition can only be met when something is due soon."""
    if not isinstance(when, dict):
        return False
    return when.get("event") in ("due_soon", ["due_soon"]) or any(map(_waits, when.get("all") or ()))
