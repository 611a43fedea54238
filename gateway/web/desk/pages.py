"""The pages of the desk under one address, and what all of them show of a department."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint

from gateway.routing import Rulebook
from gateway.store.queues import QueueCount
from gateway.store.staff import StaffRow

pages = Blueprint("desk", __name__, url_prefix="/desk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A department's line on the desk."""

    key: str
    name: str
    count: QueueCount


def department_name(rulebook: Rulebook, key: str) -> str:
    """A department's name; its key when the rulebook no longer has it."""
    known = rulebook.departments.get(key)
    return known.name if known else key


def list_queues(person: StaffRow, counts: dict[str, QueueCount], rulebook: Rulebook) -> list[Queue]:
    """The departments that a person may see; those that the rulebook no longer has while they have open tickets."""
    keys = [*rulebook.departments, *sorted(set(counts) - set(rulebook.departments))]
    return [
        Queue(key=key, name=department_name(rulebook, key), count=counts.get(key, QueueCount(department=key)))
        for key in keys
        if person.may_see(key)
    ]


def departments_of(person: StaffRow) -> tuple[str, ...] | None:
    """The departments whose tickets a person sees; None where these are all, whatever the rulebook has."""
    sees_all = person.role == "administrator" or (person.role == "viewer" and not person.departments)
    return None if sees_all else person.departments
