"""Rules decide: every matching rule speaks, and each action is set by the first that names it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from gateway.routing.facts import Facts
from gateway.routing.fields import LEARNED
from gateway.routing.rulebook import NO_REPLY, Rule, Rulebook, Service
from gateway.routing.values import Counted, Decision, Priority, RouteRequest, Voice
from parsers.values import Urgency

BY_EMERGENCY = "emergency words"
BY_SERVICE = "services"
BY_OTHERWISE = "otherwise"
EMERGENCY_REPLY = "call_911"
_ADDING = ("tags", "notify")
_SETTING = ("department", "priority", "service", "reply", "ask", "due", "assign", "hold", "close", "watch")


def route(request: RouteRequest, rulebook: Rulebook) -> Decision:
    """Decide where a request goes and what is said. Total: the department is always one of the rulebook's."""
    return decide(facts_for(request, rulebook), rulebook)


def facts_for(request: RouteRequest, rulebook: Rulebook) -> Facts:
    """The request as the rulebook's conditions see it."""
    return Facts(request, threshold=rulebook.threshold, zone=rulebook.city.zone)


def decide(facts: Facts, rulebook: Rulebook) -> Decision:
    """As `route`, where somebody has the facts already."""
    spoken = _Spoken(taught=_taught(facts, rulebook))
    for rule in matching_rules(facts, rulebook):
        spoken.hear(rule)
        if rule.then.stop:
            break
    return _Conclusion(facts, rulebook, spoken).decision()


def matching_rules(facts: Facts, rulebook: Rulebook) -> Iterator[Rule]:
    """The rules that speak, in the order of the file."""
    for number in rulebook.index.candidates(facts):
        if is_met(rulebook.rules[number], facts):
            yield rulebook.rules[number]


def is_met(rule: Rule, facts: Facts) -> bool:
    """True when `rule` speaks on `facts`."""
    if rule.is_disabled:
        return False
    return (rule.names_event or facts.request.event == "opened") and rule.when.test(facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taught:
    """What the city's past requests say about the department, and the sentence for staff where it is not heeded."""

    department: str | None = None
    confidence: float | None = None
    note: str = ""


def _taught(facts: Facts, rulebook: Rulebook) -> _Taught:
    """The learned department, when it is one of the rulebook's and sure enough."""
    guess, least = facts.understanding.department, rulebook.learned_threshold
    if guess is None:
        return _Taught()
    department = rulebook.find_department(guess.name)
    if department is None:
        return _Taught(note=f"Past requests like this one went to `{guess.name}`, which the rulebook does not have.")
    if guess.confidence < least:
        sure = f"but {guess.confidence:.2f} is below the {least:.2f} that a learned department needs"
        return _Taught(note=f"Past requests like this one went to {department.name}, {sure}.")
    return _Taught(department=department.key, confidence=guess.confidence)


@dataclass(slots=True)
class _Spoken:
    """What the rules have said so far, and who said it first."""

    taught: _Taught
    said: dict[str, Any] = field(default_factory=dict)
    by: dict[str, str] = field(default_factory=dict)
    added: dict[str, dict[str, str]] = field(default_factory=lambda: {name: {} for name in _ADDING})
    passed_over: list[str] = field(default_factory=list)
    is_learned: bool = False
    """Whether the department is the one that past requests like this one had."""
    notes: list[str] = field(default_factory=list)

    def hear(self, rule: Rule) -> None:
        outspoken = False
        for name in _SETTING:
            value = getattr(rule.then, name)
            if name == "department" and value == LEARNED:
                outspoken = not self._hear_learned(rule) or outspoken
            elif value is not None:
                outspoken = not self.say(name, value, rule.name) or outspoken
        for tag in rule.then.tags or ():
            self.added["tags"].setdefault(tag, rule.name)
        for person in rule.then.notify or ():
            self.added["notify"].setdefault(person.email, rule.name)
        if outspoken:
            self.passed_over.append(rule.name)

    def _hear_learned(self, rule: Rule) -> bool:
        """Set the learned department; False when another one is set, or none was learned."""
        if self.taught.department is None:
            self.notes.extend(note for note in [self.taught.note] if note and note not in self.notes)
            return False
        self.is_learned = self.is_learned or "department" not in self.said
        return self.say("department", self.taught.department, rule.name)

    def say(self, name: str, value: Any, who: str) -> bool:
        """Set an action unless somebody did; False when somebody did and said something else."""
        if name in self.said:
            return bool(self.said[name] == value)
        self.said[name] = value
        self.by[name] = who
        return True

    def voices(self) -> tuple[Voice, ...]:
        """Who said what, one voice for an action and a rule."""
        set_by = [Voice(action=name, rule=rule) for name, rule in self.by.items()]
        added_by = [Voice(action=name, rule=rule) for name, added in self.added.items() for rule in added.values()]
        return tuple(dict.fromkeys([*set_by, *added_by]))


class _Conclusion:
    """Fills in what no rule said: the emergency first, then the service, then `otherwise`."""

    def __init__(self, facts: Facts, rulebook: Rulebook, spoken: _Spoken) -> None:
        self._facts = facts
        self._rulebook = rulebook
        self._spoken = spoken
        self._department_rule = spoken.by.get("department")
        self._code: str | None = spoken.said.get("service", facts.service)
        self._service = rulebook.services.get(self._code) if self._code else None
        self._is_emergency = facts.understanding.urgency is Urgency.EMERGENCY

    def decision(self) -> Decision:
        self._fill()
        said, spoken = self._spoken.said, self._spoken
        guess = self._facts.understanding.service
        department = self._rulebook.departments[said["department"]]
        return Decision(
            department=department.key,
            department_name=department.name,
            priority=Priority(said["priority"]),
            reply="" if said["reply"] == NO_REPLY else said["reply"],
            rulebook_version=self._rulebook.version,
            service=self._code,
            service_name=self._service_name(),
            confidence=guess.confidence if guess else 0.0,
            department_confidence=spoken.taught.confidence if spoken.is_learned else None,
            rule=self._department_rule,
            voices=spoken.voices(),
            passed_over=tuple(spoken.passed_over),
            missing=self._missing(self._service),
            ask=tuple(said.get("ask", ())),
            tags=tuple(spoken.added["tags"]),
            notify=tuple(spoken.added["notify"]),
            due=said.get("due"),
            assign=said.get("assign"),
            close=bool(said.get("close")) and not self._is_emergency,
            hold=bool(said.get("hold")),
            watch=tuple(said.get("watch", ())),
            notes=tuple(self._notes()),
            event=self._facts.request.event,
            repeat=self._facts.request.repeat,
            repeats=tuple(self._repeats()),
        )

    def _fill(self) -> None:
        if self._is_emergency:
            self._spoken.say("priority", Priority.EMERGENCY, BY_EMERGENCY)
            self._spoken.say("reply", EMERGENCY_REPLY, BY_EMERGENCY)
        if self._service:
            self._fill_from(self._service)
        self._spoken.say("department", self._rulebook.otherwise.department, BY_OTHERWISE)
        self._spoken.say("priority", Priority.NORMAL, BY_OTHERWISE)
        opens = self._facts.request.event == "opened"
        self._spoken.say("reply", self._rulebook.otherwise.reply if opens else NO_REPLY, BY_OTHERWISE)

    def _fill_from(self, service: Service) -> None:
        self._spoken.say("department", service.department, BY_SERVICE)
        if service.priority:
            self._spoken.say("priority", service.priority, BY_SERVICE)
        # A routine deadline on an emergency would say that there is time; nobody works on what is closed.
        is_routine = self._spoken.said.get("priority") != Priority.EMERGENCY and not self._spoken.said.get("close")
        if service.due and is_routine:
            self._spoken.say("due", service.due, BY_SERVICE)
        if service.ask:
            self._spoken.say("ask", tuple(service.ask), BY_SERVICE)

    def _repeats(self) -> Iterator[Counted]:
        for period, times in self._facts.request.repeats.items():
            yield Counted(of=period.of, seconds=period.seconds, times=times)

    def _missing(self, service: Service | None) -> tuple[str, ...]:
        return tuple(thing for thing in service.needs if thing not in self._facts.things) if service else ()

    def _service_name(self) -> str | None:
        if self._code is None:
            return None
        language = self._rulebook.city.languages[0]
        if self._service:
            return self._service.name(language)
        return self._rulebook.parser_city.catalog.service_name(self._code, language)

    def _notes(self) -> Iterable[str]:
        guess, threshold = self._facts.understanding.service, self._rulebook.threshold
        if guess and guess.confidence < threshold:
            names = ", ".join([guess.name, *(other.name for other in guess.alternatives)][:3])
            yield f"Confidence {guess.confidence:.2f} is below the threshold {threshold:.2f}. Best guesses: {names}."
        if self._code and self._service is None:
            yield f"The rulebook has no service `{self._code}`."
        if self._is_emergency and self._spoken.said.get("close"):
            yield "A rule would have closed this, but an emergency is never closed by a rule."
        yield from self._spoken.notes
