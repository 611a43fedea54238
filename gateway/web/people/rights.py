"""What a person may do, as it is asked for on a form, and who may give it; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from gateway.errors import GatewayError
from gateway.store.staff import ROLES, StaffRow

BELOW = ("member", "viewer")
"""Roles that who leads a department may give."""


class PeopleError(GatewayError):
    """Nothing about this person was changed; the sentence says what to do instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """A role with its departments; `reads_all` is a viewer of every department, which must be asked for by name."""

    role: str
    departments: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    reads_all: bool = False


def rights_of(person: StaffRow) -> Rights:
    """What a person has now."""
    reads_all = person.role == "viewer" and not person.departments
    return Rights(role=person.role, departments=person.departments, leads=person.leads, reads_all=reads_all)


def may_manage(me: StaffRow, person: StaffRow) -> bool:
    """Whether somebody looks after a person: an administrator after all, a lead after those of their departments."""
    return me.role == "administrator" or any(me.may_lead(department) for department in person.departments)


def check_rights(rights: Rights, known: Collection[str]) -> None:
    """Raise `PeopleError` for rights that make no sense, or that give more than was meant."""
    if rights.role not in ROLES:
        raise PeopleError("Choose a role.")
    if unknown := [key for key in rights.departments if key not in known]:
        raise PeopleError(f"There is no department {unknown[0]}. Choose from the list.")
    if rights.role == "member" and not rights.departments:
        raise PeopleError("Choose at least one department for a member: without one there is nothing to see.")
    if rights.role == "viewer" and not rights.departments and not rights.reads_all:
        raise PeopleError("Choose the departments of this viewer, or tick “Reads every department”.")
    if rights.role == "viewer" and rights.leads:
        raise PeopleError("A viewer changes nothing, and so leads no department. Make them a member, or untick it.")


def within_leads(me: StaffRow, before: Rights | None, wanted: Rights) -> Rights:
    """What comes of a wish of `me`: an administrator's as it is, a lead's only inside the departments they lead.

    `before` is None for somebody new. Raises `PeopleError` where the wish would give or take more than that.
    """
    if me.role == "administrator":
        return wanted
    mine = tuple(key for key in wanted.departments if key in me.leads)
    if before is None:
        if wanted.role not in BELOW or wanted.leads or wanted.reads_all or mine != wanted.departments or not mine:
            raise PeopleError("You invite members and viewers of the departments that you lead, and nobody else.")
        return wanted
    if led := [key for key in before.leads if key in me.leads and key not in mine]:
        raise PeopleError(f"This person leads {led[0]} too. Only an administrator takes that away.")
    others = tuple(key for key in before.departments if key not in me.leads)
    if not mine and not others:
        raise PeopleError("This was the last department of this person. Ask an administrator to close the account.")
    return Rights(role=before.role, departments=(*others, *mine), leads=before.leads)
