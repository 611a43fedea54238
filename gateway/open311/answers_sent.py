"""The answers to a service's questions as a form carries them: `attribute[CODE]=…`, `attribute[CODE][]=…`, or oddly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite

from gateway.open311.moments import read_moment
from gateway.routing.open311 import AnswerForm
from gateway.routing.rulebook import Service

LONGEST_LINE = 1000
LONGEST_TEXT = 4000
MOST_UNASKED = 20
_NAME = re.compile(r"attribute\[(?P<code>[^\[\]]{1,200})\](?:\[\d{0,6}\])?", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d{1,300}(?:\.\d{0,300})?|\.\d{1,300})(?:e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_HOW = "Write attribute[CODE]=VALUE, and attribute[CODE][]=VALUE for each of several values."
_PLAIN = AnswerForm()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was answered, in words that people read, by the key of the question; and what is wrong with the rest."""

    words: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    """Sentences for staff about what an app sent that nobody asked for, as apps of other cities do."""


def is_attribute(name: str) -> bool:
    """Whether a field of a form is, or tries to be, an answer to a question."""
    return name.lower().startswith("attribute")


def read_answers(service: Service, fields: Iterable[tuple[str, str]], language: str) -> Answers:
    """Read the answers among the fields of a form; choices are named in `language`. All problems at once."""
    given, unasked, problems = _by_code(service, fields)
    words: dict[str, str] = {}
    for code in service.ask:
        form = service.answers.get(code, _PLAIN)
        values = given.get(code, [])
        if not values and form.required:
            problems.append(f"attribute[{code}] is missing: {service.question(code, 'en')}")
        if problem := _problem(form, values):
            problems.append(f"attribute[{code}]: {problem}")
        elif values:
            words[code] = _in_words(form, values, language)
    return Answers(words=words, problems=tuple(problems), unasked=tuple(unasked))


def _by_code(service: Service, fields: Iterable[tuple[str, str]]) -> tuple[dict[str, list[str]], list[str], list[str]]:
    """What was sent for each question, what was sent for none, and the fields that cannot be read."""
    known = {code.casefold(): code for code in service.ask}
    given: dict[str, list[str]] = {}
    unasked: dict[str, None] = {}
    problems: dict[str, None] = {}
    for name, value in fields:
        found = _NAME.fullmatch(name)
        code = known.get(found["code"].strip().casefold()) if found else None
        if found is None:
            problems[f"“{name[:100]}” cannot be read. {_HOW}"] = None
        elif code is None:
            unasked[f"The app also sent {found['code'][:100]}: {value[:LONGEST_LINE]}"] = None
        elif value not in given.setdefault(code, []):
            given[code].append(value)
    return given, list(unasked)[:MOST_UNASKED], list(problems)


def _problem(form: AnswerForm, values: Sequence[str]) -> str:
    """Why these values are no answer; empty when they are, or when there are none."""
    if form.datatype != "multivaluelist" and len(values) > 1:
        return f"one value is wanted, and {len(values)} were sent."
    test = _TESTS[form.datatype]
    return next((problem for value in _apart(form, values) if (problem := test(form, value))), "")


def _no_line(form: AnswerForm, value: str) -> str:  # noqa: ARG001 - every test takes the form
    return "" if len(value) <= LONGEST_LINE else f"{len(value)} characters are too many; {LONGEST_LINE} are allowed."


def _no_text(form: AnswerForm, value: str) -> str:  # noqa: ARG001 - as above
    return "" if len(value) <= LONGEST_TEXT else f"{len(value)} characters are too many; {LONGEST_TEXT} are allowed."


def _no_number(form: AnswerForm, value: str) -> str:  # noqa: ARG001 - as above
    is_one = _NUMBER.fullmatch(value) is not None and isfinite(float(value))
    return "" if is_one else f"“{value[:60]}” is no number. Write it in figures, such as 3 or 2.5."


def _no_moment(form: AnswerForm, value: str) -> str:  # noqa: ARG001 - as above
    return "" if read_moment(value) is not None else f"“{value[:60]}” is no date. Write it as 2026-11-23T07:20:00Z."


def _no_choice(form: AnswerForm, value: str) -> str:
    if _find_choice(form, value) is not None:
        return ""
    return f"“{value[:60]}” is none of its values. They are: {', '.join(form.choices)}."


_TESTS: Mapping[str, Callable[[AnswerForm, str], str]] = {
    "string": _no_line,
    "text": _no_text,
    "number": _no_number,
    "datetime": _no_moment,
    "singlevaluelist": _no_choice,
    "multivaluelist": _no_choice,
}


def _apart(form: AnswerForm, values: Sequence[str]) -> Sequence[str]:
    """Several values, also where a client sends them with commas in one field."""
    if form.datatype != "multivaluelist":
        return values
    parts = [
        part.strip()
        for value in values
        for part in ([value] if _find_choice(form, value) is not None else value.split(","))
    ]
    return list(dict.fromkeys(part for part in parts if part))


def _find_choice(form: AnswerForm, value: str) -> str | None:
    """The key that is meant: by itself, or by what it is called in some language."""
    if value in form.choices:
        return value
    folded = value.casefold()
    named = (
        key for key, names in form.choices.items() if folded in {key.casefold(), *map(str.casefold, names.values())}
    )
    return next(named, None)


def _in_words(form: AnswerForm, values: Sequence[str], language: str) -> str:
    if not form.choices:
        return " ".join(values[0].split()) if form.datatype == "string" else values[0]
    chosen = {_find_choice(form, value) for value in _apart(form, values)}
    return ", ".join(form.choice(key, language) for key in form.choices if key in chosen)
