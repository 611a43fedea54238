"""What somebody typed about a person, kept on the page after a mistake."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import request

from gateway.store.staff import StaffRow
from gateway.web.people.rights import PeopleError, Rights, rights_of

_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,63}")
_LONGEST_NAME = 100
_MEMBER = Rights(role="member")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonForm:
    """The fields of the form as they were typed, and why they will not do."""

    email: str = ""
    name: str = ""
    rights: Rights = _MEMBER
    error: str = ""


def read_form(*, error: str = "") -> PersonForm:
    """The form of this request; who leads a department belongs to it."""
    leads = tuple(request.form.getlist("leads"))
    departments = tuple(dict.fromkeys((*request.form.getlist("departments"), *leads)))
    return PersonForm(
        email=request.form.get("email", "").strip()[:320],
        name=" ".join(request.form.get("name", "").split())[:_LONGEST_NAME],
        rights=Rights(
            role=request.form.get("role", "member"),
            departments=departments,
            leads=leads,
            reads_all=request.form.get("reads_all") == "yes",
        ),
        error=error,
    )


def form_of(person: StaffRow) -> PersonForm:
    """The form as a person stands now."""
    return PersonForm(email=person.email, name=person.name, rights=rights_of(person))


def check_address(email: str) -> None:
    """Raise `PeopleError` for what is no mail address."""
    if not _ADDRESS.fullmatch(email) or len(email) > 254:
        raise PeopleError("Write the whole mail address, such as anne@elmcity.example.")
