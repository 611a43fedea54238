"""The compiled rulebook: frozen, checked, and ready to decide. It travels; the text it was read from does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Literal
from zoneinfo import ZoneInfo

import parsers.city
from gateway.routing.alike import Duplicates
from gateway.routing.areas import Districts, Shape
from gateway.routing.calendar import DateSpan, Hours
from gateway.routing.condition import Condition
from gateway.routing.due import Office, due_time, reminder_time, working_time
from gateway.routing.index import RuleIndex
from gateway.routing.look import Look
from gateway.routing.open311 import AnswerForm, Open311, OwnSystem
from gateway.routing.periods import Period
from gateway.routing.quiet import DEFAULT_QUIET, quiet_end, read_quiet
from gateway.routing.sections import TOLD_STATES, Actions, ExampleText
from gateway.routing.values import Event, Priority
from gateway.routing.working_time import WorkingTime
from parsers.city_services import fold_name
from parsers.values import Medium

NO_REPLY = "none"
"""What a rule writes as `reply` when nobody is to be answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """Who the city is. `operator` gets what is written to postmaster and abuse, and the alerts."""

    name: str
    timezone: str
    languages: tuple[str, ...]
    addresses: tuple[str, ...]
    numbers: tuple[str, ...]
    operator: str | None
    holidays: tuple[DateSpan, ...] = ()
    look: Look = field(default_factory=Look)
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Other names of `addresses`, in lower case."""
    catch_all: bool = False
    """Whether every name of the city's mail domains is taken."""
    shapes: tuple[Shape, ...] = ()
    """Of the areas that have one."""
    districts: Districts = field(default_factory=Districts)
    """The same areas by their keys."""
    quiet: Hours = field(default_factory=partial(read_quiet, DEFAULT_QUIET))
    """When nothing is texted that nobody asked for."""
    tell: frozenset[str] = frozenset(TOLD_STATES)
    """The states that residents hear of also where nobody wrote them a word."""
    ask_fixed: bool = True
    """Whether residents are asked after closing whether it is fixed."""

    @property
    def zone(self) -> ZoneInfo:
        """The time zone, loaded."""
        return ZoneInfo(self.timezone)

    @property
    def own_addresses(self) -> tuple[str, ...]:
        """Every mail address that is ours by name, aliases included."""
        return (*self.addresses, *self.aliases)

    def find_address(self, recipient: str) -> str | None:
        """The address of the city that a recipient is, or is an alias of."""
        folded = recipient.lower()
        return folded if folded in self.addresses else self.aliases.get(folded)

    def quiet_until(self, now: float) -> float | None:
        """When the quiet hours that it is now are over, in UTC epoch seconds; None when it is not night."""
        morning = quiet_end(self.quiet, datetime.fromtimestamp(now, self.zone))
        return None if morning is None else morning.timestamp()


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """Who does the work; `notify` are mail addresses."""

    key: str
    name: str
    notify: tuple[str, ...]
    hours: Hours | None
    remind: str | None = None
    """How long before its tickets are due somebody is reminded, where their service does not say."""
    digest: Literal["daily", "weekly", "never"] = "never"
    """How often its mailboxes are told what is new, late and unanswered."""
    deliver: OwnSystem | None = None
    """Its own system, which gets its tickets too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What residents ask for, and what the city needs to know to do it."""

    code: str
    names: Mapping[str, str]
    group: str
    department: str
    due: str | None
    priority: Priority | None
    needs: tuple[str, ...]
    remind: str | None
    ask: Mapping[str, Mapping[str, str]]
    """Questions by key, each by language."""
    answers: Mapping[str, AnswerForm] = field(default_factory=dict)
    """How the questions are answered, by key; one that is not here is a line of text that may be left out."""
    descriptions: Mapping[str, str] = field(default_factory=dict)
    """One sentence for whoever chooses a service from a list, by language."""
    public: bool = True
    """Whether the service and its requests are shown to everybody by Open311."""

    def name(self, language: str) -> str:
        """The name in `language`, else in any, else the code."""
        return self.names.get(language) or self.names.get("en") or next(iter(self.names.values()), self.code)

    def question(self, key: str, language: str) -> str:
        """The question `key` in `language`, else in any; empty when the service does not ask it."""
        texts = self.ask.get(key, {})
        return texts.get(language) or next(iter(texts.values()), "")

    def question_in_words(self, key: str, language: str) -> str:
        """The same with what can be chosen behind it, for those who answer by text or mail."""
        form = self.answers.get(key)
        return " ".join(filter(None, (self.question(key, language), form.list_choices(language) if form else "")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a request is in a state, in the city's own words."""

    key: str
    names: Mapping[str, str]
    status: str
    """The state that it is a reason for."""
    ask_fixed: bool = True
    """Whether the resident is asked after closing whether it is fixed, where the city asks at all."""

    def name(self, language: str) -> str:
        """The reason in `language`, else in any."""
        return self.names.get(language) or next(iter(self.names.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A compiled rule. `names_event` is False when it speaks only where a request is opened."""

    name: str
    line: int
    when: Condition
    names_event: bool
    then: Actions
    examples: tuple[tuple[int, int, ExampleText], ...] = ()
    """Line, column and text of each."""
    source: str = ""
    """The file that it stands in."""
    is_disabled: bool = False
    """Whether the rule is kept in the file, but never speaks and has no tests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """What happens where no rule says anything."""

    department: str
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rulebook:
    """One version of the rules. Two rulebooks of the same text have the same `version`."""

    version: str
    """The first twelve hexadecimal digits of the text's SHA-256."""
    source: str
    city: City
    departments: Mapping[str, Department]
    services: Mapping[str, Service]
    rules: tuple[Rule, ...]
    index: RuleIndex
    replies: Mapping[str, Mapping[str, Mapping[str, str]]]
    """Template sources by name, language and medium."""
    otherwise: Otherwise
    duplicates: Duplicates
    threshold: float
    """The confidence from which a service counts as known."""
    learned_threshold: float
    """The confidence from which a learned department is believed."""
    department_names: Mapping[str, str]
    """Keys of departments by what the history calls them, in the form of `fold_name`."""
    parser_city: parsers.city.City
    periods: tuple[Period, ...] = ()
    """What the rules count, besides the reports of a sender in 30 days."""
    moments: frozenset[Event] = frozenset({"opened"})
    """When some rule may speak; at other moments nobody needs to ask them."""
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    """By key, in the order of the file."""
    open311: Open311 = field(default_factory=Open311)

    def find_department(self, name: str) -> Department | None:
        """The department that the city's history calls `name`: by its name, its other names, or its key."""
        key = self.department_names.get(fold_name(name), name)
        return self.departments.get(key)

    def office(self, department: str) -> Office:
        """Whose time is counted for the tickets of a department, which may be unknown by now."""
        found = self.departments.get(department)
        return Office(zone=self.city.zone, holidays=self.city.holidays, hours=found.hours if found else None)

    def due_at(self, due: str | None, now: float, department: str) -> float | None:
        """When a department must have done what came in at `now`, in UTC epoch seconds; None: nothing was promised."""
        return None if due is None else due_time(due, now, self.office(department))

    def remind_at(self, service: str | None, department: str, due_at: float | None, *, now: float) -> float | None:
        """When to remind of what is due at `due_at`, in UTC epoch seconds; None where nobody is to be, or too late."""
        sections = (self.services.get(service or ""), self.departments.get(department))
        remind = next((section.remind for section in sections if section and section.remind), None)
        if remind is None or due_at is None:
            return None
        remind_at = reminder_time(remind, due_at, self.office(department))
        return remind_at if remind_at > now else None

    def working_time(self, due: str | None, department: str) -> WorkingTime:
        """The clock by which a promise such as `3 business days` runs in a department."""
        return working_time(due, self.office(department))

    def reply_text(self, name: str, language: str, medium: Medium | str = Medium.SMS) -> str:
        """The template `name` in `language`, else in the city's first; empty for an unknown name."""
        languages = self.replies.get(name, {})
        variants = (
            languages.get(language) or languages.get(self.city.languages[0]) or next(iter(languages.values()), {})
        )
        return variants.get(Medium(medium).value, "")

    def question_text(self, key: str, language: str, service: str | None = None) -> str:
        """The question `key` in words as `service` asks it, else as any does; empty for an unknown one."""
        own = self.services.get(service) if service else None
        asking = (asked for asked in (own, *self.services.values()) if asked and key in asked.ask)
        return next((asked.question_in_words(key, language) for asked in asking), "")
