"""What the filters of the queue offer: the rulebook's departments, services and areas, and the people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.routing import Rulebook
from gateway.routing.called import LANGUAGES
from gateway.store.queues import QueueCount
from gateway.store.staff import StaffRow, list_staff
from gateway.web.desk.pages import list_queues
from gateway.web.words import plain

SHOWN = {"open": "Open", "closed": "Closed", "all": "All"}
STATUSES = {"received": "Received", "open": "Open", "in_progress": "In progress", "waiting": "Waiting"}
PRIORITIES = {"emergency": "Emergency", "high": "High", "normal": "Normal", "low": "Low"}
MEDIA = {"text": "Text", "mail": "Mail", "open311": "Open311"}
DUES = {"overdue": "Overdue", "soon": "Due within a day"}
FATES = {
    "late": "Closed late",
    "reopened": "Opened again",
    "moved": "Came from another department",
    "asked": "The resident was asked",
    "fixed": "Fixed, says the resident",
    "not_fixed": "Not fixed, says the resident",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The values of each filter, with the words for them."""

    departments: Mapping[str, str]
    services: Mapping[str, str]
    districts: Mapping[str, str]
    people: Mapping[str, str]
    """Mail address and name of who may be given tickets."""
    languages: Mapping[str, str]

    def of(self, name: str) -> Mapping[str, str]:
        """The choices of the filter with this name; empty for one that takes any words."""
        fixed = {
            "show": SHOWN,
            "status": STATUSES,
            "priority": PRIORITIES,
            "channel": MEDIA,
            "due": DUES,
            "fared": FATES,
        }
        mine = {
            "department": self.departments,
            "service": self.services,
            "district": self.districts,
            "language": self.languages,
            "assignee": {"me": "Me", "nobody": "Nobody", **self.people},
        }
        return fixed.get(name) or mine.get(name) or {}


def gather_choices(
    connection: Connection, person: StaffRow, rulebook: Rulebook, counts: dict[str, QueueCount]
) -> Choices:
    """What this person may choose from."""
    services = {code: service.name("en") for code, service in rulebook.services.items()}
    return Choices(
        departments={queue.key: queue.name for queue in list_queues(person, counts, rulebook)},
        services=dict(sorted(services.items(), key=lambda item: item[1].lower())),
        districts={key: plain(key) for key, *_ in rulebook.city.districts.areas},
        people=_people(connection, person),
        languages=LANGUAGES,
    )


def _people(connection: Connection, person: StaffRow) -> dict[str, str]:
    """Who works on tickets that this person sees."""
    return {
        one.email: one.name or one.email
        for one in list_staff(connection)
        if one.disabled_at is None and one.role != "viewer" and _is_near(one, person)
    }


def _is_near(one: StaffRow, person: StaffRow) -> bool:
    return one.role == "administrator" or not person.departments or any(map(one.may_see, person.departments))
