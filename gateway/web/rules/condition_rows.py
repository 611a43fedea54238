"""A rule's conditions as rows of a form, and back; what no row can show is kept as it stands and said in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from werkzeug.datastructures import MultiDict

from gateway.routing.editing import is_same

Widget = Literal["choices", "lines", "bounds", "kept"]
KINDS: Mapping[str, tuple[Widget, str, str]] = {
    "service": ("choices", "The service is one of", ""),
    "group": ("choices", "The service belongs to one of the groups", ""),
    "text": (
        "lines",
        "The message says",
        "Words or phrases, one in each line, in every language; usual endings count.",
    ),
    "street": ("lines", "The street is", "Names of streets, one in each line."),
    "area": ("choices", "The place is in one of", "The areas of the city."),
    "hours": ("lines", "It comes within", "Such as Mon-Fri 07:00-15:30; one in each line."),
    "date": ("lines", "It comes on", "Such as 2026-07-04, or 11-15 to 04-15 for every year; one in each line."),
    "urgency": ("choices", "It is", ""),
    "has": ("choices", "The message has all of", ""),
    "missing": ("choices", "The message lacks one of", ""),
    "channel": ("choices", "It came as", ""),
    "from": ("lines", "It came from", "A mail address, @domain, or a number like +12035550199; one in each line."),
    "to": ("lines", "It was sent to", "An address or number of the city; one in each line."),
    "language": ("choices", "It is written in", ""),
    "repeat": ("bounds", "It has been reported", "How often this sender or place has reported, this time included."),
    "confidence": ("bounds", "We are so sure of the service", "From 0 to 1; 1 is certain."),
    "event": ("choices", "This happens", "A rule that names nothing here speaks when a request is opened."),
    "header": ("lines", "The mail has the header", "Such as List-Id: or Subject: newsletter; one in each line."),
    "pattern": ("lines", "The text fits the pattern", "RE2 patterns, for people who know them; one in each line."),
}
"""Of each kind that a row can show: its field, its words, and a hint. The most used ones come first."""
BOUNDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "repeat": (
        ("at_least", "At least"),
        ("at_most", "At most"),
        ("within", "Within, such as 30 days"),
        ("of", "By the same"),
    ),
    "confidence": (("at_least", "At least"), ("below", "Below")),
}
JOINERS = ("all", "any")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionRow:
    """One condition of the form; `was` is how it stands in the file, None for a new one."""

    kind: str
    is_not: bool = False
    values: tuple[str, ...] = ()
    bounds: Mapping[str, str] = field(default_factory=dict)
    was: Any = None

    @property
    def widget(self) -> Widget:
        """By which field it is typed."""
        return KINDS[self.kind][0] if self.kind in KINDS else "kept"

    @property
    def was_text(self) -> str:
        """How it stands in the file, to be carried through the form."""
        return json.dumps(self.was, ensure_ascii=False)


def read_conditions(when: Any) -> tuple[str, tuple[ConditionRow, ...]]:
    """How the rows of a `when` are joined, `all` or `any`, and the rows."""
    if isinstance(when, dict) and len(when) == 1:
        (kind, value), *_ = when.items()
        if kind in JOINERS and isinstance(value, list) and value:
            return kind, tuple(map(_read, value))
    return "all", () if when is None else (_read(when),)


def write_conditions(joiner: str, rows: tuple[ConditionRow, ...], was: Any) -> Any:
    """The `when` of a rule; one condition alone needs no list, unless it stood in one."""
    written = [_write(row) for row in rows]
    if len(rows) == 1 and rows[0].was is not None and is_same(rows[0].was, was):
        return written[0]
    if len(written) == 1 and not (isinstance(was, dict) and joiner in was):
        return written[0]
    return {joiner: written}


def rows_of_form(form: MultiDict[str, str]) -> tuple[ConditionRow, ...]:
    """The rows as they were sent, in their order."""
    numbers = (key[1:-5] for key in form if key.startswith("c") and key.endswith("-kind"))
    return tuple(_row_of_form(form, f"c{number}-") for number in sorted(filter(str.isdecimal, numbers), key=int))


def load_kept(text: str) -> Any:
    """What a hidden field carried through the form; None for what somebody tampered with."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def _row_of_form(form: MultiDict[str, str], prefix: str) -> ConditionRow:
    kind = form[f"{prefix}kind"]
    widget = KINDS[kind][0] if kind in KINDS else "kept"
    lines = form.get(f"{prefix}lines", "").splitlines()
    chosen = form.getlist(f"{prefix}value") if widget == "choices" else [line.strip() for line in lines]
    bounds = {name: form.get(f"{prefix}{name}", "").strip() for name, _ in BOUNDS.get(kind, ())}
    return ConditionRow(
        kind=kind,
        is_not=form.get(f"{prefix}not") == "1",
        values=tuple(value for value in chosen if value),
        bounds={name: text for name, text in bounds.items() if text},
        was=load_kept(form.get(f"{prefix}was", "null")),
    )


def _read(condition: Any) -> ConditionRow:
    """A condition as a row; `not` of a plain one is a row too."""
    inner, is_not = condition, False
    if isinstance(condition, dict) and list(condition) == ["not"]:
        inner, is_not = condition["not"], True
    if isinstance(inner, dict) and len(inner) == 1:
        (kind, value), *_ = inner.items()
        if kind in KINDS and (row := _plain_row(kind, value)) is not None:
            return ConditionRow(kind=kind, is_not=is_not, values=row[0], bounds=row[1], was=condition)
    return ConditionRow(kind="kept", was=condition)


def _plain_row(kind: str, value: Any) -> tuple[tuple[str, ...], dict[str, str]] | None:
    """Values and bounds of a condition, or None where no field can show them."""
    if KINDS[kind][0] == "bounds":
        known = {name for name, _ in BOUNDS[kind]}
        is_known = isinstance(value, dict) and value.keys() <= known
        return ((), {name: str(bound) for name, bound in value.items()}) if is_known else None
    if kind == "header":
        pairs = value.items() if isinstance(value, dict) else None
        return None if pairs is None else (tuple(f"{name}: {text}".strip() for name, text in pairs), {})
    members = value if isinstance(value, list) else [value]
    is_text = all(isinstance(member, str) and member == member.strip() and "\n" not in member for member in members)
    return (tuple(members), {}) if is_text else None


def _write(row: ConditionRow) -> Any:
    """The condition; as it stood in the file where it says the same."""
    if row.widget == "kept" or (row.was is not None and _is_unchanged(row)):
        return row.was
    value: Any
    if row.widget == "bounds":
        value = {name: _number(text) for name, text in row.bounds.items()}
    elif row.kind == "header":
        value = {name.strip(): text.strip() for name, _, text in (line.partition(":") for line in row.values)}
    else:
        values = in_old_order(row.values, _read(row.was).values) if row.widget == "choices" else row.values
        value = values[0] if len(values) == 1 and not _stood_in_list(row) else list(values)
    condition = {row.kind: value}
    return {"not": condition} if row.is_not else condition


def _is_unchanged(row: ConditionRow) -> bool:
    before = _read(row.was)
    if (before.kind, before.is_not, before.bounds) != (row.kind, row.is_not, row.bounds):
        return False
    return before.values == in_old_order(row.values, before.values)


def in_old_order(values: tuple[str, ...], before: tuple[str, ...]) -> tuple[str, ...]:
    """What was ticked, first in the order of the file: boxes stand in an order of their own."""
    return (*(one for one in before if one in values), *(one for one in values if one not in before))


def _stood_in_list(row: ConditionRow) -> bool:
    inner = row.was.get("not", row.was) if isinstance(row.was, dict) else {}
    return isinstance(inner, dict) and isinstance(inner.get(row.kind), list)


def _number(text: str) -> int | float | str:
    """A number where it is one; what is none is left to the checks of the rulebook, which say so."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
