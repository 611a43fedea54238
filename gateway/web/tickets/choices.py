"""What the forms of a ticket offer: departments, people, services by department, and ready-made words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from gateway.routing import Rulebook
from gateway.store.staff import StaffRow, list_staff
from gateway.store.tickets import STATUSES, TicketRow

SETTABLE = STATUSES[1:]
PRIORITIES = ("emergency", "high", "normal", "low")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The options of the forms on one page, each a key and its words."""

    departments: Mapping[str, str]
    """Where the ticket may go: all but its own."""
    people: tuple[str, ...]
    """Mail addresses of who may be given the ticket."""
    reasons: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The city's own reasons in the words of staff, by the state that they are reasons for."""

    def reason(self, key: str) -> str:
        """A reason in words; the key's own where the rulebook no longer has it."""
        return next((names[key] for names in self.reasons.values() if key in names), key.replace("_", " "))


def load_choices(connection: Connection, rulebook: Rulebook, ticket: TicketRow) -> Choices:
    """What can be chosen for a ticket; two queries."""
    others = {key: one.name for key, one in rulebook.departments.items() if key != ticket.department}
    return Choices(
        departments=dict(sorted(others.items(), key=lambda item: item[1].casefold())),
        people=_people(list_staff(connection), rulebook, ticket),
        reasons=_reasons(rulebook),
    )


def _people(staff: list[StaffRow], rulebook: Rulebook, ticket: TicketRow) -> tuple[str, ...]:
    """Members of the department first, then administrators, then its own mailboxes."""
    able = [person for person in staff if person.disabled_at is None and person.may_change(ticket.department)]
    able.sort(key=lambda person: (ticket.department not in person.departments, person.email))
    department = rulebook.departments.get(ticket.department)
    return tuple(dict.fromkeys((*(person.email for person in able), *(department.notify if department else ()))))


def _reasons(rulebook: Rulebook) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for key, reason in rulebook.reasons.items():
        found.setdefault(reason.status, {})[key] = reason.name(rulebook.city.languages[0])
    return found
