"""What a rule does as fields of a form, and back; what was not touched is written as it stood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from werkzeug.datastructures import MultiDict

from gateway.web.rules.condition_rows import in_old_order

Widget = Literal["select", "checks", "line", "lines", "switch", "stop"]
Typed = Mapping[str, tuple[str, ...]]
FIELDS: Mapping[str, tuple[Widget, str, str]] = {
    "department": ("select", "Goes to", ""),
    "priority": ("select", "Priority", ""),
    "reply": ("select", "Answer", "The reply that the resident gets."),
    "due": ("line", "Due in", "Such as 4 hours, 6 business hours, 10 days, 3 business days or 2 weeks."),
    "service": ("select", "Counts as the service", "Corrects what was understood."),
    "tags": ("line", "Marked with", "Words of small letters, with commas between."),
    "notify": ("lines", "Also told by mail", "Mail addresses, one in each line."),
    "watch": ("checks", "Departments that can look on", ""),
    "ask": ("checks", "Questions to the resident", ""),
    "assign": ("line", "Given to", "The mail address of one person."),
    "hold": ("switch", "The answer waits for a person", ""),
    "close": ("switch", "Closed at once", "For what is not yours. An emergency is never closed."),
    "stop": ("stop", "No rule below is read", ""),
}


def read_actions(then: Any) -> Typed:
    """What stands in the fields; a value that no field can show is left out, and kept by `write_actions`."""
    written = then if isinstance(then, dict) else {}
    return {name: _read(written[name]) for name in FIELDS if name in written}


def actions_of_form(form: MultiDict[str, str]) -> Typed:
    """The fields as they were sent; those that were left empty are not there."""
    typed = {name: _TAKEN[widget](form, f"then-{name}") for name, (widget, _, _) in FIELDS.items()}
    return {name: values for name, values in typed.items() if values}


def write_actions(typed: Typed, was: Any) -> dict[str, Any]:
    """The `then` of a rule, in the order in which it stood, and what is new behind it."""
    before = was if isinstance(was, dict) else {}
    shown = read_actions(before)
    kept = {name: value for name, value in before.items() if name not in FIELDS or name in typed}
    ordered = {name: _ordered(name, values, shown.get(name, ())) for name, values in typed.items()}
    changed = {
        name: _write(name, values, before.get(name)) for name, values in ordered.items() if values != shown.get(name)
    }
    return kept | changed


def _ordered(name: str, values: tuple[str, ...], before: tuple[str, ...]) -> tuple[str, ...]:
    return in_old_order(values, before) if FIELDS[name][0] == "checks" else values


def _read(value: Any) -> tuple[str, ...]:
    members = value if isinstance(value, list) else [value]
    return tuple(_say(member) for member in members)


def _say(member: Any) -> str:
    match member:
        case bool():
            return "yes" if member else "no"
        case {"email": address}:
            return str(address)
        case _:
            return str(member)


def _write(name: str, values: tuple[str, ...], before: Any) -> Any:
    match FIELDS[name][0]:
        case "switch" | "stop":
            return values[0] == "yes"
        case "lines":
            # Addresses are written as the people who wrote the file write them: plain, or with their key.
            is_plain = isinstance(before, str) or (
                isinstance(before, list) and all(isinstance(one, str) for one in before)
            )
            return list(values) if is_plain else [{"email": address} for address in values]
        case "checks":
            return values[0] if len(values) == 1 and not isinstance(before, list) else list(values)
        case _:
            is_one = name != "tags" or (len(values) == 1 and not isinstance(before, list))
            return values[0] if is_one else list(values)


def _one(form: MultiDict[str, str], name: str) -> tuple[str, ...]:
    text = form.get(name, "").strip()
    return (text,) if text else ()


def _line(form: MultiDict[str, str], name: str) -> tuple[str, ...]:
    """One text; of the tags, which are words with commas between, each."""
    text = form.get(name, "")
    parts = text.split(",") if name == "then-tags" else [text]
    return tuple(part.strip() for part in parts if part.strip())


def _lines(form: MultiDict[str, str], name: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in form.get(name, "").splitlines() if line.strip())


def _many(form: MultiDict[str, str], name: str) -> tuple[str, ...]:
    return tuple(value for value in form.getlist(name) if value)


_TAKEN: Mapping[str, Callable[[MultiDict[str, str], str], tuple[str, ...]]] = {
    "select": _one,
    "checks": _many,
    "line": _line,
    "lines": _lines,
    "switch": _one,
    "stop": _one,
}
