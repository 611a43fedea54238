"""Whom a visitor of the simulator plays: a number and an address, checked the way a carrier would have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

_ADDRESS = re.compile(r"[^@\s<>\"(),:;\[\]\\]{1,64}@[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?")
_SHORT_CODE = re.compile(r"\d{3,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """A number in E.164 (or a short code) and a mail address in lower case."""

    name: str
    phone: str
    email: str


EXAMPLES = (
    Resident(name="Anne", phone="+12035550111", email="anne@residents.example"),
    Resident(name="Bart", phone="+12035550122", email="bart@residents.example"),
    Resident(name="Cris", phone="+12035550133", email="cris@residents.example"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The resident of a request, and what was wrong with what was typed."""

    resident: Resident
    typed_phone: str
    typed_email: str
    problems: tuple[str, ...]


def choose(values: Mapping[str, str]) -> Chosen:
    """Read `phone` and `email`; what is missing or wrong falls back to the first example."""
    typed_phone = values.get("phone", "").strip() or EXAMPLES[0].phone
    typed_email = values.get("email", "").strip() or EXAMPLES[0].email
    phone, email = find_number(typed_phone), find_address(typed_email)
    problems = []
    if phone is None:
        problems.append("Write a phone number such as +1 203 555 0111.")
    if email is None:
        problems.append("Write a mail address such as anne@residents.example.")
    resident = Resident(name="", phone=phone or EXAMPLES[0].phone, email=email or EXAMPLES[0].email)
    return Chosen(resident=resident, typed_phone=typed_phone, typed_email=typed_email, problems=tuple(problems))


def find_number(typed: str) -> str | None:
    """A number as carriers write it, or None; ten digits are taken for an American number."""
    if _SHORT_CODE.fullmatch(typed):
        return typed
    try:
        number = phonenumbers.parse(typed[:40], "US")
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def find_address(typed: str) -> str | None:
    """A mail address in lower case, or None."""
    address = typed.lower()
    return address if _ADDRESS.fullmatch(address) else None
