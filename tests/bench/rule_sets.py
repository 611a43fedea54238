"""Rulebooks of any number of rules for the benchmark, with invented words, streets, senders, services and areas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Any

from parsers.word_lists import word_list

_SYLLABLES = word_list("bar cor dal fen gos hil jun kel lor mar nor pel quin ras sol tam ulm ver wes yor")
COMMON = word_list(
    "street road water light sidewalk tree car house park school corner sign trash noise dog night morning broken "
    "missing blocked leaking dirty loud old new open closed dark again still please since days week front near"
)
_ENDINGS = ("St", "Ave", "Rd", "Lane", "Court", "Drive")
_DEPARTMENTS = 40
_SERVICES = 300
_AREAS = 100
_STREETS = 2_000
_WORDS = 6_000
GRID = 10
"""Areas lie in rows of ten, a hundredth of a degree wide and high."""

OFFICE_HOURS = "Mon-Fri 07:00-15:30"
SOUTH, WEST = 41.0, -73.0
Condition = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The names that rules and messages are made of."""

    words: tuple[str, ...]
    streets: tuple[str, ...]
    services: tuple[str, ...]
    areas: tuple[str, ...]
    departments: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSpec:
    """A rule before it is written for one engine or another."""

    name: str
    when: Condition
    then: Mapping[str, Any]


def invent_vocabulary() -> Vocabulary:
    """The same names every time."""
    random = Random(6)
    made = ["".join(syllables) for syllables in product(_SYLLABLES, repeat=3)]
    words = tuple(random.sample(made, _WORDS + _STREETS))
    return Vocabulary(
        words=words[:_WORDS],
        streets=tuple(f"{word.capitalize()} {random.choice(_ENDINGS)}" for word in words[_WORDS:]),
        services=tuple(f"service_{number}" for number in range(_SERVICES)),
        areas=tuple(f"area_{number}" for number in range(_AREAS)),
        departments=tuple(f"department_{number}" for number in range(_DEPARTMENTS)),
    )


def invent_rules(count: int, known: Vocabulary) -> Iterator[RuleSpec]:
    """`count` rules of ten shapes, in the order of a file; some stop the reading."""
    random = Random(count)
    shapes: tuple[Callable[[Random, Vocabulary], Condition], ...] = (
        _words,
        _words,
        _service_on_street,
        _service_on_street,
        _service_in_area,
        _service_and_words,
        _service_and_words,
        _sender,
        _either,
        _words_and_not,
    )
    for number in range(count):
        when = shapes[number % len(shapes)](random, known)
        then: dict[str, Any] = {"department": random.choice(known.departments)}
        if random.random() < 0.3:
            then["priority"] = random.choice(("high", "normal", "low"))
        if random.random() < 0.3:
            then["tags"] = [f"tag_{random.randrange(50)}"]
        if random.random() < 0.05:
            then["stop"] = True
        yield RuleSpec(name=f"Rule {number} of {count}", when=when, then=then)


def _phrase(random: Random, known: Vocabulary) -> str:
    return f"{random.choice(COMMON)} {random.choice(known.words)}"


def _phrases(random: Random, known: Vocabulary) -> Condition:
    return {"text": [_phrase(random, known) for _ in range(random.choice((2, 3, 4, 6)))]}


def _words(random: Random, known: Vocabulary) -> Condition:
    return _phrases(random, known)


def _service(random: Random, known: Vocabulary) -> Condition:
    return {"service": random.sample(known.services, random.choice((1, 1, 2, 3)))}


def _service_on_street(random: Random, known: Vocabulary) -> Condition:
    return {"all": [_service(random, known), {"street": random.sample(known.streets, random.choice((1, 2, 4)))}]}


def _service_in_area(random: Random, known: Vocabulary) -> Condition:
    hours = {"not": {"hours": [OFFICE_HOURS]}}
    return {"all": [_service(random, known), {"area": [random.choice(known.areas)]}, hours]}


def _service_and_words(random: Random, known: Vocabulary) -> Condition:
    return {"all": [_service(random, known), {"text": [*random.sample(known.words, 3), _phrase(random, known)]}]}


def _sender(random: Random, known: Vocabulary) -> Condition:
    place = random.choice(known.words)
    return {"all": [{"channel": ["email"]}, {"from": [f"office@{place}.example", f"@mail.{place}.example"]}]}


def _either(random: Random, known: Vocabulary) -> Condition:
    return {"any": [_phrases(random, known), {"all": [_service(random, known), {"repeat": {"at_least": 3}}]}]}


def _words_and_not(random: Random, known: Vocabulary) -> Condition:
    return {"all": [_phrases(random, known), {"not": {"any": [_phrases(random, known), {"language": ["es"]}]}}]}


def write_rulebook(rules: list[RuleSpec], known: Vocabulary) -> str:
    """The rulebook as a person would write it, one thing on a line."""
    written = (line for rule in rules for line in _rule(rule))
    return "\n".join([*_head(known), *(["rules:"] if rules else []), *written, _TAIL])


_TAIL = "otherwise: {department: department_0, reply: received}\n"


def _head(known: Vocabulary) -> Iterator[str]:
    yield "city:\n  name: Elm City\n  timezone: America/New_York\n  languages: [en, es]"
    yield '  addresses: [311@elmcity.example]\n  numbers: ["+12035550142"]\n  areas:'
    for number, area in enumerate(known.areas):
        yield f"    {area}:\n      names: [{known.words[number].capitalize()} Hill]\n      shape: {_square(number)}"
    yield "departments:"
    yield from (f"  {key}: {{name: {key.replace('_', ' ').capitalize()}}}" for key in known.departments)
    yield "services:"
    for number, code in enumerate(known.services):
        names = f"name: {{en: Service {number}, es: Servicio {number}}}"
        words = f"words: {{en: [{known.words[-number - 1]} trouble], es: [problema {known.words[-number - 1]}]}}"
        yield f"  {code}: {{department: department_{number % _DEPARTMENTS}, {names}, {words}}}"


def _square(number: int) -> str:
    south, west = round(SOUTH + number // GRID * 0.01, 2), round(WEST + number % GRID * 0.01, 2)
    north, east = round(south + 0.01, 2), round(west + 0.01, 2)
    corners = f"[[[{west}, {south}], [{east}, {south}], [{east}, {north}], [{west}, {north}], [{west}, {south}]]]"
    return f"{{type: Polygon, coordinates: {corners}}}"


def _rule(rule: RuleSpec) -> Iterator[str]:
    yield f"  - name: {rule.name}"
    yield "    when:"
    yield from _condition(rule.when, "      ")
    yield "    then:"
    yield from (f"      {key}: {_flow(value)}" for key, value in rule.then.items())


def _condition(when: Condition, indent: str, mark: str = "") -> Iterator[str]:
    """A condition with each part of `all` and `any` on lines of its own."""
    ((kind, asked),) = when.items()
    inside = indent + " " * len(mark)
    match kind:
        case "all" | "any":
            yield f"{indent}{mark}{kind}:"
            for part in asked:
                yield from _condition(part, f"{inside}  ", "- ")
        case "not":
            yield f"{indent}{mark}not:"
            yield from _condition(asked, f"{inside}  ")
        case "text" | "street":
            yield f"{indent}{mark}{kind}:"
            yield from (f"{inside}  - {one}" for one in asked)
        case _:
            yield f"{indent}{mark}{kind}: {_flow(asked)}"


def _flow(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_flow, value)) + "]"
        case str() if value.startswith("@"):
            return f'"{value}"'
        case _:
            return str(value)
