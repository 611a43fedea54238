"""Who writes in the made-up city, and who works for it."""

from __future__ import annotations

import random
from dataclasses import dataclass

from gateway.routing import City, Rulebook

_FIRST = (
    "Anne", "Bart", "Cris", "Dolores", "Emil", "Fatima", "George", "Hanna", "Ivan", "Joyce", "Kofi", "Lupe", "Minh",
    "Nora", "Omar", "Paula", "Quinn", "Rosa", "Sam", "Tara",
)  # fmt: skip
_LAST = ("Alder", "Brook", "Castro", "Diaz", "Ellis", "Flores", "Green", "Hill", "Ito", "Jones")
_CLERKS = ("Wanda Reyes", "Abe Porter", "Lena Cho", "Max Rivera", "June Park", "Theo Lind", "Ines Vega", "Ray Stone")
_FICTIONAL = range(100, 200)
"""The last digits of the numbers that nobody has: 555-0100 to 555-0199."""


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody with a telephone and a mailbox; nothing is ever sent to either."""

    name: str
    phone: str
    mail: str


def residents(chance: random.Random, city: City) -> tuple[Resident, ...]:
    """As many as there are numbers for, each with a name of their own; the city's numbers are not among them."""
    names = [f"{first} {last}" for first in _FIRST for last in _LAST]
    chance.shuffle(names)
    known = (_resident(name, number) for name, number in zip(names, _FICTIONAL, strict=False))
    return tuple(one for one in known if one.phone not in city.numbers)


def _resident(name: str, number: int) -> Resident:
    return Resident(name, f"+12035550{number}", f"{name.lower().replace(' ', '.')}@residents.example")


@dataclass(frozen=True, slots=True)
class Clerk:
    """Somebody who works for a department; signs in with an invitation only."""

    name: str
    mail: str
    department: str


def clerks(rulebook: Rulebook) -> tuple[Clerk, ...]:
    """One for each department, in the order of the rulebook; the names begin again where there are more."""
    domain = rulebook.city.addresses[0].rpartition("@")[2] if rulebook.city.addresses else "city.example"
    named = (_CLERKS[index % len(_CLERKS)] for index in range(len(rulebook.departments)))
    return tuple(
        Clerk(name, f"{name.lower().replace(' ', '.')}.{key.replace('_', '-')}@{domain}", key)
        for name, key in zip(named, rulebook.departments, strict=True)
    )
