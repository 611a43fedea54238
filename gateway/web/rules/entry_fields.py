"""Departments and services as fields of a form, and back; what was not touched is written as it stood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from werkzeug.datastructures import MultiDict

from gateway.routing.called import LANGUAGES
from gateway.web.rules.condition_rows import in_old_order

Widget = Literal["line", "lines", "select", "checks"]
Section = Literal["departments", "services"]
YES, NO = "yes", "no"
"""What a list offers for `true` and `false`."""
Typed = Mapping[str, tuple[str, ...]]
"""What stands in each field; a field with nothing in it is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One key of an entry; `by_language` where it is written once for each language."""

    name: str
    widget: Widget
    label: str
    hint: str = ""
    by_language: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form: a part, or a part in one language."""

    id: str
    part: Part
    label: str
    language: str = ""


DEPARTMENT = (
    Part(name="name", widget="line", label="Name", hint="As residents and staff read it."),
    Part(name="notify", widget="lines", label="Mail addresses", hint="Who is told of each ticket; one in each line."),
    Part(
        name="hours",
        widget="line",
        label="Hours",
        hint="Such as Mon-Fri 07:00-15:30, several with commas, or 24/7.",
    ),
    Part(
        name="remind",
        widget="line",
        label="Reminder",
        hint="How long before its tickets are due, such as 1 business day before.",
    ),
    Part(
        name="digest",
        widget="line",
        label="Morning mail",
        hint="What is new, late and unanswered: daily, weekly or never.",
    ),
    Part(
        name="known_as",
        widget="lines",
        label="Other names",
        hint="What old requests and other systems call it; one in each line.",
    ),
)
SERVICE = (
    Part(name="name", widget="line", label="Name", by_language=True),
    Part(
        name="description",
        widget="line",
        label="Description",
        hint="One sentence for whoever chooses from a list.",
        by_language=True,
    ),
    Part(name="department", widget="select", label="Goes to", hint="Where no rule says otherwise."),
    Part(
        name="words",
        widget="lines",
        label="Words",
        hint="What people call it, besides the words that are known anyway; one in each line.",
        by_language=True,
    ),
    Part(
        name="without",
        widget="lines",
        label="Words that do not mean it",
        hint="Such as the name of a park; one in each line.",
        by_language=True,
    ),
    Part(
        name="due",
        widget="line",
        label="Due in",
        hint="Such as 4 hours, 6 business hours, 10 days, 3 business days or 2 weeks.",
    ),
    Part(
        name="remind",
        widget="line",
        label="Reminder",
        hint="How long before it is due, such as 1 business day before or 4 hours before.",
    ),
    Part(name="priority", widget="select", label="Priority"),
    Part(name="needs", widget="checks", label="What must be known to do the work"),
    Part(
        name="public",
        widget="select",
        label="Open to everybody",
        hint="Whether apps can choose it, and everybody may read its requests by Open311.",
    ),
    Part(name="group", widget="line", label="Group", hint="A family of services that a rule can name at once."),
    Part(
        name="like",
        widget="lines",
        label="Like the shipped services",
        hint="Codes such as litter, one in each line: it speaks in their words and takes their place.",
    ),
    Part(
        name="categories",
        widget="lines",
        label="Categories of old requests",
        hint="What your old requests call it; one in each line.",
    ),
)
_PARTS: Mapping[Section, tuple[Part, ...]] = {"departments": DEPARTMENT, "services": SERVICE}


def list_fields(section: Section, data: Mapping[str, Any], languages: tuple[str, ...]) -> tuple[Field, ...]:
    """The fields of an entry; a text that is the same in every language has one."""
    return tuple(field for part in _PARTS[section] for field in _fields(part, data, languages))


def read_entry(fields: tuple[Field, ...], data: Mapping[str, Any]) -> Typed:
    """What stands in the fields."""
    typed = {field.id: _read(_value(field, data)) for field in fields}
    return {name: values for name, values in typed.items() if values}


def entry_of_form(fields: tuple[Field, ...], form: MultiDict[str, str]) -> Typed:
    """The fields as they were sent."""
    typed = {field.id: _taken(field, form) for field in fields}
    return {name: values for name, values in typed.items() if values}


def write_entry(fields: tuple[Field, ...], typed: Typed, was: Mapping[str, Any]) -> dict[str, Any]:
    """The entry for the file."""
    before = read_entry(fields, was)
    written = dict(was)
    for field in fields:
        old, new = before.get(field.id, ()), typed.get(field.id, ())
        ordered = in_old_order(new, old) if field.part.widget == "checks" else new
        if ordered != old:
            _put(written, field, ordered, was)
    return written


def _fields(part: Part, data: Mapping[str, Any], languages: tuple[str, ...]) -> Iterator[Field]:
    written = data.get(part.name)
    if not part.by_language or (isinstance(written, str) and part.widget == "line"):
        yield Field(id=part.name, part=part, label=part.label)
        return
    known = dict.fromkeys([*languages, *(written if isinstance(written, Mapping) else ())])
    for language in known:
        label = f"{part.label} ({LANGUAGES.get(language, language)})"
        yield Field(id=f"{part.name}-{language}", part=part, label=label, language=language)


def _value(field: Field, data: Mapping[str, Any]) -> Any:
    value = data.get(field.part.name)
    if not field.language:
        return value
    return value.get(field.language) if isinstance(value, Mapping) else None


def _read(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, bool):
        return (YES if value else NO,)
    members = value if isinstance(value, list) else [value]
    return tuple(str(one["email"]) if isinstance(one, Mapping) and "email" in one else str(one) for one in members)


def _taken(field: Field, form: MultiDict[str, str]) -> tuple[str, ...]:
    if field.part.widget == "checks":
        return tuple(value for value in form.getlist(field.id) if value)
    text = form.get(field.id, "")
    lines = text.splitlines() if field.part.widget == "lines" else [" ".join(text.split())]
    return tuple(line.strip() for line in lines if line.strip())


def _put(written: dict[str, Any], field: Field, values: tuple[str, ...], was: Mapping[str, Any]) -> None:
    """Put one field into the entry, or take it out."""
    name = field.part.name
    if not field.language:
        _set(written, name, _write(field, values, was.get(name)))
        return
    # What stood there for all languages is nothing that one language can be added to.
    texts = dict(written[name]) if isinstance(written.get(name), Mapping) else {}
    old = was.get(name)
    _set(texts, field.language, _write(field, values, old.get(field.language) if isinstance(old, Mapping) else None))
    _set(written, name, texts or None)


def _set(into: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        into.pop(key, None)
    else:
        into[key] = value


def _write(field: Field, values: tuple[str, ...], was: Any) -> Any:
    if not values:
        return None
    if field.part.name == "notify":
        is_plain = isinstance(was, list) and bool(was) and all(isinstance(one, str) for one in was)
        return list(values) if is_plain else [{"email": address} for address in values]
    if field.part.name == "public" and values[0] in {YES, NO}:
        return values[0] == YES
    return values[0] if field.part.widget in {"line", "select"} else list(values)
