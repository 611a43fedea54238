"""Whom a visitor of the simulator plays: one phone or two and a mail address, checked the way a carrier would have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from gateway.web.simulator.words import read_id

Slot = Literal["phone", "second"]
"""The two phones of the page; the word is also the id of their part of it."""
_ADDRESS = re.compile(r"[^@\s<>\"(),:;\[\]\\]{1,64}@[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?")
_SHORT_CODE = re.compile(r"\d{3,6}")
TONGUES = ("en", "es")
"""Languages that there are example texts in."""


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
class Scene:
    """What an address of the simulator says: who is played, which text is looked at, and what was typed wrongly."""

    resident: Resident
    second: str = ""
    """The number of the second phone; empty when there is one phone and a mailbox."""
    tongue: str = "en"
    second_tongue: str = "es"
    front: Slot = "phone"
    """Which of two phones a narrow screen shows."""
    selected: int | None = None
    """The text that is explained beside the phone; None for the last one."""
    typed_phone: str = ""
    typed_email: str = ""
    problems: tuple[str, ...] = ()

    def number_of(self, slot: Slot) -> str:
        """The number of one of the phones."""
        return self.second if slot == "second" else self.resident.phone

    def name_of(self, slot: Slot) -> str:
        """Who holds the phone, for a heading; empty for a number that is no example's."""
        return next((known.name for known in EXAMPLES if known.phone == self.number_of(slot)), "")

    def tongue_of(self, slot: Slot) -> str:
        """The language of its example texts."""
        return self.second_tongue if slot == "second" else self.tongue

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The phones on the page."""
        return ("phone", "second") if self.second else ("phone",)

    @property
    def query(self) -> dict[str, str]:
        """What an address or a form must carry to come back to the same scene; the looked-at text is not part of it."""
        given = {"phone": self.resident.phone, "email": self.resident.email}
        if self.second:
            given |= {"second": self.second, "second_tongue": self.second_tongue, "front": self.front}
        return given if self.tongue == "en" else given | {"tongue": self.tongue}

    def changed(self, **changes: str) -> dict[str, str]:
        """The same with some values changed, and without those that became empty."""
        return {name: value for name, value in {**self.query, **changes}.items() if value}

    def with_tongue(self, slot: Slot, tongue: str) -> dict[str, str]:
        """The same with examples in another language on one phone."""
        return self.changed(**{"second_tongue" if slot == "second" else "tongue": tongue})


def choose(values: Mapping[str, str]) -> Scene:
    """Read a scene; what is missing or wrong falls back to the first example, or to no second phone."""
    typed_phone = values.get("phone", "").strip() or EXAMPLES[0].phone
    typed_email = values.get("email", "").strip() or EXAMPLES[0].email
    typed_second = values.get("second", "").strip()
    phone, email, second = find_number(typed_phone), find_address(typed_email), find_number(typed_second)
    problems = []
    if phone is None or (typed_second and second is None):
        problems.append("Write a phone number such as +1 203 555 0111.")
    if email is None:
        problems.append("Write a mail address such as anne@residents.example.")
    if second is not None and second == phone:
        problems.append("Give the second phone another number: one number is one phone.")
        second = None
    scene = Scene(
        resident=Resident(name="", phone=phone or EXAMPLES[0].phone, email=email or EXAMPLES[0].email),
        second=second or "",
        typed_phone=typed_phone,
        typed_email=typed_email,
        problems=tuple(problems),
    )
    return _with_view(scene, values)


def _with_view(scene: Scene, values: Mapping[str, str]) -> Scene:
    tongue, second_tongue = values.get("tongue", ""), values.get("second_tongue", "")
    return replace(
        scene,
        tongue=tongue if tongue in TONGUES else "en",
        second_tongue=second_tongue if second_tongue in TONGUES else "es",
        front=read_slot(values.get("front", "")) if scene.second else "phone",
        selected=read_id(values.get("message", "")),
    )


def read_slot(word: str) -> Slot:
    """Which phone a form or an address means; the first unless it says otherwise."""
    return "second" if word == "second" else "phone"


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
