"""What the address of a queue asks for: filters that count, and a sentence for each that does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from gateway.routing import Rulebook
from gateway.store.finding import read_words
from gateway.store.queues import Filters, Mark
from gateway.store.staff import StaffRow
from gateway.web.desk.choices import Choices
from gateway.web.desk.pages import department_name, departments_of

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "q": "Search",
        "department": "Department",
        "service": "Service",
        "status": "Status",
        "priority": "Priority",
        "assignee": "Assigned to",
        "district": "Area",
        "channel": "Came by",
        "language": "Language",
        "due": "Due",
        "fared": "How it went",
        "place": "Place",
        "from": "Received from",
        "to": "Received until",
        "waiting": "Waiting for the resident",
        "unsure": "Unsure of the service",
        "snoozed": "With what was put off",
    }
)
"""The filters in the order of the page; `show` stands above them."""
FLAGS = ("waiting", "unsure", "snoozed")
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One look at the queue."""

    filters: Filters
    typed: Mapping[str, str]
    """What was asked for, by the names of the parameters; empty values left out."""
    after: Mark | None = None
    problems: tuple[str, ...] = ()

    @property
    def show(self) -> str:
        """Open, closed or all tickets."""
        return self.filters.show

    @property
    def is_searching(self) -> bool:
        """Whether words are looked for."""
        return self.filters.is_searching

    @property
    def hides_emergencies(self) -> bool:
        """Whether an emergency may be open that this look does not show."""
        return self.show != "open" or bool(set(self.typed) - {"show", "snoozed"})

    def query(self, **changed: str) -> str:
        """The query string of the same look with other values; an empty value leaves a filter out."""
        return urlencode({name: value for name, value in {**self.typed, **changed}.items() if value})


@dataclass(slots=True)
class _Reading:
    """What is known while the parameters are read."""

    typed: Mapping[str, str]
    person: StaffRow
    rulebook: Rulebook
    choices: Choices
    knows: Callable[[str, str], bool]
    problems: list[str] = field(default_factory=list)


def read_asked(
    given: Mapping[str, str],
    person: StaffRow,
    rulebook: Rulebook,
    choices: Choices,
    knows: Callable[[str, str], bool],
) -> Asked:
    """Read the parameters of an address, whatever they are; what is wrong with them is in `problems`.

    `knows` says of a service or an area that the rulebook does not have whether some ticket has it.
    """
    typed = {name: given.get(name, "").strip()[:_LONGEST] for name in ("show", *NAMES)}
    typed = {name: value for name, value in typed.items() if value and (name not in FLAGS or value == "1")}
    reading = _Reading(typed=typed, person=person, rulebook=rulebook, choices=choices, knows=knows)
    values: dict[str, Any] = {"departments": departments_of(person)}
    for name, value in typed.items():
        values |= _read(reading, name, value)
    mark = _read_mark(reading, given.get("after", ""))
    return Asked(filters=Filters(**values), typed=typed, after=mark, problems=tuple(reading.problems))


def _read(reading: _Reading, name: str, value: str) -> dict[str, Any]:
    """The fields of `Filters` that one parameter sets."""
    match name:
        case "show" | "status" | "priority" | "due" | "fared" | "language" | "channel":
            return _read_choice(reading, name, value)
        case "department":
            return _read_department(reading, value)
        case "service" | "district":
            return _read_known(reading, name, value)
        case "assignee":
            return _read_assignee(reading, value)
        case "from" | "to":
            return _read_day(reading, name, value)
        case "q" | "place":
            return _read_words(reading, name, value)
        case "unsure":
            return {"unsure_below": reading.rulebook.threshold}
        case _:
            return {"is_waiting" if name == "waiting" else "with_snoozed": True}


def _read_choice(reading: _Reading, name: str, value: str) -> dict[str, Any]:
    choices = reading.choices.of(name)
    if value not in choices:
        what = NAMES.get(name, "Show").lower()
        words = ", ".join(choices.values())
        reading.problems.append(f"“{value}” is nothing to choose for “{what}”. Choose one of: {words}.")
        return {}
    return {"medium" if name == "channel" else name: value}


def _read_department(reading: _Reading, value: str) -> dict[str, Any]:
    if not reading.person.may_see(value):
        known = department_name(reading.rulebook, value)
        reading.problems.append(f"You do not belong to the department “{known}”, so its tickets are not shown.")
    elif value not in reading.choices.departments and not reading.knows("department", value):
        reading.problems.append(f"There is no department “{value}”. Choose one from the list.")
    return {"departments": (value,)}


def _read_known(reading: _Reading, name: str, value: str) -> dict[str, Any]:
    if value not in reading.choices.of(name) and not reading.knows(name, value):
        what = "service" if name == "service" else "area"
        reading.problems.append(f"There is no {what} “{value}”. Choose one from the list.")
    return {name: value}


def _read_assignee(reading: _Reading, value: str) -> dict[str, Any]:
    if value in {"me", "nobody"}:
        return {"assignee": reading.person.email if value == "me" else ""}
    if "@" not in value:
        reading.problems.append(f"“{value}” is no person. Write me, nobody or a mail address.")
    return {"assignee": value.lower()}


def _read_day(reading: _Reading, name: str, value: str) -> dict[str, Any]:
    try:
        day = date.fromisoformat(value) + timedelta(days=name == "to")
        midnight = datetime.combine(day, time.min, reading.rulebook.city.zone).timestamp()
    except (ValueError, OverflowError):
        reading.problems.append(f"“{value}” is no day. Write it like 2026-03-31.")
        return {}
    return {"until" if name == "to" else "since": midnight}


def _read_words(reading: _Reading, name: str, value: str) -> dict[str, Any]:
    if not read_words(value):
        reading.problems.append(f"“{value}” has no letter and no digit to look for. Type a word or a number.")
        return {}
    return {"words" if name == "q" else "place": value}


def _read_mark(reading: _Reading, given: str) -> Mark | None:
    if not given:
        return None
    try:
        rank, at, row_id = given[:60].split("_")
        return Mark(rank=int(rank) % 4, at=float(at), id=min(int(row_id), 2**62))
    except (ValueError, OverflowError):
        reading.problems.append("This link to a further page is broken. Begin with the first page again.")
        return None


def write_mark(mark: Mark) -> str:
    """A mark for an address."""
    return f"{mark.rank}_{mark.at!r}_{mark.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One filter that counts, in words, and the query string of the queue without it."""

    name: str
    words: str
    without: str


def list_chips(asked: Asked, choices: Choices) -> Iterator[Chip]:
    """The filters that count, in the order of the page."""
    for name, label in NAMES.items():
        if value := asked.typed.get(name):
            words = "" if name in FLAGS else choices.of(name).get(value, value)
            yield Chip(name=label, words=words, without=asked.query(**{name: ""}))


def only_department(asked: Asked, department: str) -> Asked:
    """The same look at one department."""
    typed = {**asked.typed, "department": department}
    return replace(asked, typed=typed, filters=replace(asked.filters, departments=(department,)))
